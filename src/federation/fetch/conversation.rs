//! Reading the rest of a thread: its conversation as its owner keeps it (FEP-7888, FEP-f228), or the direct replies.
//!
//! One step reads one page or a few posts, so that a job can stop anywhere and go on from its progress.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::pending::Pending;
use super::vouch::Vouchers;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::federation::objects::Node;
use crate::federation::objects::activity::id_of;
use crate::federation::objects::collection::{self, CollectionDocument};
use crate::federation::objects::post::PostDocument;
use crate::federation::objects::uri::same_origin;
use crate::store::{StoreError, actors, posts};

/// How many pages of one conversation are read.
const MAX_PAGES: usize = 5;
/// How many posts of one conversation are read.
const MAX_POSTS: usize = 100;
/// How many posts one step reads.
const AT_ONCE: usize = 10;

/// How far reading a thread has come. Stored as JSON between steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    community: Option<ActorId>,
    /// Whether the address of the first page comes from the community's own server.
    named_by_host: bool,
    /// Whether the community's host says what belongs to it.
    vouched: bool,
    pages: Pending,
    pages_read: usize,
    posts: Pending,
}

impl Conversation {
    /// The rest of the thread that begins with `document`. `named`: the conversation's address as the community's host
    /// gives it.
    pub(super) fn of(document: &PostDocument, named: Option<String>, community: Option<&Actor>) -> Self {
        let at_host = |uri: &str| community.is_some_and(|community| same_origin(uri, &community.uri));
        let mut pages = Pending::default();
        let named_by_host = named.is_some() || at_host(&document.uri);
        if let Some(address) = named.or_else(|| document.context_uri.clone()).or(document.replies_uri.clone())
        {
            pages.add(&address);
        }
        Self {
            community: community.map(|community| community.id),
            named_by_host,
            vouched: false,
            pages,
            pages_read: 0,
            posts: Pending::default(),
        }
    }

    pub fn is_done(&self) -> bool {
        self.pages.is_empty() && self.posts.is_empty()
    }

    /// How long to wait before the next step.
    pub fn wait(&self) -> Duration {
        if self.pages.is_empty() { self.posts.wait() } else { self.pages.wait() }
    }

    /// The page to be read first, while none was.
    pub(super) fn address(&self) -> Option<String> {
        self.pages.first()
    }

    fn turn(&mut self, address: &str, page: CollectionDocument, community: Option<&Actor>) {
        let at_host = community.is_some_and(|community| same_origin(address, &community.uri));
        let owner = page.attributed_to.as_deref();
        let owned = owner.is_some_and(|owner| community.is_some_and(|community| community.uri == owner));
        if self.pages_read == 0 {
            self.vouched = at_host && (owned || (owner.is_none() && self.named_by_host));
        }
        for uri in page.items.iter().filter_map(id_of) {
            if self.posts.len() < MAX_POSTS {
                self.posts.add(uri);
            }
        }
        self.pages.done();
        self.pages_read += 1;
        let further = page.next.filter(|next| next != address && same_origin(next, address));
        if let Some(next) = further.filter(|_| self.pages_read < MAX_PAGES && self.posts.len() < MAX_POSTS) {
            self.pages.add(&next);
        }
    }
}

impl Fetcher {
    /// Begins with the rest of a thread that is here; `None`: there is nothing to read elsewhere.
    ///
    /// # Errors
    /// When its server or the database cannot be reached.
    pub async fn conversation(&self, root: PostId) -> Result<Option<Conversation>, FetchFailure> {
        let mut tx = self.db.read().await?;
        let Some(root) = posts::by_id(&mut tx, root).await?.filter(Post::is_readable) else {
            return Ok(None);
        };
        let community = community_of(&mut tx, root.community_id).await?;
        drop(tx);
        if self.ctx.addresses.is_ours(&root.uri) || community.as_ref().is_some_and(|actor| actor.local) {
            return Ok(None);
        }
        match self.post_document(&root.uri).await {
            Ok(document) => Ok(Some(Conversation::of(&document, None, community.as_ref()))),
            Err(failure) if failure.is_transient() => Err(failure),
            Err(_) => Ok(None),
        }
    }

    /// Makes one step: reads a page, or a few posts. Gives how many posts were read that belong to the community. What
    /// does not answer is put off; what is of no use is passed over.
    ///
    /// # Errors
    /// When the database cannot be used, or the server that keeps the conversation asks for a pause.
    pub async fn conversation_step(&self, progress: &mut Conversation) -> Result<usize, FetchFailure> {
        let community = community_of(&mut self.db.read().await?, progress.community).await?;
        if let Some(address) = progress.pages.first() {
            match self.document(&address).await {
                Ok(document) => {
                    let page = collection::read(&document).unwrap_or_default();
                    progress.turn(&address, page, community.as_ref());
                }
                Err(failure) if is_for_all(&failure, &address, community.as_ref()) => return Err(failure),
                Err(failure) if failure.is_transient() => progress.pages.put_off(),
                Err(_) => progress.pages.done(),
            }
            return Ok(0);
        }
        let host = progress.community.filter(|_| progress.vouched);
        let mut vouchers = Vouchers::of(host, progress.posts.iter().cloned());
        let mut read = 0;
        for number in 0..AT_ONCE {
            // Whatever was put off is read after its wait, with the first of a step.
            let due = number == 0 || progress.posts.wait().is_zero();
            let Some(uri) = progress.posts.first().filter(|_| due) else { break };
            // Children may come before their parents; whatever is above them is read with them.
            match self.post_vouched_for(&uri, &mut vouchers).await {
                Ok(post) => {
                    progress.posts.done();
                    read += usize::from(post.community_id == progress.community);
                }
                Err(failure) if is_for_all(&failure, &uri, community.as_ref()) => return Err(failure),
                Err(failure) if failure.is_transient() => {
                    progress.posts.put_off();
                    break;
                }
                Err(_) => progress.posts.done(),
            }
        }
        Ok(read)
    }
}

/// Whether a failure stops all of the reading: the database does, and the pause that the community's host asks for. Another
/// server's holds up nothing else.
fn is_for_all(failure: &FetchFailure, address: &str, community: Option<&Actor>) -> bool {
    match failure {
        FetchFailure::Store(_) => true,
        FetchFailure::Busy(_) => community.is_none_or(|community| same_origin(address, &community.uri)),
        _ => false,
    }
}

async fn community_of(
    tx: &mut crate::store::Tx,
    community: Option<ActorId>,
) -> Result<Option<Actor>, StoreError> {
    match community {
        Some(community) => actors::by_id(tx, community).await,
        None => Ok(None),
    }
}

/// The thread that an item of a collection is about: `Announce{Create{Page}}`, `Announce` of an id, `Create{Page}`, a
/// post or its id. Only its id counts; the post itself is read from its origin.
pub(super) fn thread_of(item: &Value) -> Option<&str> {
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
        let reply = json!({"type": "Note", "id": "https://b.test/p/2", "inReplyTo": "https://b.test/p/1"});
        assert_eq!(thread_of(&reply), None);
    }
}
