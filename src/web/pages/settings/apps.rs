//! The apps that may act for somebody.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::AppId;
use crate::http::{CsrfForm, routes};
use crate::services::apps;
use crate::web::pages::paging;
use crate::web::reader::SignedIn;
use crate::web::view::{AuthorizedApp, Pagination, SettingsApps};
use crate::web::{Done, WebError, WebState, show};

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    app: AppId,
}

/// Where in the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    after: Option<String>,
}

/// `GET /settings/apps`
pub(super) async fn page(
    State(state): State<WebState>,
    person: SignedIn,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let from = paging::place(place.after.as_deref());
    let listed = apps::list(&mut state.db.read().await?, person.actor, from).await?;
    let pagination = Pagination { newer: None, older: paging::older(&person.reader.path, listed.next) };
    person.reader.show(&SettingsApps { apps: listed.rows.into_iter().map(line).collect(), pagination })
}

/// `POST /settings/apps`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    if !apps::revoke_app(&mut tx, person.actor, fields.app).await? {
        return Err(WebError::not_found());
    }
    tx.commit().await?;
    Ok(Done::AppRevoked.at(routes::SETTINGS_APPS))
}

fn line(listed: apps::AuthorizedApp) -> AuthorizedApp {
    AuthorizedApp {
        id: listed.app.id,
        name: listed.app.name,
        website: listed.app.website,
        may: show::scopes(listed.scopes),
        since: listed.since,
        last_used: listed.last_used,
    }
}
