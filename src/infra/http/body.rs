//! Reading no more of an answer than is wanted.

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::error::FetchError;

/// The whole body, if it has at most `limit` bytes after decompression.
pub(super) async fn read_bounded(mut response: Response, limit: usize) -> Result<Bytes, FetchError> {
    // Announced by the sender and absent when compressed, so it only saves the wait.
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(FetchError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(FetchError::from_client)? {
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The beginning of the body, at most `limit` bytes, as far as it comes before `deadline`. What stands behind it is read
/// too if it is little, because then the connection can be used again.
pub(super) async fn read_start(mut response: Response, limit: usize, deadline: Instant) -> Bytes {
    const WORTH_READING: usize = 16 * 1024;
    let mut start = BytesMut::new();
    let mut seen = 0;
    while seen < WORTH_READING {
        // The answer is known already; a body that drips or breaks off takes nothing from it.
        let Ok(Ok(Some(chunk))) = timeout_at(deadline, response.chunk()).await else {
            break;
        };
        seen += chunk.len();
        let wanted = chunk.len().min(limit - start.len());
        start.extend_from_slice(&chunk[..wanted]);
    }
    start.freeze()
}
