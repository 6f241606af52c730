//! Making an actor of this node.

use super::NewKeys;
use super::keys::insert_first_keys;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::store::{StoreError, Tx, actors};

/// What a new actor starts with; everything else follows from its handle.
pub(in crate::services) struct NewActor {
    pub(in crate::services) kind: ActorKind,
    pub(in crate::services) uri: String,
    pub(in crate::services) handle: String,
    pub(in crate::services) name: String,
    pub(in crate::services) summary_html: String,
    pub(in crate::services) summary_source: Option<String>,
    /// Whether explore, directories and search may show it.
    pub(in crate::services) listed: bool,
    /// Whether it may act; an account that waits for approval may not.
    pub(in crate::services) active: bool,
}

/// Writes an actor with its keys.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when the handle is taken; on PostgreSQL the transaction is then lost.
pub(in crate::services) async fn create(
    ctx: &Context,
    tx: &mut Tx,
    new: NewActor,
    keys: NewKeys,
) -> Result<Actor, StoreError> {
    let actor = actor(ctx, new);
    actors::insert(tx, &actor).await?;
    insert_first_keys(ctx, tx, &actor, keys).await?;
    Ok(actor)
}

fn actor(ctx: &Context, new: NewActor) -> Actor {
    let NewActor { kind, uri, handle, name, summary_html, summary_source, listed, active } = new;
    let now = ctx.now();
    let below = |name: &str| format!("{uri}/{name}");
    let for_communities = |name: &str| (kind == ActorKind::Group).then(|| below(name));
    Actor {
        id: ActorId::new(ctx.ids.next()),
        kind,
        handle,
        domain: ctx.addresses.authority().to_owned(),
        local: true,
        name,
        summary_html,
        summary_source,
        url: Some(uri.clone()),
        icon_url: None,
        banner_url: None,
        fields: vec![],
        inbox_url: below("inbox"),
        outbox_url: Some(below("outbox")),
        followers_url: Some(below("followers")),
        featured_url: for_communities("featured"),
        moderators_url: for_communities("moderators"),
        resources_url: for_communities("resources"),
        shared_inbox_url: Some(ctx.addresses.shared_inbox()),
        manually_approves: false,
        discoverable: listed,
        indexable: listed,
        moved_to: None,
        also_known_as: vec![],
        suspended_at: (!active).then_some(now),
        deleted_at: None,
        created_at: now,
        updated_at: now,
        fetched_at: None,
        uri,
    }
}
