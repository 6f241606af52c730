//! The cookies of this node: who is signed in, and who merely looks.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// No token of ours is longer.
const MOST_BYTES: usize = 256;

/// Writes and reads cookies. Where the node is reached by https their names begin with `__Host-`, which keeps
/// neighbours on the same domain from setting them.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// The token of a session.
    Session,
    /// A random value that ties the forms of somebody who is not signed in to their browser.
    Visitor,
}

impl Cookies {
    /// `secure`: people reach the node by https.
    pub const fn new(secure: bool) -> Self {
        Self { secure }
    }

    const fn name(self, kind: CookieKind) -> &'static str {
        match (kind, self.secure) {
            (CookieKind::Session, true) => "__Host-moothall_session",
            (CookieKind::Session, false) => "moothall_session",
            (CookieKind::Visitor, true) => "__Host-moothall_visitor",
            (CookieKind::Visitor, false) => "moothall_visitor",
        }
    }

    /// What the browser sent.
    pub fn read(self, kind: CookieKind, headers: &HeaderMap) -> Option<String> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name(kind))?;
        (!value.is_empty() && value.len() <= MOST_BYTES).then(|| value.to_owned())
    }

    /// The `Set-Cookie` that keeps `value` for `max_age`, or, without one, until the browser is closed. `value` is
    /// plain letters and digits. `None` when it is not.
    pub fn set(self, kind: CookieKind, value: &str, max_age: Option<Duration>) -> Option<HeaderValue> {
        let age = max_age.map_or_else(String::new, |age| format!("; Max-Age={}", age.as_secs()));
        let secure = if self.secure { "; Secure" } else { "" };
        let plain =
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(kind));
        if plain { HeaderValue::from_str(&text).ok() } else { None }
    }

    /// The `Set-Cookie` that makes the browser forget.
    pub fn forget(self, kind: CookieKind) -> Option<HeaderValue> {
        self.set(kind, "", Some(Duration::ZERO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let set = |secure| {
            Cookies::new(secure).set(CookieKind::Session, "t0ken", Some(Duration::from_mins(1))).unwrap()
        };
        assert_eq!(
            set(true),
            "__Host-moothall_session=t0ken; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60"
        );
        assert_eq!(set(false), "moothall_session=t0ken; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        let gone = Cookies::new(false).forget(CookieKind::Session).unwrap();
        assert_eq!(gone, "moothall_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        for value in ["a; Domain=e.test", "a\r\nSet-Cookie: b=c", "a b"] {
            assert_eq!(Cookies::new(false).set(CookieKind::Session, value, None), None, "{value:?}");
        }
    }

    #[test]
    fn only_our_own_cookie_is_read_and_only_of_a_sane_length() {
        let read = |line: &str| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(line).unwrap())]);
            Cookies::new(false).read(CookieKind::Session, &headers)
        };
        assert_eq!(read("theme=dark; moothall_session=abc; x=y"), Some("abc".to_owned()));
        assert_eq!(read("not_moothall_session=abc"), None);
        assert_eq!(read("moothall_session="), None);
        assert_eq!(read(&format!("moothall_session={}", "a".repeat(300))), None);
    }
}
