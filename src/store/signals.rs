//! What a commit lets others know, in this process and in all that share the database: bells that wake workers, and events
//! for whoever looks on.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, broadcast};

use crate::domain::event::Event;

/// Events that somebody who is slow to take them can be behind.
const EVENTS_BEHIND: usize = 4096;
/// Bytes that one notification of PostgreSQL carries at most, less a margin.
const MESSAGE_BYTES: usize = 7000;

/// Somebody who waits for work and should look at once, in this process and in others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A fact was written: render it.
    Outgoing,
    /// An activity is in the log: deliver it.
    Log,
    /// A delivery was accepted: process it.
    Inbox,
    /// A job is due.
    Jobs,
}

impl Signal {
    pub(super) const ALL: [Self; 4] = [Self::Outgoing, Self::Log, Self::Inbox, Self::Jobs];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Log => "log",
            Self::Inbox => "inbox",
            Self::Jobs => "jobs",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|signal| signal.as_str() == text)
    }
}

/// What is kept in memory by those who read it often, as long as nothing of its kind changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    Actors,
    /// Their words and states; their counts change all the time.
    Posts,
}

/// The bells, one for each [`Signal`], and the events.
#[derive(Debug, Clone)]
pub struct Signals {
    bells: Arc<[Notify; 4]>,
    events: broadcast::Sender<Event>,
    writes: Arc<AtomicU64>,
    /// One for each [`Known`].
    changes: Arc<[AtomicU64; 2]>,
    /// Tests hold what something may cost.
    #[cfg(test)]
    statements: Arc<AtomicU64>,
    /// Tells this process's messages from those of others.
    process: u64,
}

impl Default for Signals {
    fn default() -> Self {
        Self {
            bells: Arc::default(),
            events: broadcast::Sender::new(EVENTS_BEHIND),
            writes: Arc::default(),
            changes: Arc::default(),
            #[cfg(test)]
            statements: Arc::default(),
            process: RandomState::new().build_hasher().finish(),
        }
    }
}

impl Signals {
    /// The bell to wait at. Call `notified()` *before* looking for work, so that no ring is missed.
    pub fn bell(&self, signal: Signal) -> &Notify {
        &self.bells[signal as usize]
    }

    /// Wakes whoever waits, or the next who will.
    pub fn ring(&self, signal: Signal) {
        self.bell(signal).notify_one();
    }

    /// What happens from now on, in every process. Some of it may be missed while the database is not reached.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// How many transactions of this process have written.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire)
    }

    /// How many transactions of this process have changed what is known.
    pub(super) fn changes(&self, known: Known) -> u64 {
        self.changes[known as usize].load(Ordering::Acquire)
    }

    #[cfg(test)]
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    #[cfg(test)]
    pub(super) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// A transaction of this process was committed.
    pub(super) fn committed(&self, rung: &[Signal], events: &[Event], changed: &[Known]) {
        self.writes.fetch_add(1, Ordering::Release);
        for known in changed {
            self.changes[*known as usize].fetch_add(1, Ordering::Release);
        }
        for signal in rung {
            self.ring(*signal);
        }
        for event in events {
            // Nobody looks on: that is no error.
            drop(self.events.send(*event));
        }
    }

    /// The messages that tell other processes the same: the sender, then words, separated by spaces.
    pub(super) fn messages(&self, rung: &[Signal], events: &[Event]) -> Vec<String> {
        let words = rung.iter().map(|signal| signal.as_str().to_owned());
        let mut messages: Vec<String> = Vec::new();
        for word in words.chain(events.iter().map(Event::to_string)) {
            match messages.last_mut() {
                Some(message) if message.len() + word.len() < MESSAGE_BYTES => {
                    message.push(' ');
                    message.push_str(&word);
                }
                _ => messages.push(format!("{:x} {word}", self.process)),
            }
        }
        messages
    }

    /// Takes in a message; one of this process says nothing new.
    pub(super) fn heard(&self, message: &str) {
        let mut words = message.split(' ');
        if words.next() == Some(format!("{:x}", self.process).as_str()) {
            return;
        }
        for word in words {
            if let Some(signal) = Signal::parse(word) {
                self.ring(signal);
            } else if let Ok(event) = word.parse() {
                drop(self.events.send(event));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PostId;

    #[test]
    fn another_process_hears_what_this_one_says() {
        let (here, there) = (Signals::default(), Signals::default());
        let (mut own, mut others) = (here.events(), there.events());
        let event = Event::Published(PostId::new(117));
        for message in here.messages(&[Signal::Jobs], &[event]) {
            here.heard(&message);
            there.heard(&message);
        }
        assert_eq!(others.try_recv(), Ok(event));
        assert!(own.try_recv().is_err(), "it knew already");
    }

    #[test]
    fn many_events_go_in_several_messages() {
        let signals = Signals::default();
        let events: Vec<Event> =
            (0..1000).map(|id| Event::Gone(PostId::new(117_000_000_000_000_000 + id))).collect();
        let messages = signals.messages(&[], &events);
        assert!(messages.len() > 1 && messages.iter().all(|message| message.len() <= 8000));
        let words: usize = messages.iter().map(|message| message.split(' ').count() - 1).sum();
        assert_eq!(words, 1000);
    }
}
