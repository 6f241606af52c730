//! What a person marked for themselves, and what they thanked for.

use super::{Lines, Reader, Step, merged};
use crate::store::{Span, StoreError, Tx};

macro_rules! bookmarked {
    ($span:expr) => {
        walk_posts!(
            $span,
            "bookmarks JOIN posts ON posts.id = bookmarks.post_id",
            "bookmarks.id",
            "",
            "bookmarks.actor_id = $1",
            "TRUE"
        )
    };
}

macro_rules! thanked {
    ($span:expr) => {
        walk_posts!(
            $span,
            "reactions JOIN posts ON posts.id = reactions.post_id",
            "reactions.post_id",
            "",
            "reactions.actor_id = $1 AND reactions.kind = 'thanks'",
            "TRUE"
        )
    };
}

/// The bookmarks of the reader, the last made first; positions are those of the bookmarks.
pub async fn bookmarked(tx: &mut Tx, reader: Reader, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let steps = fetch_all!(tx, Step, bookmarked!(span), actor, now, below, above, limit)?;
    Ok(merged(span, steps, Vec::new()))
}

/// What the reader thanked for, the newest post first.
pub async fn thanked(tx: &mut Tx, reader: Reader, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Span { below, above, limit, .. } = span;
    let steps = fetch_all!(tx, Step, thanked!(span), actor, now, below, above, limit)?;
    Ok(merged(span, steps, Vec::new()))
}

#[cfg(test)]
pub(super) fn texts(span: Span) -> Vec<&'static str> {
    vec![bookmarked!(span), thanked!(span)]
}
