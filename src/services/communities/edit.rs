//! Changing what a community of this node says about itself, and who may post in it.

use crate::domain::community::{Community, PostPolicy, Visibility};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::moderation::ModerationAction;
use crate::domain::permission::{Action, Denial, can};
use crate::services::profile_text::{self, ProfileError};
use crate::services::{Context, moderation, standing};
use crate::store::{StoreError, Tx, actors, communities};

/// Everything that can be changed, as the form holds it.
#[derive(Debug, Clone)]
pub struct CommunityEdit {
    pub name: String,
    /// Markdown.
    pub summary: String,
    /// Of an uploaded picture.
    pub icon_url: Option<String>,
    pub banner_url: Option<String>,
    /// A language tag.
    pub language: Option<String>,
    pub visibility: Visibility,
    pub post_policy: PostPolicy,
    /// Followers wait for a moderator.
    pub manually_approves: bool,
}

/// Why a community was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes a community of this node. `by`: one of its moderators, or an administrator.
pub async fn edit(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    community: ActorId,
    edit: CommunityEdit,
) -> Result<(), EditError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    let place = standing::place(tx, community, Some(by), ctx.now()).await?.ok_or(Denial::NotFound)?;
    can(&viewer, Action::ManageCommunity(place.view()))?;
    let mut actor = actors::by_id(tx, community).await?.ok_or(Denial::NotFound)?;
    let summary = profile_text::summary(ctx, &edit.summary)?;
    let listed = edit.visibility == Visibility::Public;
    actor.name = profile_text::name(&edit.name)?;
    actor.summary_source = summary.source;
    actor.summary_html = summary.html;
    actor.icon_url = profile_text::picture(ctx, edit.icon_url)?;
    actor.banner_url = profile_text::picture(ctx, edit.banner_url)?;
    actor.manually_approves = edit.manually_approves;
    actor.discoverable = listed;
    actor.indexable = listed;
    actor.updated_at = ctx.now();
    let changed = Community {
        visibility: edit.visibility,
        post_policy: edit.post_policy,
        language: profile_text::language(edit.language.as_deref())?,
        ..place.community
    };
    actors::update(tx, &actor).await?;
    communities::update(tx, &changed).await?;
    moderation::log(
        ctx,
        tx,
        Some(community),
        by,
        ModerationAction::EditCommunity,
        moderation::Details::default(),
    )
    .await?;
    ctx.record(tx, &Fact::ActorChanged { actor: community }).await?;
    Ok(())
}
