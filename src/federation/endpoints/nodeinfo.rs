//! NodeInfo 2.0 and 2.1, with the link to the node's own actor (FEP-2677).

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::FederationState;
use super::answer::NoAnswer;
use crate::config::{FederationMode, SignUpMode};
use crate::domain::role::AccountState;
use crate::services::accounts::sign_up_mode;
use crate::services::federation_policy;
use crate::store::{accounts, actors, usage};

const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema";
const MONTH: Duration = Duration::from_hours(30 * 24);
const HALF_A_YEAR: Duration = Duration::from_hours(180 * 24);
const REPOSITORY: &str = "https://moothall.org";

pub(super) async fn links(State(state): State<FederationState>) -> Json<Value> {
    let addresses = &state.ctx.addresses;
    let origin = addresses.origin();
    Json(json!({"links": [
        {"rel": format!("{SCHEMA}/2.1"), "href": format!("{origin}/nodeinfo/2.1")},
        {"rel": format!("{SCHEMA}/2.0"), "href": format!("{origin}/nodeinfo/2.0")},
        {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": addresses.application()},
    ]}))
}

pub(super) async fn version_2_0(State(state): State<FederationState>) -> Result<Response, NoAnswer> {
    Ok(answer(&describe(&state, "2.0").await?, "2.0"))
}

pub(super) async fn version_2_1(State(state): State<FederationState>) -> Result<Response, NoAnswer> {
    let mut document = describe(&state, "2.1").await?;
    document["software"]["homepage"] = json!(REPOSITORY);
    Ok(answer(&document, "2.1"))
}

fn answer(document: &Value, version: &str) -> Response {
    let content_type = format!("application/json; profile=\"{SCHEMA}/{version}#\"; charset=utf-8");
    ([(header::CONTENT_TYPE, content_type)], document.to_string()).into_response()
}

async fn describe(state: &FederationState, version: &str) -> Result<Value, NoAnswer> {
    let now = state.ctx.now();
    let mut tx = state.db.read().await?;
    let users = accounts::count(&mut tx, AccountState::Active).await?;
    let active_month = usage::active_authors(&mut tx, now - MONTH).await?;
    let active_half_year = usage::active_authors(&mut tx, now - HALF_A_YEAR).await?;
    let (posts, comments) = usage::local_posts(&mut tx).await?;
    let federates = federation_policy::mode(&state.ctx, &mut tx).await? != FederationMode::Closed;
    let mode = sign_up_mode(&mut tx, state.sign_up).await?;
    let organization = actors::by_uri(&mut tx, &state.ctx.addresses.organization()).await?;
    let name = organization.map_or_else(|| state.ctx.addresses.authority().to_owned(), |actor| actor.name);
    Ok(json!({
        "version": version,
        "software": {"name": "moothall", "version": env!("CARGO_PKG_VERSION")},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        // Who has to be let in by a moderator may still ask.
        "openRegistrations": mode != SignUpMode::Closed,
        "usage": {
            "users": {"total": users, "activeMonth": active_month, "activeHalfyear": active_half_year},
            "localPosts": posts,
            "localComments": comments,
        },
        // Apps built on megalodon know by `upstream` which client API is spoken.
        "metadata": {"nodeName": name, "federation": {"enabled": federates}, "upstream": {"name": "mastodon"}},
    }))
}
