//! Time, randomness and ids. They are passed in wherever they are needed, so that tests can hold the clock.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use tokio::sync::watch;

use crate::domain::time::Timestamp;

/// Where the program takes the time from. Cheap to clone; clones share one hand.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Source,
    /// Milliseconds added to the source: `dev.clock_offset_seconds`, and what tests advance.
    offset: Arc<watch::Sender<i64>>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    System,
    /// Stands still at this moment until advanced.
    Fixed(i64),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::new(Source::System)
    }

    /// The machine's clock, shifted. For demonstrations and tests of what happens at a date.
    pub fn shifted(seconds: i64) -> Self {
        let clock = Self::system();
        clock.offset.send_replace(seconds.saturating_mul(1000));
        clock
    }

    /// A clock that stands at `moment` and moves only by [`Clock::advance`].
    pub fn fixed(moment: Timestamp) -> Self {
        Self::new(Source::Fixed(moment.millis()))
    }

    fn new(source: Source) -> Self {
        Self { source, offset: Arc::new(watch::Sender::new(0)) }
    }

    /// The current moment.
    pub fn now(&self) -> Timestamp {
        let base = match self.source {
            Source::System => system_millis(),
            Source::Fixed(millis) => millis,
        };
        Timestamp::from_millis(base + *self.offset.borrow())
    }

    /// Moves this clock and all its clones forward.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset.send_modify(|offset| *offset = offset.saturating_add(millis));
    }

    /// Waits until this clock shows `moment`, whether time passes by itself or is advanced.
    pub async fn sleep_until(&self, moment: Timestamp) {
        let mut offset = self.offset.subscribe();
        loop {
            let remaining = moment.since(self.now());
            if remaining.is_zero() {
                return;
            }
            let passes = async {
                match self.source {
                    Source::System => tokio::time::sleep(remaining).await,
                    Source::Fixed(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                () = passes => {}
                _ = offset.changed() => {}
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
fn system_millis() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

/// How many processes that share a database can make ids at the same time.
pub const ID_SLOTS: u16 = 16;
const SEQUENCE_PER_SLOT: u16 = u16::MAX / ID_SLOTS + 1;

/// Makes ids that grow, even when the clock steps back.
///
/// The sixteen bits below the milliseconds are four bits of *slot*, which no two processes on one database share,
/// and twelve of sequence. When a millisecond's sequence is used up, the next millisecond is borrowed.
#[derive(Debug, Clone)]
pub struct IdGenerator {
    clock: Clock,
    slot: u16,
    last: Arc<Mutex<(i64, u16)>>,
}

impl IdGenerator {
    /// `slot` below [`ID_SLOTS`]; a process that has its database to itself uses 0.
    pub fn new(clock: Clock, slot: u16) -> Self {
        Self { clock, slot: slot % ID_SLOTS, last: Arc::new(Mutex::new((0, 0))) }
    }

    /// The next id; wrap it in the newtype of the thing it names: `PostId::new(ids.next())`.
    pub fn next(&self) -> i64 {
        let now = self.clock.now().millis();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (millis, sequence) = *last;
        *last = if now > millis {
            (now, 0)
        } else if sequence + 1 < SEQUENCE_PER_SLOT {
            (millis, sequence + 1)
        } else {
            (millis + 1, 0)
        };
        let low = self.slot * SEQUENCE_PER_SLOT + last.1;
        (last.0 << 16) | i64::from(low)
    }
}

/// Fills an array with random bytes fit for secrets.
///
/// # Panics
/// When the operating system has no randomness to give, which it reports at most at boot.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(
        clippy::expect_used,
        reason = "without randomness no secret can be made, and nothing may go on"
    )]
    SystemRandom::new().fill(&mut bytes).expect("the operating system has no randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_while_the_clock_stands_still() {
        let ids = IdGenerator::new(Clock::fixed(Timestamp::from_millis(1_790_000_000_000)), 0);
        let made: Vec<i64> = (0..10_000).map(|_| ids.next()).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(made[0].to_string().len(), 18);
    }

    #[test]
    fn two_slots_never_make_the_same_id() {
        let clock = Clock::fixed(Timestamp::from_millis(1_790_000_000_000));
        let (a, b) = (IdGenerator::new(clock.clone(), 0), IdGenerator::new(clock, 1));
        let from_a: std::collections::HashSet<i64> = (0..5_000).map(|_| a.next()).collect();
        assert!((0..5_000).all(|_| !from_a.contains(&b.next())));
    }

    #[tokio::test]
    async fn whoever_waits_for_a_moment_wakes_when_the_clock_is_advanced_to_it() {
        let clock = Clock::fixed(Timestamp::from_millis(0));
        let waiter = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(Timestamp::from_millis(60_000)).await }
        });
        clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!waiter.is_finished());
        clock.advance(Duration::from_secs(1));
        waiter.await.unwrap();
    }

    #[test]
    fn clones_share_one_hand() {
        let clock = Clock::fixed(Timestamp::from_millis(0));
        let other = clock.clone();
        clock.advance(Duration::from_mins(1));
        assert_eq!(other.now().millis(), 60_000);
    }
}
