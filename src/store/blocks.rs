//! Who keeps whom away. Blocks of people here, and those by people elsewhere of people here.

use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    pub id: i64,
    pub actor_id: ActorId,
    pub target_id: ActorId,
    /// The id of the `Block`.
    pub uri: String,
    pub created_at: Timestamp,
}

row!(BlockRow { id, actor_id, target_id, uri, created_at });

/// Adds a block; says whether that is new.
pub async fn insert(tx: &mut Tx, block: &BlockRow) -> Result<bool, StoreError> {
    const SQL: &str = "
        INSERT INTO blocks (id, actor_id, target_id, uri, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (actor_id, target_id) DO NOTHING";
    let BlockRow { id, actor_id, target_id, uri, created_at } = block;
    Ok(execute!(tx, SQL, id, actor_id, target_id, uri, created_at)? == 1)
}

/// Adds a block of somebody elsewhere, or notes that it has another id now.
pub async fn put(tx: &mut Tx, block: &BlockRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO blocks (id, actor_id, target_id, uri, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (actor_id, target_id) DO UPDATE SET uri = excluded.uri";
    let BlockRow { id, actor_id, target_id, uri, created_at } = block;
    execute!(tx, SQL, id, actor_id, target_id, uri, created_at)?;
    Ok(())
}

/// Ends a block; gives what there was.
pub async fn delete(tx: &mut Tx, actor: ActorId, target: ActorId) -> Result<Option<BlockRow>, StoreError> {
    const SQL: &str = "DELETE FROM blocks WHERE actor_id = $1 AND target_id = $2 RETURNING *";
    Ok(fetch_optional!(tx, BlockRow, SQL, actor, target)?)
}

/// An actor's block by the id of its `Block`.
pub async fn by_uri(tx: &mut Tx, uri: &str, actor: ActorId) -> Result<Option<BlockRow>, StoreError> {
    const SQL: &str = "SELECT * FROM blocks WHERE uri = $1 AND actor_id = $2 LIMIT 1";
    Ok(fetch_optional!(tx, BlockRow, SQL, uri, actor)?)
}

/// Whom a person blocks, the last first.
pub async fn of(tx: &mut Tx, person: ActorId, span: Span) -> Result<Vec<BlockRow>, StoreError> {
    let sql = in_span!(span, "SELECT * FROM blocks WHERE actor_id = $1 AND id < $2 AND id > $3", "id", "$4");
    let rows = fetch_all!(tx, BlockRow, sql, person, span.below, span.above, span.limit)?;
    Ok(span.newest_first(rows))
}
