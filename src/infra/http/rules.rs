//! What may be contacted: the rules of production, the exceptions of development, and the network of a test.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;

/// No address that anyone needs is longer.
const MAX_URL_BYTES: usize = 4096;

/// Why a URL is not even tried. It follows from the URL alone, so it can be told to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("only https addresses are fetched")]
    Scheme,
    #[error("addresses with a port are not fetched")]
    Port,
    #[error("addresses with a sign-in name are not fetched")]
    Credentials,
    #[error("the host must be a name, not a number")]
    AddressLiteral,
    #[error("the host name is not usable")]
    Host,
    #[error("the address is too long")]
    TooLong,
    #[error("it leads to another host")]
    OtherHost,
}

/// What may be contacted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// `federation.dev_loopback`: http, ports and this machine are allowed.
    pub(super) dev_loopback: bool,
    /// Addresses that a test takes for the public internet.
    pub(super) test_network: Option<fn(IpAddr) -> bool>,
}

impl Rules {
    /// Whether the URL may be tried. [`Rules::admit`] decides about the addresses its host name leads to.
    pub(super) fn check(self, url: &Url) -> Result<(), Refusal> {
        if url.as_str().len() > MAX_URL_BYTES {
            return Err(Refusal::TooLong);
        }
        match url.scheme() {
            "https" => {}
            "http" if self.dev_loopback => {}
            _ => return Err(Refusal::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        if url.port().is_some() && !self.dev_loopback {
            return Err(Refusal::Port);
        }
        let literal = match url.host() {
            // `v.test.` and `v.test` are one server and two origins.
            Some(Host::Domain(name)) if !name.is_empty() && !name.ends_with('.') => return Ok(()),
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return Err(Refusal::Host),
        };
        // No resolver is asked about these, so they must be settled here.
        if self.dev_loopback && literal.is_loopback() { Ok(()) } else { Err(Refusal::AddressLiteral) }
    }

    /// Whether a connection to this address may be opened.
    pub(super) fn admit(self, address: IpAddr) -> bool {
        is_public(address)
            || (self.dev_loopback && address.is_loopback())
            || self.test_network.is_some_and(|contains| contains(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRODUCTION: Rules = Rules { dev_loopback: false, test_network: None };
    const DEVELOPMENT: Rules = Rules { dev_loopback: true, test_network: None };

    fn check(rules: Rules, url: &str) -> Result<(), Refusal> {
        rules.check(&Url::parse(url).unwrap())
    }

    #[test]
    fn production_speaks_https_with_names_on_the_usual_port() {
        assert_eq!(check(PRODUCTION, "https://v.test/u/alice?page=1"), Ok(()));
        assert_eq!(check(PRODUCTION, "https://v.test:443/"), Ok(()));
        for (url, refusal) in [
            ("http://v.test/", Refusal::Scheme),
            ("https://v.test:8443/", Refusal::Port),
            ("https://v.test@e.test/", Refusal::Credentials),
            ("https://v.test./", Refusal::Host),
        ] {
            assert_eq!(check(PRODUCTION, url), Err(refusal), "{url}");
        }
    }

    #[test]
    fn threat_041_hosts_that_are_numbers_are_refused_in_every_notation() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "0x7f000001",
            "8.8.8.8",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[2606:4700::1111]",
            "１２７.0.0.1",
            "%31%32%37.0.0.1",
            "127。0。0。1",
        ] {
            assert_eq!(
                check(PRODUCTION, &format!("https://{host}/")),
                Err(Refusal::AddressLiteral),
                "{host}"
            );
        }
        assert!(Url::parse("https://[fe80::1%25lo]/").is_err());
    }

    #[test]
    fn threat_046_other_schemes_are_refused_in_every_mode() {
        for url in
            ["file:///etc/passwd", "gopher://v.test/", "data:text/plain,x", "unix:/run/x", "ftp://v.test/"]
        {
            assert_eq!(check(PRODUCTION, url), Err(Refusal::Scheme), "{url}");
            assert_eq!(check(DEVELOPMENT, url), Err(Refusal::Scheme), "{url}");
        }
    }

    #[test]
    fn development_adds_this_machine_and_nothing_else() {
        for url in ["http://river.localhost:8402/u/b", "http://127.0.0.1:8402/", "http://[::1]:8402/"] {
            assert_eq!(check(DEVELOPMENT, url), Ok(()), "{url}");
        }
        assert_eq!(check(DEVELOPMENT, "http://10.0.0.1/"), Err(Refusal::AddressLiteral));
        assert!(DEVELOPMENT.admit([127, 0, 0, 1].into()));
        assert!(!DEVELOPMENT.admit([10, 0, 0, 1].into()));
        assert!(!DEVELOPMENT.admit([169, 254, 169, 254].into()));
        assert!(!PRODUCTION.admit([127, 0, 0, 1].into()));
    }
}
