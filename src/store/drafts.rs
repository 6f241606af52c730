//! Unfinished posts: one for each place where a person writes.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, DraftId};
use crate::domain::time::Timestamp;

/// A draft as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    pub id: DraftId,
    pub actor_id: ActorId,
    /// `new:{community}`, `reply:{post}` or `edit:{post}`.
    pub place: String,
    /// JSON: the form's fields.
    pub content: String,
    pub updated_at: Timestamp,
}

row!(DraftRow { id, actor_id, place, content, updated_at });

/// Keeps a draft, in place of the earlier one for the same place.
pub async fn put(tx: &mut Tx, draft: &DraftRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO drafts (id, actor_id, place, content, updated_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (actor_id, place) DO UPDATE SET
            content = excluded.content, updated_at = excluded.updated_at";
    execute!(tx, SQL, draft.id, draft.actor_id, &draft.place, &draft.content, draft.updated_at)?;
    Ok(())
}

pub async fn get(tx: &mut Tx, actor: ActorId, place: &str) -> Result<Option<DraftRow>, StoreError> {
    let sql = "SELECT * FROM drafts WHERE actor_id = $1 AND place = $2";
    Ok(fetch_optional!(tx, DraftRow, sql, actor, place)?)
}

/// How many drafts a person has.
pub async fn count(tx: &mut Tx, actor: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM drafts WHERE actor_id = $1", actor)?)
}

/// Everything that a person left unfinished, the newest first.
pub async fn list(tx: &mut Tx, actor: ActorId, limit: i64) -> Result<Vec<DraftRow>, StoreError> {
    let sql = "SELECT * FROM drafts WHERE actor_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2";
    Ok(fetch_all!(tx, DraftRow, sql, actor, limit)?)
}

/// Throws a draft away.
pub async fn delete(tx: &mut Tx, actor: ActorId, place: &str) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM drafts WHERE actor_id = $1 AND place = $2", actor, place)?;
    Ok(())
}
