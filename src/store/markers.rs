//! How far timelines were read in apps.

use super::{StoreError, Tx};
use crate::domain::ids::ActorId;
use crate::domain::marker::{MarkedTimeline, Marker};
use crate::domain::time::Timestamp;

row!(Marker { timeline, last_read_id, version, updated_at });

/// The places that a person's apps keep.
pub async fn of(tx: &mut Tx, person: ActorId) -> Result<Vec<Marker>, StoreError> {
    const SQL: &str = "
        SELECT timeline, last_read_id, version, updated_at FROM markers WHERE actor_id = $1 ORDER BY timeline";
    Ok(fetch_all!(tx, Marker, SQL, person)?)
}

/// Keeps a place, and counts its version up.
pub async fn put(
    tx: &mut Tx,
    person: ActorId,
    timeline: MarkedTimeline,
    last_read_id: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO markers (actor_id, timeline, last_read_id, version, updated_at) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (actor_id, timeline) DO UPDATE SET
            last_read_id = excluded.last_read_id, version = markers.version + 1, updated_at = excluded.updated_at";
    execute!(tx, SQL, person, timeline, last_read_id, now)?;
    Ok(())
}
