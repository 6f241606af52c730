//! WebFinger (RFC 7033) for people, communities and the node itself (FEP-d556).

use activitypub_federation::FEDERATION_CONTENT_TYPE;
use activitypub_federation::fetch::webfinger::{Webfinger, WebfingerLink};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::FederationState;
use super::answer::NoAnswer;
use crate::domain::actor::Actor;
use crate::federation::objects::actor::kind_name;
use crate::store::{Tx, actors};

const MAX_RESOURCE: usize = 2048;
const PROFILE_PAGE: &str = "http://webfinger.net/rel/profile-page";
/// FEP-d556: the node's own actor.
const SERVICE: &str = "https://www.w3.org/ns/activitystreams#Service";

pub(super) async fn webfinger(
    State(state): State<FederationState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, NoAnswer> {
    let resource = query.iter().find(|(name, _)| name == "resource").map(|(_, value)| value.as_str());
    let resource = resource.filter(|text| text.len() <= MAX_RESOURCE).ok_or(NoAnswer::BadRequest)?;
    let mut tx = state.db.read().await?;
    let origin = state.ctx.addresses.origin();
    let mut answer = if resource.trim_end_matches('/') == origin {
        node(&state)?
    } else {
        describe(&state, &find(&state, &mut tx, resource).await?)?
    };
    let wanted: Vec<&str> =
        query.iter().filter(|(name, _)| name == "rel").map(|(_, rel)| rel.as_str()).collect();
    if !wanted.is_empty() {
        answer.links.retain(|link| link.rel.as_deref().is_some_and(|rel| wanted.contains(&rel)));
    }
    let headers = [(header::CONTENT_TYPE, "application/jrd+json; charset=utf-8")];
    Ok((headers, Json(answer)).into_response())
}

/// `acct:name@here`, or the address of an actor.
async fn find(state: &FederationState, tx: &mut Tx, resource: &str) -> Result<Actor, NoAnswer> {
    let addresses = &state.ctx.addresses;
    let found = if addresses.is_ours(resource) {
        actors::by_uri(tx, resource).await?
    } else {
        let account = resource.strip_prefix("acct:").unwrap_or(resource);
        let (name, domain) = account.trim_start_matches('@').rsplit_once('@').ok_or(NoAnswer::BadRequest)?;
        if !domain.eq_ignore_ascii_case(addresses.authority()) {
            return Err(NoAnswer::NotFound);
        }
        actors::local_by_handle(tx, name).await?
    };
    found.filter(|actor| actor.local && actor.is_active()).ok_or(NoAnswer::NotFound)
}

fn describe(state: &FederationState, actor: &Actor) -> Result<Webfinger, NoAnswer> {
    let uri = address(&actor.uri)?;
    let properties =
        [(address("https://www.w3.org/ns/activitystreams#type")?, kind_name(actor.kind).to_owned())]
            .into_iter()
            .collect();
    let page = actor.url.as_deref().unwrap_or(&actor.uri);
    let subscribe = format!("{}/authorize_interaction?uri={{uri}}", state.ctx.addresses.origin());
    Ok(Webfinger {
        subject: format!("acct:{}", actor.acct()),
        aliases: vec![uri.clone()],
        links: vec![
            WebfingerLink { properties, ..link("self", Some(FEDERATION_CONTENT_TYPE), Some(uri)) },
            link(PROFILE_PAGE, Some("text/html"), Some(address(page)?)),
            WebfingerLink {
                template: Some(subscribe),
                ..link("http://ostatus.org/schema/1.0/subscribe", None, None)
            },
        ],
        properties: [].into(),
    })
}

fn node(state: &FederationState) -> Result<Webfinger, NoAnswer> {
    let application = address(&state.ctx.addresses.application())?;
    Ok(Webfinger {
        subject: format!("{}/", state.ctx.addresses.origin()),
        aliases: Vec::new(),
        links: vec![link(SERVICE, Some(FEDERATION_CONTENT_TYPE), Some(application))],
        properties: [].into(),
    })
}

fn link(rel: &str, kind: Option<&str>, href: Option<Url>) -> WebfingerLink {
    WebfingerLink {
        rel: Some(rel.to_owned()),
        kind: kind.map(str::to_owned),
        href,
        template: None,
        properties: [].into(),
    }
}

fn address(text: &str) -> Result<Url, NoAnswer> {
    Url::parse(text).map_err(|_| NoAnswer::NotFound)
}
