//! What went wrong, in plain words, and what to do about it.

/// A page for a status that is not a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// The HTTP status: 403, 404, 410, 413, 422, 429, 500 or 503; others are worded as 500 or, below 500, as 422.
    pub status: u16,
    /// The catalogue's key for why not, where that is known more precisely than by the status.
    pub reason: Option<&'static str>,
    /// The request's id, for the administrator to find it in the log.
    pub request_id: Option<String>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u64>,
}

impl ErrorPage {
    /// The catalogue's key for the heading.
    pub const fn title_key(&self) -> &'static str {
        match self.status {
            403 => "error-403-title",
            404 => "error-404-title",
            410 => "error-410-title",
            413 => "error-413-title",
            429 => "error-429-title",
            503 => "error-503-title",
            400..500 => "error-422-title",
            _ => "error-500-title",
        }
    }

    /// The catalogue's key for what to do.
    pub const fn advice_key(&self) -> &'static str {
        if let Some(reason) = self.reason {
            return reason;
        }
        match self.status {
            403 => "error-403-advice",
            404 => "error-404-advice",
            410 => "error-410-advice",
            413 => "error-413-advice",
            429 => "error-429-advice",
            503 => "error-503-advice",
            400..500 => "error-422-advice",
            _ => "error-500-advice",
        }
    }
}
