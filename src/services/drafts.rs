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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{context, on_both_engines, person};
    use crate::store::Db;

    on_both_engines! {
        async fn a_draft_is_kept_until_it_is_discarded(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let place = DraftPlace::Reply(PostId::new(7));
            save(&ctx, &mut tx, lee.id, place, "{}".to_owned()).await.unwrap();
            assert_eq!(drafts::get(&mut tx, lee.id, "reply:7").await.unwrap().unwrap().content, "{}");
            let huge = save(&ctx, &mut tx, lee.id, place, "x".repeat(MAX_CONTENT + 1)).await;
            assert!(matches!(huge, Err(DraftError::TooLong)));
            discard(&mut tx, lee.id, place).await.unwrap();
            assert_eq!(drafts::count(&mut tx, lee.id).await.unwrap(), 0);
        }
    }
}
