//! The apps that somebody let act for them.

use std::collections::HashMap;

use crate::domain::app::App;
use crate::domain::ids::{ActorId, AppId};
use crate::domain::scope::Scopes;
use crate::domain::time::Timestamp;
use crate::store::{Cursor, Page, StoreError, Tx, access_tokens, apps};

/// How many are listed at a time.
const APPS: i64 = 50;

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

/// The apps that hold a token of somebody, the last used first, from a place in the list on.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, person: ActorId, after: Cursor) -> Result<Page<AuthorizedApp>, StoreError> {
    let page = apps::of_person(tx, person, after, APPS).await?;
    let ids: Vec<AppId> = page.rows.iter().map(|row| row.app.id).collect();
    let mut scopes: HashMap<AppId, Scopes> = HashMap::new();
    for (app, more) in access_tokens::scopes_of(tx, person, &ids).await? {
        scopes.entry(app).and_modify(|known| *known = known.and(more)).or_insert(more);
    }
    let rows = page.rows.iter().filter_map(|row| {
        let scopes = *scopes.get(&row.app.id)?;
        Some(AuthorizedApp { app: row.app.clone(), scopes, since: row.since, last_used: row.last_used_at })
    });
    let rows = rows.collect();
    Ok(page.with_rows(rows))
}
