//! The line of the moderation log that every act of a moderator leaves.

use super::Context;
use crate::domain::ids::{ActorId, ModerationId, PostId};
use crate::domain::moderation::{ModerationAction, ModerationEntry};
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx, moderation_log};

/// The longest reason of an act, in characters.
pub const MAX_REASON: usize = 500;

/// What an act was about.
#[derive(Debug, Clone, Default)]
pub(super) struct Details {
    pub(super) post: Option<PostId>,
    pub(super) subject: Option<ActorId>,
    pub(super) reason: Option<String>,
    pub(super) ends_at: Option<Timestamp>,
}

impl Details {
    /// An act that concerns a person.
    pub(super) fn about(subject: ActorId) -> Self {
        Self { subject: Some(subject), ..Self::default() }
    }
}

/// Adds a line. `community` is `None` for an act of the node's own moderators.
pub(super) async fn log(
    ctx: &Context,
    tx: &mut Tx,
    community: Option<ActorId>,
    by: ActorId,
    action: ModerationAction,
    details: Details,
) -> Result<(), StoreError> {
    let entry = ModerationEntry {
        id: ModerationId::new(ctx.ids.next()),
        community_id: community,
        moderator_id: Some(by),
        action,
        post_id: details.post,
        subject_id: details.subject,
        reason: details.reason,
        ends_at: details.ends_at,
        created_at: ctx.now(),
    };
    moderation_log::insert(tx, &entry).await
}
