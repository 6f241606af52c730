//! One message at a time to each push service, so that a slow one does not keep all that is sent waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// A service that takes longer than this for a message is slow, and nobody waits for it.
const BRISK: Duration = Duration::from_secs(1);

/// Who is being sent something. Cheap to clone; clones take turns with each other.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<String, UnderWay>>>);

#[derive(Debug)]
struct UnderWay {
    since: Instant,
    done: Arc<Notify>,
}

/// A message on its way; it is the next one's turn when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    host: String,
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn at a host. `None`: the message before takes long.
    pub(super) async fn take(&self, host: &str) -> Option<Turn> {
        loop {
            let (since, done) = {
                let mut under_way = self.lock();
                let Some(other) = under_way.get(host) else {
                    let begun = UnderWay { since: Instant::now(), done: Arc::default() };
                    under_way.insert(host.to_owned(), begun);
                    return Some(Turn { turns: self.clone(), host: host.to_owned() });
                };
                // From here on it hears of the end, also before it is polled.
                (other.since, Arc::clone(&other.done).notified_owned())
            };
            timeout_at(since + BRISK, done).await.ok()?;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(ended) = self.turns.lock().remove(&self.host) {
            ended.done.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_service_takes_one_message_at_a_time_and_a_slow_one_keeps_nobody_waiting() {
        let turns = Turns::default();
        let first = turns.take("push.test").await.unwrap();
        assert!(turns.take("other.test").await.is_some());
        let (second, ()) = tokio::join!(turns.take("push.test"), async { drop(first) });
        let second = second.unwrap();
        turns.lock().get_mut("push.test").unwrap().since -= BRISK;
        assert!(turns.take("push.test").await.is_none());
        drop(second);
        assert!(turns.lock().is_empty());
    }
}
