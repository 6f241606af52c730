//! `moothall peer` and `moothall queue`

use serde::Serialize;

use super::{OperatorError, PAGE};
use crate::app::Base;
use crate::domain::federation::Rule;
use crate::domain::time::Timestamp;
use crate::services::federation_policy::{NewRule, add_rule};
use crate::services::peers::{Order, steer};
use crate::store::peer_overview::{self, PeerOverview, Place};
use crate::store::peers;

/// Another server, and what waits for it.
#[derive(Debug, Clone, Serialize)]
pub struct PeerLine {
    pub domain: String,
    pub software: Option<String>,
    pub state: &'static str,
    /// 1000 stands for that and more.
    pub pending: i64,
    /// When the oldest of what waits was published.
    pub waiting_since: Option<String>,
    /// For how many seconds it has waited; 0 when nothing does.
    pub lag_seconds: u64,
    pub failures: i64,
    pub last_success_at: Option<String>,
    pub next_attempt_at: Option<String>,
    pub last_error: Option<String>,
}

impl PeerLine {
    fn new(overview: PeerOverview, now: Timestamp) -> Self {
        let PeerOverview { peer, pending, oldest_pending_at: oldest, .. } = overview;
        let text = |moment: Timestamp| moment.to_string();
        Self {
            domain: peer.domain,
            software: peer.software,
            state: peer.state.as_str(),
            pending,
            waiting_since: oldest.map(text),
            lag_seconds: oldest.map_or(0, |oldest| now.since(oldest).as_secs()),
            failures: peer.failures,
            last_success_at: peer.last_success_at.map(text),
            next_attempt_at: peer.next_attempt_at.map(text),
            last_error: peer.last_error,
        }
    }
}

/// All servers known here: those with trouble first, then by domain.
pub async fn list_peers(base: &Base) -> Result<Vec<PeerLine>, OperatorError> {
    let mut tx = base.db.read().await?;
    let now = base.context.now();
    let (mut lines, mut troubled, mut domain) = (Vec::new(), Place::START.troubled, String::new());
    loop {
        let rows = peer_overview::list(&mut tx, Place { troubled, domain: &domain }, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(lines) };
        troubled = last.troubled;
        domain.clone_from(&last.peer.domain);
        lines.extend(rows.into_iter().map(|row| PeerLine::new(row, now)));
    }
}

async fn order(base: &Base, domain: &str, order: Order) -> Result<(), OperatorError> {
    let domain = domain.trim().to_lowercase();
    let mut tx = base.db.begin().await?;
    let peer = peers::by_domain(&mut tx, &domain).await?;
    let peer = peer.ok_or_else(|| format!("this node does not know the server {domain}"))?.id;
    steer(&base.context, &mut tx, None, peer, order).await?;
    Ok(tx.commit().await?)
}

/// Sends nothing to a server until it is resumed. What is published meanwhile waits.
pub async fn pause_peer(base: &Base, domain: &str) -> Result<(), OperatorError> {
    order(base, domain, Order::Pause).await
}

/// Sends again, and at once, to a paused or parked server.
pub async fn resume_peer(base: &Base, domain: &str) -> Result<(), OperatorError> {
    order(base, domain, Order::Resume).await
}

/// Tries a server at once whose next attempt is far away; one that is paused stays so.
pub async fn retry_peer(base: &Base, domain: &str) -> Result<(), OperatorError> {
    order(base, domain, Order::Retry).await
}

/// Gives up on everything that waits for a server.
pub async fn drop_queue(base: &Base, domain: &str) -> Result<(), OperatorError> {
    order(base, domain, Order::Drop).await
}

/// Speaks with a domain in allow-list mode too.
pub async fn allow_peer(base: &Base, domain: &str, reason: &str) -> Result<(), OperatorError> {
    rule(base, domain, Rule::Allow, reason).await
}

/// Accepts nothing from a domain and its subdomains, and sends them nothing.
pub async fn block_peer(base: &Base, domain: &str, reason: &str) -> Result<(), OperatorError> {
    rule(base, domain, Rule::Block, reason).await
}

async fn rule(base: &Base, domain: &str, rule: Rule, reason: &str) -> Result<(), OperatorError> {
    let mut tx = base.db.begin().await?;
    add_rule(&base.context, &mut tx, None, NewRule { domain, rule, reason }).await?;
    Ok(tx.commit().await?)
}
