//! What has to happen before what.
//!
//! Activities about one thing are processed in the order in which they came: an edit after its post, a reply after what
//! it answers. Everything else may overtake.

use std::collections::HashMap;
use std::fmt;

/// The things that an activity is about, as far as order matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Nothing else about this goes on at the same time.
    pub alone: String,
    /// Whatever changes one of these goes first; others that only follow it may go along.
    pub after: Vec<String>,
}

impl fmt::Display for Order {
    /// In the column of the inbox. Addresses hold no line breaks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.alone)?;
        self.after.iter().try_for_each(|one| write!(f, "\n{one}"))
    }
}

impl Order {
    /// From the column of the inbox.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines().map(str::to_owned);
        Self { alone: lines.next().unwrap_or_default(), after: lines.collect() }
    }
}

/// What is being worked on, or waits for something that is.
#[derive(Debug, Default)]
pub(super) struct Held {
    alone: HashMap<String, usize>,
    after: HashMap<String, usize>,
}

impl Held {
    /// Whether something that came earlier must be done first.
    pub(super) fn blocks(&self, order: &Order) -> bool {
        self.alone.contains_key(&order.alone)
            || self.after.contains_key(&order.alone)
            || order.after.iter().any(|one| self.alone.contains_key(one))
    }

    pub(super) fn hold(&mut self, order: &Order) {
        *self.alone.entry(order.alone.clone()).or_default() += 1;
        for one in &order.after {
            *self.after.entry(one.clone()).or_default() += 1;
        }
    }

    pub(super) fn release(&mut self, order: &Order) {
        less(&mut self.alone, &order.alone);
        for one in &order.after {
            less(&mut self.after, one);
        }
    }
}

fn less(counts: &mut HashMap<String, usize>, key: &str) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(alone: &str, after: &[&str]) -> Order {
        Order { alone: alone.to_owned(), after: after.iter().map(|&one| one.to_owned()).collect() }
    }

    #[test]
    fn a_reply_waits_for_its_parent_and_replies_go_along() {
        let mut held = Held::default();
        held.hold(&order("post", &[]));
        assert!(held.blocks(&order("reply", &["post"])));
        held.release(&order("post", &[]));
        held.hold(&order("reply", &["post"]));
        assert!(!held.blocks(&order("other reply", &["post"])));
    }

    #[test]
    fn an_edit_waits_for_the_likes_before_it() {
        let mut held = Held::default();
        held.hold(&order("post dana", &["post"]));
        assert!(held.blocks(&order("post", &[])));
        assert!(held.blocks(&order("post dana", &["post"])));
        assert!(!held.blocks(&order("post bo", &["post"])));
    }

    #[test]
    fn an_order_comes_back_from_its_column() {
        let reply = order("https://b.test/p/2", &["https://a.test/p/1"]);
        assert_eq!(Order::parse(&reply.to_string()), reply);
    }
}
