//! `server`: where the node is reached.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use url::{Host, Url};

use super::section::{as_text, section};

section! {
    /// Where this node is reached.
    pub struct ServerConfig = "server" {
        /// The address people and other nodes use, without a path. It is part of the name of everything this node
        /// publishes, so it cannot change once the node has spoken to another one.
        public_url: PublicUrl = PublicUrl::local();
        /// Where the web server listens. Put a reverse proxy with TLS in front of it.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 8400));
        /// Networks of the reverse proxies whose X-Forwarded-For header is believed, for example
        /// `["127.0.0.1/32", "10.0.0.0/8"]`. When empty, forwarded headers are ignored.
        trusted_proxies: Vec<IpNet> = Vec::new();
    }
}

impl ServerConfig {
    /// Host and, unless it is the scheme's own, port: `a.example`, `localhost:8400`. Lower case, international names
    /// in their ASCII form. It is what other nodes sign as `host` and what stands behind the `@` of a handle.
    pub fn authority(&self) -> &str {
        let origin = self.origin();
        origin.split_once("://").map_or(origin, |(_, authority)| authority)
    }

    /// Scheme and authority: `https://a.example`. Every address this node makes begins with it.
    pub fn origin(&self) -> &str {
        self.public_url.as_str()
    }
}

/// An `http` or `https` address that is nothing but an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    url: Url,
}

/// Why an address cannot be the public one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPublicUrl {
    #[error("it is not a URL; write scheme and host, for example https://community.example")]
    Syntax,
    #[error("only http and https are possible, for example https://community.example")]
    Scheme,
    #[error("it must end after the host (and port): no path, query, fragment or sign-in name")]
    MoreThanOrigin,
    #[error("its host must be a name, not an address such as 192.0.2.1 (loopback apart)")]
    Address,
}

impl PublicUrl {
    fn local() -> Self {
        #[expect(clippy::expect_used, reason = "a constant, read in every test run")]
        "http://localhost:8400".parse().expect("the default address is valid")
    }

    /// Without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The parsed form, with `/` as path.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let url = Url::parse(text.trim()).map_err(|_| NotAPublicUrl::Syntax)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NotAPublicUrl::Scheme);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(NotAPublicUrl::MoreThanOrigin);
        }
        let names_something = match url.host() {
            Some(Host::Domain(name)) => !name.ends_with('.'),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if !names_something {
            return Err(NotAPublicUrl::Address);
        }
        Ok(Self { origin: url.origin().ascii_serialization(), url })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

as_text!(PublicUrl);

#[cfg(test)]
mod tests {
    use super::*;

    fn server(public_url: &str) -> ServerConfig {
        ServerConfig { public_url: public_url.parse().unwrap(), ..ServerConfig::default() }
    }

    #[test]
    fn the_authority_is_lower_case_and_leaves_the_default_port_out() {
        assert_eq!(server("https://Community.EXAMPLE:443/").authority(), "community.example");
        assert_eq!(server("http://localhost:8400").authority(), "localhost:8400");
        assert_eq!(server("https://bücher.example").origin(), "https://xn--bcher-kva.example");
        assert_eq!(server("http://[::1]:8400").authority(), "[::1]:8400");
    }

    #[test]
    fn only_an_origin_is_a_public_address() {
        for (text, refusal) in [
            ("community.example", NotAPublicUrl::Syntax),
            ("ftp://community.example", NotAPublicUrl::Scheme),
            ("https://community.example/forum", NotAPublicUrl::MoreThanOrigin),
            ("https://community.example/?a", NotAPublicUrl::MoreThanOrigin),
            ("https://me:secret@community.example", NotAPublicUrl::MoreThanOrigin),
            ("https://192.0.2.1", NotAPublicUrl::Address),
            ("https://community.example.", NotAPublicUrl::Address),
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(refusal), "{text}");
        }
    }
}
