//! From a host name to addresses that may be contacted.
//!
//! The check sits in the resolver of the HTTP client, between the answer of the name server and the connection, so the
//! address that is checked is the address that is connected to. A name that changes its address (DNS rebinding) is
//! checked again each time.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;

use super::rules::Rules;

/// Finds the addresses of a host. The system does it in production; tests bring their own.
pub trait Resolve: Send + Sync + 'static {
    /// All addresses of `name`. Port 0 stands for the port of the URL; another one is used when the URL names none.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>>;
}

/// Asks the operating system.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// The name has addresses, but none that may be contacted.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the name leads to no public address")]
pub(super) struct NoPublicAddress;

/// The resolver given to the HTTP client.
#[derive(Clone)]
pub(super) struct GuardedResolver {
    pub(super) inner: Arc<dyn Resolve>,
    pub(super) rules: Rules,
}

impl GuardedResolver {
    async fn addresses(
        &self,
        name: &str,
    ) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        if self.rules.dev_loopback && (name == "localhost" || name.ends_with(".localhost")) {
            return Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]);
        }
        let mut addresses = self.inner.resolve(name).await?;
        if addresses.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
        }
        addresses.retain(|address| self.rules.admit(address.ip()));
        if addresses.is_empty() { Err(NoPublicAddress.into()) } else { Ok(addresses) }
    }
}

impl reqwest::dns::Resolve for GuardedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.addresses(name.as_str()).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}
