//! How far a person has read. Known to nobody else.

use crate::domain::ids::{ActorId, PostId};
use crate::services::Context;
use crate::store::{StoreError, Tx, reads, topics};

/// A person has the whole thread before them.
///
/// What arrives later with an earlier date counts as read; what is said later does not.
pub async fn mark_thread(tx: &mut Tx, reader: ActorId, root: PostId) -> Result<(), StoreError> {
    match topics::last_activity(tx, root).await? {
        Some(to) => reads::mark_thread(tx, reader, root, to).await,
        None => Ok(()),
    }
}

/// A person wants nothing of a community to count as unread.
pub async fn mark_community(
    ctx: &Context,
    tx: &mut Tx,
    reader: ActorId,
    community: ActorId,
) -> Result<(), StoreError> {
    reads::mark_community(tx, reader, community, ctx.now()).await
}

/// The same for all communities that the person follows.
pub async fn mark_all(ctx: &Context, tx: &mut Tx, reader: ActorId) -> Result<(), StoreError> {
    reads::mark_all(tx, reader, ctx.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::posts::{NewPost, Target, Wording, publish};
    use crate::services::testing::{community, context, on_both_engines, person};
    use crate::store::{Cursor, Db};

    on_both_engines! {
        async fn a_thread_that_was_read_is_unread_again_when_somebody_answers(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let dana = person(&ctx, &mut tx, "dana").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            ctx.clock.advance(std::time::Duration::from_mins(1));
            let wording = Wording { title: Some("Tool".to_owned()), html: "x".to_owned(), ..Wording::default() };
            let target = Target::Community(sepsis.id);
            let new = NewPost { author: dana.id, target, wording: wording.clone() };
            let root = publish(&ctx, &mut tx, new).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap()[0].threads, 1);
            mark_thread(&mut tx, lee.id, root.id).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap(), []);
            ctx.clock.advance(std::time::Duration::from_mins(1));
            let answer = NewPost { author: dana.id, target: Target::Reply(root.id), wording };
            publish(&ctx, &mut tx, answer).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap()[0].threads, 1);
            let filter = topics::TopicFilter::Unread;
            let listed = topics::of_community(&mut tx, sepsis.id, Some(lee.id), filter, Cursor::START, 5);
            let listed = listed.await.unwrap().rows;
            assert_eq!((listed.len(), listed[0].is_new, listed[0].unread_replies), (1, false, 1));
            mark_community(&ctx, &mut tx, lee.id, sepsis.id).await.unwrap();
            mark_all(&ctx, &mut tx, lee.id).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap(), []);
        }
    }
}
