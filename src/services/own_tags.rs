//! The tags that somebody follows, and those that they show on their profile.

use crate::domain::ids::ActorId;
use crate::domain::text::tags::normalize_tag;
use crate::services::Context;
use crate::store::{StoreError, Tx, own_tags};

/// The most tags that somebody follows.
pub const MAX_FOLLOWED: i64 = 500;
/// The most tags on a profile.
pub const MAX_FEATURED: i64 = 10;

/// Why it stays with a tag as it is.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    #[error("this is not a tag")]
    NotATag,
    #[error("there are too many")]
    TooMany,
    /// The person does not show it.
    #[error("there is no such tag")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Follows a tag; gives its normal form. Safe to repeat.
///
/// # Errors
/// When it is none, or one too many.
pub async fn follow(ctx: &Context, tx: &mut Tx, person: ActorId, tag: &str) -> Result<String, TagError> {
    let tag = normalize_tag(tag).ok_or(TagError::NotATag)?;
    if own_tags::is_followed(tx, person, &tag).await? {
        return Ok(tag);
    }
    if own_tags::count_followed(tx, person).await? >= MAX_FOLLOWED {
        return Err(TagError::TooMany);
    }
    own_tags::follow(tx, ctx.ids.next(), person, &tag).await?;
    Ok(tag)
}

/// Follows a tag no longer; gives its normal form. Safe to repeat.
///
/// # Errors
/// When it is none.
pub async fn unfollow(tx: &mut Tx, person: ActorId, tag: &str) -> Result<String, TagError> {
    let tag = normalize_tag(tag).ok_or(TagError::NotATag)?;
    own_tags::unfollow(tx, person, &tag).await?;
    Ok(tag)
}

/// Shows a tag on one's profile; gives its normal form. Safe to repeat.
///
/// # Errors
/// When it is none, or one too many.
pub async fn feature(ctx: &Context, tx: &mut Tx, person: ActorId, tag: &str) -> Result<String, TagError> {
    let tag = normalize_tag(tag).ok_or(TagError::NotATag)?;
    if own_tags::is_featured(tx, person, &tag).await? {
        return Ok(tag);
    }
    if own_tags::count_featured(tx, person).await? >= MAX_FEATURED {
        return Err(TagError::TooMany);
    }
    own_tags::feature(tx, ctx.ids.next(), person, &tag).await?;
    Ok(tag)
}

/// Shows a tag no longer. Safe to repeat.
///
/// # Errors
/// When it is none.
pub async fn unfeature(tx: &mut Tx, person: ActorId, tag: &str) -> Result<String, TagError> {
    let tag = normalize_tag(tag).ok_or(TagError::NotATag)?;
    own_tags::unfeature(tx, person, &tag).await?;
    Ok(tag)
}

/// The same by the id under which the person shows it.
///
/// # Errors
/// When the person shows none of this id.
pub async fn unfeature_by_id(tx: &mut Tx, person: ActorId, id: i64) -> Result<(), TagError> {
    let shown = own_tags::featured_by_id(tx, person, id).await?.ok_or(TagError::NotFound)?;
    own_tags::unfeature(tx, person, &shown.tag).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::testing::{context, on_both_engines, person};
    use crate::store::Db;

    on_both_engines! {
        async fn whoever_has_all_the_tags_they_can_have_may_say_so_again(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person(&ctx, &mut tx, "lee").await.id;
            for number in 0..MAX_FOLLOWED {
                own_tags::follow(&mut tx, ctx.ids.next(), lee, &format!("t{number}")).await.unwrap();
            }
            assert_eq!(follow(&ctx, &mut tx, lee, "#T7").await.unwrap(), "t7");
            assert!(matches!(follow(&ctx, &mut tx, lee, "other").await, Err(TagError::TooMany)));
            for number in 0..MAX_FEATURED {
                feature(&ctx, &mut tx, lee, &format!("t{number}")).await.unwrap();
            }
            assert_eq!(feature(&ctx, &mut tx, lee, "#T7").await.unwrap(), "t7");
            assert!(matches!(feature(&ctx, &mut tx, lee, "other").await, Err(TagError::TooMany)));
        }
    }
}
