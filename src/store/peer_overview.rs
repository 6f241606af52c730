//! Peers as administrators and the public see them: how far each is behind, and how all are doing.

use super::peers::PeerRow;
use super::{StoreError, Tx};
use crate::domain::time::Timestamp;

/// Waiting deliveries are counted no further.
pub const COUNTED: i64 = 1_000;

/// A peer with what waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerOverview {
    pub peer: PeerRow,
    /// Whether anything is wrong with it.
    pub troubled: bool,
    /// At most [`COUNTED`].
    pub pending: i64,
    /// When the oldest of what waits was published.
    pub oldest_pending_at: Option<Timestamp>,
}

row!(PeerOverview { troubled, pending, oldest_pending_at } flatten { peer });

/// A place in the list of peers: those with trouble come first, then by domain.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub troubled: bool,
    pub domain: &'a str,
}

impl Place<'_> {
    /// Before everything.
    pub const START: Self = Self { troubled: true, domain: "" };
}

/// When the first that waits for a peer `p` was published, of what it has subscribed to by `s`: one look into an index,
/// however much waits.
macro_rules! first_for_followers {
    () => {
        "(SELECT a.created_at FROM activities a
            WHERE a.audience_id = s.actor_id AND a.audience = 'followers'
                AND a.seq > CASE WHEN p.cursor > s.since_seq THEN p.cursor ELSE s.since_seq END
            ORDER BY a.seq LIMIT 1) AS created_at"
    };
}

/// The same, of what is for it by name.
macro_rules! first_by_name {
    () => {
        "(SELECT a.created_at FROM activity_inboxes i JOIN activities a ON a.seq = i.seq
            WHERE i.peer_id = p.id AND i.seq > p.cursor ORDER BY i.seq LIMIT 1) AS created_at"
    };
}

/// Peers with what waits for each. `$1` is how far that is counted; what follows chooses among the peers `p`.
macro_rules! overview {
    ($which:literal) => {
        concat!(
            "SELECT p.*,
                (SELECT COUNT(*) FROM (
                    SELECT a.seq FROM subscriptions s JOIN activities a ON a.audience_id = s.actor_id
                        WHERE s.peer_id = p.id AND a.audience = 'followers' AND a.seq > p.cursor
                            AND a.seq > s.since_seq
                    UNION
                    SELECT i.seq FROM activity_inboxes i WHERE i.peer_id = p.id AND i.seq > p.cursor
                    LIMIT $1
                ) AS waiting) AS pending,
                (SELECT MIN(oldest.created_at) FROM (
                    SELECT ",
            first_for_followers!(),
            " FROM subscriptions s WHERE s.peer_id = p.id
                    UNION ALL SELECT ",
            first_by_name!(),
            ") AS oldest) AS oldest_pending_at
            FROM (SELECT peers.*, (state <> 'active' OR failures > 0) AS troubled FROM peers) AS p ",
            $which
        )
    };
}

/// Peers after `from`, those with trouble first, by one query.
pub async fn list(tx: &mut Tx, from: Place<'_>, limit: i64) -> Result<Vec<PeerOverview>, StoreError> {
    const SQL: &str = overview!(
        "WHERE (p.troubled = $2 AND p.domain > $3) OR (p.troubled < $2)
        ORDER BY p.troubled DESC, p.domain LIMIT $4"
    );
    Ok(fetch_all!(tx, PeerOverview, SQL, COUNTED, from.troubled, from.domain, limit)?)
}

/// The peer of a domain (a lower-cased authority).
pub async fn one(tx: &mut Tx, domain: &str) -> Result<Option<PeerOverview>, StoreError> {
    const SQL: &str = overview!("WHERE p.domain = $2");
    Ok(fetch_optional!(tx, PeerOverview, SQL, COUNTED, domain)?)
}

/// All peers together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerTotals {
    pub peers: i64,
    /// Of these, those that cannot be reached at present.
    pub failing: i64,
    /// Deliveries that wait, summed over peers and counted no further than to a hundred times [`COUNTED`].
    pub pending: i64,
}

row!(PeerTotals { peers, failing, pending });

/// All peers together, by one query.
pub async fn totals(tx: &mut Tx) -> Result<PeerTotals, StoreError> {
    const SQL: &str = "
        SELECT
            (SELECT COUNT(*) FROM peers) AS peers,
            (SELECT COUNT(*) FROM peers WHERE state = 'parked' OR (state = 'active' AND failures > 0)) AS failing,
            (SELECT COUNT(*) FROM (
                SELECT p.id, a.seq FROM peers p JOIN subscriptions s ON s.peer_id = p.id
                    JOIN activities a ON a.audience_id = s.actor_id
                    WHERE a.audience = 'followers' AND a.seq > p.cursor AND a.seq > s.since_seq
                UNION
                SELECT p.id, i.seq FROM peers p JOIN activity_inboxes i ON i.peer_id = p.id WHERE i.seq > p.cursor
                LIMIT $1
            ) AS waiting) AS pending";
    fetch_optional!(tx, PeerTotals, SQL, COUNTED * 100)?.ok_or(StoreError::NotFound)
}

/// When the oldest activity was published that waits for a peer which is being served; `None` when nothing waits.
/// One look into an index for each subscription, however much waits.
pub async fn oldest_pending(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    const SQL: &str = concat!(
        "SELECT MIN(created_at) FROM (SELECT ",
        first_for_followers!(),
        " FROM peers p JOIN subscriptions s ON s.peer_id = p.id WHERE p.state = 'active'
            UNION ALL SELECT ",
        first_by_name!(),
        " FROM peers p WHERE p.state = 'active') AS waiting"
    );
    Ok(fetch_value!(tx, Option<Timestamp>, SQL)?)
}

/// A server with which something was exchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPeer {
    pub domain: String,
    pub last_success_at: Option<Timestamp>,
}

row!(KnownPeer { domain, last_success_at });

/// The servers that are in touch with this one and that no rule blocks, those heard from last first.
pub async fn known(tx: &mut Tx, limit: i64) -> Result<Vec<KnownPeer>, StoreError> {
    const SQL: &str = "
        SELECT domain, last_success_at FROM peers
        WHERE state <> 'gone' AND NOT EXISTS (
            SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain_rules.domain = peers.domain
                OR substr(peers.domain, length(peers.domain) - length(domain_rules.domain))
                    = '.' || domain_rules.domain))
        ORDER BY COALESCE(last_success_at, 0) DESC, domain LIMIT $1";
    Ok(fetch_all!(tx, KnownPeer, SQL, limit)?)
}

/// How many servers this node knows of and does not block.
pub async fn count_known(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM peers
        WHERE state <> 'gone' AND NOT EXISTS (
            SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain_rules.domain = peers.domain
                OR substr(peers.domain, length(peers.domain) - length(domain_rules.domain))
                    = '.' || domain_rules.domain))";
    Ok(fetch_value!(tx, i64, SQL)?)
}
