//! A handle or an address: one thing, known here or, when a person wants it, asked for elsewhere.

use std::time::Duration;

use url::Url;

use crate::api::{ApiError, ApiState};
use crate::domain::handle::Acct;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::http::HttpError;
use crate::services::network::{Found, LookupError};
use crate::store::{StoreError, Tx, actors, posts};

/// How long another server is waited for.
const PATIENCE: Duration = Duration::from_secs(12);

/// Whether the query is the address of a page or document.
pub(super) fn is_address(query: &str) -> bool {
    Url::parse(query).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// What the query names, where it is a handle or an address. `resolve`: another server may be asked.
///
/// # Errors
/// 429 when the person had too much asked lately.
pub(super) async fn find(
    state: &ApiState,
    viewer: &Viewer,
    query: &str,
    resolve: bool,
) -> Result<Option<Found>, ApiError> {
    let acct = Acct::parse(query, state.context.url_rules()).ok();
    let mut tx = state.db.read().await?;
    let known = known(state, &mut tx, query, acct.as_ref()).await?;
    drop(tx);
    let Some(person) = viewer.actor.filter(|_| resolve && known.is_none()) else { return Ok(known) };
    if acct.is_none() && !is_address(query) {
        return Ok(None);
    }
    state.limits.look_up.check(&person.get())?;
    let found = tokio::time::timeout(PATIENCE, state.network.look_up(query)).await;
    match found.unwrap_or(Err(LookupError::Unreachable)) {
        Ok(found) => Ok(Some(found)),
        Err(LookupError::TooMany) => Err(HttpError::too_many(Duration::from_mins(1)).into()),
        // Which of the rest it was is nobody's business: it would say what can be reached from here (threat 103).
        Err(_) => Ok(None),
    }
}

async fn known(
    state: &ApiState,
    tx: &mut Tx,
    query: &str,
    acct: Option<&Acct>,
) -> Result<Option<Found>, StoreError> {
    if is_address(query) {
        if let Some(actor) = actors::by_uri(tx, query).await? {
            return Ok(Some(Found::Actor(actor.id)));
        }
        return Ok(posts::by_uri(tx, query).await?.map(|post| Found::Post(post.id)));
    }
    let actor = match acct {
        Some(acct) if acct.domain.as_str() == state.context.addresses.authority() => {
            actors::local_by_handle(tx, acct.name.as_str()).await?
        }
        Some(acct) => actors::by_acct(tx, acct.name.as_str(), acct.domain.as_str()).await?,
        None => actors::local_by_handle(tx, query.trim_start_matches(['@', '!'])).await?,
    };
    Ok(actor.map(|actor| Found::Actor(actor.id)))
}

/// Whom something found is.
pub(super) fn actor(found: Found) -> Option<ActorId> {
    match found {
        Found::Actor(actor) => Some(actor),
        Found::Post(_) => None,
    }
}
