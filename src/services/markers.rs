//! How far timelines were read in a person's apps, so that another app goes on there.

use crate::domain::ids::ActorId;
use crate::domain::marker::MarkedTimeline;
use crate::services::Context;
use crate::store::{StoreError, Tx, markers};

/// Keeps the place up to which a timeline was read.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    timeline: MarkedTimeline,
    last_read_id: i64,
) -> Result<(), StoreError> {
    markers::put(tx, person, timeline, last_read_id, ctx.now()).await
}
