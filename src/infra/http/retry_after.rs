//! The `Retry-After` header (RFC 9110 section 10.2.3).

use std::time::{Duration, UNIX_EPOCH};

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::domain::time::Timestamp;

/// Nobody is left alone for longer, whatever they ask.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// How long the server asks to be left alone, counted from `now`. Both forms are read: seconds and a date.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        let millis = i64::try_from(date.as_millis()).ok()?;
        Timestamp::from_millis(millis).since(now)
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, text.parse().unwrap());
        let now = Timestamp::parse("2026-11-21T12:00:00Z").unwrap();
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(read("120"), Some(Duration::from_mins(2)));
        assert_eq!(read("Sat, 21 Nov 2026 12:05:00 GMT"), Some(Duration::from_mins(5)));
        assert_eq!(read("Sat, 21 Nov 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
        assert_eq!(read("-1"), None);
    }

    #[test]
    fn nobody_can_ask_for_ever() {
        assert_eq!(read("99999999999"), Some(LONGEST));
        assert_eq!(read("Sat, 21 Nov 2099 12:00:00 GMT"), Some(LONGEST));
    }
}
