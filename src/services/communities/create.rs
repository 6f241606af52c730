//! Opening a community on this node.

use super::followers::begin_follow;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::community::{Community, PostPolicy, Visibility};
use crate::domain::handle::{Handle, InvalidHandle};
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::services::actors::{NewActor, NewKeys, create as create_actor};
use crate::services::profile_text::{self, ProfileError};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, actors, communities, moderators};

/// A community to open.
#[derive(Debug, Clone)]
pub struct NewCommunity {
    pub handle: String,
    pub name: String,
    /// Markdown.
    pub summary: String,
    /// A language tag.
    pub language: Option<String>,
    pub visibility: Visibility,
    pub post_policy: PostPolicy,
}

/// Why no community was opened.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Handle(#[from] InvalidHandle),
    #[error("the handle is taken")]
    HandleTaken,
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens a community. `by`, a person of this node, becomes its first moderator and follower.
pub async fn create(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    new: NewCommunity,
    keys: NewKeys,
) -> Result<Actor, CreateError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::CreateCommunity)?;
    let handle = Handle::parse(new.handle.trim())?;
    if handle.is_reserved() || actors::local_by_handle(tx, handle.as_str()).await?.is_some() {
        return Err(CreateError::HandleTaken);
    }
    let summary = profile_text::summary(ctx, &new.summary)?;
    let actor = NewActor {
        kind: ActorKind::Group,
        uri: ctx.addresses.community(handle.as_str()),
        handle: handle.as_str().to_owned(),
        name: profile_text::name(&new.name)?,
        summary_html: summary.html,
        summary_source: summary.source,
        listed: new.visibility == Visibility::Public,
        active: true,
    };
    let language = profile_text::language(new.language.as_deref())?;
    // Somebody may have taken the handle since it was looked for.
    let actor = match create_actor(ctx, tx, actor, keys).await {
        Err(StoreError::AlreadyExists) => return Err(CreateError::HandleTaken),
        outcome => outcome?,
    };
    let community = Community {
        actor_id: actor.id,
        visibility: new.visibility,
        post_policy: new.post_policy,
        language,
        created_by: Some(by),
        topic_count: 0,
        follower_count: 0,
        last_post_at: None,
        backfilled_at: None,
    };
    communities::insert(tx, &community).await?;
    moderators::add(tx, actor.id, by, None, ctx.now()).await?;
    let founder = actors::by_id(tx, by).await?.ok_or(StoreError::NotFound)?;
    let uri = ctx.addresses.activity(ctx.ids.next());
    begin_follow(ctx, tx, &founder, &actor, uri).await?;
    Ok(actor)
}
