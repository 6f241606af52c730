//! What moderators did. Lines of a community are public, but for what was decided about reports: whoever could read those
//! would learn which posts were reported.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, ModerationId, PostId};
use crate::domain::moderation::ModerationEntry;

row!(ModerationEntry {
    id,
    community_id,
    moderator_id,
    action,
    post_id,
    subject_id,
    reason,
    ends_at,
    created_at,
});

pub async fn insert(tx: &mut Tx, entry: &ModerationEntry) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO moderation_log (
            id, community_id, moderator_id, action, post_id, subject_id, reason, ends_at, created_at
        ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        SQL,
        entry.id,
        entry.community_id,
        entry.moderator_id,
        entry.action,
        entry.post_id,
        entry.subject_id,
        &entry.reason,
        entry.ends_at,
        entry.created_at,
    )?;
    Ok(())
}

/// The public log of a community, newest first, older than `before`.
pub async fn of_community(
    tx: &mut Tx,
    community: ActorId,
    before: Option<ModerationId>,
    limit: i64,
) -> Result<Vec<ModerationEntry>, StoreError> {
    const SQL: &str = "
        SELECT * FROM moderation_log WHERE community_id = $1 AND id < $2 AND action <> 'resolve_report'
        ORDER BY id DESC LIMIT $3";
    let before = before.map_or(i64::MAX, ModerationId::get);
    Ok(fetch_all!(tx, ModerationEntry, SQL, community, before, limit)?)
}

/// What was done about a person or their posts, newest first. `node`: what is not public too, as the acts of the node's own
/// moderators and what was decided about reports.
pub async fn about(
    tx: &mut Tx,
    subject: ActorId,
    node: bool,
    limit: i64,
) -> Result<Vec<ModerationEntry>, StoreError> {
    const SQL: &str = "
        SELECT * FROM moderation_log
        WHERE (subject_id = $1 OR post_id IN (SELECT id FROM posts WHERE author_id = $1))
            AND ($2 OR (community_id IS NOT NULL AND action <> 'resolve_report'))
        ORDER BY id DESC LIMIT $3";
    Ok(fetch_all!(tx, ModerationEntry, SQL, subject, node, limit)?)
}

/// Who last removed a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remover {
    pub post_id: PostId,
    pub moderator_id: ActorId,
}

row!(Remover { post_id, moderator_id });

/// Who removed these posts, the last one to do so after the others.
pub async fn removers(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<Remover>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT post_id, moderator_id FROM moderation_log
        WHERE action = 'remove_post' AND moderator_id IS NOT NULL AND post_id IN ",
        " ORDER BY id"
    );
    Ok(fetch_all!(tx, Remover, sql, id_list(posts.iter().map(|id| id.get())))?)
}
