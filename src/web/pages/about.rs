//! Who runs the node, what is expected here, and with whom it speaks.

use axum::extract::State;
use axum::response::{Redirect, Response};

use crate::domain::federation::Rule;
use crate::domain::role::AccountState;
use crate::http::routes;
use crate::services::federation_policy;
use crate::store::{accounts, actors, communities, domain_rules, peer_overview, settings};
use crate::web::reader::Reader;
use crate::web::render::Head;
use crate::web::show::{count, federation_mode};
use crate::web::view::{About, KnownOrganization, SafeHtml};
use crate::web::{WebError, WebState};

/// How many organizations are named.
const NAMED: i64 = 200;

/// `GET /about`
pub(super) async fn page(State(state): State<WebState>, reader: Reader) -> Result<Response, WebError> {
    let context = &state.context;
    let mut tx = state.db.read().await?;
    let organization = actors::by_uri(&mut tx, &context.addresses.organization()).await?;
    let rules = settings::rules(&mut tx).await?;
    let contact = settings::contact_email(&mut tx).await?;
    let people = accounts::count(&mut tx, AccountState::Active).await?;
    let hosted = communities::count_local(&mut tx).await?;
    let mode = federation_policy::mode(context, &mut tx).await?;
    let domain_rules = domain_rules::all(&mut tx).await?;
    let known = peer_overview::known(&mut tx, NAMED).await?;
    drop(tx);
    let blocked = domain_rules.into_iter().filter(|rule| rule.rule == Rule::Block);
    let organizations = known.into_iter().map(|peer| KnownOrganization {
        organization: reader.names.of(&peer.domain),
        last_exchange: peer.last_success_at,
    });
    let logo = organization.as_ref().and_then(|organization| organization.icon_url.clone());
    let introduction = organization.map(|organization| organization.summary_html).unwrap_or_default();
    let head = Head { activity_json: Some(context.addresses.organization()), ..Head::default() };
    let view = About {
        introduction: SafeHtml::from_sanitised(introduction),
        rules: rules.map(|source| house_rules(&state, &source)).unwrap_or_default(),
        logo,
        contact,
        people: count(people).into(),
        communities: count(hosted).into(),
        mode: federation_mode(mode),
        organizations: organizations.collect(),
        blocked: blocked.map(|rule| (rule.domain, rule.reason)).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    reader.show_with_head(&view, head)
}

/// `GET /org`: what there is to say of the organization stands with what there is to say of its node.
pub(super) async fn organization() -> Redirect {
    Redirect::to(routes::ABOUT)
}

/// `GET /about/api`
pub(super) async fn api(State(state): State<WebState>, reader: Reader) -> Result<Response, WebError> {
    reader.show(state.api.as_ref())
}

/// The rules of the house are stored as they were written; rendering sanitises.
fn house_rules(state: &WebState, source: &str) -> SafeHtml {
    SafeHtml::from_sanitised(crate::services::profile_text::house_rules(&state.context, source))
}
