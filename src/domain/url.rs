//! Addresses of things in the network: validated ids and their origins.
//!
//! Whatever spelling an address arrives in (`V.TEST`, `v.test.`, `:443`, full-width dots, percent-encoded hosts), it is
//! kept in one form, so that comparing, blocking and fetching all mean the same place.

use std::fmt;

use ::url::{Host, Url};
use serde::{Serialize, Serializer};

/// The longest id, in bytes.
pub const MAX_IRI_BYTES: usize = 2048;

/// Which addresses may name somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlRules {
    /// Names with a dot in them; no IP addresses, no `localhost`.
    Production,
    /// Also `localhost`, `*.localhost` and loopback addresses, with any port (`federation.dev_loopback`).
    Loopback,
}

impl UrlRules {
    /// The rules of a node by its own address: one that is reached by plain http is one for development.
    pub fn of_origin(origin: &str) -> Self {
        if origin.starts_with("https://") { Self::Production } else { Self::Loopback }
    }
}

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIri {
    /// More than [`MAX_IRI_BYTES`].
    #[error("address longer than {MAX_IRI_BYTES} bytes")]
    TooLong,
    /// Relative, or not a URL, or spelled so that programs disagree about what it means.
    #[error("not an absolute address")]
    Malformed,
    /// Neither `http` nor `https`.
    #[error("address is neither http nor https")]
    Scheme,
    /// A name or password before the host.
    #[error("address contains a user name or password")]
    UserInfo,
    /// An IP address, `localhost` or a name without a dot.
    #[error("host is not a public name")]
    Host,
    /// A fragment where none belongs.
    #[error("address contains a fragment")]
    Fragment,
}

/// The id of an actor, object, activity or key: an absolute http or https URL in normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iri(Url);

/// Reads the id of an actor or object, which has no fragment.
pub fn parse_iri(text: &str, rules: UrlRules) -> Result<Iri, InvalidIri> {
    let iri = parse_iri_with_fragment(text, rules)?;
    if iri.0.fragment().is_some() {
        return Err(InvalidIri::Fragment);
    }
    Ok(iri)
}

/// Reads the id of a key (`…/u/ana#main-key`) or of an activity, which Mastodon writes as `…/users/ana#likes/1`.
pub fn parse_iri_with_fragment(text: &str, rules: UrlRules) -> Result<Iri, InvalidIri> {
    if text.len() > MAX_IRI_BYTES {
        return Err(InvalidIri::TooLong);
    }
    refuse_ambiguous(text)?;
    let mut url = Url::parse(text).map_err(|_| InvalidIri::Malformed)?;
    // Browsers and signature libraries disagree about an empty user name, so the text decides, not the parser.
    let authority = text.split('/').nth(2).unwrap_or_default();
    if authority.contains('@') || !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidIri::UserInfo);
    }
    normalize_host(&mut url)?;
    check_host(&url, rules)?;
    if url.query() == Some("") {
        url.set_query(None);
    }
    if url.fragment() == Some("") {
        url.set_fragment(None);
    }
    if url.as_str().len() > MAX_IRI_BYTES {
        return Err(InvalidIri::TooLong);
    }
    Ok(Iri(url))
}

impl Iri {
    /// The normal form, as it is stored and compared.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The URL, to fetch it.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Where it lives.
    pub fn origin(&self) -> Origin {
        Origin::from_checked(&self.0)
    }

    /// The document a key or activity id points into.
    #[must_use]
    pub fn without_fragment(&self) -> Self {
        let mut url = self.0.clone();
        url.set_fragment(None);
        Self(url)
    }
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Iri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A scheme, host and port: the unit of trust between servers (FEP-fe34). The host is in lower case and Punycode,
/// without a final dot; the port is always known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an http or https URL; `None` for all others.
    pub fn of(url: &Url) -> Option<Self> {
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        web.then(|| Self::from_checked(url))
    }

    /// The host name, without the port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, given or implied.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn from_checked(url: &Url) -> Self {
        let https = url.scheme() == "https";
        let host = url.host_str().unwrap_or_default();
        Self {
            https,
            host: host.strip_suffix('.').unwrap_or(host).to_owned(),
            port: url.port().unwrap_or(default_port(https)),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default_port(self.https) { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// Whether two URLs have the same origin. URLs that are neither http nor https have none, and equal nothing.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    Origin::of(one).is_some_and(|origin| Origin::of(other) == Some(origin))
}

const fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

/// Refuses spellings that the URL parser would repair silently and another program would read differently.
fn refuse_ambiguous(text: &str) -> Result<(), InvalidIri> {
    let (scheme, rest) = text.split_once(':').ok_or(InvalidIri::Malformed)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(InvalidIri::Scheme);
    }
    let rest = rest.strip_prefix("//").ok_or(InvalidIri::Malformed)?;
    let odd = |c: char| c == '\\' || c.is_whitespace() || super::text::names::is_invisible(c);
    if rest.starts_with('/') || rest.contains(odd) {
        return Err(InvalidIri::Malformed);
    }
    Ok(())
}

/// `v.test.` is `v.test`.
fn normalize_host(url: &mut Url) -> Result<(), InvalidIri> {
    let Some(name) = url.domain().and_then(|name| name.strip_suffix('.')) else {
        return Ok(());
    };
    let name = name.to_owned();
    url.set_host(Some(&name)).map_err(|_| InvalidIri::Host)
}

/// Applies `rules` to the host of a parsed URL.
pub(super) fn check_host(url: &Url, rules: UrlRules) -> Result<(), InvalidIri> {
    let loopback_allowed = rules == UrlRules::Loopback;
    let allowed = match url.host() {
        Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => loopback_allowed,
        Some(Host::Domain(name)) => is_dotted_name(name),
        Some(Host::Ipv4(address)) => loopback_allowed && address.is_loopback(),
        Some(Host::Ipv6(address)) => loopback_allowed && address.is_loopback(),
        None => false,
    };
    if allowed { Ok(()) } else { Err(InvalidIri::Host) }
}

/// At least two labels that DNS can hold: letters, digits, hyphens and underscores.
fn is_dotted_name(name: &str) -> bool {
    let label_ok = |label: &str| {
        matches!(label.len(), 1..=63)
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(label_ok)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn production(text: &str) -> Result<String, InvalidIri> {
        parse_iri(text, UrlRules::Production).map(|iri| iri.to_string())
    }

    #[test]
    fn threat_036_spellings_of_one_host_are_one_address() {
        for text in [
            "https://v.test/p/1",
            "HTTPS://V.TEST/p/1",
            "https://v.test./p/1",
            "https://v.test:443/p/1",
            "https://v\u{3002}test/p/1",
            "https://\u{FF36}.test/p/1",
            "https://%76.test/p/1",
            "https://v.test/p/1?",
            "https://v.test/x/../p/1",
            "https://v.test/x/%2e%2e/p/1",
        ] {
            assert_eq!(production(text).as_deref(), Ok("https://v.test/p/1"), "{text}");
        }
        assert_eq!(production("https://bücher.test/").as_deref(), Ok("https://xn--bcher-kva.test/"));
    }

    #[test]
    fn threat_036_another_port_scheme_or_script_is_another_origin() {
        let origin = |text| parse_iri(text, UrlRules::Production).unwrap().origin();
        let home = origin("https://v.test/");
        for text in [
            "https://v.test:8443/",
            "http://v.test/",
            "http://v.test:443/",
            "https://w.v.test/",
            "https://\u{0475}.test/",
        ] {
            assert_ne!(origin(text), home, "{text}");
        }
        assert_eq!(origin("https://V.test.:443/a").to_string(), "https://v.test");
        assert_eq!(origin("https://v.test:8443/a").to_string(), "https://v.test:8443");
    }

    #[test]
    fn threat_036_addresses_that_programs_read_differently_are_refused() {
        for text in [
            "https://v.test\\@e.test/",
            "https:v.test/",
            "https:///v.test/",
            "https://v.te\tst/",
            "https://v.te\u{200B}st/",
        ] {
            assert_eq!(production(text), Err(InvalidIri::Malformed), "{text:?}");
        }
        for text in ["https://v.test@e.test/", "https://@e.test/", "https://a:b@e.test/"] {
            assert_eq!(production(text), Err(InvalidIri::UserInfo), "{text}");
        }
    }

    #[test]
    fn threat_036_hosts_that_are_not_public_names_are_refused() {
        for text in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1/",
            "https://localhost/",
            "https://a.localhost./",
            "https://intranet/",
        ] {
            assert_eq!(production(text), Err(InvalidIri::Host), "{text}");
        }
    }

    #[test]
    fn threat_037_ids_of_other_kinds_are_refused() {
        for text in ["", "1", "null", "/p/1", "//v.test/p/1"] {
            assert_eq!(production(text), Err(InvalidIri::Malformed), "{text}");
        }
        for text in ["javascript:alert(1)", "data:text/html,x", "urn:uuid:0", "ftp://v.test/"] {
            assert_eq!(production(text), Err(InvalidIri::Scheme), "{text}");
        }
        assert_eq!(production(&format!("https://v.test/{}", "a".repeat(10_000))), Err(InvalidIri::TooLong));
        assert_eq!(production(&format!("https://v.test/{}", "ä".repeat(900))), Err(InvalidIri::TooLong));
    }

    #[test]
    fn only_keys_and_activities_have_a_fragment() {
        let text = "https://v.test/u/ana#main-key";
        assert_eq!(production(text), Err(InvalidIri::Fragment));
        let key = parse_iri_with_fragment(text, UrlRules::Production).unwrap();
        assert_eq!(key.as_str(), text);
        assert_eq!(key.without_fragment().as_str(), "https://v.test/u/ana");
    }

    #[test]
    fn loopback_is_allowed_for_trying_things_out() {
        for text in ["http://northside.localhost:8401/u/ana", "http://127.0.0.1:8400/", "http://[::1]:8400/"]
        {
            assert_eq!(parse_iri(text, UrlRules::Loopback).unwrap().as_str(), text);
        }
        assert_eq!(parse_iri("http://10.0.0.1/", UrlRules::Loopback), Err(InvalidIri::Host));
    }

    #[test]
    fn urls_without_an_origin_have_none_in_common() {
        let data = Url::parse("data:,x").unwrap();
        assert!(!same_origin(&data, &data));
        assert!(same_origin(
            &Url::parse("https://v.test./a").unwrap(),
            &Url::parse("https://V.TEST:443/b").unwrap()
        ));
    }

    proptest! {
        #[test]
        fn threat_037_a_parsed_id_stays_as_it_is(text in ".{0,60}|https?://\\PC{0,60}|https?://[a-z.@:%\\\\]{1,12}/[a-z/.?#%]{0,12}") {
            for rules in [UrlRules::Production, UrlRules::Loopback] {
                if let Ok(iri) = parse_iri_with_fragment(&text, rules) {
                    prop_assert!(iri.as_str().is_ascii());
                    prop_assert_eq!(parse_iri_with_fragment(iri.as_str(), rules), Ok(iri));
                }
            }
        }
    }
}
