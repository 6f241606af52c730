//! How fast other servers are read when nobody waits for the answer: one request at a time for each host, and some a
//! second, however many jobs of this process read there. A host that asks for a pause gets it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use crate::domain::time::Timestamp;
use crate::infra::clock::Clock;
use crate::infra::http::FetchError;

/// Between the beginnings of two requests to one host: at most ten a second.
const GAP: Duration = Duration::from_millis(100);
/// The longest pause that a host gets.
const LONGEST: Duration = Duration::from_hours(6);
/// How many hosts are remembered; those that nobody waits for are forgotten first.
const MAX_HOSTS: usize = 1_000;

/// When each host may be asked again. Shared by all that read in the background.
#[derive(Debug)]
pub(super) struct Pace {
    clock: Clock,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>,
}

#[derive(Debug, Default)]
struct Host {
    /// The next request may begin.
    next: Option<Timestamp>,
    /// The host asked not to be asked before.
    closed_until: Option<Timestamp>,
}

/// The right to ask a host, for one request.
#[derive(Debug)]
pub(super) struct Turn {
    clock: Clock,
    host: OwnedMutexGuard<Host>,
}

impl Pace {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, hosts: Mutex::default() }
    }

    /// Waits until the host may be asked.
    ///
    /// # Errors
    /// How long to stay away, when the host asked for it: nobody waits here for that.
    pub(super) async fn turn(&self, host: &str) -> Result<Turn, Duration> {
        let mut host = self.host(host).lock_owned().await;
        let closed = host.closed_until.map(|until| until.since(self.clock.now()));
        if let Some(wait) = closed.filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        if let Some(next) = host.next {
            self.clock.sleep_until(next).await;
        }
        host.next = Some(self.clock.now() + GAP);
        Ok(Turn { clock: self.clock.clone(), host })
    }

    fn host(&self, name: &str) -> Arc<tokio::sync::Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MAX_HOSTS && !hosts.contains_key(name) {
            let now = self.clock.now();
            let in_use = |host: &Arc<tokio::sync::Mutex<Host>>| Arc::strong_count(host) > 1;
            hosts.retain(|_, host| {
                in_use(host) || host.try_lock().is_ok_and(|host| host.closed_until > Some(now))
            });
            if hosts.len() >= MAX_HOSTS {
                hosts.retain(|_, host| in_use(host));
            }
        }
        Arc::clone(hosts.entry(name.to_owned()).or_default())
    }
}

impl Turn {
    /// The request came to nothing. Notes the pause that the host asks for, and gives it.
    pub(super) fn failed(mut self, error: &FetchError) -> Option<Duration> {
        let wait = error.asked_to_wait()?.min(LONGEST);
        self.host.closed_until = Some(self.clock.now() + wait);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn pace() -> (Pace, Clock) {
        let clock = Clock::fixed(Timestamp::from_millis(1_790_000_000_000));
        (Pace::new(clock.clone()), clock)
    }

    async fn at_once<T>(waits: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = waits => Some(done),
            () = std::future::ready(()) => None,
        }
    }

    #[tokio::test]
    async fn one_host_is_asked_one_thing_at_a_time_and_others_meanwhile() {
        let (pace, clock) = pace();
        let first = pace.turn("b.test").await.unwrap();
        let mut second = std::pin::pin!(pace.turn("b.test"));
        assert!(at_once(second.as_mut()).await.is_none(), "the first is not done");
        assert!(at_once(pace.turn("c.test")).await.is_some());
        drop(first);
        assert!(at_once(second.as_mut()).await.is_none(), "ten a second");
        clock.advance(GAP);
        assert!(second.await.is_ok());
    }

    #[tokio::test]
    async fn threat_067_a_host_that_asks_for_a_pause_gets_it_up_to_a_limit() {
        let (pace, clock) = pace();
        let busy =
            |seconds| FetchError::Status { status: 429, retry_after: Some(Duration::from_secs(seconds)) };
        let turn = pace.turn("b.test").await.unwrap();
        assert_eq!(turn.failed(&busy(120)), Some(2 * MINUTE));
        clock.advance(MINUTE);
        assert_eq!(pace.turn("b.test").await.err(), Some(MINUTE));
        clock.advance(MINUTE);
        let turn = pace.turn("b.test").await.unwrap();
        assert_eq!(turn.failed(&busy(7 * 24 * 3600)), Some(LONGEST));
        assert!(pace.turn("c.test").await.is_ok());
    }

    #[tokio::test]
    async fn threat_063_hosts_are_forgotten() {
        let (pace, _) = pace();
        for number in 0..3 * MAX_HOSTS {
            drop(pace.turn(&format!("{number}.test")).await);
        }
        assert!(pace.hosts.lock().unwrap().len() <= MAX_HOSTS);
    }
}
