//! Whose notifications people want at once, and what is put aside of the others.

use super::dialect::id_list;
use super::json::JsonText;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::notification_policy::{NotificationPolicy, Sender};
use crate::domain::time::Timestamp;

struct Row {
    policy: NotificationPolicy,
}

row!(Row {} json { policy });

row!(Sender { followed, follower, since, permitted, staff });

/// What is put aside of one sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub sender: ActorId,
    pub notifications: i64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// The latest post that it is about.
    pub last_post: Option<PostId>,
}

row!(Request { sender, notifications, first_at, last_at, last_post });

/// A person's policy; everything is accepted unless they said otherwise.
pub async fn of(tx: &mut Tx, account: ActorId) -> Result<NotificationPolicy, StoreError> {
    const SQL: &str = "SELECT policy FROM notification_policies WHERE actor_id = $1";
    Ok(fetch_optional!(tx, Row, SQL, account)?.map(|row| row.policy).unwrap_or_default())
}

pub async fn put(tx: &mut Tx, account: ActorId, policy: &NotificationPolicy) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notification_policies (actor_id, policy) VALUES ($1, $2)
        ON CONFLICT (actor_id) DO UPDATE SET policy = excluded.policy";
    execute!(tx, SQL, account, JsonText(policy))?;
    Ok(())
}

/// How `account` stands to `actor`, by one query; `None` when there is no such actor.
pub async fn sender(tx: &mut Tx, account: ActorId, actor: ActorId) -> Result<Option<Sender>, StoreError> {
    const SQL: &str = "
        SELECT actors.created_at AS since,
            EXISTS (SELECT 1 FROM follows
                WHERE follower_id = $1 AND target_id = $2 AND state = 'accepted') AS followed,
            EXISTS (SELECT 1 FROM follows
                WHERE follower_id = $2 AND target_id = $1 AND state = 'accepted') AS follower,
            EXISTS (SELECT 1 FROM notification_permissions
                WHERE account_id = $1 AND actor_id = $2) AS permitted,
            EXISTS (SELECT 1 FROM accounts
                WHERE actor_id = $2 AND role IN ('admin', 'moderator')) AS staff
        FROM actors WHERE id = $2";
    Ok(fetch_optional!(tx, Sender, SQL, account, actor)?)
}

/// From whom something is put aside, by their ids, the largest first.
pub async fn requests(tx: &mut Tx, account: ActorId, span: Span) -> Result<Vec<Request>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT actor_id AS sender, COUNT(*) AS notifications, MIN(created_at) AS first_at,
            MAX(created_at) AS last_at, MAX(post_id) AS last_post
        FROM notifications
        WHERE account_id = $1 AND filtered AND actor_id < $2 AND actor_id > $3 GROUP BY actor_id",
        "actor_id",
        "$4"
    );
    Ok(span.newest_first(fetch_all!(tx, Request, sql, account, span.below, span.above, span.limit)?))
}

/// Those of the senders of whom something is put aside.
pub async fn waiting_among(
    tx: &mut Tx,
    account: ActorId,
    senders: &[ActorId],
) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT DISTINCT actor_id FROM notifications WHERE account_id = $2 AND filtered AND actor_id IN ",
        ""
    );
    Ok(fetch_values!(tx, ActorId, sql, id_list(senders.iter().map(|id| id.get())), account)?)
}

/// How many senders and notifications are put aside.
pub async fn count(tx: &mut Tx, account: ActorId) -> Result<(i64, i64), StoreError> {
    const SQL: &str =
        "SELECT COUNT(DISTINCT actor_id), COUNT(*) FROM notifications WHERE account_id = $1 AND filtered";
    let counted = fetch_all!(tx, (i64, i64), SQL, account)?;
    Ok(counted.first().copied().unwrap_or_default())
}

/// Lets everything of a sender through, from now on and what is put aside.
pub async fn permit(tx: &mut Tx, account: ActorId, sender: ActorId) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notification_permissions (account_id, actor_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    const THROUGH: &str =
        "UPDATE notifications SET filtered = FALSE WHERE account_id = $1 AND actor_id = $2 AND filtered";
    execute!(tx, SQL, account, sender)?;
    execute!(tx, THROUGH, account, sender)?;
    Ok(())
}

/// Takes away what is put aside of a sender.
pub async fn dismiss(tx: &mut Tx, account: ActorId, sender: ActorId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notifications WHERE account_id = $1 AND actor_id = $2 AND filtered";
    execute!(tx, SQL, account, sender)?;
    Ok(())
}
