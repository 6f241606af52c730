//! Pictures that are still being made anew. What is done stands in [`media`](super::media), under the same id.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, MediaId};
use crate::domain::time::Timestamp;

/// A picture whose original waits in the media store, apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedMedia {
    pub id: MediaId,
    pub owner_id: ActorId,
    pub file_name: String,
    /// Alternative text.
    pub description: Option<String>,
    /// See [`Attachment::focus`](crate::domain::post::Attachment::focus).
    pub focus: Option<String>,
    /// Nothing came of it. Else it is waiting.
    pub refused: bool,
    pub created_at: Timestamp,
}

row!(UnfinishedMedia { id, owner_id, file_name, description, focus, refused, created_at });

pub async fn insert(tx: &mut Tx, file: &UnfinishedMedia) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO unfinished_media (id, owner_id, file_name, description, focus, refused, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let UnfinishedMedia { id, owner_id, file_name, description, focus, refused, created_at } = file;
    execute!(tx, SQL, *id, *owner_id, file_name, description, focus, *refused, *created_at)?;
    Ok(())
}

pub async fn by_id(tx: &mut Tx, id: MediaId) -> Result<Option<UnfinishedMedia>, StoreError> {
    Ok(fetch_optional!(tx, UnfinishedMedia, "SELECT * FROM unfinished_media WHERE id = $1", id)?)
}

/// Those of the files that belong to `owner`; the rest do not exist for them.
pub async fn owned(tx: &mut Tx, owner: ActorId, ids: &[MediaId]) -> Result<Vec<UnfinishedMedia>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM unfinished_media WHERE owner_id = $2 AND id IN ", "");
    Ok(fetch_all!(tx, UnfinishedMedia, sql, id_list(ids.iter().map(|id| id.get())), owner)?)
}

/// How many of somebody's wait.
pub async fn count_waiting(tx: &mut Tx, owner: ActorId) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM unfinished_media WHERE owner_id = $1 AND NOT refused";
    Ok(fetch_value!(tx, i64, SQL, owner)?)
}

/// Writes what describes a file of the owner's; what is `None` stays. `false`: there is none.
pub async fn describe(
    tx: &mut Tx,
    owner: ActorId,
    id: MediaId,
    description: Option<&str>,
    focus: Option<&str>,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE unfinished_media SET description = COALESCE($3, description), focus = COALESCE($4, focus)
        WHERE id = $2 AND owner_id = $1";
    Ok(execute!(tx, SQL, owner, id, description, focus)? == 1)
}

/// Notes that nothing came of it.
pub async fn refuse(tx: &mut Tx, id: MediaId) -> Result<(), StoreError> {
    execute!(tx, "UPDATE unfinished_media SET refused = TRUE WHERE id = $1", id)?;
    Ok(())
}

/// Takes a file that waits away; gives what it was at last.
pub async fn take(tx: &mut Tx, id: MediaId) -> Result<Option<UnfinishedMedia>, StoreError> {
    const SQL: &str = "
        DELETE FROM unfinished_media WHERE id = $1
        RETURNING id, owner_id, file_name, description, focus, refused, created_at";
    Ok(fetch_optional!(tx, UnfinishedMedia, SQL, id)?)
}

/// Takes a file of the owner's away. `false`: there is none.
pub async fn delete(tx: &mut Tx, owner: ActorId, id: MediaId) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM unfinished_media WHERE id = $2 AND owner_id = $1", owner, id)? == 1)
}

/// Forgets what was uploaded before `before`, at most `limit`; gives the number.
pub async fn delete_old(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM unfinished_media
        WHERE id IN (SELECT id FROM unfinished_media WHERE created_at < $1 ORDER BY id LIMIT $2)";
    Ok(execute!(tx, SQL, before, limit)?)
}
