//! Whether a person wants to hear of something, and who else is told: asked for each notification, so by one query.
//! What many are told of is asked for all of them by one.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::notification_policy::NotificationPolicy;
use crate::domain::time::Timestamp;

/// How a person hears of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hearing {
    /// They want to hear nothing of whoever did it, or of the thread in which it was done.
    pub silent: bool,
    /// Whose notifications they want at once.
    pub policy: NotificationPolicy,
    /// They have apps that are woken.
    pub has_apps: bool,
}

struct Row {
    person: ActorId,
    silent: bool,
    policy: Option<String>,
    has_apps: bool,
}

row!(Row { person, silent, policy, has_apps });

impl From<Row> for Hearing {
    fn from(row: Row) -> Self {
        // A policy that this version cannot read counts as none: nothing is lost by it.
        let policy = row.policy.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self { silent: row.silent, policy, has_apps: row.has_apps }
    }
}

/// How `$person` hears of what `$2` did in the thread of `$3`, at `$4`.
macro_rules! hearing {
    ($person:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM blocks
                WHERE (actor_id = ",
            $person,
            " AND target_id = $2) OR (actor_id = $2 AND target_id = ",
            $person,
            "))
            OR EXISTS (SELECT 1 FROM mutes
                WHERE mutes.actor_id = ",
            $person,
            " AND target_id = $2 AND notifications AND (ends_at IS NULL OR ends_at > $4))
            OR EXISTS (SELECT 1 FROM muted_domains JOIN actors ON actors.domain = muted_domains.domain
                WHERE muted_domains.actor_id = ",
            $person,
            " AND actors.id = $2 AND NOT actors.local)
            OR EXISTS (SELECT 1 FROM thread_mutes JOIN posts ON posts.root_id = thread_mutes.root_id
                WHERE thread_mutes.actor_id = ",
            $person,
            " AND posts.id = $3) AS silent,
            (SELECT policy FROM notification_policies WHERE notification_policies.actor_id = ",
            $person,
            ") AS policy,
            EXISTS (SELECT 1 FROM push_subscriptions WHERE push_subscriptions.actor_id = ",
            $person,
            ") AS has_apps"
        )
    };
}

/// How `person` hears of what `actor` did in the thread of `post`; without one of them, nothing about it counts. Silent is
/// who blocks or is blocked by the actor, muted them with their notifications, or their domain, or the thread.
pub async fn of(
    tx: &mut Tx,
    person: ActorId,
    actor: Option<ActorId>,
    post: Option<PostId>,
    now: Timestamp,
) -> Result<Hearing, StoreError> {
    const SQL: &str = concat!("SELECT CAST($1 AS BIGINT) AS person, ", hearing!("$1"));
    let row = fetch_optional!(tx, Row, SQL, person, actor, post, now)?.ok_or(StoreError::NotFound)?;
    Ok(row.into())
}

/// [`of`], for each of `people` who has an account here.
pub async fn of_each(
    tx: &mut Tx,
    people: &[ActorId],
    actor: Option<ActorId>,
    post: Option<PostId>,
    now: Timestamp,
) -> Result<Vec<(ActorId, Hearing)>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        concat!(
            "SELECT accounts.actor_id AS person, ",
            hearing!("accounts.actor_id"),
            " FROM accounts WHERE accounts.actor_id IN "
        ),
        " ORDER BY accounts.actor_id"
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    let rows = fetch_all!(tx, Row, sql, ids, actor, post, now)?;
    Ok(rows.into_iter().map(|row| (row.person, row.into())).collect())
}
