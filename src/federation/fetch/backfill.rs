//! Reading a community's history when the first person here follows it: pinned threads, the library, and the latest
//! threads with their replies.
//!
//! One step reads one page or one thread, so that a job can stop anywhere, go on from its progress, and show it. One
//! request at a time: it is somebody else's server.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Fetcher;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::federation::objects::activity::id_of;
use crate::federation::objects::{Node, collection};
use crate::services::posts::{self, PostError};
use crate::store::{StoreError, actors};

/// How many threads are read.
const MAX_THREADS: usize = 50;
/// How many pages of one collection are read.
const MAX_PAGES: usize = 5;
/// How many posts of one thread are read.
const MAX_REPLIES: usize = 100;

/// How far reading a history has come. Stored as JSON between steps, and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    pub community: ActorId,
    pub stage: Stage,
    /// The page of the current collection to read next.
    page: Option<String>,
    pages_read: usize,
    /// Threads that were found and not read yet.
    waiting: VecDeque<String>,
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
            waiting: VecDeque::new(),
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
        if self.found < MAX_THREADS && !self.waiting.iter().any(|known| known == uri) {
            self.waiting.push_back(uri.to_owned());
            self.found += 1;
        }
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
            Stage::Threads => match progress.waiting.front().cloned() {
                Some(thread) => {
                    progress.read += self.read_thread(&community, &thread).await?;
                    if progress.pinned.contains(&thread) {
                        self.keep_pinned(&community, &thread).await?;
                    }
                    progress.waiting.pop_front();
                }
                None => progress.next_stage(),
            },
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
        for uri in page.items.iter().filter_map(thread_of) {
            progress.found(uri);
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

    /// Reads a thread: its first post, then the rest of its conversation, or its direct replies. Gives how many posts.
    async fn read_thread(&self, community: &Actor, uri: &str) -> Result<usize, BackfillError> {
        let document = match self.post_document(uri).await {
            Ok(document) => document,
            Err(error) if error.is_transient() => return Err(BackfillError::Unreachable),
            Err(_) => return Ok(0),
        };
        if !self.take_thread(community, uri).await {
            return Ok(0);
        }
        let mut read = 1;
        let conversation = document.context_uri.or(document.replies_uri);
        for post in self.conversation(conversation).await {
            // Children may come before their parents; whatever is above them is read with them.
            if post != uri && self.take_thread(community, &post).await {
                read += 1;
            }
        }
        Ok(read)
    }

    /// What is not a thread of the community, or was not taken, is passed over.
    async fn keep_pinned(&self, community: &Actor, thread: &str) -> Result<(), BackfillError> {
        let Ok(Some(post)) = self.known_post(thread).await else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        match posts::found_pinned(&self.ctx, &mut tx, community.id, post.id).await {
            Err(PostError::Store(error)) => Err(error.into()),
            Err(_) => Ok(()),
            Ok(()) => Ok(tx.commit().await?),
        }
    }

    /// Whether a post was read, and belongs to the community.
    async fn take_thread(&self, community: &Actor, uri: &str) -> bool {
        let post = self.post(uri).await;
        post.is_ok_and(|post| post.community_id == Some(community.id))
    }

    async fn conversation(&self, start: Option<String>) -> Vec<String> {
        let mut posts: Vec<String> = Vec::new();
        let mut next = start;
        for _ in 0..MAX_PAGES {
            let Some(address) = next.take() else { break };
            let Ok(document) = self.document(&address).await else { break };
            let Some(page) = collection::read(&document) else { break };
            posts.extend(page.items.iter().filter_map(id_of).map(str::to_owned));
            next = page.next.filter(|next| *next != address && posts.len() < MAX_REPLIES);
        }
        posts.truncate(MAX_REPLIES);
        posts
    }
}

/// The thread that an item of a collection is about: `Announce{Create{Page}}`, `Announce` of an id, `Create{Page}`, a
/// post or its id. Only its id counts; the post itself is read from its origin.
fn thread_of(item: &Value) -> Option<&str> {
    let mut item = item;
    for _ in 0..2 {
        match Node::of(item).and_then(|node| Some((node.kind()?, node.get("object")?))) {
            Some(("Announce" | "Create" | "Update", object)) => item = object,
            _ => break,
        }
    }
    let is_reply = Node::of(item).is_some_and(|node| node.get("inReplyTo").is_some());
    id_of(item).filter(|_| !is_reply)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn threads_are_found_in_every_form_of_outbox() {
        let page = json!({"type": "Page", "id": "https://b.test/p/1"});
        let create = json!({"type": "Create", "id": "https://b.test/a/1", "object": page});
        for item in [
            page.clone(),
            create.clone(),
            json!("https://b.test/p/1"),
            json!({"type": "Announce", "id": "https://b.test/a/2", "object": create}),
            json!({"type": "Announce", "id": "https://b.test/a/2", "object": "https://b.test/p/1"}),
        ] {
            assert_eq!(thread_of(&item), Some("https://b.test/p/1"), "{item}");
        }
        assert_eq!(
            thread_of(
                &json!({"type": "Note", "id": "https://b.test/p/2", "inReplyTo": "https://b.test/p/1"})
            ),
            None
        );
    }

    #[test]
    fn threat_063_a_community_with_endless_threads_is_read_in_part() {
        let mut progress = Backfill::new(ActorId::new(1));
        for number in 0..10_000 {
            progress.found(&format!("https://b.test/p/{number}"));
        }
        assert_eq!((progress.found, progress.waiting.len()), (MAX_THREADS, MAX_THREADS));
    }
}
