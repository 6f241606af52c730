//! One error with three faces: what the log learns, what the reader learns, and the status.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::problem::{self, PROBLEM_JSON};

type Cause = Box<dyn Error + Send + Sync>;

/// Why a request is not answered as asked.
///
/// The sentence is the only text a reader gets; it is chosen where the error is made and never repeats what came with
/// the request or from another server. The cause goes to the log, with its whole chain, and nowhere else.
#[derive(Debug)]
pub struct HttpError {
    status: StatusCode,
    sentence: &'static str,
    reason: Option<&'static str>,
    cause: Option<Cause>,
    retry_after: Option<Duration>,
}

/// What of an [`HttpError`] may be shown. It travels in the extensions of the response, so that a renderer for another
/// audience can replace the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicError {
    pub status: StatusCode,
    /// Ends with a full stop.
    pub sentence: &'static str,
    /// A name for the reason, by which a page finds its own words; none where the status says it all.
    pub reason: Option<&'static str>,
    /// In how many whole seconds the same may be asked for again.
    pub retry_after: Option<u64>,
}

impl HttpError {
    /// An answer of the 4xx family. `sentence` is for the reader.
    pub fn new(status: StatusCode, sentence: &'static str) -> Self {
        Self { status, sentence, reason: None, cause: None, retry_after: None }
    }

    /// 400: the request is malformed.
    pub fn bad_request(sentence: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, sentence)
    }

    /// 401: nobody is signed in, or the signature does not hold.
    pub fn unauthorized(sentence: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, sentence)
    }

    /// 403: the viewer knows that the thing exists, and may not do this with it.
    pub fn forbidden(sentence: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, sentence)
    }

    /// 404: there is nothing here, or nothing that the viewer may know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is nothing here.")
    }

    /// 410: there was something here.
    pub fn gone() -> Self {
        Self::new(StatusCode::GONE, "This has been deleted.")
    }

    /// 413: the body is larger than this address takes.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "This is larger than what is accepted here.")
    }

    /// 429: too many requests; the same one may be made again after `wait`.
    pub fn too_many(wait: Duration) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Please wait a moment.");
        Self { retry_after: Some(wait), ..error }
    }

    /// 429: something is open too often; it may be opened again when another one is closed, which is tried after `wait`.
    pub fn too_many_open(sentence: &'static str, wait: Duration) -> Self {
        Self { sentence, ..Self::too_many(wait) }
    }

    /// 500: a fault of ours. The reader learns nothing about the cause.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        let error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on this server. It has been noted.",
        );
        error.because(cause)
    }

    /// 503: the database or the disk cannot take it now; nothing was changed.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        let error =
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "This server is busy. Please try again in a moment.");
        Self { retry_after: Some(Duration::from_secs(10)), ..error }.because(cause)
    }

    /// Names the reason, so that a page can say it in the reader's language.
    #[must_use]
    pub fn named(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// Adds what the log shall learn.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the reader learns.
    pub fn public(&self) -> PublicError {
        let whole = |wait: Duration| wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        PublicError {
            status: self.status,
            sentence: self.sentence,
            reason: self.reason,
            retry_after: self.retry_after.map(|wait| whole(wait).max(1)),
        }
    }

    /// What the log learns: the sentence, or the causes from the outermost to the innermost.
    pub fn log(&self) -> String {
        let Some(cause) = &self.cause else { return self.sentence.to_owned() };
        let mut text = cause.to_string();
        let mut inner = cause.source();
        while let Some(error) = inner {
            let _ = write!(text, ": {error}");
            inner = error.source();
        }
        text
    }
}

/// As a problem document (RFC 9457). [`super::pages::render_errors`] makes a page of it for people.
impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        let public = self.public();
        if self.status.is_server_error() {
            tracing::error!(status = self.status.as_u16(), cause = self.log(), "a request failed");
        } else if self.cause.is_some() {
            tracing::debug!(status = self.status.as_u16(), cause = self.log(), "a request was refused");
        }
        let mut response = (public.status, problem::document(&public)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = public.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(public);
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::response::Parts;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the row could not be read")]
    struct Outer(#[source] std::io::Error);

    fn database_error() -> Outer {
        Outer(std::io::Error::other("connect to 10.0.0.7:5432 with password hunter2"))
    }

    async fn body_of(error: HttpError) -> (Parts, String) {
        let (parts, body) = error.into_response().into_parts();
        (parts, String::from_utf8(to_bytes(body, 4096).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn threat_103_a_fault_of_ours_is_explained_to_the_log_alone() {
        for error in [HttpError::internal(database_error()), HttpError::unavailable(database_error())] {
            assert_eq!(
                error.log(),
                "the row could not be read: connect to 10.0.0.7:5432 with password hunter2"
            );
            let (response, body) = body_of(error).await;
            assert!(response.status.is_server_error());
            assert!(!body.contains("hunter2") && !body.contains("row"), "{body}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_a_problem_document() {
        let (response, body) = body_of(HttpError::gone()).await;
        assert_eq!(response.headers[CONTENT_TYPE], PROBLEM_JSON);
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["status"], 410);
        assert_eq!(problem["title"], "Gone");
        assert_eq!(problem["detail"], "This has been deleted.");
    }

    #[tokio::test]
    async fn who_has_to_wait_learns_for_how_long() {
        let (response, _) = body_of(HttpError::too_many(Duration::from_millis(1500))).await;
        assert_eq!(response.headers[RETRY_AFTER], "2");
    }
}
