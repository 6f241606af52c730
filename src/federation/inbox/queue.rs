//! What waits to be processed, in memory: a bounded piece of the inbox, handed out in the order that [`Order`] asks for.

use std::collections::{HashSet, VecDeque};

use super::order::{Held, Order};
use crate::domain::ids::InboxId;
use crate::store::inbox::InboxRow;

/// A delivery that is being worked on.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) row: InboxRow,
    order: Order,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Work>,
    /// In `waiting` or being worked on.
    taken: HashSet<InboxId>,
    /// What is being worked on.
    held: Held,
}

impl Queue {
    /// Adds rows that are not here yet.
    pub(super) fn add(&mut self, rows: Vec<InboxRow>) {
        for row in rows {
            if self.taken.insert(row.id) {
                let order = Order::parse(&row.ordering_key);
                self.waiting.push_back(Work { row, order });
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// How many wait and are not being worked on.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes up to `most` deliveries that nothing earlier stands before.
    pub(super) fn take(&mut self, most: usize) -> Vec<Work> {
        let mut ready = vec![];
        // What is passed over stands before whatever comes after it.
        let mut passed = Held::default();
        let mut rest = VecDeque::with_capacity(self.waiting.len());
        for work in self.waiting.drain(..) {
            let free = ready.len() < most && !self.held.blocks(&work.order) && !passed.blocks(&work.order);
            if free {
                self.held.hold(&work.order);
                ready.push(work);
            } else {
                passed.hold(&work.order);
                rest.push_back(work);
            }
        }
        self.waiting = rest;
        ready
    }

    /// The delivery is done with, or was put off.
    pub(super) fn finish(&mut self, work: &Work) {
        self.held.release(&work.order);
        self.taken.remove(&work.row.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    fn row(id: i64, order: &str) -> InboxRow {
        InboxRow {
            id: InboxId::new(id),
            activity_uri: format!("https://b.test/{id}"),
            signer_uri: "https://b.test/u/dana".to_owned(),
            body: String::new(),
            ordering_key: order.to_owned(),
            attempts: 0,
            received_at: Timestamp::from_millis(0),
        }
    }

    fn ids(works: &[Work]) -> Vec<i64> {
        works.iter().map(|work| work.row.id.get()).collect()
    }

    #[test]
    fn what_has_to_wait_lets_others_pass_but_not_its_own_followers() {
        let mut queue = Queue::default();
        queue.add(vec![row(1, "post"), row(2, "post"), row(3, "reply\npost"), row(4, "another")]);
        let first = queue.take(10);
        assert_eq!(ids(&first), [1, 4]);
        queue.finish(&first[0]);
        let second = queue.take(10);
        assert_eq!(ids(&second), [2]);
        queue.finish(&second[0]);
        assert_eq!(ids(&queue.take(10)), [3]);
    }

    #[test]
    fn a_delivery_is_taken_once() {
        let mut queue = Queue::default();
        queue.add(vec![row(1, "post")]);
        queue.add(vec![row(1, "post")]);
        assert_eq!(queue.take(10).len(), 1);
        assert_eq!(queue.waiting(), 0);
    }
}
