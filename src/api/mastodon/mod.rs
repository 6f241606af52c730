//! The Mastodon API, one file per group of endpoints.

mod accounts;
mod credentials;
mod directory;
pub(in crate::api) mod entities;
mod filters;
mod found;
mod instance;
mod left;
mod lists;
mod markers;
mod marks;
mod media;
mod nothing;
mod notifications;
mod posting;
pub(in crate::api) mod present;
mod push;
mod registration;
mod relationships;
mod reports;
mod scheduled;
mod search;
mod statuses;
mod tags;
#[cfg(test)]
mod tests;
mod timelines;

use axum::Router;
use axum::middleware::from_fn;

pub use self::instance::KeptFigures;
pub(in crate::api) use self::present::account;
use super::{ApiState, etag};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(accounts::router())
        .merge(credentials::router())
        .merge(directory::router())
        .merge(filters::router())
        .merge(instance::router().layer(from_fn(etag::weak)))
        .merge(lists::router())
        .merge(markers::router())
        .merge(marks::router())
        .merge(media::router())
        .merge(nothing::router())
        .merge(notifications::router())
        .merge(posting::router())
        .merge(push::router())
        .merge(registration::router())
        .merge(relationships::router())
        .merge(reports::router())
        .merge(scheduled::router())
        .merge(search::router())
        .merge(statuses::router())
        .merge(tags::router())
        .merge(timelines::router())
}
