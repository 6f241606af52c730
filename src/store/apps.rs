//! Registered programs.

use super::json::JsonText;
use super::page::{Cursor, Page};
use super::{StoreError, Tx};
use crate::domain::app::App;
use crate::domain::ids::{ActorId, AppId};
use crate::domain::time::Timestamp;

row!(App { id, client_id, secret_hash, name, website, scopes, created_at } json { redirect_uris });

pub async fn insert(tx: &mut Tx, app: &App) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO apps (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        tx,
        SQL,
        app.id,
        &app.client_id,
        &app.secret_hash,
        &app.name,
        &app.website,
        JsonText(&app.redirect_uris),
        app.scopes,
        app.created_at,
    )?;
    Ok(())
}

pub async fn by_id(tx: &mut Tx, id: AppId) -> Result<Option<App>, StoreError> {
    Ok(fetch_optional!(tx, App, "SELECT * FROM apps WHERE id = $1", id)?)
}

pub async fn by_client_id(tx: &mut Tx, client_id: &str) -> Result<Option<App>, StoreError> {
    Ok(fetch_optional!(tx, App, "SELECT * FROM apps WHERE client_id = $1", client_id)?)
}

/// An app that somebody let act for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppOfPerson {
    pub app: App,
    /// When its first token was made, of those that still hold.
    pub since: Timestamp,
    pub last_used_at: Timestamp,
}

row!(AppOfPerson { since, last_used_at } flatten { app });

/// The apps that somebody let act for them, the last used first.
pub async fn of_person(
    tx: &mut Tx,
    person: ActorId,
    after: Cursor,
    limit: i64,
) -> Result<Page<AppOfPerson>, StoreError> {
    const SQL: &str = "
        SELECT apps.*, held.since, held.last_used_at FROM apps
        JOIN (
            SELECT app_id, MIN(created_at) AS since, MAX(last_used_at) AS last_used_at
            FROM access_tokens WHERE actor_id = $1 GROUP BY app_id
        ) AS held ON held.app_id = apps.id
        WHERE held.last_used_at < $2 OR (held.last_used_at = $2 AND apps.id < $3)
        ORDER BY held.last_used_at DESC, apps.id DESC LIMIT $4";
    let rows = fetch_all!(tx, AppOfPerson, SQL, person, after.at, after.id, limit + 1)?;
    Ok(Page::cut(rows, limit, |row| Cursor { at: row.last_used_at, id: row.app.id.get() }))
}

/// Forgets apps that were registered before `moment` and that hold nothing. Gives how many.
pub async fn prune_unused(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM apps
        WHERE created_at < $1
            AND NOT EXISTS (SELECT 1 FROM access_tokens WHERE access_tokens.app_id = apps.id)
            AND NOT EXISTS (SELECT 1 FROM authorization_codes WHERE authorization_codes.app_id = apps.id)";
    Ok(execute!(tx, SQL, moment)?)
}
