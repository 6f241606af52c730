//! What a delivery came to.

use std::time::Duration;

use http::StatusCode;

use crate::infra::http::{Answer, FetchError};

/// What a delivery came to, and so what happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The peer has it.
    Accepted,
    /// The peer does not want it; sending it again would not help. Recorded for administrators.
    Rejected { status: Option<u16>, error: String },
    /// The inbox is gone: end its subscriptions.
    Gone,
    /// The peer asks to be left alone for a while.
    Throttled { wait: Option<Duration>, error: String },
    /// The peer is in trouble: try again later.
    Retry { error: String },
}

impl Outcome {
    /// Reads an answer. 2xx and a duplicate's 409 are acceptance; a redirect is refused, because a signature is for
    /// one address only.
    pub(super) fn of_answer(answer: &Answer) -> Self {
        let status = answer.status;
        let error = || format!("{status}: {}", answer.body_start).trim_end_matches([':', ' ']).to_owned();
        match status {
            _ if status.is_success() => Self::Accepted,
            StatusCode::CONFLICT => Self::Accepted,
            StatusCode::GONE => Self::Gone,
            StatusCode::TOO_MANY_REQUESTS => Self::Throttled { wait: answer.retry_after, error: error() },
            StatusCode::SERVICE_UNAVAILABLE if answer.retry_after.is_some() => {
                Self::Throttled { wait: answer.retry_after, error: error() }
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => Self::Retry { error: error() },
            _ if status.is_server_error() => Self::Retry { error: error() },
            _ => Self::Rejected { status: Some(status.as_u16()), error: error() },
        }
    }

    /// Reads a failure to get any answer. What we refuse to contact will be refused the next time too.
    pub(super) fn of_error(error: &FetchError) -> Self {
        if error.is_transient() {
            Self::Retry { error: error.to_string() }
        } else {
            Self::Rejected { status: None, error: error.to_string() }
        }
    }

    /// Whether the peer may only have failed to understand the signature, so that the other scheme is worth a try.
    pub(super) fn may_be_about_the_signature(&self) -> bool {
        matches!(self, Self::Rejected { status: Some(400 | 401 | 403), .. })
    }

    /// The word for metrics.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Gone => "gone",
            Self::Throttled { .. } => "throttled",
            Self::Retry { .. } => "retry",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<Duration>) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            retry_after,
            accept_signature: None,
            body_start: "no".to_owned(),
        }
    }

    #[test]
    fn each_answer_has_one_meaning() {
        let label = |status| Outcome::of_answer(&answer(status, None)).label();
        let labels: Vec<&str> =
            [200, 202, 204, 404, 410, 422, 429, 500, 502, 503, 301, 408].map(label).into();
        assert_eq!(
            labels,
            [
                "accepted",
                "accepted",
                "accepted",
                "rejected",
                "gone",
                "rejected",
                "throttled",
                "retry",
                "retry",
                "retry",
                "rejected",
                "retry"
            ]
        );
    }

    #[test]
    fn threat_067_retry_after_is_obeyed() {
        let wait = Some(Duration::from_mins(2));
        assert!(
            matches!(Outcome::of_answer(&answer(429, wait)), Outcome::Throttled { wait: w, .. } if w == wait)
        );
        assert!(
            matches!(Outcome::of_answer(&answer(503, wait)), Outcome::Throttled { wait: w, .. } if w == wait)
        );
    }
}
