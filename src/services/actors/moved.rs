//! A person goes to another server (FEP-7628).

use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::services::communities::{FollowError, follow, unfollow};
use crate::store::{StoreError, Tx, actors, follows};

/// How many people here follow along. Whoever has more followers here keeps the rest, who see where they went.
const MAX_FOLLOWERS: i64 = 1_000;

/// People here who follow `old` follow `new` instead. The caller has checked that both say so. Says whether anybody
/// did; an actor that has itself moved on is not followed, so that no two can send followers back and forth (threat 98).
///
/// # Errors
/// When the database refuses.
pub async fn moved(ctx: &Context, tx: &mut Tx, old: ActorId, new: ActorId) -> Result<bool, StoreError> {
    let target = actors::by_id(tx, new).await?.ok_or(StoreError::NotFound)?;
    if target.moved_to.is_some() || !target.is_active() {
        return Ok(false);
    }
    let mut source = actors::by_id(tx, old).await?.ok_or(StoreError::NotFound)?;
    if source.deleted_at.is_some() {
        return Ok(false);
    }
    source.moved_to = Some(target.uri);
    actors::update(tx, &source).await?;
    let followers = follows::local_followers(tx, old, MAX_FOLLOWERS).await?;
    let anybody = !followers.is_empty();
    for follower in followers {
        unfollow(ctx, tx, follower, old).await?;
        // Whoever may not follow the new actor has lost the old one all the same.
        if let Err(FollowError::Store(error)) = follow(ctx, tx, follower, new).await {
            return Err(error);
        }
    }
    Ok(anybody)
}
