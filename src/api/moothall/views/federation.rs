//! Other servers.

use serde::Serialize;
use utoipa::ToSchema;

use super::{People, Person};
use crate::config::FederationMode;
use crate::domain::delivery::PeerState;
use crate::domain::federation::{self, Rule};
use crate::domain::time::Timestamp;
use crate::store::delivery_failures::DeliveryFailure;
use crate::store::domain_rules;
use crate::store::peer_overview::PeerOverview;

/// Another server, and how deliveries to it are going.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Peer {
    pub(in crate::api) domain: String,
    /// What its NodeInfo says that it runs.
    pub(in crate::api) software: Option<String>,
    pub(in crate::api) software_version: Option<String>,
    pub(in crate::api) state: PeerState,
    /// How many deliveries wait, counted no further than to 1000.
    pub(in crate::api) pending: i64,
    /// When the oldest of what waits was published.
    pub(in crate::api) oldest_pending_at: Option<Timestamp>,
    /// Failed rounds in a row.
    pub(in crate::api) failures: i64,
    /// When the next round is due.
    pub(in crate::api) next_attempt_at: Option<Timestamp>,
    pub(in crate::api) last_success_at: Option<Timestamp>,
    pub(in crate::api) last_failure_at: Option<Timestamp>,
    /// Foreign text.
    pub(in crate::api) last_error: Option<String>,
    /// What it last refused for good.
    pub(in crate::api) refusals: Vec<Refusal>,
}

/// A delivery that a server does not want.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Refusal {
    pub(in crate::api) at: Timestamp,
    /// The status of its answer; `null` when we refused to contact the address.
    pub(in crate::api) status: Option<i64>,
    /// Foreign text.
    pub(in crate::api) error: String,
}

impl Peer {
    /// A line of the list, with those of the refusals that are its own.
    pub(in crate::api) fn new(row: PeerOverview, refusals: &[DeliveryFailure]) -> Self {
        let PeerOverview { peer, pending, oldest_pending_at, .. } = row;
        let of_this = refusals.iter().filter(|refusal| refusal.peer_id == peer.id);
        let refusals = of_this.map(Refusal::from).collect();
        Self {
            domain: peer.domain,
            software: peer.software,
            software_version: peer.software_version,
            state: peer.state,
            pending,
            oldest_pending_at,
            failures: peer.failures,
            next_attempt_at: peer.next_attempt_at,
            last_success_at: peer.last_success_at,
            last_failure_at: peer.last_failure_at,
            last_error: peer.last_error,
            refusals,
        }
    }
}

impl From<&DeliveryFailure> for Refusal {
    fn from(failure: &DeliveryFailure) -> Self {
        Self { at: failure.created_at, status: failure.status, error: failure.error.clone() }
    }
}

/// What an administrator decided about a domain and those below it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct DomainRule {
    pub(in crate::api) domain: String,
    pub(in crate::api) rule: Rule,
    pub(in crate::api) reason: String,
    /// `null` for one that was made on the command line.
    pub(in crate::api) created_by: Option<Person>,
    pub(in crate::api) created_at: Timestamp,
}

impl DomainRule {
    pub(in crate::api) fn new(rule: federation::DomainRule, people: &People) -> Self {
        Self {
            domain: rule.domain,
            rule: rule.rule,
            reason: rule.reason,
            created_by: people.get(rule.created_by),
            created_at: rule.created_at,
        }
    }
}

/// What a block would end.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Losses {
    /// People and communities there that this node knows.
    pub(in crate::api) actors: i64,
    /// Follows of ours by people there.
    pub(in crate::api) followers: i64,
    /// Follows of theirs by people here.
    pub(in crate::api) follows: i64,
    /// Communities here that they listen to.
    pub(in crate::api) subscriptions: i64,
    /// Communities there that people here follow.
    pub(in crate::api) communities: i64,
    /// Deliveries that wait for their servers.
    pub(in crate::api) pending: i64,
}

impl From<domain_rules::Losses> for Losses {
    fn from(losses: domain_rules::Losses) -> Self {
        let domain_rules::Losses { actors, followers, follows, subscriptions, communities, pending } = losses;
        Self { actors, followers, follows, subscriptions, communities, pending }
    }
}

/// With whom the node speaks.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct FederationSettings {
    /// The mode that holds.
    pub(in crate::api) mode: FederationMode,
    /// The mode of the configuration, which holds where no administrator decided otherwise.
    pub(in crate::api) configured: FederationMode,
}
