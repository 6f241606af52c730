//! Waiting until something has arrived.

use std::time::Duration;

use super::{BoxError, DemoError};

/// Deliveries between nodes on one machine take milliseconds; on a busy one, seconds.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Looks again and again until there is something. `what` is what is waited for: "the welcome on Lakeside".
pub(super) async fn until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>, BoxError>,
) -> Result<T, DemoError> {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
    match found.await {
        Ok(found) => found.map_err(|source| DemoError::Step { what: what.to_owned(), source }),
        Err(_) => Err(DemoError::TooSlow { what: what.to_owned(), seconds: PATIENCE.as_secs() }),
    }
}
