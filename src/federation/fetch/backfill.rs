//! Reading a community's history when the first person here follows it: pinned threads, the library, and the latest
//! threads with their replies.
//!
//! One step reads one page or one thread, so that a job can stop anywhere, go on from its progress, and show it. One
//! request at a time: it is somebody else's server.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conversation::{Conversation, thread_of};
use super::pending::Pending;
use super::vouch::Vouchers;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, PostId};
use crate::federation::objects::uri::same_origin;
use crate::federation::objects::{Node, collection};
use crate::services::posts::{self, PostError};
use crate::store::{StoreError, actors};

/// How many threads are read.
const MAX_THREADS: usize = 50;
/// How many pages of one collection are read.
const MAX_PAGES: usize = 5;

/// How far reading a history has come. Stored as JSON between steps, and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub community: ActorId,
    pub stage: Stage,
    /// The page of the current collection to read next.
    page: Option<String>,
    pages_read: usize,
    /// Threads that were found and not read yet.
    #[serde(flatten)]
    threads: Pending,
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

impl Backfill {
    /// Nothing read yet.
    pub fn new(community: ActorId) -> Self {
        Self {
            community,
            stage: Stage::Community,
            page: None,
            pages_read: 0,
            threads: Pending::default(),
            conversations: BTreeMap::new(),
            begun: BTreeSet::new(),
            rest: None,
            pinned: Vec::new(),
            found: 0,
            read: 0,
        }
    }

    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    fn next_stage(&mut self) {
        self.stage = match self.stage {
            Stage::Community => Stage::Featured,
            Stage::Featured => Stage::Resources,
            Stage::Resources => Stage::Outbox,
            Stage::Outbox => Stage::Threads,
            Stage::Threads | Stage::Done => Stage::Done,
        };
        self.page = None;
        self.pages_read = 0;
    }

    fn found(&mut self, uri: &str) {
        if self.found < MAX_THREADS && self.threads.add(uri) {
            self.found += 1;
        }
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
        let enough = progress.pages_read >= MAX_PAGES || progress.found >= MAX_THREADS;
        let address = progress.page.take().or_else(|| start.clone().filter(|_| progress.pages_read == 0));
        let Some(address) = address.filter(|_| !enough) else {
            progress.next_stage();
            return Ok(());
        };
        let page = match self.document(&address).await {
            Ok(document) => collection::read(&document).unwrap_or_default(),
            Err(error) if error.is_transient() => return Err(BackfillError::Unreachable),
            Err(_) => collection::CollectionDocument::default(),
        };
        for item in &page.items {
            let Some(uri) = thread_of(item) else { continue };
            progress.found(uri);
            if let Some(address) = conversation_of(item, &community.uri)
                && progress.conversations.len() < MAX_THREADS
            {
                progress.conversations.insert(uri.to_owned(), address);
            }
            if progress.stage == Stage::Featured && progress.pinned.len() < MAX_THREADS {
                progress.pinned.push(uri.to_owned());
            }
        }
        progress.pages_read += 1;
        match page.next.filter(|next| *next != address) {
            Some(next) => progress.page = Some(next),
            None => progress.next_stage(),
        }
        Ok(())
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

    #[test]
    fn threat_063_a_community_with_endless_threads_is_read_in_part() {
        let mut progress = Backfill::new(ActorId::new(1));
        for number in 0..10_000 {
            progress.found(&format!("https://b.test/p/{number}"));
        }
        assert_eq!((progress.found, progress.threads.len()), (MAX_THREADS, MAX_THREADS));
    }
}
