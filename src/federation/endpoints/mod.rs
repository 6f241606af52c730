//! What other servers read here: actors, posts, collections, activities, WebFinger, host-meta and NodeInfo.
//!
//! Everything served is public, for whoever asks: [`can`](crate::domain::permission::can) is asked for an anonymous
//! viewer, and nobody's list of followers or private activity has an address. Pages for people lie at the same
//! addresses; `app` chooses by the `Accept` header, so every answer varies by it.

mod activities;
mod actors;
mod answer;
mod collections;
mod host_meta;
mod inbox;
mod nodeinfo;
mod posts;
mod webfinger;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};

use crate::config::SignUpMode;
use crate::federation::inbox::Inbox;
use crate::services::Context;
use crate::store::Db;

/// What the endpoints need.
#[derive(Clone)]
pub struct FederationState {
    pub ctx: Context,
    pub db: Db,
    /// Who may sign up, where no administrator decided otherwise.
    pub sign_up: SignUpMode,
}

/// Documents at the addresses of actors, posts, collections and activities: answers to those who ask for ActivityPub.
/// The same addresses show pages to people.
pub fn documents() -> Router<FederationState> {
    Router::new()
        .route("/u/{handle}", get(actors::person))
        .route("/u/{handle}/outbox", get(collections::outbox_of_person))
        .route("/u/{handle}/followers", get(collections::followers_of_person))
        .route("/u/{handle}/following", get(collections::following_of_person))
        .route("/c/{handle}", get(actors::community))
        .route("/c/{handle}/outbox", get(collections::outbox_of_community))
        .route("/c/{handle}/followers", get(collections::followers_of_community))
        .route("/c/{handle}/featured", get(collections::featured))
        .route("/c/{handle}/moderators", get(collections::moderators))
        .route("/c/{handle}/resources", get(collections::resources))
        .route("/org", get(actors::organization))
        .route("/org/outbox", get(collections::outbox_of_organization))
        .route("/org/followers", get(collections::followers_of_organization))
        .route("/org/following", get(collections::following_of_organization))
        .route("/actor", get(actors::application))
        .route("/actor/outbox", get(collections::outbox_of_application))
        .route("/actor/followers", get(collections::followers_of_application))
        .route("/p/{id}", get(posts::discussion))
        .route("/p/{id}/replies", get(posts::replies))
        .route("/r/{id}", get(posts::resource))
        .route("/r/{id}/replies", get(posts::replies))
        .route("/contexts/{id}", get(posts::context))
        .route("/activities/{id}", get(activities::activity))
        .layer(map_response(vary_by_accept))
        .layer(map_response(for_every_origin))
}

/// WebFinger, host-meta and NodeInfo: the same answer whatever the `Accept` header says.
pub fn discovery() -> Router<FederationState> {
    Router::new()
        .route("/.well-known/webfinger", get(webfinger::webfinger))
        .route("/.well-known/host-meta", get(host_meta::host_meta))
        .route("/.well-known/nodeinfo", get(nodeinfo::links))
        .route("/nodeinfo/2.0", get(nodeinfo::version_2_0))
        .route("/nodeinfo/2.1", get(nodeinfo::version_2_1))
        .layer(map_response(for_every_origin))
}

/// The shared inbox, and one for each actor.
pub fn inboxes() -> Router<Arc<Inbox>> {
    Router::new()
        .route("/inbox", post(inbox::deliver))
        .route("/u/{handle}/inbox", post(inbox::deliver))
        .route("/c/{handle}/inbox", post(inbox::deliver))
        .route("/org/inbox", post(inbox::deliver))
        .route("/actor/inbox", post(inbox::deliver))
}

/// Everything that other servers read.
pub fn router() -> Router<FederationState> {
    documents().merge(discovery())
}

async fn vary_by_accept(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// Public documents, no cookies: any page may read them.
async fn for_every_origin(mut response: Response) -> Response {
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
