//! The pages: one file for each group of them.

mod about;
mod admin;
mod assets;
mod attached;
mod authorize;
mod communities;
mod compose;
mod dates;
mod explore;
mod files;
mod front;
mod keeping_away;
mod log_lines;
mod media;
mod moderation;
mod multipart;
mod notifications;
mod paging;
mod pictures;
mod profile;
mod remote_pictures;
mod settings;
mod sign_in;
mod sign_up;
mod stored;
mod tags;
mod threads;
mod writing;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};
use serde::Deserialize;

use super::WebState;
use crate::http::{open_to_all_origins, routes};

/// The form of a button: it carries nothing but its token.
#[derive(Debug, Deserialize)]
struct Pressed {}

/// Every page. `app` puts the layers of the room `http` around it.
pub fn router() -> Router<WebState> {
    Router::new()
        .route(routes::FRONT, get(front::page))
        .route(routes::EXPLORE, get(explore::page).post(explore::look_up))
        .route(routes::AUTHORIZE_INTERACTION, get(explore::from_elsewhere))
        .route(routes::SIGN_UP, get(sign_up::page).post(sign_up::submit))
        .route(routes::SIGN_IN, get(sign_in::page).post(sign_in::submit))
        .route(routes::SIGN_OUT, post(sign_in::sign_out))
        .merge(community_pages())
        .merge(post_pages())
        .merge(other_pages())
}

fn other_pages() -> Router<WebState> {
    Router::new()
        .route(routes::ASSETS, get(assets::serve).layer(open_to_all_origins()))
        .route(routes::ABOUT, get(about::page))
        .route(routes::ORGANIZATION, get(about::organization))
        .route(routes::ABOUT_API, get(about::api))
        .route(routes::MEDIA, get(media::serve).layer(open_to_all_origins()))
        .route(routes::ACTOR_PICTURE, get(remote_pictures::of_actor).layer(open_to_all_origins()))
        .route(routes::POST_PICTURE, get(remote_pictures::of_post).layer(open_to_all_origins()))
        .route(routes::PERSON, get(profile::page))
        .route(routes::PERSON_FOLLOW, post(profile::follow))
        .route(routes::PERSON_UNFOLLOW, post(profile::unfollow))
        .route(routes::PERSON_BLOCK, post(keeping_away::block))
        .route(routes::PERSON_UNBLOCK, post(keeping_away::unblock))
        .route(routes::PERSON_MUTE, post(keeping_away::mute))
        .route(routes::PERSON_UNMUTE, post(keeping_away::unmute))
        .route(routes::TAG, get(tags::page))
        .route(routes::NOTIFICATIONS, get(notifications::page).post(notifications::submit))
        .route(routes::OAUTH_AUTHORIZE, get(authorize::page).post(authorize::submit))
        // As some programs write it.
        .route("/oauth/authorize/", get(authorize::page).post(authorize::submit))
        .merge(settings::router())
        .merge(moderation::router())
        .merge(admin::router())
}

fn community_pages() -> Router<WebState> {
    use communities::{follow, form, lists, staff};
    Router::new()
        .route(routes::COMMUNITY, get(lists::overview))
        .route(routes::COMMUNITY_TOPICS, get(lists::topic_list))
        .route(routes::COMMUNITY_LIBRARY, get(lists::library_list))
        .route(routes::COMMUNITY_PEOPLE, get(lists::people))
        .route(routes::COMMUNITY_LOG, get(lists::log))
        .route(routes::NEW_COMMUNITY, with_files(get(form::new_page).post(form::create)))
        .route(routes::COMMUNITY_EDIT, with_files(get(form::edit_page).post(form::edit)))
        .route(routes::COMMUNITY_MODERATORS, get(staff::moderators_page).post(staff::change_moderators))
        .route(routes::COMMUNITY_BANS, get(staff::bans_page).post(staff::change_bans))
        .route(routes::COMMUNITY_NEW_POST, with_files(get(compose::page).post(compose::submit)))
        .route(routes::COMMUNITY_FOLLOW, post(follow::follow))
        .route(routes::COMMUNITY_UNFOLLOW, post(follow::unfollow))
        .route(routes::COMMUNITY_FETCH_OLDER, post(follow::fetch_older))
}

fn post_pages() -> Router<WebState> {
    use threads::{actions, confirm, edit, history, reading, reply, review};
    Router::new()
        .route(routes::POST, get(reading::thread))
        .route(routes::RESOURCE, get(reading::resource))
        .route(routes::RESOURCE_VERSION, get(reading::version))
        .route(routes::RESOURCE_VERSIONS, get(history::version_list))
        .route(routes::RESOURCE_DIFF, get(history::difference))
        .route(routes::RESOURCE_REVIEW, get(review::page).post(review::submit))
        .route(routes::POST_HISTORY, get(history::history))
        .route(routes::POST_REPLY, with_files(post(reply::submit)))
        .route(routes::POST_EDIT, with_files(get(edit::page).post(edit::submit)))
        .route(routes::POST_THANKS, post(actions::thanks))
        .route(routes::POST_SHARE, post(actions::share))
        .route(routes::POST_PIN, post(actions::pin))
        .route(routes::POST_UNPIN, post(actions::unpin))
        .route(routes::POST_LOCK, post(actions::lock))
        .route(routes::POST_UNLOCK, post(actions::unlock))
        .route(routes::POST_RESTORE, post(actions::restore))
        .route(routes::POST_DELETE, get(confirm::ask_delete).post(confirm::delete))
        .route(routes::POST_REMOVE, get(confirm::ask_remove).post(confirm::remove))
        .route(routes::POST_REPORT, get(confirm::ask_report).post(confirm::report))
}

/// A page whose form carries files.
fn with_files(page: MethodRouter<WebState>) -> MethodRouter<WebState> {
    page.layer(DefaultBodyLimit::max(multipart::MOST_BODY))
}

#[cfg(test)]
mod tests;
