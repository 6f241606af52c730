//! What may stand in a timeline, said once: the texts from which all walks are made.
//!
//! Their parameters: `$1` the viewer (NULL: anyone), `$2` the moment, `$3` and `$4` between which positions, `$5` how many
//! lines; from `$6` on, what a timeline is about.

/// Whom `$1` does not want to read, and by whom they may not be read. `$spared` names somebody who was asked for: that
/// they are muted or blocked by the viewer counts no more, that they block the viewer does.
macro_rules! unwanted {
    ($spared:literal) => {
        concat!(
            "WITH unwanted (id) AS (
                SELECT target_id FROM blocks WHERE actor_id = $1 ",
            $spared,
            " UNION ALL SELECT actor_id FROM blocks WHERE target_id = $1
                UNION ALL SELECT target_id FROM mutes
                    WHERE actor_id = $1 AND (ends_at IS NULL OR ends_at > $2) ",
            $spared,
            "), unwanted_domains (domain) AS (
                SELECT domain FROM muted_domains WHERE actor_id = $1
            )"
        )
    };
}

/// That an actor may be read at all, and by the viewer.
macro_rules! welcome {
    ($actor:literal) => {
        concat!(
            $actor,
            ".suspended_at IS NULL AND ",
            $actor,
            ".deleted_at IS NULL AND ",
            $actor,
            ".id NOT IN (SELECT id FROM unwanted) AND ",
            $actor,
            ".domain NOT IN (SELECT domain FROM unwanted_domains) AND (",
            $actor,
            ".local OR NOT EXISTS (SELECT 1 FROM domain_rules WHERE domain_rules.rule = 'block'
                AND (domain_rules.domain = ",
            $actor,
            ".domain OR substr(",
            $actor,
            ".domain, length(",
            $actor,
            ".domain) - length(domain_rules.domain)) = '.' || domain_rules.domain)))"
        )
    };
}

/// That a post may be read, together with who wrote it and where it stands. What waits for a community elsewhere or was
/// refused there is listed for its author alone.
macro_rules! listed {
    () => {
        concat!(
            "(posts.state = 'published' OR posts.author_id = $1)
                AND posts.deleted_at IS NULL AND posts.removed_at IS NULL AND ",
            welcome!("author"),
            " AND (host.id IS NULL OR (",
            welcome!("host"),
            "))"
        )
    };
}

/// That a follow of `$1` does not leave out what comes by way of `$actor`, being in this language.
macro_rules! wished {
    ($actor:literal, $and:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM follow_wishes
                WHERE follow_wishes.follower_id = $1 AND follow_wishes.target_id = ",
            $actor,
            " AND (",
            $and,
            " ",
            unwished_language!("follow_wishes.languages", "posts.language"),
            "))"
        )
    };
}

/// That a post has files, where `$flag` asks for that.
macro_rules! with_media {
    ($flag:literal) => {
        concat!(
            "(NOT ",
            $flag,
            " OR EXISTS (SELECT 1 FROM attachments
                WHERE attachments.post_id = posts.id AND attachments.kind <> 'link'))"
        )
    };
}

/// That what a walk has come to may be shown: `$around` names the rows it is judged by.
///
/// It is a question about each row of the walk, not part of its join. PostgreSQL cannot know how seldom any of this leaves
/// something out; expecting the worst it would read everything, judge it, and sort what is left, to show forty lines. It
/// takes a subquery with an offset as it stands, so that the walk goes along its index and ends when the page is full.
macro_rules! shown {
    ($around:expr, $each:expr) => {
        concat!("EXISTS (SELECT 1 FROM ", $around, " AND ", listed!(), " AND ", $each, " LIMIT 1 OFFSET 0)")
    };
}

/// A walk over posts. `$from`: `posts`, with what is joined to it; `$position`: what it is ordered by; `$spared` as in
/// [`unwanted!`]; `$along`: which index it goes along; `$each`: what else must hold for each post, its `author` and `host`.
macro_rules! walk_posts {
    ($span:expr, $from:literal, $position:literal, $spared:literal, $along:expr, $each:expr) => {
        in_span!(
            $span,
            concat!(
                unwanted!($spared),
                " SELECT ",
                $position,
                " AS position, posts.id AS post_id, CAST(NULL AS BIGINT) AS sharer, posts.published_at AS at
                FROM ",
                $from,
                " WHERE ",
                $position,
                " < $3 AND ",
                $position,
                " > $4 AND ",
                $along,
                " AND ",
                shown!(
                    "actors AS author LEFT JOIN actors AS host ON host.id = posts.community_id
                    WHERE author.id = posts.author_id",
                    $each
                )
            ),
            $position,
            "$5"
        )
    };
}

/// A walk over shares; see [`walk_posts!`]. `$each` is about the shared post, too.
macro_rules! walk_shares {
    ($span:expr, $spared:literal, $along:expr, $each:expr) => {
        in_span!(
            $span,
            concat!(
                unwanted!($spared),
                " SELECT shares.id AS position, shares.post_id AS post_id, shares.actor_id AS sharer,
                    shares.created_at AS at
                FROM shares WHERE shares.id < $3 AND shares.id > $4 AND ",
                $along,
                " AND ",
                shown!(
                    concat!(
                        "posts JOIN actors AS author ON author.id = posts.author_id
                        JOIN actors AS sharer ON sharer.id = shares.actor_id
                        LEFT JOIN actors AS host ON host.id = posts.community_id
                        WHERE posts.id = shares.post_id AND ",
                        welcome!("sharer")
                    ),
                    $each
                )
            ),
            "shares.id",
            "$5"
        )
    };
}
