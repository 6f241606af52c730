//! Why a fetch or a delivery came to nothing.

use std::error::Error;
use std::time::Duration;

use super::resolver::NoPublicAddress;
use super::rules::Refusal;

/// Why a fetch or a delivery came to nothing.
///
/// `Display` may be shown to anyone: whatever stands at an address, it says the same whether the name is unknown, the
/// address is private, or the port is closed, filtered or speaks something else (threat 103). The cause is in
/// [`Error::source`], for the log.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The URL, or one it redirects to, is not tried at all.
    #[error("this address cannot be fetched: {0}")]
    Refused(Refusal),
    /// The name leads only to addresses inside networks that are nobody's business.
    #[error("the server could not be reached")]
    PrivateAddress,
    /// The name has no address.
    #[error("the server could not be reached")]
    Dns(#[source] Cause),
    /// No connection, or no trusted certificate.
    #[error("the server could not be reached")]
    Connect(#[source] Cause),
    /// The deadline passed, at whatever stage.
    #[error("the server could not be reached")]
    Timeout,
    /// The connection broke, or what came over it is not HTTP.
    #[error("the server could not be reached")]
    Interrupted(#[source] Cause),
    /// An answer other than success. `retry_after` is what the server asks for, at most a week.
    #[error("the server answered with status {status}")]
    Status { status: u16, retry_after: Option<Duration> },
    #[error("the server redirected too often")]
    TooManyRedirects,
    /// A redirect without a usable target.
    #[error("the server redirected to nowhere")]
    BadRedirect,
    #[error("the answer is too large")]
    TooLarge,
    /// Compressed in a way that was not offered.
    #[error("the answer has an unknown encoding")]
    BadEncoding,
    #[error("the answer has an unexpected type")]
    BadContentType,
}

type Cause = Box<dyn Error + Send + Sync>;

impl FetchError {
    /// Whether the same request may succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Dns(_) | Self::Connect(_) | Self::Timeout | Self::Interrupted(_) => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500..),
            _ => false,
        }
    }

    /// How long the server wants to be left alone: 429 and 503 with `Retry-After`, and 429 without it.
    pub fn asked_to_wait(&self) -> Option<Duration> {
        match self {
            Self::Status { status: 429, retry_after } => Some(retry_after.unwrap_or(Duration::from_mins(1))),
            Self::Status { status: 503, retry_after } => *retry_after,
            _ => None,
        }
    }

    /// Whether the server says that the thing is no longer, or never was, there.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Status { status: 404 | 410, .. })
    }

    pub(super) fn from_client(error: reqwest::Error) -> Self {
        if has_cause::<NoPublicAddress>(&error) {
            return Self::PrivateAddress;
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        let (dns, connect) = (error.is_dns(), error.is_connect());
        // The URL is in the log line of the caller already.
        let cause = Box::new(error.without_url());
        match (dns, connect) {
            (true, _) => Self::Dns(cause),
            (_, true) => Self::Connect(cause),
            _ => Self::Interrupted(cause),
        }
    }
}

fn has_cause<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(cause) = next {
        if cause.is::<T>() {
            return true;
        }
        next = cause.source();
    }
    false
}
