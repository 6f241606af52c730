//! A request that a client sends twice, because the answer got lost, does what it does once.

use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::store::{StoreError, Tx, idempotency_keys};

/// The longest name of a request, in characters. Names are kept for a day.
pub const MAX_KEY: usize = 200;

/// What the person's earlier request of this name made.
pub async fn made_by(tx: &mut Tx, person: ActorId, key: &str) -> Result<Option<i64>, StoreError> {
    idempotency_keys::find(tx, person, key).await
}

/// Notes what a request made, in the transaction that makes it.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when the same request was carried out meanwhile: roll back, and answer with what
/// [`made_by`] gives.
pub async fn note(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    key: &str,
    made: i64,
) -> Result<(), StoreError> {
    if idempotency_keys::insert(tx, person, key, made, ctx.now()).await? {
        Ok(())
    } else {
        Err(StoreError::AlreadyExists)
    }
}
