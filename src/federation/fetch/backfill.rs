//! Reading a community's history when the first person here follows it: pinned threads, the latest threads with their
//! replies, and the library; later what is older, when somebody asks for it.
//!
//! One step reads one page or one thread, so that a job can stop anywhere, go on from its progress, and show it. One
//! request at a time: it is somebody else's server.

use std::time::Duration;

use serde_json::Value;

use super::conversation::{Conversation, thread_of};
use super::history::{Backfill, MAX_WAITING, Stage};
use super::older::Place;
use super::vouch::Vouchers;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::Actor;
use crate::domain::ids::PostId;
use crate::domain::post::{Post, PostState};
use crate::federation::objects::uri::same_origin;
use crate::federation::objects::{Node, collection};
use crate::services::posts::{self, PostError};
use crate::store::{StoreError, actors, posts as posts_here};

/// Why a step was not made; the same step can be tried again.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    #[error("the community is not known here")]
    UnknownCommunity,
    #[error("the server could not be reached")]
    Unreachable,
    /// The server asks not to be asked before.
    #[error("the server asked for a pause")]
    Busy(Duration),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FetchFailure> for BackfillError {
    fn from(failure: FetchFailure) -> Self {
        match failure {
            FetchFailure::Busy(wait) => Self::Busy(wait),
            FetchFailure::Store(error) => Self::Store(error),
            _ => Self::Unreachable,
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
                Err(failure) if failure.is_transient() => return Err(failure.into()),
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
            Err(failure) if failure.is_transient() => return Err(failure.into()),
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
            // Of another server's pause the rest takes no notice.
            Err(FetchFailure::Busy(wait)) if same_origin(&thread, &community.uri) => {
                return Err(BackfillError::Busy(wait));
            }
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
