//! `moothall peer` and `moothall queue`

use serde::Serialize;

use super::{OperatorError, PAGE};
use crate::app::Base;
use crate::domain::delivery::PeerState;
use crate::domain::federation::Rule;
use crate::domain::ids::PeerId;
use crate::services::federation_policy::{NewRule, add_rule};
use crate::store::{Tx, peers};

/// Counting stops here.
const MOST_COUNTED: i64 = 10_000;

/// Another server, and what waits for it.
#[derive(Debug, Clone, Serialize)]
pub struct PeerLine {
    pub domain: String,
    pub software: Option<String>,
    pub state: &'static str,
    /// 10000 stands for that and more.
    pub pending: i64,
    pub failures: i64,
    pub last_success_at: Option<String>,
    pub next_attempt_at: Option<String>,
    pub last_error: Option<String>,
}

/// All servers known here, by domain.
pub async fn list_peers(base: &Base) -> Result<Vec<PeerLine>, OperatorError> {
    let mut tx = base.db.read().await?;
    let (mut lines, mut after) = (Vec::new(), String::new());
    loop {
        let rows = peers::list(&mut tx, &after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(lines) };
        after.clone_from(&last.domain);
        for row in rows {
            lines.push(PeerLine {
                pending: peers::count_pending(&mut tx, row.id, MOST_COUNTED).await?,
                domain: row.domain,
                software: row.software,
                state: row.state.as_str(),
                failures: row.failures,
                last_success_at: row.last_success_at.map(|moment| moment.to_string()),
                next_attempt_at: row.next_attempt_at.map(|moment| moment.to_string()),
                last_error: row.last_error,
            });
        }
    }
}

async fn known(tx: &mut Tx, domain: &str) -> Result<PeerId, OperatorError> {
    let domain = domain.trim().to_lowercase();
    let peer = peers::by_domain(tx, &domain).await?;
    Ok(peer.ok_or_else(|| format!("this node does not know the server {domain}"))?.id)
}

async fn set_state(base: &Base, domain: &str, state: PeerState) -> Result<(), OperatorError> {
    let mut tx = base.db.begin().await?;
    let peer = known(&mut tx, domain).await?;
    peers::set_state(&mut tx, peer, state).await?;
    Ok(tx.commit().await?)
}

/// Sends nothing to a server until it is resumed. What is published meanwhile waits.
pub async fn pause_peer(base: &Base, domain: &str) -> Result<(), OperatorError> {
    set_state(base, domain, PeerState::Paused).await
}

/// Sends again, and at once: for a paused or parked server, and for one whose next attempt is far away.
pub async fn resume_peer(base: &Base, domain: &str) -> Result<(), OperatorError> {
    set_state(base, domain, PeerState::Active).await
}

/// Gives up on everything that waits for a server.
pub async fn drop_queue(base: &Base, domain: &str) -> Result<(), OperatorError> {
    let mut tx = base.db.begin().await?;
    let peer = known(&mut tx, domain).await?;
    peers::drop_pending(&mut tx, peer).await?;
    Ok(tx.commit().await?)
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
