//! How far people have read. A mark only ever moves forward. It is a moment of this node: read is what was received up to
//! then, by [`Post::received_at`](crate::domain::post::Post::received_at), whatever the clocks of authors say.

use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::time::Timestamp;

/// Up to where `reader` has read a thread; `None` when no mark says so.
pub async fn read_to(tx: &mut Tx, reader: ActorId, root: PostId) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = "
        SELECT read_to FROM thread_reads WHERE actor_id = $1 AND root_id = $2
        UNION ALL
        SELECT community_reads.read_to FROM community_reads
        JOIN posts ON posts.community_id = community_reads.community_id
        WHERE community_reads.actor_id = $1 AND posts.id = $2";
    Ok(fetch_values!(tx, Timestamp, SQL, reader, root)?.into_iter().max())
}

/// `reader` has read a thread up to `to`.
pub async fn mark_thread(
    tx: &mut Tx,
    reader: ActorId,
    root: PostId,
    to: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO thread_reads (actor_id, root_id, read_to) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, root_id) DO UPDATE SET read_to = excluded.read_to
        WHERE thread_reads.read_to < excluded.read_to";
    execute!(tx, SQL, reader, root, to)?;
    Ok(())
}

/// `reader` has read everything in a community up to `to`; marks of its threads that say no more go.
pub async fn mark_community(
    tx: &mut Tx,
    reader: ActorId,
    community: ActorId,
    to: Timestamp,
) -> Result<(), StoreError> {
    const MARK: &str = "
        INSERT INTO community_reads (actor_id, community_id, read_to) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, community_id) DO UPDATE SET read_to = excluded.read_to
        WHERE community_reads.read_to < excluded.read_to";
    const FORGET: &str = "
        DELETE FROM thread_reads
        WHERE actor_id = $1 AND read_to <= $3
            AND root_id IN (SELECT id FROM posts WHERE community_id = $2 AND parent_id IS NULL)";
    execute!(tx, MARK, reader, community, to)?;
    execute!(tx, FORGET, reader, community, to)?;
    Ok(())
}

/// `reader` has read everything in all followed communities up to `to`.
pub async fn mark_all(tx: &mut Tx, reader: ActorId, to: Timestamp) -> Result<(), StoreError> {
    const MARK: &str = "
        INSERT INTO community_reads (actor_id, community_id, read_to)
        SELECT $1, communities.actor_id, $2 FROM follows
        JOIN communities ON communities.actor_id = follows.target_id
        WHERE follows.follower_id = $1 AND follows.state = 'accepted'
        ON CONFLICT (actor_id, community_id) DO UPDATE SET read_to = excluded.read_to
        WHERE community_reads.read_to < excluded.read_to";
    execute!(tx, MARK, reader, to)?;
    execute!(tx, "DELETE FROM thread_reads WHERE actor_id = $1 AND read_to <= $2", reader, to)?;
    Ok(())
}

/// Forgets how far `reader` has read anything.
pub async fn delete_all(tx: &mut Tx, reader: ActorId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM thread_reads WHERE actor_id = $1", reader)?;
    execute!(tx, "DELETE FROM community_reads WHERE actor_id = $1", reader)?;
    Ok(())
}
