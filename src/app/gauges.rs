//! How far behind the node is, measured every fifteen seconds: no single piece of work knows it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::infra::clock::Clock;
use crate::store::{Db, StoreError, inbox, peer_overview, remote_pictures};

const EVERY: Duration = Duration::from_secs(15);

/// Measures until it is stopped.
pub(super) async fn watch(db: Db, clock: Clock, stop: CancellationToken) -> Result<(), StoreError> {
    loop {
        measure(&db, &clock).await?;
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => return Ok(()),
        }
    }
}

async fn measure(db: &Db, clock: &Clock) -> Result<(), StoreError> {
    let mut tx = db.read().await?;
    let waiting = inbox::depth(&mut tx).await?;
    let oldest = peer_overview::oldest_pending(&mut tx).await?;
    let pictures = remote_pictures::total_bytes(&mut tx).await?;
    drop(tx);
    let lag = oldest.map_or(Duration::ZERO, |oldest| clock.now().since(oldest));
    metrics::gauge!("moothall_inbox_depth").set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
    #[expect(clippy::cast_precision_loss, reason = "it is less than 2^52 bytes")]
    metrics::gauge!("moothall_remote_pictures_bytes").set(pictures as f64);
    metrics::gauge!("moothall_delivery_lag_seconds").set(lag.as_secs_f64());
    Ok(())
}
