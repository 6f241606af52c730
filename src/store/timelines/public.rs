//! What everybody said: all threads, and all posts with a tag. Communities that are not listed stay out of both.

use super::{Lines, Reader, Step, merged};
use crate::store::json::JsonText;
use crate::store::{Span, StoreError, Tx};

/// What of the public timelines is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Public {
    /// Said by somebody of this node, or in a community that it hosts.
    pub local: bool,
    /// The rest.
    pub remote: bool,
    pub only_media: bool,
}

/// Which tags. Lower case, without `#`.
#[derive(Debug, Clone, Copy)]
pub struct Tagged<'a> {
    /// At least one of these; a walk for each, so name few.
    pub any: &'a [String],
    pub all: &'a [String],
    pub none: &'a [String],
}

macro_rules! public {
    () => {
        concat!(
            "(communities.visibility IS NULL OR communities.visibility = 'public')
                AND (NOT $6 OR author.local OR COALESCE(host.local, FALSE))
                AND (NOT $7 OR NOT (author.local OR COALESCE(host.local, FALSE))) AND ",
            with_media!("$8")
        )
    };
}

macro_rules! said {
    ($span:expr) => {
        walk_posts!(
            $span,
            "posts LEFT JOIN communities ON communities.actor_id = posts.community_id",
            "posts.id",
            "",
            "posts.parent_id IS NULL",
            public!()
        )
    };
}

macro_rules! tagged {
    ($span:expr, $all:literal, $none:literal) => {
        walk_posts!(
            $span,
            "post_tags JOIN posts ON posts.id = post_tags.post_id
                LEFT JOIN communities ON communities.actor_id = posts.community_id",
            "post_tags.post_id",
            "",
            "post_tags.tag = $9",
            concat!(
                public!(),
                " AND (SELECT COUNT(*) FROM post_tags AS other
                    WHERE other.post_id = posts.id AND other.tag IN ",
                $all,
                ") = $11 AND NOT EXISTS (SELECT 1 FROM post_tags AS other
                    WHERE other.post_id = posts.id AND other.tag IN ",
                $none,
                ")"
            )
        )
    };
}

/// The threads that anybody may find, in communities and outside.
pub async fn public(tx: &mut Tx, reader: Reader, what: Public, span: Span) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Public { local, remote, only_media } = what;
    let Span { below, above, limit, .. } = span;
    let sql = said!(span);
    let steps = fetch_all!(tx, Step, sql, actor, now, below, above, limit, local, remote, only_media)?;
    Ok(merged(span, steps, Vec::new()))
}

/// The posts that anybody may find with these tags, answers too.
pub async fn tagged(
    tx: &mut Tx,
    reader: Reader,
    tags: Tagged<'_>,
    what: Public,
    span: Span,
) -> Result<Lines, StoreError> {
    let Reader { actor, now } = reader;
    let Public { local, remote, only_media } = what;
    let Span { below, above, limit, .. } = span;
    let (all, none) = (JsonText(tags.all), JsonText(tags.none));
    let needed = i64::try_from(tags.all.len()).unwrap_or(i64::MAX);
    let mut steps = Vec::new();
    for tag in tags.any {
        let sql = dialect!(
            tx,
            sqlite: tagged!(span, "(SELECT value FROM json_each($10))", "(SELECT value FROM json_each($12))"),
            postgres: tagged!(
                span,
                "(SELECT jsonb_array_elements_text(CAST($10 AS JSONB)))",
                "(SELECT jsonb_array_elements_text(CAST($12 AS JSONB)))"
            ),
        );
        let found = fetch_all!(
            tx, Step, sql, actor, now, below, above, limit, local, remote, only_media, tag, &all, needed,
            &none,
        )?;
        steps.extend(found);
    }
    steps.sort_unstable_by_key(|step| step.position);
    steps.dedup_by_key(|step| step.position);
    Ok(merged(span, steps, Vec::new()))
}

#[cfg(test)]
pub(super) fn texts(span: Span) -> Vec<&'static str> {
    vec![
        said!(span),
        tagged!(span, "(SELECT value FROM json_each($10))", "(SELECT value FROM json_each($12))"),
    ]
}
