//! How many connections there may be, in all and from one client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ipnet::IpNet;

use crate::api::Hub;
use crate::http::ClientAddress;

/// An open connection costs a file descriptor and some 20 KiB.
const IN_ALL: usize = 8_192;
const FROM_ONE_CLIENT: usize = 256;
const _: () = assert!(Hub::IN_ALL < IN_ALL, "streams leave room for those who ask");

/// Counts open connections. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    trusted: Arc<[IpNet]>,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(super) struct Counted {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    network: IpAddr,
}

impl Connections {
    /// Proxies in `trusted`, and this machine, may have as many as there are.
    pub(super) fn new(trusted: &[IpNet]) -> Self {
        Self { open: Arc::default(), trusted: trusted.into() }
    }

    /// Counts a connection, with those of the same network. `None`: there are too many already, and this one is to be
    /// closed.
    pub(super) fn count(&self, client: IpAddr) -> Option<Counted> {
        let client = client.to_canonical();
        let unlimited = client.is_loopback() || self.trusted.iter().any(|network| network.contains(&client));
        let network = ClientAddress::of_peer(client).network();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, own) = (open.values().sum::<usize>(), open.get(&network).copied().unwrap_or(0));
        if all >= IN_ALL || (!unlimited && own >= FROM_ONE_CLIENT) {
            return None;
        }
        *open.entry(network).or_default() += 1;
        Some(Counted { open: Arc::clone(&self.open), network })
    }

    /// How many are open.
    #[cfg(test)]
    pub(super) fn open(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_061_one_client_cannot_take_all_connections() {
        let connections = Connections::new(&["10.0.0.0/8".parse().unwrap()]);
        let open = |client: &str, times: usize| -> Vec<Counted> {
            (0..times).map_while(|_| connections.count(client.parse().unwrap())).collect()
        };
        let held = open("192.0.2.1", 1000);
        assert_eq!(held.len(), FROM_ONE_CLIENT);
        assert_eq!(open("192.0.2.2", 10).len(), 10);
        assert_eq!(open("10.0.0.1", 1000).len(), 1000, "a trusted proxy speaks for many");
        drop(held);
        assert_eq!(open("192.0.2.1", 1).len(), 1);
        assert!(connections.open.lock().unwrap().is_empty());
    }

    #[test]
    fn threat_068_addresses_of_one_household_count_together() {
        let connections = Connections::new(&[]);
        let open = |host: usize| connections.count(format!("2001:db8:0:1::{host:x}").parse().unwrap());
        let held: Vec<Counted> = (1..1000).map_while(open).collect();
        assert_eq!(held.len(), FROM_ONE_CLIENT);
        assert!(connections.count("2001:db8:0:2::1".parse().unwrap()).is_some());
    }
}
