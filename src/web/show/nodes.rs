//! What administrators see of the node and of others.

use crate::config;
use crate::domain::delivery;
use crate::domain::federation::Rule;
use crate::domain::role;
use crate::store::peers::PeerRow;
use crate::web::view::{AccountState, FederationMode, NodeRole, PeerState, RuleKind};

/// With whom the node exchanges anything.
pub(crate) fn federation_mode(mode: config::FederationMode) -> FederationMode {
    match mode {
        config::FederationMode::Open => FederationMode::Open,
        config::FederationMode::AllowList => FederationMode::AllowList,
        config::FederationMode::Closed => FederationMode::Closed,
    }
}

/// The mode behind a value of the form.
pub(crate) fn mode_named(value: &str) -> Option<config::FederationMode> {
    match value {
        "open" => Some(config::FederationMode::Open),
        "allow-list" => Some(config::FederationMode::AllowList),
        "closed" => Some(config::FederationMode::Closed),
        _ => None,
    }
}

/// What a rule says.
pub(crate) fn rule_kind(rule: Rule) -> RuleKind {
    match rule {
        Rule::Allow => RuleKind::Allow,
        Rule::Block => RuleKind::Block,
    }
}

/// How deliveries to a peer are going.
pub(crate) fn peer_state(peer: &PeerRow) -> PeerState {
    match peer.state {
        delivery::PeerState::Active if peer.failures > 0 => PeerState::Failing,
        delivery::PeerState::Active => PeerState::Healthy,
        delivery::PeerState::Paused => PeerState::Paused,
        delivery::PeerState::Parked => PeerState::Parked,
        delivery::PeerState::Gone => PeerState::Gone,
    }
}

/// What a person may do on the node.
pub(crate) fn node_role(role: role::NodeRole) -> NodeRole {
    match role {
        role::NodeRole::Admin => NodeRole::Admin,
        role::NodeRole::Moderator => NodeRole::Moderator,
        role::NodeRole::Person => NodeRole::Person,
    }
}

/// Whether a person may sign in.
pub(crate) fn account_state(state: role::AccountState) -> AccountState {
    match state {
        role::AccountState::Pending => AccountState::Waiting,
        role::AccountState::Active => AccountState::Active,
        role::AccountState::Suspended => AccountState::Suspended,
        role::AccountState::Closed => AccountState::Closed,
    }
}
