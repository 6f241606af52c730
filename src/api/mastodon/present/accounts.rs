//! People and communities as accounts.

use std::collections::{BTreeSet, HashMap};

use crate::api::ApiState;
use crate::api::mastodon::entities::{Account, Field};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::ids::ActorId;
use crate::store::account_counts::{self, AccountCounts};
use crate::store::{StoreError, Tx, actors};

/// What stands for a person without a picture.
const AVATAR: &str = "/assets/avatar.png";
/// What stands for a community without a picture.
const COMMUNITY_AVATAR: &str = "/assets/community.png";
/// What stands for a missing banner.
const HEADER: &str = "/assets/header.png";

/// One actor as an account.
pub(in crate::api) async fn account(
    state: &ApiState,
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Account, StoreError> {
    let counts = account_counts::of(tx, &[actor.id]).await?;
    Ok(present(state, actor, counts.get(&actor.id)))
}

/// Actors as accounts, in the order of `actors`.
pub(in crate::api) async fn accounts(
    state: &ApiState,
    tx: &mut Tx,
    actors: &[Actor],
) -> Result<Vec<Account>, StoreError> {
    let ids: Vec<ActorId> = actors.iter().map(|actor| actor.id).collect();
    let counts = account_counts::of(tx, &ids).await?;
    Ok(actors.iter().map(|actor| present(state, actor, counts.get(&actor.id))).collect())
}

/// The accounts with these ids; ids without an actor are left out.
pub(in crate::api) async fn accounts_by_id(
    state: &ApiState,
    tx: &mut Tx,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<HashMap<ActorId, Account>, StoreError> {
    let ids: Vec<ActorId> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = actors::by_ids(tx, &ids).await?;
    let accounts = accounts(state, tx, &found).await?;
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
}

fn present(state: &ApiState, actor: &Actor, counts: Option<&AccountCounts>) -> Account {
    let counts = counts.cloned().unwrap_or_default();
    let absolute = |path: &str| state.context.addresses.absolute(path);
    let community = actor.kind == ActorKind::Group;
    let avatar = match &actor.icon_url {
        Some(url) => absolute(url),
        None => absolute(if community { COMMUNITY_AVATAR } else { AVATAR }),
    };
    let header = actor.banner_url.as_deref().map_or_else(|| absolute(HEADER), absolute);
    Account {
        id: actor.id,
        username: actor.handle.clone(),
        acct: actor.local_acct(),
        display_name: actor.name.clone(),
        locked: actor.manually_approves,
        bot: matches!(actor.kind, ActorKind::Application | ActorKind::Service),
        group: community,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        noindex: !actor.indexable,
        created_at: actor.created_at,
        note: actor.summary_html.clone(),
        url: actor.url.clone().unwrap_or_else(|| actor.uri.clone()),
        uri: actor.uri.clone(),
        avatar_static: avatar.clone(),
        avatar,
        header_static: header.clone(),
        header,
        followers_count: counts.followers,
        following_count: counts.following,
        statuses_count: counts.posts,
        last_status_at: counts.last_post_at.map(|at| at.to_string()[..10].to_owned()),
        hide_collections: true,
        emojis: [],
        fields: actor.fields.iter().map(field).collect(),
        roles: Vec::new(),
        suspended: (!actor.is_active()).then_some(true),
        moved: None,
    }
}

fn field(field: &crate::domain::actor::ProfileField) -> Field {
    Field { name: field.name.clone(), value: field.value.clone(), verified_at: None }
}
