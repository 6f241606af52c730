//! How far the reading of a community's history is, and how much of it is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::conversation::Conversation;
use super::older::{Older, Place};
use super::pending::Pending;
use crate::domain::ids::ActorId;

/// How many pinned threads are read.
const MAX_PINNED: usize = 50;
/// How many threads are read that are not here yet.
const MAX_THREADS: usize = 50;
/// How many resources are read that are not here yet.
const MAX_RESOURCES: usize = 200;
/// How many threads wait to be read, those that are here included.
pub(super) const MAX_WAITING: usize = 500;
/// How many pages of one collection are read.
const MAX_PAGES: usize = 10;

/// How far reading a history has come. Stored as JSON between steps, and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub community: ActorId,
    pub stage: Stage,
    /// Where to go on in the current collection.
    #[serde(default)]
    pub(super) at: Option<Place>,
    pub(super) pages_read: usize,
    /// How many threads were found in the current collection that are not here yet.
    #[serde(default)]
    pub(super) new: usize,
    /// Where an earlier reading stopped, when this one goes on from there.
    #[serde(default)]
    pub(super) since: Option<Older>,
    /// Where this one stopped.
    #[serde(default)]
    pub(super) older: Older,
    /// Threads that were found and not read yet.
    #[serde(flatten)]
    pub(super) threads: Pending,
    /// Resources that were found: they are read after the threads.
    #[serde(default)]
    pub(super) library: Vec<String>,
    /// Where the community keeps their conversations, of those that it names one for.
    #[serde(default)]
    pub(super) conversations: BTreeMap<String, String>,
    /// Conversations that were begun.
    #[serde(default)]
    pub(super) begun: BTreeSet<String>,
    /// The rest of the thread that was read last.
    #[serde(default)]
    pub(super) rest: Option<Conversation>,
    /// Those of them that the community shows on top.
    #[serde(default)]
    pub(super) pinned: Vec<String>,
    /// How many threads were found.
    pub found: usize,
    /// How many posts were read.
    pub read: usize,
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Who it is, and who moderates it.
    Community,
    Featured,
    Resources,
    Outbox,
    Threads,
    Done,
}

impl Stage {
    /// How many threads of the collection that it reads are taken in.
    fn budget(self) -> usize {
        match self {
            Self::Featured => MAX_PINNED,
            Self::Resources => MAX_RESOURCES,
            _ => MAX_THREADS,
        }
    }
}

impl Backfill {
    /// Nothing read yet.
    pub fn new(community: ActorId) -> Self {
        Self {
            community,
            stage: Stage::Community,
            at: None,
            pages_read: 0,
            new: 0,
            since: None,
            older: Older::default(),
            threads: Pending::default(),
            library: Vec::new(),
            conversations: BTreeMap::new(),
            begun: BTreeSet::new(),
            rest: None,
            pinned: Vec::new(),
            found: 0,
            read: 0,
        }
    }

    /// Goes on where an earlier reading stopped.
    pub fn further(community: ActorId, since: Older) -> Self {
        Self { stage: Stage::Resources, since: Some(since), ..Self::new(community) }
    }

    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// What is left to be read another time. Complete when this reading is done.
    pub fn older(&self) -> &Older {
        &self.older
    }

    pub(super) fn next_stage(&mut self) {
        self.stage = match self.stage {
            Stage::Community => Stage::Featured,
            Stage::Featured => Stage::Resources,
            Stage::Resources => Stage::Outbox,
            Stage::Outbox => Stage::Threads,
            Stage::Threads | Stage::Done => Stage::Done,
        };
        self.at = None;
        (self.pages_read, self.new) = (0, 0);
        if self.stage == Stage::Threads {
            for uri in std::mem::take(&mut self.library) {
                self.wait_for(&uri);
            }
        }
    }

    fn wait_for(&mut self, uri: &str) {
        if self.threads.len() < MAX_WAITING && self.threads.add(uri) {
            self.found += 1;
        }
    }

    /// A collection names a thread. `false`: this reading has had enough of the collection. What is here already takes
    /// nothing of that; it is read again for its replies, but only by the first reading.
    pub(super) fn found(&mut self, uri: &str, is_here: bool) -> bool {
        let waits = self.threads.has(uri) || self.library.iter().any(|kept| kept == uri);
        if !is_here && !waits {
            if self.new >= self.stage.budget() {
                return false;
            }
            self.new += 1;
        }
        if waits || (is_here && self.since.is_some()) {
            return true;
        }
        match self.stage {
            Stage::Resources if self.library.len() < MAX_WAITING => self.library.push(uri.to_owned()),
            Stage::Resources => {}
            _ => self.wait_for(uri),
        }
        true
    }

    /// Where to go on in the current collection. `start`: its address.
    pub(super) fn place(&mut self, start: Option<&String>) -> Option<Place> {
        if self.pages_read > 0 {
            return self.at.take();
        }
        let Some(since) = &self.since else { return start.cloned().map(Place::top) };
        match self.stage {
            Stage::Resources => since.resources.clone(),
            Stage::Outbox => since.outbox.clone(),
            _ => None,
        }
    }

    /// A page was read: `next` is where the collection goes on, `enough` that this reading does not.
    pub(super) fn turn(&mut self, next: Option<Place>, enough: bool) {
        self.pages_read += 1;
        if next.is_some() && !enough && self.pages_read < MAX_PAGES {
            self.at = next;
            return;
        }
        match self.stage {
            Stage::Resources => self.older.resources = next,
            Stage::Outbox => self.older.outbox = next,
            _ => {}
        }
        self.next_stage();
    }

    /// How long to wait before the next step, beyond politeness: a server did not answer.
    pub fn wait(&self) -> Duration {
        self.rest.as_ref().map_or_else(|| self.threads.wait(), Conversation::wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(number: usize) -> String {
        format!("https://b.test/p/{number}")
    }

    #[test]
    fn threat_063_a_community_with_endless_threads_is_read_in_part() {
        let mut progress = Backfill { stage: Stage::Outbox, ..Backfill::new(ActorId::new(1)) };
        let taken = (0..10_000).take_while(|number| progress.found(&uri(*number), false)).count();
        assert_eq!((taken, progress.found, progress.threads.len()), (MAX_THREADS, MAX_THREADS, MAX_THREADS));
        for number in 0..10_000 {
            progress.found(&uri(number), true);
        }
        assert_eq!(progress.threads.len(), MAX_WAITING);
    }

    #[test]
    fn a_large_library_takes_nothing_from_the_threads() {
        let mut progress = Backfill { stage: Stage::Resources, ..Backfill::new(ActorId::new(1)) };
        let kept = (1_000..2_000).take_while(|number| progress.found(&uri(*number), false)).count();
        progress.turn(Some(Place { page: "https://b.test/library".to_owned(), from: kept }), true);
        assert_eq!((kept, progress.stage), (MAX_RESOURCES, Stage::Outbox));
        let taken = (0..1_000).take_while(|number| progress.found(&uri(*number), false)).count();
        progress.turn(None, true);
        assert_eq!((taken, progress.found), (MAX_THREADS, MAX_THREADS + MAX_RESOURCES));
        assert_eq!(progress.threads.first(), Some(uri(0)), "threads are read before the library");
        assert!(progress.older.resources.is_some() && progress.older.outbox.is_none());
    }

    #[test]
    fn a_later_reading_passes_over_what_is_here() {
        let since =
            Older { outbox: Some(Place::top("https://b.test/outbox?page=4".to_owned())), resources: None };
        let mut progress = Backfill::further(ActorId::new(1), since);
        assert_eq!(progress.place(Some(&"https://b.test/library".to_owned())), None, "the library ran out");
        progress.next_stage();
        let from = progress.place(Some(&"https://b.test/outbox".to_owned())).unwrap();
        assert_eq!(from.page, "https://b.test/outbox?page=4");
        assert!((0..1_000).all(|number| progress.found(&uri(number), true)));
        assert_eq!((progress.found, progress.threads.len()), (0, 0));
        let taken = (1_000..2_000).take_while(|number| progress.found(&uri(*number), false)).count();
        assert_eq!(taken, MAX_THREADS);
    }
}
