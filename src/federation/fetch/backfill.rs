//! Reading a community's history when the first person here follows it: pinned threads, the latest threads with their
//! replies, and the library; later what is older, when somebody asks for it.
//!
//! One step reads one page or one thread, so that a job can stop anywhere, go on from its progress, and show it. One
//! request at a time: it is somebody else's server.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conversation::{Conversation, thread_of};
use super::older::{Older, Place};
use super::pending::Pending;
use super::vouch::Vouchers;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostState};
use crate::federation::objects::uri::same_origin;
use crate::federation::objects::{Node, collection};
use crate::services::posts::{self, PostError};
use crate::store::{StoreError, actors, posts as posts_here};

/// How many pinned threads are read.
const MAX_PINNED: usize = 50;
/// How many threads are read that are not here yet.
const MAX_THREADS: usize = 50;
/// How many resources are read that are not here yet.
const MAX_RESOURCES: usize = 200;
/// How many threads wait to be read, those that are here included.
const MAX_WAITING: usize = 500;
/// How many pages of one collection are read.
const MAX_PAGES: usize = 10;

/// How far reading a history has come. Stored as JSON between steps, and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub community: ActorId,
    pub stage: Stage,
    /// Where to go on in the current collection.
    #[serde(default)]
    at: Option<Place>,
    pages_read: usize,
    /// How many threads were found in the current collection that are not here yet.
    #[serde(default)]
    new: usize,
    /// Where an earlier reading stopped, when this one goes on from there.
    #[serde(default)]
    since: Option<Older>,
    /// Where this one stopped.
    #[serde(default)]
    older: Older,
    /// Threads that were found and not read yet.
    #[serde(flatten)]
    threads: Pending,
    /// Resources that were found: they are read after the threads.
    #[serde(default)]
    library: Vec<String>,
    /// Where the community keeps their conversations, of those that it names one for.
    #[serde(default)]
    conversations: BTreeMap<String, String>,
    /// Conversations that were begun.
    #[serde(default)]
    begun: BTreeSet<String>,
    /// The rest of the thread that was read last.
    #[serde(default)]
    rest: Option<Conversation>,
    /// Those of them that the community shows on top.
    #[serde(default)]
    pinned: Vec<String>,
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

/// Why a step was not made; the same step can be tried again.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    #[error("the community is not known here")]
    UnknownCommunity,
    #[error("the server could not be reached")]
    Unreachable,
    #[error(transparent)]
    Store(#[from] StoreError),
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

    fn next_stage(&mut self) {
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
    fn found(&mut self, uri: &str, is_here: bool) -> bool {
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
    fn place(&mut self, start: Option<&String>) -> Option<Place> {
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
    fn turn(&mut self, next: Option<Place>, enough: bool) {
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

impl Fetcher {
    /// Makes one step: reads a page or a thread.
    ///
    /// # Errors
    /// When the server or the database cannot be reached; what one thread lacks is passed over.
    pub async fn backfill_step(&self, mut progress: Backfill) -> Result<Backfill, BackfillError> {
        let community = actors::by_id(&mut self.db.read().await?, progress.community).await?;
        let community = community.filter(Actor::is_community).ok_or(BackfillError::UnknownCommunity)?;
        match progress.stage {
            Stage::Done => {}
            Stage::Community => match self.refresh_actor(&community.uri).await {
                Err(failure) if failure.is_transient() => return Err(BackfillError::Unreachable),
                _ => progress.next_stage(),
            },
            Stage::Threads => self.read_on(&community, &mut progress).await?,
            Stage::Featured | Stage::Resources | Stage::Outbox => {
                self.read_page(&community, &mut progress).await?;
            }
        }
        Ok(progress)
    }

    async fn read_page(&self, community: &Actor, progress: &mut Backfill) -> Result<(), BackfillError> {
        let start = match progress.stage {
            Stage::Featured => &community.featured_url,
            Stage::Resources => &community.resources_url,
            _ => &community.outbox_url,
        };
        let Some(Place { page: address, from }) = progress.place(start.as_ref()) else {
            progress.next_stage();
            return Ok(());
        };
        let page = match self.document(&address).await {
            Ok(document) => collection::read(&document).unwrap_or_default(),
            Err(error) if error.is_transient() => return Err(BackfillError::Unreachable),
            Err(_) => collection::CollectionDocument::default(),
        };
        for (index, item) in page.items.iter().enumerate().skip(from) {
            let Some(uri) = thread_of(item) else { continue };
            let is_here = self.is_here(uri).await?;
            if !progress.found(uri, is_here) {
                progress.turn(Some(Place { page: address, from: index }), true);
                return Ok(());
            }
            if let Some(address) = conversation_of(item, &community.uri)
                && progress.conversations.len() < MAX_WAITING
            {
                progress.conversations.insert(uri.to_owned(), address);
            }
            if progress.stage == Stage::Featured && progress.pinned.len() < MAX_WAITING {
                progress.pinned.push(uri.to_owned());
            }
        }
        progress.turn(page.next.filter(|next| *next != address).map(Place::top), false);
        Ok(())
    }

    /// Whether a post is here that needs nobody's word any more.
    async fn is_here(&self, uri: &str) -> Result<bool, StoreError> {
        let known = posts_here::by_uri(&mut self.db.read().await?, uri).await?;
        Ok(known.is_some_and(|post: Post| post.state == PostState::Published))
    }

    /// Reads the next thread's first post, or more of the thread that was begun.
    async fn read_on(&self, community: &Actor, progress: &mut Backfill) -> Result<(), BackfillError> {
        if let Some(mut rest) = progress.rest.take() {
            progress.read += self.conversation_step(&mut rest).await?;
            progress.rest = Some(rest).filter(|rest| !rest.is_done());
            return Ok(());
        }
        let Some(thread) = progress.threads.first() else {
            progress.next_stage();
            return Ok(());
        };
        match self.begin_thread(community, &thread, progress).await {
            Err(FetchFailure::Store(error)) => return Err(error.into()),
            Err(failure) if failure.is_transient() => progress.threads.put_off(),
            Ok(()) | Err(_) => progress.threads.done(),
        }
        Ok(())
    }

    /// The community's host named the thread, and so vouches for it, though not for what it turns out to answer.
    async fn begin_thread(
        &self,
        community: &Actor,
        uri: &str,
        progress: &mut Backfill,
    ) -> Result<(), FetchFailure> {
        let document = self.post_document(uri).await?;
        let mut vouchers = Vouchers::of(Some(community.id), [uri.to_owned()]);
        let post = self.post_vouched_for(uri, &mut vouchers).await?;
        if post.community_id != Some(community.id) {
            return Ok(());
        }
        progress.read += 1;
        if progress.pinned.iter().any(|pinned| pinned == uri) {
            self.keep_pinned(community, post.id).await?;
        }
        let rest = Conversation::of(&document, progress.conversations.remove(uri), Some(community));
        if rest.address().is_some_and(|address| progress.begun.insert(address)) {
            progress.rest = Some(rest);
        }
        Ok(())
    }

    /// What is not a thread is passed over.
    async fn keep_pinned(&self, community: &Actor, thread: PostId) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        match posts::found_pinned(&self.ctx, &mut tx, community.id, thread).await {
            Err(PostError::Store(error)) => Err(error),
            Err(_) => Ok(()),
            Ok(()) => tx.commit().await,
        }
    }
}

/// The conversation that an item of the community's names, on the community's server.
fn conversation_of(item: &Value, community: &str) -> Option<String> {
    Node::of(item)?.uri("context").filter(|address| same_origin(address, community))
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
