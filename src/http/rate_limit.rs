//! How often somebody may ask.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota};

use super::HttpError;
use super::client::ClientAddress;
use crate::config::LimitsConfig;

/// How many counters there can be. Whoever rotates through more addresses shares counters with others, and memory
/// stays below a few megabytes.
const COUNTERS: u64 = 1 << 17;

const SIGN_UPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// A search reads much of the database, and nobody has to be signed in for it.
const SEARCHES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(40).unwrap();
const LOOK_UPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// Counts by key: so many a minute, all at once or spread. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct RateLimiter {
    counters: Arc<DefaultKeyedRateLimiter<u64>>,
    hasher: RandomState,
}

impl RateLimiter {
    pub fn per_minute(most: NonZeroU32) -> Self {
        let quota = Quota::per_minute(most);
        Self { counters: Arc::new(DefaultKeyedRateLimiter::keyed(quota)), hasher: RandomState::new() }
    }

    /// Counts one for `key`, an address or an account's name.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn check<K: Hash + ?Sized>(&self, key: &K) -> Result<(), HttpError> {
        let counter = self.hasher.hash_one(key) % COUNTERS;
        self.counters.check_key(&counter).map_err(|until| {
            let now = self.counters.clock().now();
            metrics::counter!("moothall_requests_limited_total").increment(1);
            HttpError::too_many(until.wait_time_from(now))
        })
    }
}

/// The limits of a node. Cheap to clone.
#[derive(Clone)]
pub struct RateLimits {
    /// All requests of one client, deliveries apart.
    pub requests: RateLimiter,
    /// Sign-in attempts and password changes: check once by client and once by account.
    pub sign_in: RateLimiter,
    /// Requests for an account, by client.
    pub sign_up: RateLimiter,
    /// Searches, by client.
    pub search: RateLimiter,
    /// What makes this node ask another one, by account.
    pub look_up: RateLimiter,
}

impl RateLimits {
    pub fn new(limits: &LimitsConfig) -> Self {
        Self {
            requests: RateLimiter::per_minute(limits.requests_per_minute),
            sign_in: RateLimiter::per_minute(limits.sign_in_per_minute),
            sign_up: RateLimiter::per_minute(SIGN_UPS_PER_MINUTE),
            search: RateLimiter::per_minute(SEARCHES_PER_MINUTE),
            look_up: RateLimiter::per_minute(LOOK_UPS_PER_MINUTE),
        }
    }
}

/// Middleware: limits the requests of one client. Deliveries of other nodes are bounded by the inbox itself.
pub async fn limit_requests(
    State(limiter): State<RateLimiter>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let delivery = request.method() == Method::POST && request.uri().path().ends_with("/inbox");
    if !delivery {
        limiter.check(&client.network())?;
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_069_who_asks_too_often_has_to_wait_and_others_do_not() {
        let limiter = RateLimiter::per_minute(NonZeroU32::new(3).unwrap());
        for _ in 0..3 {
            limiter.check("192.0.2.1").unwrap();
        }
        assert_eq!(limiter.check("192.0.2.1").unwrap_err().status(), 429);
        limiter.check("192.0.2.2").unwrap();
    }

    #[test]
    fn threat_068_a_million_addresses_need_no_more_memory_than_a_few() {
        let limiter = RateLimiter::per_minute(NonZeroU32::MIN);
        for address in 0..1_000_000_u32 {
            let _ = limiter.check(&address);
        }
        assert!(limiter.counters.len() as u64 <= COUNTERS);
    }
}
