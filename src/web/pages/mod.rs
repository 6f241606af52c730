//! The pages: one file for each group of them.

mod about;
mod admin;
mod communities;
mod log_lines;
mod media;
mod moderation;
mod multipart;
mod notifications;
mod paging;
mod pictures;
mod profile;
mod settings;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use super::WebState;
use crate::http::routes;

/// Every page. `app` puts the layers of the room `http` around it.
pub fn router() -> Router<WebState> {
    Router::new()
        .route(routes::SIGN_IN, get(sign_in::page).post(sign_in::submit))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
        .merge(community_pages())
        .merge(other_pages())
}

fn other_pages() -> Router<WebState> {
    Router::new()
        .route(routes::ABOUT, get(about::page))
        .route(routes::MEDIA, get(media::serve))
        .route(routes::PERSON, get(profile::page))
        .route(routes::NOTIFICATIONS, get(notifications::page).post(notifications::submit))
        .merge(settings::router())
        .merge(moderation::router())
        .merge(admin::router())
}

fn community_pages() -> Router<WebState> {
    use communities::{follow, lists};
    Router::new()
        .route(routes::COMMUNITY, get(lists::overview))
        .route(routes::COMMUNITY_TOPICS, get(lists::topic_list))
        .route(routes::COMMUNITY_LIBRARY, get(lists::library_list))
        .route(routes::COMMUNITY_PEOPLE, get(lists::people))
        .route(routes::COMMUNITY_LOG, get(lists::log))
        .route(routes::COMMUNITY_FOLLOW, post(follow::follow))
        .route(routes::COMMUNITY_UNFOLLOW, post(follow::unfollow))
}
