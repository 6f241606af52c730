//! The new threads of one community, and what a list of people and communities brings.

use super::{Lines, Reader, Step, merged};
use crate::domain::ids::{ActorId, ListId};
use crate::store::{Span, StoreError, Tx};

macro_rules! of_community {
    ($span:expr) => {
        walk_shares!($span, "AND target_id <> $6", "shares.actor_id = $6", "TRUE")
    };
}

macro_rules! members {
    () => {
        "(SELECT list_members.actor_id FROM list_members WHERE list_members.list_id = $6)"
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
                members!(),
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
            "TRUE",
            concat!(
                "posts.author_id IN ",
                members!(),
                " AND (posts.parent_id IS NULL OR EXISTS (
                    SELECT 1 FROM lists JOIN posts AS answered ON answered.id = posts.parent_id
                    WHERE lists.id = $6 AND (
                        (lists.replies_policy = 'list' AND answered.author_id IN ",
                members!(),
                ") OR (lists.replies_policy = 'followed' AND EXISTS (
                            SELECT 1 FROM follows WHERE follows.follower_id = $1
                                AND follows.target_id = answered.author_id AND follows.state = 'accepted'))))) AND ",
                wished!("posts.author_id", "")
            )
        )
    };
}

/// The threads of a community, as it passed them on, whatever else the reader has muted it for.
pub async fn of_community(
    tx: &mut Tx,
    reader: Reader,
    community: ActorId,
    span: Span,
) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let sql = of_community!(span);
    let steps = fetch_all!(tx, Step, sql, actor, now, below, above, limit, community)?;
    Ok(merged(span, steps, Vec::new()))
}

/// What those on a list said, wherever it was, and passed on; each post once. That the list is the reader's, the caller
/// has made sure.
pub async fn of_list(tx: &mut Tx, reader: Reader, list: ListId, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let shared = fetch_all!(tx, Step, shared!(span), actor, now, below, above, limit, list)?;
    let said = fetch_all!(tx, Step, said!(span), actor, now, below, above, limit, list)?;
    Ok(merged(span, shared, said).once())
}

#[cfg(test)]
pub(super) fn texts(span: Span) -> Vec<&'static str> {
    vec![of_community!(span), shared!(span), said!(span)]
}
