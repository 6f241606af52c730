//! Where the dispatcher hands activities over to a lane: a bounded queue, and what both must know of the log beyond it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::window::Item;

/// What the dispatcher hands over before the lane has to read from the log itself.
const QUEUE: usize = 256;

/// What the dispatcher hands to a lane.
#[derive(Debug)]
pub(super) struct Intake {
    pub(super) queue: VecDeque<Item>,
    /// The queue is complete up to here, unless `behind`.
    pub(super) read_to: i64,
    /// Something after `read_to` is in the log that is not in the queue.
    pub(super) behind: bool,
    /// An administrator changed something, or the lease is lost: end without waiting.
    pub(super) stopped: bool,
    /// Try again now, whatever the back-off says.
    pub(super) hurried: bool,
}

impl Intake {
    /// One activity, once for each inbox.
    fn take(&mut self, activity: &[Item]) {
        let Some(first) = activity.first() else { return };
        if first.entry.seq <= self.read_to {
            return;
        }
        let fits = self.queue.is_empty() || self.queue.len() + activity.len() <= QUEUE;
        if self.behind || !fits {
            self.behind = true;
        } else {
            self.queue.extend(activity.iter().cloned());
        }
    }

    /// The next activity of the queue, once for each inbox.
    pub(super) fn next(&mut self) -> Vec<Item> {
        let Some(seq) = self.queue.front().map(|item| item.entry.seq) else { return Vec::new() };
        let count = self.queue.iter().take_while(|item| item.entry.seq == seq).count();
        self.read_to = self.read_to.max(seq);
        self.queue.drain(..count).collect()
    }
}

/// The dispatcher's end of a lane.
#[derive(Debug)]
pub(super) struct LaneHandle {
    intake: Mutex<Intake>,
    pub(super) bell: Notify,
}

impl LaneHandle {
    /// `behind`: start by reading the log after `cursor`. Otherwise everything up to `cursor` is known to be done.
    pub(super) fn new(cursor: i64, behind: bool) -> Self {
        let intake =
            Intake { queue: VecDeque::new(), read_to: cursor, behind, stopped: false, hurried: false };
        Self { intake: Mutex::new(intake), bell: Notify::new() }
    }

    /// Hands activities over, in the order of the log. What does not fit is read from the log later. An activity for
    /// several inboxes is one step: `read_to` says of all of them at once that they need not be read again.
    pub(super) fn push_all(&self, items: &[Item]) {
        let mut intake = self.lock();
        for activity in items.chunk_by(|one, next| one.entry.seq == next.entry.seq) {
            intake.take(activity);
        }
        drop(intake);
        self.bell.notify_one();
    }

    /// Ends the lane; what is pending stays in the log.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.bell.notify_one();
    }

    /// Ends a back-off.
    pub(super) fn hurry(&self) {
        self.lock().hurried = true;
        self.bell.notify_one();
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Intake> {
        self.intake.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::entry::tests::entry;
    use super::*;

    fn item(seq: i64, inbox: &str) -> Item {
        Item { entry: Arc::new(entry(seq, seq)), inbox_url: format!("https://b.test{inbox}").into() }
    }

    #[test]
    fn an_activity_for_two_inboxes_is_handed_over_as_a_whole_or_not_at_all() {
        let handle = LaneHandle::new(0, false);
        let nearly_full: Vec<Item> = (1..256).map(|seq| item(seq, "/u/dana/inbox")).collect();
        handle.push_all(&nearly_full);
        handle.push_all(&[item(256, "/u/dana/inbox"), item(256, "/u/kim/inbox")]);
        let mut intake = handle.lock();
        assert!(intake.behind, "both are read from the log");
        while !intake.next().is_empty() {}
        assert_eq!(intake.read_to, 255);
    }

    #[test]
    fn an_activity_for_two_inboxes_leaves_the_queue_at_once() {
        let handle = LaneHandle::new(0, false);
        handle.push_all(&[item(1, "/u/dana/inbox"), item(1, "/u/kim/inbox"), item(2, "/u/kim/inbox")]);
        let mut intake = handle.lock();
        assert_eq!((intake.next().len(), intake.read_to), (2, 1));
        assert_eq!((intake.next().len(), intake.read_to), (1, 2));
    }
}
