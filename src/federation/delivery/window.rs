//! The deliveries to one peer that are under way.
//!
//! Several requests are in flight at once, so that a distant peer still gets hundreds a second, but never two with the
//! same ordering key, so that a thread arrives in order. The cursor follows the deliveries that are done without a gap:
//! what it has passed never has to be sent again.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use super::entry::Entry;

/// One activity on its way to one inbox.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) entry: Arc<Entry>,
    pub(super) inbox_url: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    InFlight,
    Done,
}

#[derive(Debug)]
struct Slot {
    item: Item,
    state: State,
}

/// Names an item that was taken with [`Window::next_ready`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ticket(u64);

/// See the module.
#[derive(Debug)]
pub(super) struct Window {
    slots: VecDeque<Slot>,
    /// The ticket of the first slot; tickets count up along the slots.
    first: u64,
    cursor: i64,
    /// What was done beyond the cursor before a [`Window::reset`]: not sent twice for that.
    done_before_reset: BTreeSet<(i64, Arc<str>)>,
}

impl Window {
    /// Everything in the log up to `cursor` is done with.
    pub(super) fn new(cursor: i64) -> Self {
        Self { slots: VecDeque::new(), first: 0, cursor, done_before_reset: BTreeSet::new() }
    }

    /// Everything up to here is done.
    pub(super) fn cursor(&self) -> i64 {
        self.cursor
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Adds what comes next in the log.
    pub(super) fn push(&mut self, item: Item) {
        let done = self.done_before_reset.remove(&(item.entry.seq, Arc::clone(&item.inbox_url)));
        let state = if done { State::Done } else { State::Waiting };
        self.slots.push_back(Slot { item, state });
        self.advance();
    }

    /// There is nothing for this peer up to `seq` beyond what is in the window.
    pub(super) fn nothing_until(&mut self, seq: i64) {
        if self.slots.is_empty() && seq > self.cursor {
            self.cursor = seq;
        }
    }

    /// Takes the first item whose ordering key is free.
    pub(super) fn next_ready(&mut self) -> Option<(Ticket, Item)> {
        let mut busy = HashSet::new();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if slot.state == State::Done {
                continue;
            }
            let free = busy.insert((slot.item.entry.ordering_key, Arc::clone(&slot.item.inbox_url)));
            if free && slot.state == State::Waiting {
                slot.state = State::InFlight;
                return Some((Ticket(self.first + index as u64), slot.item.clone()));
            }
        }
        None
    }

    /// The item is done with: accepted, or refused for good.
    pub(super) fn done(&mut self, ticket: Ticket) {
        if let Some(slot) = self.slot(ticket) {
            slot.state = State::Done;
        }
        self.advance();
    }

    /// The item has to be sent again.
    pub(super) fn again(&mut self, ticket: Ticket) {
        if let Some(slot) = self.slot(ticket) {
            slot.state = State::Waiting;
        }
    }

    /// Lets go of the items, to hold no memory for a peer that does not answer. They are read from the log again.
    pub(super) fn reset(&mut self) {
        self.first += self.slots.len() as u64;
        for slot in self.slots.drain(..) {
            if slot.state == State::Done {
                self.done_before_reset.insert((slot.item.entry.seq, slot.item.inbox_url));
            }
        }
    }

    fn slot(&mut self, ticket: Ticket) -> Option<&mut Slot> {
        let index = usize::try_from(ticket.0.checked_sub(self.first)?).ok()?;
        self.slots.get_mut(index)
    }

    fn advance(&mut self) {
        while self.slots.front().is_some_and(|slot| slot.state == State::Done) {
            let Some(slot) = self.slots.pop_front() else { return };
            self.first += 1;
            // One activity can stand here once for each of several inboxes: it is done when the last is.
            let more = self.slots.front().is_some_and(|next| next.item.entry.seq == slot.item.entry.seq);
            if !more {
                self.cursor = slot.item.entry.seq;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::entry::tests::entry;
    use super::*;

    fn item(seq: i64, key: i64) -> Item {
        Item { entry: Arc::new(entry(seq, key)), inbox_url: "https://b.test/inbox".into() }
    }

    #[test]
    fn two_of_one_thread_are_never_under_way_together() {
        let mut window = Window::new(0);
        window.push(item(1, 7));
        window.push(item(2, 7));
        window.push(item(3, 8));
        let (first, _) = window.next_ready().unwrap();
        let (_, other_thread) = window.next_ready().unwrap();
        assert_eq!(other_thread.entry.seq, 3);
        assert!(window.next_ready().is_none());
        window.done(first);
        assert_eq!(window.next_ready().unwrap().1.entry.seq, 2);
    }

    #[test]
    fn the_cursor_waits_for_the_slowest() {
        let mut window = Window::new(0);
        for seq in 1..=3 {
            window.push(item(seq, seq));
        }
        let tickets: Vec<Ticket> =
            std::iter::from_fn(|| window.next_ready()).map(|(ticket, _)| ticket).collect();
        window.done(tickets[2]);
        window.done(tickets[1]);
        assert_eq!(window.cursor(), 0);
        window.done(tickets[0]);
        assert_eq!(window.cursor(), 3);
    }

    #[test]
    fn what_was_done_before_a_reset_is_not_sent_again() {
        let mut window = Window::new(0);
        window.push(item(1, 1));
        window.push(item(2, 2));
        let (first, _) = window.next_ready().unwrap();
        let (second, _) = window.next_ready().unwrap();
        window.done(second);
        window.again(first);
        window.reset();
        window.push(item(1, 1));
        window.push(item(2, 2));
        let (again, sent) = window.next_ready().unwrap();
        assert_eq!(sent.entry.seq, 1);
        assert!(window.next_ready().is_none());
        window.done(again);
        assert_eq!(window.cursor(), 2);
    }

    #[test]
    fn an_activity_for_two_inboxes_is_done_when_both_have_it() {
        let mut window = Window::new(0);
        window.push(item(1, 1));
        window.push(Item { inbox_url: "https://b.test/u/dana/inbox".into(), ..item(1, 1) });
        let (first, _) = window.next_ready().unwrap();
        let (second, _) = window.next_ready().unwrap();
        window.done(first);
        assert_eq!(window.cursor(), 0);
        window.done(second);
        assert_eq!(window.cursor(), 1);
    }

    proptest! {
        /// Whatever the order of answers and however often things fail: each thread arrives in order, everything
        /// arrives, and the cursor never passes something that has not.
        #[test]
        fn nothing_is_lost_and_threads_keep_their_order(
            keys in prop::collection::vec(0_i64..4, 1..40),
            choices in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..10), 400),
        ) {
            let items: Vec<Item> = (1_i64..).zip(&keys).map(|(seq, key)| item(seq, *key)).collect();
            let mut window = Window::new(0);
            items.iter().cloned().for_each(|item| window.push(item));
            let mut flying: Vec<(Ticket, i64)> = vec![];
            let mut arrived: Vec<i64> = vec![];
            for (index, luck) in choices {
                flying.extend(std::iter::from_fn(|| window.next_ready()).map(|(ticket, item)| (ticket, item.entry.seq)));
                if flying.is_empty() {
                    break;
                }
                let (ticket, seq) = flying.swap_remove(index.index(flying.len()));
                match luck {
                    0 => window.again(ticket),
                    1 => {
                        window.again(ticket);
                        window.reset();
                        flying.clear();
                        items.iter().filter(|item| item.entry.seq > window.cursor()).cloned().collect::<Vec<_>>()
                            .into_iter().for_each(|item| window.push(item));
                    }
                    _ => {
                        window.done(ticket);
                        arrived.push(seq);
                    }
                }
                prop_assert!((1..=window.cursor()).all(|seq| arrived.contains(&seq)));
            }
            for key in 0..4 {
                let of_thread: Vec<i64> =
                    arrived.iter().copied().filter(|seq| keys[usize::try_from(seq - 1).unwrap()] == key).collect();
                prop_assert!(of_thread.is_sorted(), "thread {key} arrived as {of_thread:?}");
            }
        }
    }
}
