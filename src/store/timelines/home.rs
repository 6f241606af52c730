//! What somebody reads on coming home: the new threads of the communities that they follow, and what people whom they
//! follow say outside of communities or share. Answers do not stand in it.

use super::{Lines, Reader, Step, merged};
use crate::store::{Span, StoreError, Tx};

/// Whom the viewer follows, and the viewer.
macro_rules! followed {
    () => {
        "(SELECT target_id FROM follows WHERE follower_id = $1 AND state = 'accepted' UNION ALL SELECT $1)"
    };
}

/// That the viewer does not read `$actor` in a list alone.
macro_rules! not_apart {
    ($actor:literal) => {
        concat!(
            $actor,
            " NOT IN (SELECT list_members.actor_id FROM lists
                JOIN list_members ON list_members.list_id = lists.id
                WHERE lists.actor_id = $1 AND lists.exclusive)"
        )
    };
}

/// That a share is not of a thread that the viewer reads anyway: each thread of a community that they follow stands here as the
/// community passes it on, once.
macro_rules! not_again {
    () => {
        "(posts.parent_id IS NOT NULL OR shares.actor_id = posts.community_id
            OR COALESCE(posts.community_id, 0) NOT IN (
                SELECT target_id FROM follows WHERE follower_id = $1 AND state = 'accepted'))"
    };
}

macro_rules! shared {
    ($span:expr) => {
        walk_shares!(
            $span,
            "",
            "TRUE",
            concat!(
                "shares.actor_id IN ",
                followed!(),
                " AND ",
                not_again!(),
                " AND ",
                not_apart!("shares.actor_id"),
                " AND ",
                wished!("shares.actor_id", "NOT follow_wishes.show_shares OR")
            )
        )
    };
}

macro_rules! said {
    ($span:expr) => {
        walk_posts!(
            $span,
            "posts",
            "posts.id",
            "",
            "COALESCE(posts.community_id, posts.parent_id) IS NULL",
            concat!(
                "posts.author_id IN ",
                followed!(),
                " AND ",
                not_apart!("posts.author_id"),
                " AND ",
                wished!("posts.author_id", "")
            )
        )
    };
}

/// The home timeline of `reader`, each post once. Without a reader it is empty.
pub async fn home(tx: &mut Tx, reader: Reader, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let shared = fetch_all!(tx, Step, shared!(span), actor, now, below, above, limit)?;
    let said = fetch_all!(tx, Step, said!(span), actor, now, below, above, limit)?;
    Ok(merged(span, shared, said).once())
}

#[cfg(test)]
pub(super) fn texts(span: Span) -> Vec<&'static str> {
    vec![shared!(span), said!(span)]
}
