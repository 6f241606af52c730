//! What waits to be processed, in memory: a bounded piece of the inbox, handed out in the order that [`Order`] asks for.

use std::collections::{HashMap, HashSet, VecDeque};

use super::order::{Held, Order};
use crate::domain::ids::InboxId;
use crate::store::inbox::InboxRow;

/// A delivery that is being worked on.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) row: InboxRow,
    order: Order,
}

impl Work {
    /// The thing that it is about.
    pub(super) fn alone(&self) -> &str {
        &self.order.alone
    }
}

/// How many deliveries about one thing are held at a time, or whoever sends many of them would fill the memory for all.
const MOST_ALIKE: usize = 8;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Work>,
    /// In `waiting` or being worked on.
    taken: HashSet<InboxId>,
    /// How many of `taken` are about each thing.
    alike: HashMap<String, usize>,
    /// What is being worked on.
    held: Held,
}

impl Queue {
    /// Adds rows that are not here yet, unless there are many about the same thing; says how many. `left_out` is what was
    /// left out of earlier rows: it stands before whatever comes after it.
    pub(super) fn add(&mut self, rows: Vec<InboxRow>, left_out: &mut Held) -> usize {
        let before = self.taken.len();
        for row in rows {
            if self.taken.contains(&row.id) {
                continue;
            }
            let order = Order::parse(&row.ordering_key);
            let alike = self.alike.entry(order.alone.clone()).or_default();
            if *alike >= MOST_ALIKE || left_out.blocks(&order) {
                left_out.hold(&order);
                continue;
            }
            *alike += 1;
            self.taken.insert(row.id);
            self.waiting.push_back(Work { row, order });
        }
        self.alike.retain(|_, count| *count > 0);
        self.taken.len() - before
    }

    /// What is here, waiting or being worked on.
    pub(super) fn taken(&self) -> impl Iterator<Item = InboxId> {
        self.taken.iter().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.taken.len()
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

    /// The delivery is done with.
    pub(super) fn finish(&mut self, work: &Work) {
        self.held.release(&work.order);
        self.forget(work.row.id, &work.order);
    }

    /// The delivery was put off, and with it what its signer said later about the same thing.
    pub(super) fn put_off(&mut self, work: &Work) {
        self.finish(work);
        let (later, rest): (VecDeque<Work>, VecDeque<Work>) =
            self.waiting.drain(..).partition(|other: &Work| {
                other.row.id > work.row.id
                    && other.order.alone == work.order.alone
                    && other.row.signer_uri == work.row.signer_uri
            });
        self.waiting = rest;
        for other in later {
            self.forget(other.row.id, &other.order);
        }
    }

    fn forget(&mut self, id: InboxId, order: &Order) {
        self.taken.remove(&id);
        if let Some(count) = self.alike.get_mut(&order.alone) {
            *count -= 1;
            if *count == 0 {
                self.alike.remove(&order.alone);
            }
        }
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

    fn add(queue: &mut Queue, rows: Vec<InboxRow>) -> usize {
        queue.add(rows, &mut Held::default())
    }

    fn ids(works: &[Work]) -> Vec<i64> {
        works.iter().map(|work| work.row.id.get()).collect()
    }

    #[test]
    fn what_has_to_wait_lets_others_pass_but_not_its_own_followers() {
        let mut queue = Queue::default();
        add(&mut queue, vec![row(1, "post"), row(2, "post"), row(3, "reply\npost"), row(4, "another")]);
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
        add(&mut queue, vec![row(1, "post")]);
        add(&mut queue, vec![row(1, "post")]);
        assert_eq!(queue.take(10).len(), 1);
        assert!(queue.waiting.is_empty());
    }

    #[test]
    fn threat_058_many_about_one_thing_leave_room_for_others() {
        let mut queue = Queue::default();
        let mut rows: Vec<InboxRow> = (1..=100).map(|id| row(id, "post")).collect();
        rows.push(row(101, "reply\npost"));
        rows.push(row(102, "another"));
        assert_eq!(add(&mut queue, rows), MOST_ALIKE + 1);
        let first = queue.take(10);
        assert_eq!(ids(&first), [1, 102], "the reply must not overtake what was left out");
        queue.finish(&first[0]);
        assert_eq!(add(&mut queue, vec![row(1 + 8, "post")]), 1);
    }

    #[test]
    fn what_was_said_later_is_put_off_too() {
        let mut queue = Queue::default();
        let foreign = InboxRow { signer_uri: "https://c.test/u/eve".to_owned(), ..row(3, "post") };
        add(&mut queue, vec![row(1, "post"), row(2, "post"), foreign]);
        let first = queue.take(10);
        queue.put_off(&first[0]);
        assert_eq!(ids(&queue.take(10)), [3]);
        assert_eq!(add(&mut queue, vec![row(2, "post")]), 1, "it comes again when it is due");
    }
}
