//! The client itself: one pool of connections, one set of rules.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method};
use reqwest::redirect;
use url::Url;

use super::resolver::{GuardedResolver, Resolve, SystemResolver};
use super::rules::Rules;
use super::tls;
use crate::config::Config;
use crate::infra::clock::Clock;

/// For name lookup, TCP and TLS together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that waits costs 16 to 35 KiB; it is really closed after up to twice this time.
const IDLE_TIMEOUT: Duration = Duration::from_secs(25);
const IDLE_CONNECTIONS_PER_HOST: usize = 4;

/// The one client for everything that leaves this node. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    pub(super) client: reqwest::Client,
    /// Under the same rules, and keeps no connection open.
    pub(super) forgetful: reqwest::Client,
    pub(super) rules: Rules,
    pub(super) clock: Clock,
}

/// Signs a request before it goes out. Signing takes up to 300 µs and happens on the calling task.
pub trait RequestSigner: Send + Sync {
    /// Headers to add to a request without body: the signature, and what it covers (`Date`). Called once per hop.
    fn sign(&self, method: &Method, url: &Url) -> HeaderMap;
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    #[error(transparent)]
    Certificates(#[from] tls::CertificateError),
    #[error("cannot prepare the HTTP client")]
    Build(#[source] reqwest::Error),
}

/// A stand-in for the internet, so that hostile servers on loopback can be met under the rules of production.
///
/// Only code can make one: no configuration and no environment variable leads here.
pub struct TestNetwork {
    /// Knows the names of the test. A port other than 0 in its answers replaces 443.
    pub resolver: Arc<dyn Resolve>,
    /// The addresses that count as public, beside those that are. Everything else is refused as always.
    pub contains: fn(IpAddr) -> bool,
}

impl HttpClient {
    /// The client of a node.
    pub fn new(config: &Config, clock: Clock) -> Result<Self, HttpClientError> {
        let rules = Rules { dev_loopback: config.federation.dev_loopback, test_network: None };
        Self::build(config, clock, rules, Arc::new(SystemResolver))
    }

    /// A client that takes `network` for the internet. For tests alone.
    pub fn on_test_network(
        config: &Config,
        clock: Clock,
        network: TestNetwork,
    ) -> Result<Self, HttpClientError> {
        let rules =
            Rules { dev_loopback: config.federation.dev_loopback, test_network: Some(network.contains) };
        Self::build(config, clock, rules, network.resolver)
    }

    fn build(
        config: &Config,
        clock: Clock,
        rules: Rules,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, HttpClientError> {
        let tls = tls::client_config(config.federation.extra_ca_file.as_deref())?;
        let agent = format!("Moothall/{} (+{})", env!("CARGO_PKG_VERSION"), config.server.origin());
        let client = |resolver: Arc<dyn Resolve>, idle_connections_per_host: usize| {
            #[expect(clippy::disallowed_methods, reason = "this is the door that everything else has to use")]
            let builder = reqwest::Client::builder();
            builder
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(GuardedResolver { inner: resolver, rules })
                .redirect(redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .user_agent(&agent)
                .connect_timeout(CONNECT_TIMEOUT)
                .pool_idle_timeout(IDLE_TIMEOUT)
                .pool_max_idle_per_host(idle_connections_per_host)
                .build()
                .map_err(HttpClientError::Build)
        };
        let (client, forgetful) =
            (client(Arc::clone(&resolver), IDLE_CONNECTIONS_PER_HOST)?, client(resolver, 0)?);
        Ok(Self { client, forgetful, rules, clock })
    }
}
