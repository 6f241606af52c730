//! Registered programs.

use super::json::JsonText;
use super::{StoreError, Tx};
use crate::domain::app::App;
use crate::domain::ids::AppId;

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
