//! From where a request comes.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use super::HttpError;

/// No chain of honest proxies is longer; what stands further left is not read.
const MOST_HOPS: usize = 16;

/// The address of the client: the peer's, unless that is a proxy we trust. Shown to nobody and not logged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Of whoever opens a connection, which may be a proxy.
    pub fn of_peer(peer: IpAddr) -> Self {
        Self(peer)
    }

    /// What limits count by: an IPv4 address, or the /64 that one IPv6 household can change its address in.
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            v4 @ IpAddr::V4(_) => v4,
        }
    }
}

/// An address is personal data; a debug line shows none.
impl fmt::Debug for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientAddress(***)")
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let found = parts.extensions.get::<Self>().copied();
        found.ok_or_else(|| HttpError::internal("the router lacks the layer for client addresses"))
    }
}

/// The proxies whose `X-Forwarded-For` is believed (`server.trusted_proxies`).
#[derive(Debug, Clone)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The right-most address that is not a trusted proxy's: what stands left of it was written by strangers.
    pub fn client_of(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = peer.to_canonical();
        let values: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
        let hops = values.iter().rev().flat_map(|value| value.rsplit(',')).take(MOST_HOPS);
        for hop in hops {
            if !self.contain(client) {
                break;
            }
            let Some(address) = parse_hop(hop.trim()) else { break };
            client = address;
        }
        ClientAddress(client)
    }
}

/// Some proxies add the port.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let address = text.parse::<IpAddr>().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

/// Middleware: notes the client's address for limits and extractors.
pub async fn note_client(
    State(proxies): State<TrustedProxies>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = proxies.client_of(peer.ip(), request.headers());
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let networks: Vec<IpNet> = trusted.iter().map(|one| one.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        headers.insert("x-real-ip", HeaderValue::from_static("203.0.113.99"));
        headers.insert("forwarded", HeaderValue::from_static("for=203.0.113.98"));
        TrustedProxies::new(&networks).client_of(peer.parse().unwrap(), &headers).0.to_string()
    }

    #[test]
    fn threat_068_strangers_cannot_say_who_they_are() {
        assert_eq!(client(&[], "192.0.2.1", &["203.0.113.5"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.5"]), "192.0.2.1");
    }

    #[test]
    fn threat_068_a_trusted_proxy_is_believed_about_its_own_peer_only() {
        let trusted = ["10.0.0.0/8", "::1/128"];
        assert_eq!(client(&trusted, "10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        assert_eq!(client(&trusted, "10.0.0.1", &["198.51.100.7, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(client(&trusted, "10.0.0.1", &["198.51.100.7, 203.0.113.5, 10.0.0.2"]), "203.0.113.5");
        assert_eq!(client(&trusted, "10.0.0.1", &["198.51.100.7", "203.0.113.5"]), "203.0.113.5");
        assert_eq!(client(&trusted, "::ffff:10.0.0.1", &["203.0.113.5:4711"]), "203.0.113.5");
        assert_eq!(client(&trusted, "::1", &["[2001:db8::5]:4711"]), "2001:db8::5");
        assert_eq!(client(&trusted, "10.0.0.1", &["203.0.113.5, nonsense"]), "10.0.0.1");
        assert_eq!(client(&trusted, "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn threat_068_changing_the_address_within_a_household_changes_nothing() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network();
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
