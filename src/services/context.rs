//! What every use case is given.

use crate::config::{FederationMode, LimitsConfig};
use crate::domain::address::Addresses;
use crate::domain::fact::Fact;
use crate::domain::handle::Domain;
use crate::domain::ids::OutgoingId;
use crate::domain::time::Timestamp;
use crate::domain::url::UrlRules;
use crate::infra::clock::{Clock, IdGenerator};
use crate::store::{StoreError, Tx, outgoing};

/// Time, ids, addresses, and what the configuration says. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Context {
    pub clock: Clock,
    pub ids: IdGenerator,
    pub addresses: Addresses,
    /// Holds as long as no administrator decided otherwise; see [`super::federation_policy::mode`].
    pub federation_mode: FederationMode,
    pub lengths: Lengths,
}

/// How long what is written here may be, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    pub title: usize,
    pub text: usize,
}

impl Lengths {
    pub fn of(limits: &LimitsConfig) -> Self {
        Self { title: limits.title_characters, text: limits.text_characters }
    }
}

impl Context {
    /// The current moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Which addresses may name somebody.
    pub fn url_rules(&self) -> UrlRules {
        UrlRules::of_origin(self.addresses.origin())
    }

    /// The domain of local handles. `None` only for a public address that is no valid domain, as `localhost` in
    /// production rules.
    pub fn home(&self) -> Option<Domain> {
        let authority = self.addresses.authority();
        Domain::parse_with(authority, self.url_rules())
            .or_else(|_| Domain::parse_with(authority, UrlRules::Loopback))
            .ok()
    }

    /// Records what other nodes must learn of, in the transaction of the fact itself.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record(&self, tx: &mut Tx, fact: &Fact) -> Result<(), StoreError> {
        outgoing::insert(tx, OutgoingId::new(self.ids.next()), fact, self.now()).await
    }
}
