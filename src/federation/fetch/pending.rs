//! What is still to be read, in order. What a server does not answer for comes last, and is given up after some tries: one
//! server that is down holds up nothing else.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often one address is asked for.
const MAX_TRIES: u32 = 4;
/// Before an address is asked for again: 1, 10 and 100 minutes.
const FIRST_WAIT: Duration = Duration::from_mins(1);

/// Addresses to be read. Stored as JSON within the progress of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    waiting: VecDeque<String>,
    /// How often those were tried that have been.
    #[serde(default)]
    tries: BTreeMap<String, u32>,
}

impl Pending {
    /// Adds an address to the end; `false`: it waits already.
    pub(super) fn add(&mut self, address: &str) -> bool {
        let new = !self.has(address);
        if new {
            self.waiting.push_back(address.to_owned());
        }
        new
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn has(&self, address: &str) -> bool {
        self.waiting.iter().any(|known| known == address)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &String> {
        self.waiting.iter()
    }

    pub(super) fn first(&self) -> Option<String> {
        self.waiting.front().cloned()
    }

    /// The first was read, or never can be.
    pub(super) fn done(&mut self) {
        if let Some(address) = self.waiting.pop_front() {
            self.tries.remove(&address);
        }
    }

    /// The first could not be read now.
    pub(super) fn put_off(&mut self) {
        let Some(address) = self.waiting.pop_front() else { return };
        let tries = self.tries.remove(&address).unwrap_or(0) + 1;
        if tries < MAX_TRIES {
            self.tries.insert(address.clone(), tries);
            self.waiting.push_back(address);
        }
    }

    /// How long to wait before the first is asked for.
    pub(super) fn wait(&self) -> Duration {
        let tries = self.waiting.front().and_then(|first| self.tries.get(first));
        tries.map_or(Duration::ZERO, |tries| FIRST_WAIT * 10_u32.saturating_pow(tries.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_answer_comes_last_and_ends() {
        let mut pending = Pending::default();
        assert!(pending.add("down") && pending.add("up") && !pending.add("up"));
        pending.put_off();
        assert_eq!((pending.first().as_deref(), pending.wait()), (Some("up"), Duration::ZERO));
        pending.done();
        assert_eq!(pending.wait(), Duration::from_mins(1));
        for _ in 1..MAX_TRIES {
            pending.put_off();
        }
        assert_eq!(pending, Pending::default());
    }
}
