//! What a person has begun to write. It never leaves the node and nobody else sees it.

use crate::domain::ids::{ActorId, DraftId, PostId};
use crate::services::Context;
use crate::store::drafts::{self, DraftRow};
use crate::store::{StoreError, Tx};

/// The longest draft, in bytes of JSON.
pub const MAX_CONTENT: usize = 200_000;
/// How many drafts a person can have.
pub const MAX_DRAFTS: i64 = 200;

/// Where something is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftPlace {
    /// A new thread of a community.
    New(ActorId),
    /// An answer to a post.
    Reply(PostId),
    /// A change of a post.
    Edit(PostId),
}

impl DraftPlace {
    /// As it stands in the database: `new:117`.
    pub fn key(self) -> String {
        match self {
            Self::New(community) => format!("new:{community}"),
            Self::Reply(post) => format!("reply:{post}"),
            Self::Edit(post) => format!("edit:{post}"),
        }
    }
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("the draft is too long to keep")]
    TooLong,
    #[error("there are {MAX_DRAFTS} drafts; finish or discard some")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps a draft, in place of the earlier one. `content` is JSON: the form's fields.
///
/// # Errors
/// When it is too long, or the person has too many.
pub async fn save(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    place: DraftPlace,
    content: String,
) -> Result<(), DraftError> {
    if content.len() > MAX_CONTENT {
        return Err(DraftError::TooLong);
    }
    let place = place.key();
    let is_new = drafts::get(tx, person, &place).await?.is_none();
    if is_new && drafts::count(tx, person).await? >= MAX_DRAFTS {
        return Err(DraftError::TooMany);
    }
    let id = DraftId::new(ctx.ids.next());
    drafts::put(tx, &DraftRow { id, actor_id: person, place, content, updated_at: ctx.now() }).await?;
    Ok(())
}

/// Throws a draft away; after publishing, too.
pub async fn discard(tx: &mut Tx, person: ActorId, place: DraftPlace) -> Result<(), StoreError> {
    drafts::delete(tx, person, &place.key()).await
}
