//! Handles: what a person or community is called, here and in the network.
//!
//! A [`Handle`] names somebody of this node. Others are named by an [`Acct`]: a name and the domain that vouches for it.

use std::fmt;
use std::str::FromStr;

use ::url::Url;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::text::names::is_invisible;
use super::url::{UrlRules, check_host};

/// The longest handle on this node, in characters.
pub const MAX_HANDLE_CHARS: usize = 30;

/// The longest name that we accept from another node, in characters.
pub const MAX_REMOTE_NAME_CHARS: usize = 100;

/// The longest text that is looked at as a domain, in bytes.
const MAX_DOMAIN_BYTES: usize = 512;

/// Names that would mislead people or collide with addresses of the node, in lower case.
const RESERVED: &[&str] = &[
    "abuse",
    "about",
    "account",
    "accounts",
    "actor",
    "admin",
    "administrator",
    "api",
    "auth",
    "billing",
    "bot",
    "c",
    "communities",
    "community",
    "contact",
    "e",
    "everyone",
    "explore",
    "help",
    "here",
    "hostmaster",
    "inbox",
    "info",
    "instance",
    "legal",
    "localhost",
    "login",
    "logout",
    "mail",
    "mailer-daemon",
    "metrics",
    "moderator",
    "moderators",
    "moothall",
    "no-reply",
    "nobody",
    "nodeinfo",
    "noreply",
    "notifications",
    "null",
    "oauth",
    "official",
    "org",
    "organization",
    "outbox",
    "owner",
    "p",
    "postmaster",
    "privacy",
    "r",
    "register",
    "root",
    "search",
    "security",
    "server",
    "settings",
    "signin",
    "signup",
    "staff",
    "support",
    "sysadmin",
    "system",
    "team",
    "terms",
    "u",
    "undefined",
    "user",
    "users",
    "webmaster",
    "www",
];

/// Why a text is not a handle, name, domain or account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHandle {
    /// Nothing, or too much.
    #[error("handle is empty or too long")]
    Length,
    /// A character that handles cannot have, or a dot or hyphen at an end.
    #[error("handle may have letters, digits and `_`, with `.` and `-` inside")]
    Characters,
    /// Not the name of a host that could be reached.
    #[error("not a domain name")]
    Domain,
    /// No name, no domain, or too many of them.
    #[error("not an account such as `@name@example.org`")]
    Account,
}

/// The handle of a person or community of this node: 1 to 30 ASCII letters, digits or `_`, with single `.` and `-`
/// inside. Kept in lower case, so that two spellings are one handle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

impl Handle {
    /// Reads a handle as somebody typed it. Reserved handles are read too: see [`Handle::is_reserved`].
    pub fn parse(text: &str) -> Result<Self, InvalidHandle> {
        if !matches!(text.len(), 1..=MAX_HANDLE_CHARS) {
            return Err(InvalidHandle::Length);
        }
        let word =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !text.split(['.', '-']).all(word) {
            return Err(InvalidHandle::Characters);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// Whether people may not choose it. The node itself may.
    pub fn is_reserved(&self) -> bool {
        RESERVED.contains(&self.0.as_str())
    }

    /// The handle, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Handle {
    type Err = InvalidHandle;

    fn from_str(text: &str) -> Result<Self, InvalidHandle> {
        Self::parse(text)
    }
}

/// The `preferredUsername` of an actor elsewhere: up to 100 letters and digits of any script, `_`, `-`, `.` and `~`, in NFC.
/// Its case is kept, because it is shown; compare accounts by [`Acct::key`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RemoteHandle(String);

impl RemoteHandle {
    /// Reads a name. White space, `@`, `/`, controls and invisible characters are refused, not removed: a name that
    /// must be repaired is not the name that its server vouches for.
    pub fn parse(text: &str) -> Result<Self, InvalidHandle> {
        if text.is_empty() || text.chars().nth(MAX_REMOTE_NAME_CHARS).is_some() {
            return Err(InvalidHandle::Length);
        }
        let name: String = text.nfc().collect();
        if name.starts_with(is_combining_mark) || !name.chars().all(is_name_char) {
            return Err(InvalidHandle::Characters);
        }
        if name.chars().nth(MAX_REMOTE_NAME_CHARS).is_some() {
            return Err(InvalidHandle::Length);
        }
        Ok(Self(name))
    }

    /// The name as its server writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RemoteHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Handle> for RemoteHandle {
    fn from(handle: &Handle) -> Self {
        Self(handle.0.clone())
    }
}

fn is_name_char(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | '~') || ((c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c))
}

/// The host of a server, as it appears in an account: lower case, Punycode, no final dot. A port is part of it only
/// under [`UrlRules::Loopback`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

impl Domain {
    /// Reads a public domain name.
    pub fn parse(text: &str) -> Result<Self, InvalidHandle> {
        Self::parse_with(text, UrlRules::Production)
    }

    /// Reads a domain name, or, where the rules allow it, a loopback host with a port.
    pub fn parse_with(text: &str, rules: UrlRules) -> Result<Self, InvalidHandle> {
        let odd =
            |c: char| matches!(c, '/' | '\\' | '?' | '#' | '@' | '%') || c.is_whitespace() || is_invisible(c);
        if text.is_empty() || text.len() > MAX_DOMAIN_BYTES || text.contains(odd) {
            return Err(InvalidHandle::Domain);
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| InvalidHandle::Domain)?;
        Self::of(&url, rules)
    }

    /// The domain of a URL.
    pub fn of(url: &Url, rules: UrlRules) -> Result<Self, InvalidHandle> {
        let host = url.host_str().ok_or(InvalidHandle::Domain)?;
        let host = host.strip_suffix('.').unwrap_or(host);
        let port = url.port().filter(|port| !matches!(port, 80 | 443));
        let mut bare = url.clone();
        bare.set_host(Some(host)).map_err(|_| InvalidHandle::Domain)?;
        check_host(&bare, rules).map_err(|_| InvalidHandle::Domain)?;
        match (port, rules) {
            (None, _) => Ok(Self(host.to_owned())),
            (Some(port), UrlRules::Loopback) => Ok(Self(format!("{host}:{port}"))),
            (Some(_), UrlRules::Production) => Err(InvalidHandle::Domain),
        }
    }

    /// The domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody in the network: `@name@domain`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acct {
    /// What its server calls it.
    pub name: RemoteHandle,
    /// The server that vouches for the name.
    pub domain: Domain,
}

impl Acct {
    /// Reads `@name@domain`, `!name@domain` (a group, as Lemmy writes it), `name@domain` or `acct:name@domain` (RFC 7565).
    pub fn parse(text: &str, rules: UrlRules) -> Result<Self, InvalidHandle> {
        let text = match text.get(..5) {
            Some(scheme) if scheme.eq_ignore_ascii_case("acct:") => &text[5..],
            _ => text,
        };
        let text = text.strip_prefix(['@', '!']).unwrap_or(text);
        let (name, domain) = text.split_once('@').ok_or(InvalidHandle::Account)?;
        Ok(Self { name: RemoteHandle::parse(name)?, domain: Domain::parse_with(domain, rules)? })
    }

    /// The form under which accounts are compared and stored: `name@domain` in lower case.
    pub fn key(&self) -> String {
        format!("{}@{}", self.name.0.to_lowercase(), self.domain)
    }
}

/// `@name@domain`.
impl fmt::Display for Acct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}@{}", self.name, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn domain(text: &str) -> Option<String> {
        Domain::parse(text).ok().map(|domain| domain.to_string())
    }

    #[test]
    fn spellings_of_one_handle_are_one_handle() {
        assert_eq!(Handle::parse("Ana.Ruiz"), Handle::parse("ana.ruiz"));
        for text in ["a", "_", "sepsis-care", "r2_d2", "a.b-c"] {
            assert_eq!(Handle::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn threat_038_text_that_is_no_handle_is_refused() {
        let long = "a".repeat(31);
        for text in [
            "",
            long.as_str(),
            ".a",
            "a.",
            "-a",
            "a-",
            "a..b",
            "a b",
            "a@b",
            "ä",
            "a\u{202E}",
            "<script>",
            "a/b",
            "\u{1F389}",
            "a\n",
        ] {
            assert!(Handle::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn names_of_the_node_itself_are_reserved() {
        for text in ["admin", "Root", "postmaster", "org", "actor", "api", "settings", "abuse"] {
            assert!(Handle::parse(text).unwrap().is_reserved(), "{text}");
        }
        assert!(!Handle::parse("ana").unwrap().is_reserved());
    }

    #[test]
    fn threat_036_spellings_of_one_domain_are_one_domain() {
        for text in [
            "v.test",
            "V.TEST",
            "v.test.",
            "v.test:443",
            "v.test:80",
            "v\u{3002}test",
            "\u{FF56}\u{FF0E}test",
        ] {
            assert_eq!(domain(text).as_deref(), Some("v.test"), "{text}");
        }
        assert_eq!(domain("Bücher.test").as_deref(), Some("xn--bcher-kva.test"));
    }

    #[test]
    fn threat_036_text_that_is_no_domain_is_refused() {
        for text in [
            "",
            "v",
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "[::1]",
            "0x7f.1",
            "v.test:8443",
            "v.test@e.test",
            "v.test/e",
            "%76.test",
            "v.test\\e",
            "v..test",
            "v.test..",
            " v.test",
            "v.\u{200B}test",
        ] {
            assert_eq!(domain(text), None, "{text:?}");
        }
    }

    #[test]
    fn loopback_hosts_keep_their_port() {
        let loopback = |text| Domain::parse_with(text, UrlRules::Loopback).map(|domain| domain.to_string());
        assert_eq!(loopback("River.localhost:8402").as_deref(), Ok("river.localhost:8402"));
        assert_eq!(loopback("127.0.0.1:8400").as_deref(), Ok("127.0.0.1:8400"));
        assert_eq!(loopback("10.0.0.1"), Err(InvalidHandle::Domain));
    }

    #[test]
    fn an_account_is_read_in_every_customary_form() {
        for text in ["@Ana@A.test", "Ana@a.test", "acct:Ana@a.test", "ACCT:Ana@a.test.", "!Ana@a.test"] {
            let acct = Acct::parse(text, UrlRules::Production).unwrap();
            assert_eq!(acct.to_string(), "@Ana@a.test", "{text}");
            assert_eq!(acct.key(), "ana@a.test");
        }
    }

    #[test]
    fn threat_038_text_that_is_no_account_is_refused() {
        let long = format!("{}@a.test", "a".repeat(10_000));
        for text in [
            "",
            "ana",
            "@ana",
            "@ana@",
            "@@a.test",
            "a@b@c.test",
            "a b@c.test",
            "a\u{202E}@c.test",
            "a\0@c.test",
            "<b>@c.test",
            "\u{1F389}@c.test",
            "a@127.0.0.1",
            "\u{3164}@c.test",
            long.as_str(),
        ] {
            assert!(Acct::parse(text, UrlRules::Production).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_shown_handle_is_read_back_the_same(text in "[a-zA-Z0-9_.-]{0,32}|.{0,40}") {
            if let Ok(handle) = Handle::parse(&text) {
                prop_assert_eq!(handle.to_string().parse(), Ok(handle));
            }
        }

        #[test]
        fn threat_038_a_shown_account_is_read_back_the_same(text in "[@!]?[\\p{L}0-9_.~-]{1,20}@[\\p{L}0-9.:-]{1,20}|.{0,40}|\\PC{1,9}@\\PC{1,9}\\.test") {
            for rules in [UrlRules::Production, UrlRules::Loopback] {
                if let Ok(acct) = Acct::parse(&text, rules) {
                    let shown = acct.to_string();
                    prop_assert!(!shown.chars().any(|c| is_invisible(c) || c.is_whitespace()));
                    prop_assert_eq!(Acct::parse(&shown, rules), Ok(acct));
                }
            }
        }
    }
}
