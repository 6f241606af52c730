//! Delivering: one request, no redirects, and what the other side says about it.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::body::read_start;
use super::client::HttpClient;
use super::error::FetchError;
use super::retry_after::retry_after;

/// How much of the other side's explanation is kept.
const KEPT_BODY_BYTES: usize = 500;

/// What becomes of the connection afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It stays open for a while, for the next request to the same host.
    Open,
    /// It is closed.
    Closed,
}

/// What the other side says, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    /// How long it asks to be left alone, at most a week.
    pub retry_after: Option<Duration>,
    /// Value of `Accept-Signature` (RFC 9421 section 5.1): how it would like requests to be signed.
    pub accept_signature: Option<String>,
    /// The first 500 bytes of its explanation as text, without control characters. Foreign content: for admins' eyes
    /// and the log only.
    pub body_start: String,
}

impl HttpClient {
    /// Posts `body` with `headers`, which bring the signature already. A redirect is an answer like any other: a signed
    /// request is never sent to a second address.
    pub async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
        deadline: Duration,
        keep: Keep,
    ) -> Result<Answer, FetchError> {
        self.rules.check(url).map_err(FetchError::Refused)?;
        let deadline = Instant::now() + deadline;
        let client = match keep {
            Keep::Open => &self.client,
            Keep::Closed => &self.forgetful,
        };
        let request = client.post(url.clone()).headers(headers).body(body).send();
        let response = timeout_at(deadline, request)
            .await
            .map_err(|_| FetchError::Timeout)?
            .map_err(FetchError::from_client)?;
        let accept_signature = response
            .headers()
            .get("accept-signature")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Ok(Answer {
            status: response.status(),
            retry_after: retry_after(response.headers(), self.clock.now()),
            accept_signature,
            body_start: plain_text(&read_start(response, KEPT_BODY_BYTES, deadline).await),
        })
    }
}

fn plain_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
