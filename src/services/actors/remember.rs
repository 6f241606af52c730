//! Remembering what an actor of another node says about itself.

use crate::domain::actor::{Actor, ActorKind, KeyAlgorithm, ProfileField};
use crate::domain::community::{Community, PostPolicy, Visibility};
use crate::domain::ids::{ActorId, KeyId};
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::services::communities::moderators::MAX_MODERATORS;
use crate::services::communities::move_subscriptions;
use crate::store::actors::KeyRow;
use crate::store::{StoreError, Tx, actors, communities, moderators};

/// How many keys of an actor are kept.
const MAX_KEYS: usize = 8;

/// The moderators of a community as its host lists them.
#[derive(Debug, Clone)]
pub struct ListedModerators {
    pub people: Vec<ActorId>,
    /// When the host was asked.
    pub read_at: Timestamp,
}

/// An actor's document, read and checked: its HTML is sanitised, its names are clean, its addresses are on the origins
/// where they must be.
#[derive(Debug, Clone)]
pub struct RemoteActor {
    pub uri: String,
    pub kind: ActorKind,
    pub handle: String,
    /// Lower-cased authority of the home node.
    pub domain: String,
    /// Whether WebFinger at `domain` says that `handle@domain` is this actor. Without it the handle is a claim, which
    /// yields to whoever holds the handle already.
    pub handle_confirmed: bool,
    pub name: String,
    pub summary_html: String,
    pub summary_source: Option<String>,
    pub url: Option<String>,
    pub icon_url: Option<String>,
    pub banner_url: Option<String>,
    pub fields: Vec<ProfileField>,
    pub inbox_url: String,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub featured_url: Option<String>,
    pub moderators_url: Option<String>,
    pub resources_url: Option<String>,
    pub shared_inbox_url: Option<String>,
    pub manually_approves: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub moved_to: Option<String>,
    pub also_known_as: Vec<String>,
    pub keys: Vec<RemoteKey>,
    /// For a group.
    pub community: Option<RemoteCommunity>,
    /// The moderators, when their list was read; they must be remembered first.
    pub moderators: Option<ListedModerators>,
}

/// A public key that a document shows as its actor's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteKey {
    pub uri: String,
    pub algorithm: KeyAlgorithm,
    /// PEM for RSA, multibase for Ed25519.
    pub public_key: String,
}

/// What a group's document says of the community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteCommunity {
    pub visibility: Visibility,
    pub post_policy: PostPolicy,
    pub language: Option<String>,
    /// `None`: it does not say.
    pub follower_count: Option<i64>,
}

/// Why a document was not believed.
#[derive(Debug, thiserror::Error)]
pub enum RememberError {
    /// Our own actors are not learned from elsewhere.
    #[error("the actor is one of this node's")]
    OurOwn,
    /// Its `Delete` was final.
    #[error("the actor was deleted")]
    Deleted,
    /// A person does not become a community.
    #[error("the actor was of another kind before")]
    KindChanged,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Remembers an actor, its keys, and for a group its community and moderators.
///
/// The uri, kind and domain of an actor never change, and a suspension outlives every new document. Keys that are no
/// longer listed go out of use.
pub async fn remember(ctx: &Context, tx: &mut Tx, remote: RemoteActor) -> Result<ActorId, RememberError> {
    if ctx.addresses.is_ours(&remote.uri) || remote.domain == ctx.addresses.authority() {
        return Err(RememberError::OurOwn);
    }
    let known = actors::by_uri(tx, &remote.uri).await?;
    if let Some(known) = &known {
        check_same(known, &remote)?;
    }
    let id = known.as_ref().map_or_else(|| ActorId::new(ctx.ids.next()), |known| known.id);
    let handle = handle(tx, id, known.as_ref(), &remote).await?;
    let actor = merge(ctx, id, known.as_ref(), handle, &remote);
    match &known {
        Some(before) => {
            actors::update(tx, &actor).await?;
            move_subscriptions(ctx, tx, before, &actor).await?;
        }
        None => actors::insert(tx, &actor).await?,
    }
    remember_keys(ctx, tx, id, remote.keys).await?;
    if let Some(community) = remote.community.filter(|_| actor.is_community()) {
        remember_community(tx, id, community).await?;
        if let Some(moderators) = remote.moderators {
            remember_moderators(ctx, tx, id, &moderators).await?;
        }
    }
    Ok(id)
}

fn check_same(known: &Actor, remote: &RemoteActor) -> Result<(), RememberError> {
    if known.local {
        return Err(RememberError::OurOwn);
    }
    if known.deleted_at.is_some() {
        return Err(RememberError::Deleted);
    }
    if known.kind == remote.kind { Ok(()) } else { Err(RememberError::KindChanged) }
}

/// Which handle an actor may carry. One account has one holder: whom WebFinger confirms takes it; a mere claim changes
/// nothing for an actor that is known, and stands back, visibly, when somebody else holds the account.
async fn handle(
    tx: &mut Tx,
    id: ActorId,
    known: Option<&Actor>,
    remote: &RemoteActor,
) -> Result<String, StoreError> {
    if let Some(known) = known.filter(|_| !remote.handle_confirmed) {
        return Ok(known.handle.clone());
    }
    let domain = known.map_or(&remote.domain, |known| &known.domain);
    let holder = actors::by_acct(tx, &remote.handle, domain).await?.filter(|holder| holder.id != id);
    let Some(mut holder) = holder else { return Ok(remote.handle.clone()) };
    if !remote.handle_confirmed {
        return Ok(set_apart(&remote.handle, id));
    }
    holder.handle = set_apart(&holder.handle, holder.id);
    actors::update(tx, &holder).await?;
    Ok(remote.handle.clone())
}

/// A handle that nobody else has.
fn set_apart(handle: &str, id: ActorId) -> String {
    format!("{handle}~{id}")
}

fn merge(ctx: &Context, id: ActorId, known: Option<&Actor>, handle: String, remote: &RemoteActor) -> Actor {
    let now = ctx.now();
    let remote = remote.clone();
    Actor {
        id,
        uri: remote.uri,
        kind: remote.kind,
        handle,
        domain: known.map_or(remote.domain, |known| known.domain.clone()),
        local: false,
        name: remote.name,
        summary_html: remote.summary_html,
        summary_source: remote.summary_source,
        url: remote.url,
        icon_url: remote.icon_url,
        banner_url: remote.banner_url,
        fields: remote.fields,
        inbox_url: remote.inbox_url,
        outbox_url: remote.outbox_url,
        followers_url: remote.followers_url,
        featured_url: remote.featured_url,
        moderators_url: remote.moderators_url,
        resources_url: remote.resources_url,
        shared_inbox_url: remote.shared_inbox_url,
        manually_approves: remote.manually_approves,
        discoverable: remote.discoverable,
        indexable: remote.indexable,
        moved_to: remote.moved_to,
        also_known_as: remote.also_known_as,
        suspended_at: known.and_then(|known| known.suspended_at),
        deleted_at: None,
        created_at: known.map_or(now, |known| known.created_at),
        updated_at: now,
        fetched_at: Some(now),
    }
}

async fn remember_keys(
    ctx: &Context,
    tx: &mut Tx,
    actor: ActorId,
    keys: Vec<RemoteKey>,
) -> Result<(), StoreError> {
    for old in actors::keys(tx, actor).await? {
        if keys.iter().take(MAX_KEYS).all(|key| key.uri != old.key_uri) {
            actors::retire_key(tx, old.id, ctx.now()).await?;
        }
    }
    for key in keys.into_iter().take(MAX_KEYS) {
        let row = KeyRow {
            id: KeyId::new(ctx.ids.next()),
            actor_id: actor,
            key_uri: key.uri,
            algorithm: key.algorithm,
            public_key: key.public_key,
            private_key_sealed: None,
            created_at: ctx.now(),
            retired_at: None,
        };
        actors::put_remote_key(tx, &row).await?;
    }
    Ok(())
}

async fn remember_community(tx: &mut Tx, id: ActorId, said: RemoteCommunity) -> Result<(), StoreError> {
    let followers = said.follower_count.map(|count| count.max(0));
    let community = Community {
        actor_id: id,
        visibility: said.visibility,
        post_policy: said.post_policy,
        language: said.language,
        created_by: None,
        topic_count: 0,
        follower_count: followers.unwrap_or(0),
        last_post_at: None,
        backfilled_at: None,
    };
    if communities::by_id(tx, id).await?.is_none() {
        return communities::insert(tx, &community).await;
    }
    communities::update(tx, &community).await?;
    match followers {
        Some(followers) => communities::set_followers(tx, id, followers).await,
        None => Ok(()),
    }
}

/// Whoever came into office after the list was read stands in none yet: what was announced meanwhile is newer than the list.
async fn remember_moderators(
    ctx: &Context,
    tx: &mut Tx,
    id: ActorId,
    listed: &ListedModerators,
) -> Result<(), StoreError> {
    let people = &listed.people;
    let people = people.get(..usize::from(MAX_MODERATORS)).unwrap_or(people);
    for former in moderators::ids_before(tx, id, listed.read_at).await? {
        if !people.contains(&former) {
            moderators::remove(tx, id, former).await?;
        }
    }
    for person in people {
        moderators::add(tx, id, *person, None, ctx.now()).await?;
    }
    Ok(())
}
