//! What one account said and passed on.

use super::{Lines, Reader, Step, merged};
use crate::domain::ids::ActorId;
use crate::store::{Span, StoreError, Tx};

/// What of an account is asked for.
#[derive(Debug, Clone, Default)]
pub struct OfAccount {
    /// Answers to others are left out.
    pub without_answers: bool,
    pub without_shares: bool,
    pub only_media: bool,
    /// Lower case, without `#`.
    pub tag: Option<String>,
}

macro_rules! with_tag {
    ($tag:literal) => {
        concat!(
            "(CAST(",
            $tag,
            " AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM post_tags
                WHERE post_tags.post_id = posts.id AND post_tags.tag = ",
            $tag,
            "))"
        )
    };
}

macro_rules! said {
    ($span:expr) => {
        walk_posts!(
            $span,
            "posts",
            "posts.id",
            "AND target_id <> $6",
            "posts.author_id = $6",
            concat!(
                with_media!("$7"),
                " AND ",
                with_tag!("$8"),
                " AND (NOT $9 OR posts.parent_id IS NULL OR EXISTS (SELECT 1 FROM posts AS answered
                    WHERE answered.id = posts.parent_id AND answered.author_id = $6))"
            )
        )
    };
}

macro_rules! shared {
    ($span:expr) => {
        walk_shares!(
            $span,
            "AND target_id <> $6",
            "shares.actor_id = $6",
            concat!(with_media!("$7"), " AND ", with_tag!("$8"))
        )
    };
}

macro_rules! pinned {
    ($span:expr) => {
        walk_posts!(
            $span,
            "profile_pins JOIN posts ON posts.id = profile_pins.post_id",
            "posts.id",
            "AND target_id <> $6",
            "profile_pins.actor_id = $6",
            "TRUE"
        )
    };
}

macro_rules! pinned_threads {
    ($span:expr) => {
        walk_shares!(
            $span,
            "AND target_id <> $6",
            "shares.actor_id = $6",
            "posts.community_id = $6 AND posts.pinned_at IS NOT NULL"
        )
    };
}

/// What an account said and passed on; of a community, its threads. That a person muted or blocked it does not keep them
/// from looking at it.
pub async fn of_account(
    tx: &mut Tx,
    reader: Reader,
    account: ActorId,
    what: &OfAccount,
    span: Span,
) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let OfAccount { without_answers, without_shares, only_media, tag } = what;
    let Span { below, above, limit, .. } = span;
    let sql = said!(span);
    let said = fetch_all!(
        tx,
        Step,
        sql,
        actor,
        now,
        below,
        above,
        limit,
        account,
        *only_media,
        tag,
        *without_answers,
    )?;
    if *without_shares {
        return Ok(merged(span, said, Vec::new()));
    }
    let sql = shared!(span);
    let shared = fetch_all!(tx, Step, sql, actor, now, below, above, limit, account, *only_media, tag)?;
    Ok(merged(span, said, shared))
}

/// What an account shows on top: of a community, the threads that its moderators pinned.
pub async fn pinned(tx: &mut Tx, reader: Reader, account: ActorId, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let own = fetch_all!(tx, Step, pinned!(span), actor, now, below, above, limit, account)?;
    let threads = fetch_all!(tx, Step, pinned_threads!(span), actor, now, below, above, limit, account)?;
    Ok(merged(span, own, threads))
}

#[cfg(test)]
pub(super) fn texts(span: Span) -> Vec<&'static str> {
    vec![said!(span), shared!(span), pinned_threads!(span)]
}
