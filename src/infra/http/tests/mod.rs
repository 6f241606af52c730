//! Hostile and well-behaved servers on loopback, met under the rules of production.

mod bodies;
mod reach;
mod redirects;
pub(crate) mod web;

use super::{Accept, FetchLimits};

const JSON: Accept = Accept {
    header: "application/json",
    matches: |content_type| content_type.essence() == "application/json",
};

/// Three redirects, 64 KiB, and a deadline that only hostile servers reach.
const LIMITS: FetchLimits = FetchLimits {
    bytes: 64 * 1024,
    deadline: std::time::Duration::from_millis(1500),
    ..FetchLimits::DOCUMENT
};
