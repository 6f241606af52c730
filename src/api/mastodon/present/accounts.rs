//! People and communities as accounts.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::api::ApiState;
use crate::api::mastodon::entities::{Account, Field};
use crate::domain::actor::{Actor, ActorKind, ProfileField};
use crate::domain::address::ActorPicture;
use crate::domain::community::PostPolicy;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::text::html::escape_html;
use crate::services::standing;
use crate::store::account_counts::{AccountCounts, CommunityTerms};
use crate::store::{StoreError, Tx, actors, domain_rules};

/// What stands for a person without a picture.
const AVATAR: &str = "/assets/avatar.png";
/// What stands for a community without a picture.
const COMMUNITY_AVATAR: &str = "/assets/community.png";
/// What stands for a missing banner.
const HEADER: &str = "/assets/header.png";

/// One actor as an account, with its figures as they are now.
pub(in crate::api) async fn account(
    state: &ApiState,
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Account, StoreError> {
    let counts = state.counts.now(tx, &[actor.id]).await?;
    let mut moved = moved(state, tx, std::slice::from_ref(actor)).await?;
    Ok(present(state, actor, counts.get(&actor.id), &mut moved))
}

/// Actors as accounts, in the order of `actors`; their figures are those of the last minute.
pub(in crate::api) async fn accounts(
    state: &ApiState,
    tx: &mut Tx,
    actors: &[impl Borrow<Actor> + Sync],
) -> Result<Vec<Account>, StoreError> {
    let ids: Vec<ActorId> = actors.iter().map(|actor| actor.borrow().id).collect();
    let counts = state.counts.of(tx, &ids).await?;
    let mut moved = moved(state, tx, actors).await?;
    let present = |actor: &Actor| present(state, actor, counts.get(&actor.id), &mut moved);
    Ok(actors.iter().map(Borrow::borrow).map(present).collect())
}

/// The accounts with these ids; ids without an actor are left out.
pub(in crate::api) async fn accounts_by_id(
    state: &ApiState,
    tx: &mut Tx,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<HashMap<ActorId, Account>, StoreError> {
    let found = read(state, tx, ids).await?;
    let accounts = accounts(state, tx, &found).await?;
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
}

/// The actors with these ids, each once and in no order; by one query, unless all of them were read a moment ago. Within a
/// transaction that writes they are always read: it may have changed them.
async fn read(
    state: &ApiState,
    tx: &mut Tx,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<Vec<Arc<Actor>>, StoreError> {
    let (reading, begun) = (tx.is_reading(), state.actors.begin());
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids.into_iter().collect::<BTreeSet<_>>() {
        match state.actors.find(&id).filter(|_| reading) {
            Some(actor) => found.push(actor),
            None => missing.push(id),
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    for actor in actors::by_ids(tx, &missing).await?.into_iter().map(Arc::new) {
        if reading {
            state.actors.keep(actor.id, begun, &actor);
        }
        found.push(actor);
    }
    Ok(found)
}

/// Those of the actors of which the viewer may know: not deleted, of no blocked domain, and where it is a community, one
/// that they may see. Who is suspended is there for moderators alone; accounts that wait for approval are suspended too.
pub(in crate::api) async fn visible_among<A: Borrow<Actor> + Sync>(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    mut actors: Vec<A>,
) -> Result<Vec<A>, StoreError> {
    let each = || actors.iter().map(<A as Borrow<Actor>>::borrow);
    let communities: Vec<ActorId> =
        each().filter(|actor| actor.is_community()).map(|actor| actor.id).collect();
    let places = standing::places(tx, &communities, viewer.actor, state.context.now()).await?;
    let domains: Vec<&str> = each().filter(|actor| !actor.local).map(|actor| actor.domain.as_str()).collect();
    let blocked = domain_rules::blocked_among(tx, &domains).await?;
    let moderates = can(viewer, Action::ModerateNode).is_ok();
    let is_visible = |actor: &Actor| {
        let may = places
            .get(&actor.id)
            .is_none_or(|place| can(viewer, Action::ViewCommunity(place.view())).is_ok());
        let stands = actor.deleted_at.is_none() && (actor.suspended_at.is_none() || moderates);
        may && stands && (actor.local || !blocked.contains(&actor.domain))
    };
    actors.retain(|actor| is_visible(actor.borrow()));
    Ok(actors)
}

/// As [`accounts_by_id`], of those alone of which the viewer may know.
pub(in crate::api) async fn visible_by_id(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<HashMap<ActorId, Account>, StoreError> {
    let found = read(state, tx, ids).await?;
    let visible = visible_among(state, tx, viewer, found).await?;
    let accounts = accounts(state, tx, &visible).await?;
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
}

/// Where those of the actors went that went somewhere (FEP-7628), by the uris of where they are now.
async fn moved(
    state: &ApiState,
    tx: &mut Tx,
    actors: &[impl Borrow<Actor> + Sync],
) -> Result<HashMap<String, Account>, StoreError> {
    let uris: Vec<&str> = actors.iter().filter_map(|actor| actor.borrow().moved_to.as_deref()).collect();
    if uris.is_empty() {
        return Ok(HashMap::new());
    }
    let targets = actors::by_uris(tx, &uris).await?;
    let ids: Vec<ActorId> = targets.iter().map(|actor| actor.id).collect();
    let counts = state.counts.of(tx, &ids).await?;
    let present = |actor: &Actor| {
        let account = present(state, actor, counts.get(&actor.id), &mut HashMap::new());
        (actor.uri.clone(), account)
    };
    Ok(targets.iter().map(present).collect())
}

fn present(
    state: &ApiState,
    actor: &Actor,
    counts: Option<&AccountCounts>,
    moved: &mut HashMap<String, Account>,
) -> Account {
    let counts = counts.cloned().unwrap_or_default();
    let addresses = &state.context.addresses;
    let absolute = |path: &str| addresses.absolute(path);
    let active = actor.is_active();
    let community = actor.kind == ActorKind::Group;
    let picture = |which: ActorPicture, url: &Option<String>, substitute: &str| {
        let url = url.as_deref().filter(|_| active);
        url.map_or_else(
            || absolute(substitute),
            |url| {
                addresses.actor_picture(actor.id, actor.local, which, url).unwrap_or_else(|| url.to_owned())
            },
        )
    };
    let substitute = if community { COMMUNITY_AVATAR } else { AVATAR };
    let avatar = picture(ActorPicture::Icon, &actor.icon_url, substitute);
    let header = picture(ActorPicture::Banner, &actor.banner_url, HEADER);
    let mut fields = counts.community.as_ref().map(|terms| terms_of(actor, terms)).unwrap_or_default();
    fields.extend(actor.fields.iter().map(field));
    Account {
        id: actor.id,
        username: actor.handle.clone(),
        acct: actor.local_acct(),
        display_name: if active { actor.name.clone() } else { String::new() },
        locked: actor.manually_approves,
        bot: matches!(actor.kind, ActorKind::Application | ActorKind::Service),
        group: community,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        noindex: !actor.indexable,
        created_at: actor.created_at,
        note: if active { actor.summary_html.clone() } else { String::new() },
        url: actor.url.clone().unwrap_or_else(|| actor.uri.clone()),
        uri: actor.uri.clone(),
        avatar_static: avatar.clone(),
        avatar,
        header_static: header.clone(),
        header,
        followers_count: counts.followers,
        following_count: counts.following,
        statuses_count: counts.posts,
        last_status_at: counts.last_post_at.and_then(|at| at.to_string().get(..10).map(str::to_owned)),
        hide_collections: true,
        emojis: [],
        fields: if active { fields } else { Vec::new() },
        roles: Vec::new(),
        suspended: (!active).then_some(true),
        moved: actor.moved_to.as_ref().and_then(|uri| moved.get(uri)).cloned().map(Box::new),
    }
}

fn field(field: &ProfileField) -> Field {
    Field { name: field.name.clone(), value: field.value.clone(), verified_at: None }
}

/// What a community is that no app has a place for: whose it is, where, how to join and who may begin a discussion.
fn terms_of(actor: &Actor, terms: &CommunityTerms) -> Vec<Field> {
    let line = |name: &str, value: &str| Field {
        name: name.to_owned(),
        value: escape_html(value),
        verified_at: None,
    };
    let join =
        if actor.manually_approves { "Follow it; its moderators decide" } else { "Follow it; everyone may" };
    let post = match terms.post_policy {
        PostPolicy::Anyone => "Everyone",
        PostPolicy::Followers => "People who follow it",
        PostPolicy::Moderators => "Its moderators",
    };
    vec![
        line("Hosted by", terms.organization.as_deref().unwrap_or(&actor.domain)),
        line("Domain", &actor.domain),
        line("To join", join),
        line("May start discussions", post),
    ]
}
