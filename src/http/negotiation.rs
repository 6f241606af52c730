//! Whether a page or its ActivityStreams twin is asked for.

use std::cmp::Ordering;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// No client that we serve sends more; the rest is not read.
const MOST_RANGES: usize = 32;

/// Whether the client would rather have `application/activity+json` than a page.
///
/// It must name the type, or `application/ld+json` or `application/json`: `*/*` alone is answered with a page. Of equal
/// qualities, the one named first wins.
pub fn prefers_activity_json(headers: &HeaderMap) -> bool {
    let (activity, html) = qualities(headers);
    match (activity, html) {
        (Some(activity), Some(html)) => activity.beats(html),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Whether the client names HTML, and does not want JSON more.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    let (activity, html) = qualities(headers);
    match (activity, html) {
        (Some(activity), Some(html)) => !activity.beats(html),
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

#[derive(Debug, Clone, Copy)]
struct Wish {
    /// In thousandths.
    quality: u16,
    place: usize,
}

impl Wish {
    fn beats(self, other: Self) -> bool {
        match self.quality.cmp(&other.quality) {
            Ordering::Greater => true,
            Ordering::Equal => self.place < other.place,
            Ordering::Less => false,
        }
    }
}

/// How much JSON and HTML are wanted, where they are named and not excluded.
fn qualities(headers: &HeaderMap) -> (Option<Wish>, Option<Wish>) {
    let (mut activity, mut html) = (None, None);
    let ranges = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for (place, range) in ranges.flat_map(|value| value.split(',')).take(MOST_RANGES).enumerate() {
        let mut parts = range.split(';').map(str::trim);
        let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
        let Some(quality) = quality(parts) else { continue };
        let slot = match media_type.as_str() {
            "application/activity+json" | "application/ld+json" | "application/json" => &mut activity,
            "text/html" | "application/xhtml+xml" => &mut html,
            _ => continue,
        };
        let wish = Wish { quality, place };
        if slot.is_none_or(|best: Wish| wish.beats(best)) {
            *slot = Some(wish);
        }
    }
    (activity, html)
}

/// The `q` among the parameters, in thousandths; `None` when it is zero or unreadable.
fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    let Some(text) = parameters.find_map(|one| one.strip_prefix("q=").or_else(|| one.strip_prefix("Q=")))
    else {
        return Some(1000);
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "1" if thousandths == 0 => Some(1000),
        "0" if thousandths > 0 => Some(thousandths),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn accept(text: &str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT, HeaderValue::from_str(text).unwrap())])
    }

    #[test]
    fn servers_get_activity_json_and_browsers_pages() {
        for text in [
            "application/activity+json",
            "application/activity+json, */*",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1",
            "application/activity+json, text/html",
            "text/html;q=0.5, application/ld+json;q=0.9",
            "application/json",
            "text/html;q=0, application/json;q=0.1",
        ] {
            assert!(prefers_activity_json(&accept(text)), "{text}");
            assert!(!prefers_html(&accept(text)), "{text}");
        }
        for text in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            "text/html, application/activity+json",
            "application/activity+json;q=0, text/html",
            "application/activity+json;q=0.2, text/html;q=0.3",
        ] {
            assert!(!prefers_activity_json(&accept(text)), "{text}");
            assert!(prefers_html(&accept(text)), "{text}");
        }
        for headers in [HeaderMap::new(), accept("*/*"), accept("image/png")] {
            assert!(!prefers_activity_json(&headers));
            assert!(!prefers_html(&headers));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_at_most_one_is_preferred(text in "[ -~]{0,200}") {
            let headers = accept(&text);
            prop_assert!(!(prefers_activity_json(&headers) && prefers_html(&headers)));
        }
    }
}
