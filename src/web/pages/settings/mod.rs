//! What people change about themselves: profile, account, sessions, apps, appearance; going elsewhere; and their data to take
//! along.

mod account;
mod appearance;
mod apps;
mod data;
mod kept_away;
mod moving;
mod profile;
mod sessions;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use super::multipart::MOST_BODY;
use crate::http::routes;
use crate::web::WebState;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route(
            routes::SETTINGS_PROFILE,
            get(profile::page).post(profile::submit).layer(DefaultBodyLimit::max(MOST_BODY)),
        )
        .route(routes::SETTINGS_ACCOUNT, get(account::page).post(account::submit))
        .route(routes::SETTINGS_SESSIONS, get(sessions::page).post(sessions::submit))
        .route(routes::SETTINGS_APPS, get(apps::page).post(apps::submit))
        .route(routes::SETTINGS_APPEARANCE, get(appearance::page).post(appearance::submit))
        .route(routes::SETTINGS_KEPT_AWAY, get(kept_away::page).post(kept_away::submit))
        .route(routes::SETTINGS_MOVING, get(moving::page).post(moving::submit))
        .route(routes::SETTINGS_DATA, get(data::page).post(data::download))
}
