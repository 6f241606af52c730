//! The log of activities that we send. Publishing costs the same few rows, whoever listens.

use serde::Serialize;

use super::json::JsonText;
use super::{Signal, StoreError, Tx};
use crate::domain::delivery::{Audience, Rendering};
use crate::domain::ids::{ActorId, PeerId};
use crate::domain::time::Timestamp;

/// An activity to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    pub uri: String,
    pub sender_id: ActorId,
    /// JSON; these bytes are what is sent.
    pub body: String,
    /// Activities with the same key reach a peer in the order of the log: the thread or object they are about.
    pub ordering_key: i64,
    pub audience: Audience,
    /// Whose followers, for [`Audience::Followers`].
    pub audience_id: Option<ActorId>,
    pub rendering: Rendering,
    /// Receivers beside the audience, each an inbox of a peer.
    pub direct: Vec<(PeerId, String)>,
    pub created_at: Timestamp,
}

/// An activity in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    pub seq: i64,
    pub uri: String,
    pub sender_id: ActorId,
    pub body: String,
    pub ordering_key: i64,
    pub audience: Audience,
    pub audience_id: Option<ActorId>,
    pub rendering: Rendering,
    pub created_at: Timestamp,
}

row!(LogRow { seq, uri, sender_id, body, ordering_key, audience, audience_id, rendering, created_at });

/// An activity and one inbox that it has to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingRow {
    pub inbox_url: String,
    pub activity: LogRow,
}

row!(PendingRow { inbox_url } flatten { activity });

/// A receiver that an activity names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectRow {
    pub seq: i64,
    pub peer_id: PeerId,
    pub inbox_url: String,
}

row!(DirectRow { seq, peer_id, inbox_url });

/// An activity as it goes into the log.
#[derive(Debug, Serialize)]
struct Appended<'a> {
    seq: i64,
    uri: &'a str,
    sender_id: i64,
    body: &'a str,
    ordering_key: i64,
    audience: &'static str,
    audience_id: Option<i64>,
    rendering: &'static str,
    created_at: i64,
}

impl<'a> Appended<'a> {
    fn new(seq: i64, activity: &'a NewActivity) -> Self {
        Self {
            seq,
            uri: &activity.uri,
            sender_id: activity.sender_id.get(),
            body: &activity.body,
            ordering_key: activity.ordering_key,
            audience: activity.audience.as_str(),
            audience_id: activity.audience_id.map(ActorId::get),
            rendering: activity.rendering.as_str(),
            created_at: activity.created_at.millis(),
        }
    }
}

/// Appends to the log, in this order, and wakes the senders on commit. Gives the last sequence number. However many there
/// are, it takes two statements, and one for each receiver that is named.
///
/// The lock on the one row of `log_head` is held until commit, so a number never becomes visible before a lower one.
pub async fn append(tx: &mut Tx, activities: &[NewActivity]) -> Result<i64, StoreError> {
    const NEXT: &str = "UPDATE log_head SET seq = seq + $1 WHERE only_row = 1 RETURNING seq";
    const DIRECT: &str = "
        INSERT INTO activity_inboxes (peer_id, seq, inbox_url) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let count = i64::try_from(activities.len()).unwrap_or(i64::MAX);
    let last = fetch_value!(tx, i64, NEXT, count)?;
    let appended: Vec<Appended<'_>> = (last - count + 1..=last)
        .zip(activities)
        .map(|(seq, activity)| Appended::new(seq, activity))
        .collect();
    let sql = dialect!(
        tx,
        sqlite: "
            INSERT INTO activities (
                seq, uri, sender_id, body, ordering_key, audience, audience_id, rendering, created_at
            )
            SELECT value ->> 'seq', value ->> 'uri', value ->> 'sender_id', value ->> 'body',
                value ->> 'ordering_key', value ->> 'audience', value ->> 'audience_id', value ->> 'rendering',
                value ->> 'created_at'
            FROM json_each($1)",
        postgres: "
            INSERT INTO activities (
                seq, uri, sender_id, body, ordering_key, audience, audience_id, rendering, created_at
            )
            SELECT seq, uri, sender_id, body, ordering_key, audience, audience_id, rendering, created_at
            FROM json_to_recordset(CAST($1 AS JSON)) AS appended (
                seq BIGINT, uri TEXT, sender_id BIGINT, body TEXT, ordering_key BIGINT, audience TEXT,
                audience_id BIGINT, rendering TEXT, created_at BIGINT
            )",
    );
    execute!(tx, sql, JsonText(&appended))?;
    for (row, activity) in appended.iter().zip(activities) {
        for (peer, inbox_url) in &activity.direct {
            execute!(tx, DIRECT, *peer, row.seq, inbox_url)?;
        }
    }
    tx.signal_on_commit(Signal::Log);
    Ok(last)
}

/// The highest sequence number.
pub async fn head(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT seq FROM log_head WHERE only_row = 1")?)
}

/// The log after `seq`, in order.
pub async fn after(tx: &mut Tx, seq: i64, limit: i64) -> Result<Vec<LogRow>, StoreError> {
    const SQL: &str = "SELECT * FROM activities WHERE seq > $1 ORDER BY seq LIMIT $2";
    Ok(fetch_all!(tx, LogRow, SQL, seq, limit)?)
}

/// The receivers named by the activities after `from` up to and including `to`.
pub async fn direct_between(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<DirectRow>, StoreError> {
    const SQL: &str = "SELECT * FROM activity_inboxes WHERE seq > $1 AND seq <= $2";
    Ok(fetch_all!(tx, DirectRow, SQL, from, to)?)
}

/// What a peer still has to get after `seq`, in the order of the log: what its subscriptions cover and what names it.
///
/// `everyone_inbox` is where activities for everyone go. At most `limit` activities; one that reaches several inboxes
/// of the peer comes once for each, all of them.
pub async fn pending_for(
    tx: &mut Tx,
    peer: PeerId,
    seq: i64,
    everyone_inbox: Option<&str>,
    limit: i64,
) -> Result<Vec<PendingRow>, StoreError> {
    const SQL: &str = "
        WITH receivers AS (
            SELECT a.seq AS seq, s.inbox_url AS inbox_url FROM subscriptions s
                JOIN activities a ON a.audience_id = s.actor_id
                WHERE s.peer_id = $1 AND a.audience = 'followers' AND a.seq > $2 AND a.seq > s.since_seq
            UNION
            SELECT i.seq, i.inbox_url FROM activity_inboxes i WHERE i.peer_id = $1 AND i.seq > $2
            UNION
            SELECT a.seq, CAST($3 AS TEXT) FROM activities a
                WHERE a.audience = 'everyone' AND a.seq > $2 AND CAST($3 AS TEXT) IS NOT NULL
        )
        SELECT a.*, r.inbox_url FROM receivers r JOIN activities a ON a.seq = r.seq
        WHERE r.seq IN (SELECT DISTINCT seq FROM receivers ORDER BY seq LIMIT $4)
        ORDER BY a.seq, r.inbox_url";
    Ok(fetch_all!(tx, PendingRow, SQL, peer, seq, everyone_inbox, limit)?)
}

/// An activity by its id, so that whoever was told of it can read it.
pub async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Option<LogRow>, StoreError> {
    Ok(fetch_optional!(tx, LogRow, "SELECT * FROM activities WHERE uri = $1 ORDER BY seq LIMIT 1", uri)?)
}

/// Forgets what was logged before `moment` and no active or paused peer still has to get, at most `limit` activities.
/// Gives how many.
pub async fn prune(tx: &mut Tx, moment: Timestamp, limit: i64) -> Result<u64, StoreError> {
    const SQL: &str = "
        DELETE FROM activities WHERE seq IN (
            SELECT seq FROM activities
            WHERE created_at < $1
                AND NOT EXISTS (SELECT 1 FROM peers WHERE state IN ('active', 'paused') AND cursor < activities.seq)
            ORDER BY seq LIMIT $2
        )";
    Ok(execute!(tx, SQL, moment, limit)?)
}
