//! What every page of a community begins with.

use crate::domain::actor::Actor;
use crate::domain::community::{FollowState, Visibility};
use crate::domain::handle::Acct;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, can};
use crate::domain::post::PostKind;
use crate::domain::resource::ResourceKind;
use crate::domain::time::Timestamp;
use crate::services::communities::{BackfillProgress, History, history};
use crate::services::standing::{self, Place};
use crate::store::peers::{self, PeerRow};
use crate::store::topics::TopicRow;
use crate::store::{StoreError, Tx, actors, follows, resources};
use crate::web::reader::Reader;
use crate::web::render::Head;
use crate::web::show::{self, count};
use crate::web::view::{self, Backfill, CommunityHeader};
use crate::web::{WebError, WebState};
use std::collections::HashMap;

/// A community and how the reader stands to it.
pub(in crate::web::pages) struct Ground {
    pub actor: Actor,
    pub place: Place,
    /// The reader's own follow.
    pub follow: Option<FollowState>,
    /// How deliveries to its host are doing, where that is another node.
    pub peer: Option<PeerRow>,
}

/// The actor that `handle` means in an address of this node: `name`, or `name@host`.
pub(in crate::web::pages) async fn actor_by_handle(
    state: &WebState,
    tx: &mut Tx,
    handle: &str,
) -> Result<Option<Actor>, StoreError> {
    if !handle.contains('@') {
        return actors::local_by_handle(tx, handle).await;
    }
    let Ok(acct) = Acct::parse(handle, state.url_rules()) else { return Ok(None) };
    actors::by_acct(tx, acct.name.as_str(), acct.domain.as_str()).await
}

impl Ground {
    /// The community that `handle` means, when the reader may see it.
    pub(crate) async fn find(
        state: &WebState,
        tx: &mut Tx,
        reader: &Reader,
        handle: &str,
    ) -> Result<Self, WebError> {
        let actor = actor_by_handle(state, tx, handle).await?;
        let actor = actor.filter(Actor::is_community).ok_or_else(WebError::not_found)?;
        Self::of(state, tx, reader, actor).await
    }

    /// The community with this id, when the reader may see it.
    pub(crate) async fn by_id(
        state: &WebState,
        tx: &mut Tx,
        reader: &Reader,
        community: ActorId,
    ) -> Result<Self, WebError> {
        let actor = actors::by_id(tx, community).await?.ok_or_else(WebError::not_found)?;
        Self::of(state, tx, reader, actor).await
    }

    async fn of(state: &WebState, tx: &mut Tx, reader: &Reader, actor: Actor) -> Result<Self, WebError> {
        let place = standing::place(tx, actor.id, reader.actor(), state.context.now()).await?;
        let place = place.ok_or_else(WebError::not_found)?;
        can(&reader.viewer, Action::ViewCommunity(place.view()))?;
        let follow = match reader.actor() {
            Some(person) => follows::get(tx, person, actor.id).await?.map(|follow| follow.state),
            None => None,
        };
        let peer = if actor.local { None } else { peers::by_domain(tx, &actor.domain).await? };
        Ok(Self { actor, place, follow, peer })
    }

    /// What the page begins with.
    pub(crate) fn header(&self, reader: &Reader) -> CommunityHeader {
        let Self { actor, place, follow, peer, .. } = self;
        let view = place.view();
        let may = |action: Action<'_>| can(&reader.viewer, action).is_ok();
        CommunityHeader {
            community: show::community(actor, &reader.names),
            banner: show::banner(actor, &reader.names),
            address: format!("@{}", actor.acct()),
            followers: u64::try_from(place.community.follower_count).unwrap_or_default(),
            follow: show::follow_state(reader.actor(), *follow),
            may_post: may(Action::StartThread(view)),
            may_manage: may(Action::ManageCommunity(view)),
            may_moderate: may(Action::ModerateCommunity(view)),
            unlisted: place.community.visibility == Visibility::Unlisted,
            unreachable_since: peer.as_ref().and_then(unreachable_since),
            original: (!actor.local).then(|| actor.url.clone().unwrap_or_else(|| actor.uri.clone())),
        }
    }

    /// What machines read: the twin, and whether search engines may keep the page.
    pub(crate) fn head(&self, description: &str) -> Head {
        Head {
            canonical: Some(self.actor.url.clone().unwrap_or_else(|| self.actor.uri.clone())),
            activity_json: Some(self.actor.uri.clone()),
            description: (!description.is_empty()).then(|| description.to_owned()),
            indexable: self.actor.local && self.actor.indexable && !self.place.closed,
        }
    }

    /// How far discussions from before the first follow have been fetched.
    pub(crate) async fn backfill(&self, tx: &mut Tx) -> Result<Backfill, StoreError> {
        if self.actor.local {
            return Ok(Backfill::NotNeeded);
        }
        Ok(match history(tx, &self.place.community).await? {
            History::Reading(fetching) => progress(&fetching),
            History::MoreThere => Backfill::MoreAvailable,
            History::AllHere => Backfill::Complete,
        })
    }

    /// The path of a page of the community: `tail` begins with a slash or is empty.
    pub(crate) fn path(&self, tail: &str) -> String {
        format!("/c/{}{tail}", self.actor.local_acct())
    }
}

/// How far the fetching of earlier discussions has come.
fn progress(fetching: &BackfillProgress) -> Backfill {
    if fetching.interrupted {
        return Backfill::Interrupted;
    }
    Backfill::Running { done: fetching.read, total: fetching.found.max(1) }
}

/// Since when deliveries to a peer have failed.
fn unreachable_since(peer: &PeerRow) -> Option<Timestamp> {
    (peer.failures > 0).then(|| peer.last_success_at.or(peer.last_failure_at)).flatten()
}

/// Threads as lists show them; one query for the kinds of the resources among them.
pub(in crate::web::pages) async fn topics(
    tx: &mut Tx,
    rows: &[TopicRow],
    reader: &Reader,
    with_community: bool,
) -> Result<Vec<view::TopicRow>, StoreError> {
    let ids: Vec<PostId> =
        rows.iter().filter(|row| row.post.kind == PostKind::Resource).map(|row| row.post.id).collect();
    let kinds = if ids.is_empty() { Vec::new() } else { resources::by_posts(tx, &ids).await? };
    let kinds: HashMap<PostId, ResourceKind> = kinds.into_iter().map(|row| (row.post_id, row.kind)).collect();
    let shown =
        rows.iter().map(|row| show::topic(row, &kinds, &reader.names, reader.actor(), with_community));
    Ok(shown.collect())
}

/// How many threads of a community the reader has not read.
pub(super) async fn unread_in(tx: &mut Tx, reader: &Reader, community: ActorId) -> Result<u32, StoreError> {
    let Some(person) = reader.actor() else { return Ok(0) };
    Ok(count(crate::store::topics::unread_in(tx, person, community).await?))
}
