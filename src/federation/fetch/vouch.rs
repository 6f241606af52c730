//! Who says that a post belongs to a community?
//!
//! Its author's server proves who said it, not that a community elsewhere took it: otherwise anybody could put a post into
//! our copy of somebody else's community by having us read it (threats 31 and 32, FEP-fe34). The community's host
//! vouches for a post when it named the post itself (an announcement, its outbox, its pinned threads), when the post is on
//! its server, or when a collection of the community there lists it. Its word is for the posts that it names, and not for
//! what stands above them: what a post answers is its author's to say, and can be changed when the host has taken it. A
//! post that nobody vouches for is kept as sent: it stands in no list until the host publishes it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::conversation::thread_of;
use super::resolve::refused;
use super::{FetchFailure, Fetcher};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Post, PostState};
use crate::federation::objects::activity::id_of;
use crate::federation::objects::collection::{self, CollectionDocument};
use crate::federation::objects::uri::same_origin;
use crate::services::posts::{self, ReceivedPost};
use crate::store::actors;

/// How many pages of one collection are read in search of a post.
const MAX_PAGES: usize = 3;
/// How many collections are searched while one thing is read.
const MAX_COLLECTIONS: usize = 4;

/// Who vouches for posts while one thing is read, with the collections that were searched for them.
#[derive(Debug, Default)]
pub(super) struct Vouchers {
    host: Option<ActorId>,
    /// What the host named.
    named: HashSet<String>,
    /// What of it is new, because the host announces it now. All else that is read is history.
    pub(super) announced: Option<String>,
    searched: HashMap<String, Vec<String>>,
    /// The thread that became known by it.
    pub(super) new_thread: Option<PostId>,
}

impl Vouchers {
    /// The host of this community named these posts, or nobody has.
    pub(super) fn of(host: Option<ActorId>, named: impl IntoIterator<Item = String>) -> Self {
        Self { host, named: named.into_iter().collect(), ..Self::default() }
    }

    /// The community whose host named the post.
    fn host_of(&self, uri: &str) -> Option<ActorId> {
        self.host.filter(|_| self.named.contains(uri))
    }
}

impl Fetcher {
    /// On whose word a post that was read at its author's server is taken in.
    pub(super) async fn origin_of(
        &self,
        received: &ReceivedPost,
        vouchers: &mut Vouchers,
    ) -> Result<Origin, FetchFailure> {
        let Some(community) = received.community else { return Ok(Origin::Author) };
        if vouchers.host_of(&received.uri) == Some(community) {
            return Ok(Origin::Host(community));
        }
        let community = actors::by_id(&mut self.db.read().await?, community).await?;
        let community = community.filter(|community| !community.local);
        let Some(community) = community else { return Ok(Origin::Author) };
        let named = same_origin(&received.uri, &community.uri)
            || self.is_listed(&community, received, vouchers).await;
        Ok(if named { Origin::Host(community.id) } else { Origin::Author })
    }

    /// A post that is here; published, when it waited for the community that vouches for it.
    pub(super) async fn published_by(&self, known: Post, vouchers: &Vouchers) -> Result<Post, FetchFailure> {
        let host = vouchers.host_of(&known.uri).filter(|host| known.community_id == Some(*host));
        let Some(host) = host else { return Ok(known) };
        if known.state == PostState::Published {
            return Ok(known);
        }
        let mut tx = self.db.begin().await?;
        posts::confirm(&self.ctx, &mut tx, host, &known.uri).await.map_err(refused)?;
        tx.commit().await?;
        Ok(Post { state: PostState::Published, ..known })
    }

    /// Whether the community's conversation, or for a thread its outbox, lists the post. Unreachable is no.
    async fn is_listed(&self, community: &Actor, received: &ReceivedPost, vouchers: &mut Vouchers) -> bool {
        let outbox = community.outbox_url.as_ref().filter(|_| received.parent.is_none());
        for (address, must_be_owned) in [(received.context_uri.as_ref(), true), (outbox, false)] {
            let Some(address) = address.filter(|address| same_origin(address, &community.uri)) else {
                continue;
            };
            if !vouchers.searched.contains_key(address) {
                if vouchers.searched.len() >= MAX_COLLECTIONS {
                    continue;
                }
                let listed = self.listed(community, address, must_be_owned).await;
                vouchers.searched.insert(address.clone(), listed);
            }
            if vouchers.searched.get(address).is_some_and(|listed| listed.contains(&received.uri)) {
                return true;
            }
        }
        false
    }

    /// What a collection of the community lists. Whose a conversation is, its own document says: the address comes from
    /// whoever wrote the post.
    async fn listed(&self, community: &Actor, address: &str, must_be_owned: bool) -> Vec<String> {
        let mut listed = Vec::new();
        let mut next = Some(address.to_owned());
        for number in 0..MAX_PAGES {
            let Some(address) = next.take() else { break };
            let Some(page) = self.collection(&address).await else { break };
            if number == 0 && must_be_owned && page.attributed_to.as_deref() != Some(&community.uri) {
                break;
            }
            listed.extend(page.items.iter().filter_map(item_id).map(str::to_owned));
            next = page.next.filter(|next| *next != address && same_origin(next, &community.uri));
        }
        listed
    }

    pub(super) async fn collection(&self, address: &str) -> Option<CollectionDocument> {
        collection::read(&self.document(address).await.ok()?)
    }
}

/// The post that an item is, or wraps.
fn item_id(item: &Value) -> Option<&str> {
    thread_of(item).or_else(|| id_of(item))
}
