//! Pictures that are being fetched: each once, however many look at it, and few at a time.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use tokio::sync::Semaphore;

use crate::infra::media::MediaKey;

/// Fetched side by side.
const AT_ONCE: usize = 8;
/// From one host.
const AT_ONCE_FROM_HOST: usize = 2;
/// That wait or are fetched; whoever wants another one is sent away.
const MOST: usize = 256;
/// From one host, so that a slow one does not fill the queue.
const MOST_FROM_HOST: usize = 64;

/// `None`: it could not be fetched.
type Outcome = Option<MediaKey>;
/// Anybody may wait for it.
type Coming = Shared<BoxFuture<'static, Outcome>>;

/// Pictures on their way.
pub(super) struct Queue {
    turns: Semaphore,
    under_way: Mutex<UnderWay>,
}

#[derive(Default)]
struct UnderWay {
    pictures: HashMap<String, Coming>,
    hosts: HashMap<String, Host>,
}

struct Host {
    turns: Arc<Semaphore>,
    /// How many wait or are fetched.
    pictures: usize,
}

/// A place in the queue. It is given up when this is dropped, whatever became of the picture.
struct Place {
    queue: Arc<Queue>,
    picture: String,
    host: String,
    turns: Arc<Semaphore>,
}

impl Default for Queue {
    fn default() -> Self {
        Self { turns: Semaphore::new(AT_ONCE), under_way: Mutex::default() }
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

impl Queue {
    /// Waits with the others who want the picture, or has it fetched in its turn. What was begun goes on when nobody waits
    /// any more. `None`: too much waits already.
    pub(super) fn join(
        self: &Arc<Self>,
        picture: &str,
        host: &str,
        fetch: impl Future<Output = Outcome> + Send + 'static,
    ) -> Option<Coming> {
        let mut under_way = self.lock();
        if let Some(coming) = under_way.pictures.get(picture) {
            return Some(coming.clone());
        }
        if under_way.pictures.len() >= MOST {
            return None;
        }
        let turns = under_way.enter(host)?;
        let place =
            Place { queue: Arc::clone(self), picture: picture.to_owned(), host: host.to_owned(), turns };
        let task = tokio::spawn(async move {
            let _of_host = place.turns.acquire().await.ok()?;
            let _of_all = place.queue.turns.acquire().await.ok()?;
            fetch.await
        });
        let coming = task.map(|ended| ended.ok().flatten()).boxed().shared();
        under_way.pictures.insert(picture.to_owned(), coming.clone());
        Some(coming)
    }

    fn lock(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    fn enter(&mut self, host: &str) -> Option<Arc<Semaphore>> {
        let known = self
            .hosts
            .entry(host.to_owned())
            .or_insert_with(|| Host { turns: Arc::new(Semaphore::new(AT_ONCE_FROM_HOST)), pictures: 0 });
        if known.pictures >= MOST_FROM_HOST {
            return None;
        }
        known.pictures += 1;
        Some(Arc::clone(&known.turns))
    }

    fn leave(&mut self, host: &str) {
        if let Some(known) = self.hosts.get_mut(host) {
            known.pictures -= 1;
            if known.pictures == 0 {
                self.hosts.remove(host);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.queue.lock();
        under_way.pictures.remove(&self.picture);
        under_way.leave(&self.host);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn threat_067_what_waits_for_a_host_is_bounded_and_nothing_is_left_of_it() {
        let queue = Arc::new(Queue::default());
        let open = Arc::new(Notify::new());
        let running = Arc::new(Mutex::new((0, 0)));
        let mut coming = Vec::new();
        for number in 0..MOST_FROM_HOST {
            let (open, running) = (Arc::clone(&open), Arc::clone(&running));
            let fetch = async move {
                {
                    let mut running = running.lock().unwrap();
                    running.0 += 1;
                    running.1 = running.0.max(running.1);
                }
                open.notified().await;
                running.lock().unwrap().0 -= 1;
                open.notify_one();
                None
            };
            coming.push(queue.join(&number.to_string(), "slow.test", fetch).unwrap());
        }
        assert!(queue.join("one more", "slow.test", async { None }).is_none());
        assert!(queue.join("0", "slow.test", async { None }).is_some(), "it is on its way");
        assert!(queue.join("x", "other.test", async { None }).unwrap().await.is_none());
        open.notify_one();
        for picture in coming {
            picture.await;
        }
        assert_eq!(*running.lock().unwrap(), (0, AT_ONCE_FROM_HOST));
        let under_way = queue.lock();
        assert!(under_way.pictures.is_empty() && under_way.hosts.is_empty());
    }

    #[tokio::test]
    async fn a_fetch_that_panics_is_a_failure_and_can_be_tried_again() {
        let queue = Arc::new(Queue::default());
        let broken = queue.join("a", "b.test", async { panic!("a decoder met its match") }).unwrap();
        assert_eq!(broken.await, None);
        assert!(queue.lock().pictures.is_empty());
    }
}
