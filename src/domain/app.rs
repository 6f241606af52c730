//! Programs that people let act for them (OAuth 2, RFC 6749).

use url::{Host, Url};

use super::ids::{ActorId, AppId, TokenId};
use super::scope::Scopes;
use super::time::Timestamp;
use super::url::UrlRules;

/// The redirect of an app that cannot be redirected to: the code is shown, and the person carries it over.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// A registered program. Anybody can register one; it may do nothing until a person lets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub id: AppId,
    pub client_id: String,
    /// SHA-256, hexadecimal.
    pub secret_hash: String,
    pub name: String,
    pub website: Option<String>,
    /// Where people may be sent back to: one of these, letter by letter.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for.
    pub scopes: Scopes,
    pub created_at: Timestamp,
}

/// What an app holds after a person let it, or for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub id: TokenId,
    pub app_id: AppId,
    /// `None`: the app speaks for itself alone (client credentials).
    pub actor_id: Option<ActorId>,
    /// SHA-256, hexadecimal.
    pub token_hash: String,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
}

/// What a person's consent is on its way to the app: good once, for a few minutes, for one app and one redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// SHA-256, hexadecimal.
    pub code_hash: String,
    pub app_id: AppId,
    pub actor_id: ActorId,
    /// Where the code went.
    pub redirect_uri: String,
    pub scopes: Scopes,
    /// PKCE, S256: base64url of the SHA-256 of the verifier.
    pub challenge: Option<String>,
    pub expires_at: Timestamp,
    /// What it was exchanged for.
    pub token_id: Option<TokenId>,
    pub created_at: Timestamp,
}

/// Schemes that a browser runs or shows itself instead of leaving the page to an app.
const NOT_FOR_APPS: [&str; 9] =
    ["about", "blob", "data", "file", "filesystem", "javascript", "vbscript", "view-source", "wyciwyg"];

/// Whether an app may be registered with this redirect: [`OUT_OF_BAND`], or an absolute address of https or a scheme of the
/// app's own, plain ASCII, without a fragment. Over http a code could be read on its way, so that leads to a program on the
/// person's own machine alone (RFC 9700, section 2.6), except where the node itself is reached so, for development.
pub fn is_redirect_uri(text: &str, rules: UrlRules) -> bool {
    let is_kept_private = || rules == UrlRules::Loopback || !can_be_read_on_its_way(text);
    text == OUT_OF_BAND || (redirect_target(text).is_some() && is_kept_private())
}

fn can_be_read_on_its_way(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return true };
    let stays_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "http" && !stays_here
}

/// Where a redirect leads, in the words of a Content Security Policy: the origin of a web page, the scheme of a program.
/// `None` for what no app can be registered with, and for [`OUT_OF_BAND`].
pub fn redirect_target(text: &str) -> Option<String> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) || text == OUT_OF_BAND {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let scheme = url.scheme();
    if url.fragment().is_some() || NOT_FOR_APPS.contains(&scheme) {
        return None;
    }
    if !matches!(scheme, "http" | "https") {
        return Some(format!("{scheme}:"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    match url.host()? {
        Host::Domain(name) if name.bytes().all(is_of_a_host_name) => Some(format!("{scheme}://{name}{port}")),
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(format!("{scheme}://{address}{port}")),
        // A policy has no word for one.
        Host::Ipv6(_) => Some(format!("{scheme}:")),
    }
}

fn is_of_a_host_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_of_every_kind_can_be_returned_to() {
        for (text, target) in [
            ("https://elk.zone/api/a.test/oauth/https%3A%2F%2Felk.zone", "https://elk.zone"),
            ("http://localhost:5173/", "http://localhost:5173"),
            ("http://127.0.0.1:8080/back?x=1", "http://127.0.0.1:8080"),
            ("http://[::1]:8080/back", "http:"),
            ("icecubesapp://", "icecubesapp:"),
            ("com.tusky.beta://oauth2redirect", "com.tusky.beta:"),
            ("mastodon-android-auth://callback", "mastodon-android-auth:"),
        ] {
            assert_eq!(redirect_target(text).as_deref(), Some(target), "{text}");
            assert!(is_redirect_uri(text, UrlRules::Production), "{text}");
        }
        assert!(is_redirect_uri(OUT_OF_BAND, UrlRules::Production));
    }

    #[test]
    fn threat_087_a_code_goes_over_http_to_the_same_machine_alone() {
        for text in [
            "http://app.test/back",
            "http://10.0.0.7/back",
            "http://localhost.app.test/back",
            "http://[::2]/back",
            "HTTP://app.test/back",
        ] {
            assert!(!is_redirect_uri(text, UrlRules::Production), "{text}");
            assert!(is_redirect_uri(text, UrlRules::Loopback), "{text}");
        }
        for text in ["http://app.localhost/back", "http://127.8.0.1/back"] {
            assert!(is_redirect_uri(text, UrlRules::Production), "{text}");
        }
    }

    #[test]
    fn threat_087_what_a_browser_would_run_is_no_redirect() {
        for text in [
            "",
            "/back",
            "//e.test/back",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "https://app.test/back#fragment",
            "https://app.test/back#",
            "https://user:secret@app.test/back",
            "https://a;script-src/",
            "https://app.test/b ack",
            "https://app.test/\r\nSet-Cookie: a=b",
            "https://",
        ] {
            assert!(!is_redirect_uri(text, UrlRules::Loopback), "{text:?}");
        }
    }
}
