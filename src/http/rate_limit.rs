//! How often somebody may ask.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::DashMapStateStore;
use governor::{DefaultKeyedRateLimiter, Quota};

use super::client::ClientAddress;
use super::{HttpError, PublicError};
use crate::config::LimitsConfig;
use crate::domain::time::Timestamp;

/// How many counters there can be. Whoever rotates through more addresses shares counters with others, and memory
/// stays below a few megabytes.
const COUNTERS: u64 = 1 << 17;

const SIGN_UPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// A search reads much of the database, and nobody has to be signed in for it.
const SEARCHES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(40).unwrap();
const LOOK_UPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
const NEW_APPS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// A code or a secret could be guessed here, if either were shorter.
const TOKENS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// The span in which requests of apps are counted, as Mastodon has it.
const API_SPAN: Duration = Duration::from_mins(5);

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

/// Counts by key as [`RateLimiter`] does, over five minutes, and tells how much is left. Cheap to clone; clones count
/// together.
#[derive(Clone)]
pub struct Allowances {
    counters: Arc<Counters>,
    hasher: RandomState,
    most: NonZeroU32,
}

type Counters = governor::RateLimiter<u64, DashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// What somebody may still ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    most: u32,
    left: u32,
    /// Until there is as much as ever.
    full_in: Duration,
}

/// Nothing is left.
#[derive(Debug)]
pub struct UsedUp {
    allowance: Allowance,
    wait: Duration,
}

impl Allowances {
    pub fn new(most: NonZeroU32) -> Self {
        let spread = Quota::with_period(API_SPAN / most.get()).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        let counters = governor::RateLimiter::keyed(spread.allow_burst(most))
            .with_middleware::<StateInformationMiddleware>();
        Self { counters: Arc::new(counters), hasher: RandomState::new(), most }
    }

    /// Counts one for `key`.
    ///
    /// # Errors
    /// When nothing is left.
    pub fn take<K: Hash + ?Sized>(&self, key: &K) -> Result<Allowance, UsedUp> {
        let counter = self.hasher.hash_one(key) % COUNTERS;
        match self.counters.check_key(&counter) {
            Ok(state) => Ok(self.allowance(&state)),
            Err(until) => {
                let wait = until.wait_time_from(self.counters.clock().now());
                metrics::counter!("moothall_requests_limited_total").increment(1);
                Err(UsedUp { allowance: self.with(0), wait })
            }
        }
    }

    fn allowance(&self, state: &StateSnapshot) -> Allowance {
        self.with(state.remaining_burst_capacity())
    }

    fn with(&self, left: u32) -> Allowance {
        let most = self.most.get();
        Allowance { most, left, full_in: (API_SPAN / most) * most.saturating_sub(left) }
    }
}

impl Allowance {
    /// What is left after the answer: nothing, where another limit than this one refused it, until that one allows more.
    /// Clients wait until the reset and then ask again.
    #[must_use]
    pub fn after(self, response: &Response) -> Self {
        let refused = response.extensions().get::<PublicError>();
        match refused.filter(|refused| refused.status == StatusCode::TOO_MANY_REQUESTS) {
            Some(refused) => {
                Self { left: 0, full_in: Duration::from_secs(refused.retry_after.unwrap_or(1)), ..self }
            }
            None => self,
        }
    }

    /// Writes it into an answer, in the headers of Mastodon.
    pub fn tell(self, response: &mut Response, now: Timestamp) {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(self.most));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(self.left));
        if let Ok(reset) = HeaderValue::try_from((now + self.full_in).to_string()) {
            headers.insert(HeaderName::from_static("x-ratelimit-reset"), reset);
        }
    }
}

impl UsedUp {
    /// 429 with the time to wait.
    pub fn answer(self, now: Timestamp) -> Response {
        let mut response = HttpError::too_many(self.wait).into_response();
        self.allowance.tell(&mut response, now);
        response
    }
}

impl From<UsedUp> for HttpError {
    fn from(used_up: UsedUp) -> Self {
        Self::too_many(used_up.wait)
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
    /// All requests of apps: by account, or by client where there is none.
    pub api: Allowances,
    /// Registrations of apps, by client.
    pub new_app: RateLimiter,
    /// Requests for tokens, by client.
    pub token: RateLimiter,
}

impl RateLimits {
    pub fn new(limits: &LimitsConfig) -> Self {
        Self {
            requests: RateLimiter::per_minute(limits.requests_per_minute),
            sign_in: RateLimiter::per_minute(limits.sign_in_per_minute),
            sign_up: RateLimiter::per_minute(SIGN_UPS_PER_MINUTE),
            search: RateLimiter::per_minute(SEARCHES_PER_MINUTE),
            look_up: RateLimiter::per_minute(LOOK_UPS_PER_MINUTE),
            api: Allowances::new(limits.api_requests_per_5_minutes),
            new_app: RateLimiter::per_minute(NEW_APPS_PER_MINUTE),
            token: RateLimiter::per_minute(TOKENS_PER_MINUTE),
        }
    }
}

/// Middleware: limits the requests of one client. Deliveries of other nodes are bounded by the inbox itself, and what a
/// browser asks before it asks (CORS) costs nothing.
pub async fn limit_requests(
    State(limiter): State<RateLimiter>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let delivery = request.method() == Method::POST && request.uri().path().ends_with("/inbox");
    if !delivery && request.method() != Method::OPTIONS {
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
    fn threat_069_an_app_learns_how_much_is_left_and_when_there_is_more() {
        let allowances = Allowances::new(NonZeroU32::new(3).unwrap());
        let now = Timestamp::from_millis(1_790_000_000_000);
        let left: Vec<u32> = (0..3).map(|_| allowances.take("lee").unwrap().left).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = allowances.take("lee").unwrap_err().answer(now);
        assert_eq!(refused.status(), 429);
        let header = |name: &str| refused.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("x-ratelimit-limit"), header("x-ratelimit-remaining")),
            ("3".to_owned(), "0".to_owned())
        );
        assert_eq!(header("x-ratelimit-reset"), (now + API_SPAN).to_string());
        let wait: u64 = header("retry-after").parse().unwrap();
        assert!((90..=100).contains(&wait), "{wait}");
        allowances.take("dana").unwrap();
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
