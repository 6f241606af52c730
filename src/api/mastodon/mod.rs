//! The Mastodon API, one file per group of endpoints.

mod accounts;
mod credentials;
mod entities;
mod found;
mod instance;
mod lists;
mod marks;
mod media;
mod posting;
mod present;
mod relationships;
mod reports;
mod scheduled;
mod statuses;
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
        .merge(instance::router().layer(from_fn(etag::weak)))
        .merge(lists::router())
        .merge(marks::router())
        .merge(media::router())
        .merge(posting::router())
        .merge(relationships::router())
        .merge(reports::router())
        .merge(scheduled::router())
        .merge(statuses::router())
        .merge(timelines::router())
}
