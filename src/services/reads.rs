//! How far a person has read. Known to nobody else.

use crate::domain::ids::{ActorId, PostId};
use crate::services::Context;
use crate::store::{StoreError, Tx, reads, topics};

/// A person has the whole thread before them: everything that this node has received of it. What arrives later is unread,
/// whenever its author says that it was written.
pub async fn mark_thread(tx: &mut Tx, reader: ActorId, root: PostId) -> Result<(), StoreError> {
    match topics::last_received(tx, root).await? {
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
    use std::time::Duration;

    use super::*;
    use crate::domain::community::FollowState;
    use crate::domain::fact::Origin;
    use crate::domain::time::Timestamp;
    use crate::services::posts::{NewPost, ReceivedPost, Target, Wording, accept, confirm, publish};
    use crate::services::testing::{
        community, context, follow, on_both_engines, person, remote_community, remote_person,
    };
    use crate::store::{Cursor, Db};

    fn words() -> Wording {
        Wording { title: Some("Tool".to_owned()), html: "x".to_owned(), ..Wording::default() }
    }

    /// A post that arrives now, and was written at `published_at`.
    fn arriving(
        author: ActorId,
        number: i64,
        parent: Option<PostId>,
        published_at: Timestamp,
    ) -> ReceivedPost {
        ReceivedPost {
            uri: format!("https://b.test/p/{number}"),
            url: None,
            author,
            community: None,
            parent,
            context_uri: None,
            published_at,
            updated_at: None,
            history: false,
            wording: words(),
        }
    }

    fn delivered() -> Origin {
        Origin::Elsewhere { activity: "{}".to_owned(), uri: "https://b.test/a/1".to_owned() }
    }

    async fn unread(tx: &mut Tx, reader: ActorId) -> i64 {
        topics::unread_counts(tx, reader).await.unwrap().iter().map(|count| count.threads).sum()
    }

    on_both_engines! {
        async fn an_answer_that_was_long_on_its_way_is_unread_when_it_arrives(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let dana = person(&ctx, &mut tx, "dana").await;
            let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            ctx.clock.advance(Duration::from_mins(1));
            let new = NewPost { author: dana.id, target: Target::Community(sepsis.id), wording: words() };
            let root = publish(&ctx, &mut tx, new).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            let before_the_next = ctx.now();
            ctx.clock.advance(Duration::from_mins(1));
            let answer = NewPost { author: dana.id, target: Target::Reply(root.id), wording: words() };
            publish(&ctx, &mut tx, answer).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            mark_thread(&mut tx, lee.id, root.id).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 0);

            let late = arriving(eve.id, 1, Some(root.id), before_the_next);
            accept(&ctx, &mut tx, late, &delivered()).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 1);
            let filter = topics::TopicFilter::Unread;
            let listed = topics::of_community(&mut tx, sepsis.id, Some(lee.id), filter, Cursor::START, 5);
            let listed = listed.await.unwrap().rows;
            assert_eq!((listed.len(), listed[0].is_new, listed[0].unread_replies), (1, false, 1));
            mark_thread(&mut tx, lee.id, root.id).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 0);

            mark_community(&ctx, &mut tx, lee.id, sepsis.id).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            let later = arriving(eve.id, 2, Some(root.id), before_the_next);
            accept(&ctx, &mut tx, later, &delivered()).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 1);
        }

        async fn whoever_begins_to_follow_has_read_what_was_said_before(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let kim = person(&ctx, &mut tx, "kim").await;
            let eve = remote_person(&ctx, &mut tx, "eve", "b.test").await;
            let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
            let long_ago = ctx.now();
            ctx.clock.advance(Duration::from_hours(1));
            follow(&ctx, &mut tx, &lee, &ward, FollowState::Accepted).await;
            ctx.clock.advance(Duration::from_mins(1));
            // The history of the community, read because Lee is the first here.
            let host = Origin::Host(ward.id);
            let old = ReceivedPost { community: Some(ward.id), history: true, ..arriving(eve.id, 1, None, long_ago) };
            accept(&ctx, &mut tx, old, &host).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 0);
            let new = ReceivedPost { community: Some(ward.id), ..arriving(eve.id, 2, None, ctx.now()) };
            accept(&ctx, &mut tx, new, &host).await.unwrap();
            assert_eq!(unread(&mut tx, lee.id).await, 1);
            ctx.clock.advance(Duration::from_mins(1));
            mark_community(&ctx, &mut tx, lee.id, ward.id).await.unwrap();

            // What is said while nobody follows is not waited for, whatever the mark of an earlier time says.
            ctx.clock.advance(Duration::from_hours(1));
            let between = ReceivedPost { community: Some(ward.id), ..arriving(eve.id, 3, None, ctx.now()) };
            accept(&ctx, &mut tx, between, &host).await.unwrap();
            ctx.clock.advance(Duration::from_hours(1));
            for person in [&lee, &kim] {
                follow(&ctx, &mut tx, person, &ward, FollowState::Accepted).await;
                assert_eq!(unread(&mut tx, person.id).await, 0);
            }
        }

        async fn what_its_host_publishes_later_is_unread_then_but_for_its_author(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let kim = person(&ctx, &mut tx, "kim").await;
            let ward = remote_community(&ctx, &mut tx, "ward", "b.test").await;
            for person in [&lee, &kim] {
                follow(&ctx, &mut tx, person, &ward, FollowState::Accepted).await;
            }
            ctx.clock.advance(Duration::from_mins(1));
            let new = NewPost { author: lee.id, target: Target::Community(ward.id), wording: words() };
            let sent = publish(&ctx, &mut tx, new).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            mark_community(&ctx, &mut tx, kim.id, ward.id).await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
            confirm(&ctx, &mut tx, ward.id, &sent.uri).await.unwrap();
            assert_eq!((unread(&mut tx, lee.id).await, unread(&mut tx, kim.id).await), (0, 1));
        }

        async fn a_thread_that_was_read_is_unread_again_when_somebody_answers(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let dana = person(&ctx, &mut tx, "dana").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            ctx.clock.advance(Duration::from_mins(1));
            let wording = Wording { title: Some("Tool".to_owned()), html: "x".to_owned(), ..Wording::default() };
            let target = Target::Community(sepsis.id);
            let new = NewPost { author: dana.id, target, wording: wording.clone() };
            let root = publish(&ctx, &mut tx, new).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap()[0].threads, 1);
            mark_thread(&mut tx, lee.id, root.id).await.unwrap();
            assert_eq!(topics::unread_counts(&mut tx, lee.id).await.unwrap(), []);
            ctx.clock.advance(Duration::from_mins(1));
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
