//! `moothall keys`

use super::{OperatorError, local};
use crate::app::Base;
use crate::services::actors::{NewKeys, rotate_keys};
use crate::store::actors;

/// Gives the person or community with `handle` new keys, or the node's own two actors without one.
pub async fn rotate_node_keys(base: &Base, handle: Option<&str>) -> Result<usize, OperatorError> {
    let mut tx = base.db.read().await?;
    let mut targets = Vec::new();
    if let Some(handle) = handle {
        targets.push(local(&mut tx, handle).await?);
    } else {
        let addresses = &base.context.addresses;
        for uri in [addresses.organization(), addresses.application()] {
            targets.extend(actors::by_uri(&mut tx, &uri).await?.map(|actor| actor.id));
        }
    }
    drop(tx);
    for target in &targets {
        let keys = NewKeys::make(&base.context, &base.sealer).await?;
        let mut tx = base.db.begin().await?;
        rotate_keys(&base.context, &mut tx, *target, keys).await?;
        tx.commit().await?;
    }
    Ok(targets.len())
}
