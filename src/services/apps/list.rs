//! The apps that somebody let act for them.

use std::collections::HashMap;

use crate::domain::app::App;
use crate::domain::ids::ActorId;
use crate::domain::scope::Scopes;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, access_tokens, apps};

/// More apps than anybody uses.
const MOST_APPS: i64 = 200;
/// An app gets a token with each sign-in, and few give them back.
const MOST_TOKENS: i64 = 2_000;

/// An app as the person sees it who let it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedApp {
    pub app: App,
    /// All that it may do, by one token or another.
    pub scopes: Scopes,
    /// When it was first let in, of the times that still hold.
    pub since: Timestamp,
    /// To the hour.
    pub last_used: Timestamp,
}

/// The apps that hold a token of somebody, the last used first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, person: ActorId) -> Result<Vec<AuthorizedApp>, StoreError> {
    let apps = apps::of_person(tx, person, MOST_APPS).await?;
    let mut by_id: HashMap<_, _> = apps.into_iter().map(|app| (app.id, app)).collect();
    let mut listed: Vec<AuthorizedApp> = Vec::new();
    for token in access_tokens::of_person(tx, person, MOST_TOKENS).await? {
        if let Some(known) = listed.iter_mut().find(|known| known.app.id == token.app_id) {
            known.scopes = known.scopes.and(token.scopes);
            known.since = known.since.min(token.created_at);
        } else if let Some(app) = by_id.remove(&token.app_id) {
            let (scopes, since, last_used) = (token.scopes, token.created_at, token.last_used_at);
            listed.push(AuthorizedApp { app, scopes, since, last_used });
        }
    }
    Ok(listed)
}
