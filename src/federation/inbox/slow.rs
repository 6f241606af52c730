//! Preparations that wait for another server.
//!
//! They give their place to others, or whoever keeps us waiting would keep everybody waiting (threat 58). What one server
//! sends may have a few of them, and all together are bounded, because they hold memory and connections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

/// A preparation that takes longer is slow.
pub(super) const AFTER: Duration = Duration::from_secs(1);
/// A slow one is given up after this long, and tried again later.
pub(super) const AT_MOST: Duration = Duration::from_secs(30);
const OF_ONE_SERVER: usize = 8;
const IN_ALL: usize = 256;

/// Counts the slow preparations by the server whose deliveries they are.
#[derive(Debug, Default)]
pub(super) struct Slow {
    by_server: Arc<Mutex<HashMap<String, usize>>>,
}

/// A slow preparation that is counted until this is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    by_server: Arc<Mutex<HashMap<String, usize>>>,
    server: String,
}

impl Slow {
    /// `None`: the signer's server has too many already, or all have, and this one has to wait for another time.
    pub(super) fn admit(&self, signer_uri: &str) -> Option<Admitted> {
        let server = Url::parse(signer_uri).ok()?.host_str()?.to_owned();
        let mut by_server = self.by_server.lock().unwrap_or_else(PoisonError::into_inner);
        let own = by_server.get(&server).copied().unwrap_or(0);
        if own >= OF_ONE_SERVER || by_server.values().sum::<usize>() >= IN_ALL {
            return None;
        }
        *by_server.entry(server.clone()).or_default() += 1;
        Some(Admitted { by_server: Arc::clone(&self.by_server), server })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_server.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut by_server = self.by_server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_server.get_mut(&self.server) {
            *count -= 1;
            if *count == 0 {
                by_server.remove(&self.server);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_058_one_server_keeps_only_a_few_places_and_all_together_not_all() {
        let slow = Slow::default();
        let admit = |server: &str, times: usize| -> Vec<Admitted> {
            (0..times).map_while(|_| slow.admit(&format!("https://{server}/u/mallory"))).collect()
        };
        let held = admit("e.test", 100);
        assert_eq!(held.len(), OF_ONE_SERVER);
        let others: Vec<Vec<Admitted>> =
            (0..100).map(|number| admit(&format!("f{number}.test"), 100)).collect();
        assert_eq!(others.iter().map(Vec::len).sum::<usize>(), IN_ALL - OF_ONE_SERVER);
        assert_eq!(slow.len(), IN_ALL);
        drop((held, others));
        assert_eq!((slow.len(), admit("e.test", 1).len()), (0, 1));
        assert!(slow.by_server.lock().unwrap().is_empty());
    }
}
