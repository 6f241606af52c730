//! Whether a person wants to hear of something, and who else is told: asked for each notification, so by one query.

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
    silent: bool,
    policy: Option<String>,
    has_apps: bool,
}

row!(Row { silent, policy, has_apps });

/// How `person` hears of what `actor` did in the thread of `post`; without one of them, nothing about it counts. Silent is
/// who blocks or is blocked by the actor, muted them with their notifications, or their domain, or the thread.
pub async fn of(
    tx: &mut Tx,
    person: ActorId,
    actor: Option<ActorId>,
    post: Option<PostId>,
    now: Timestamp,
) -> Result<Hearing, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM blocks
                WHERE (actor_id = $1 AND target_id = $2) OR (actor_id = $2 AND target_id = $1))
            OR EXISTS (SELECT 1 FROM mutes
                WHERE actor_id = $1 AND target_id = $2 AND notifications AND (ends_at IS NULL OR ends_at > $4))
            OR EXISTS (SELECT 1 FROM muted_domains JOIN actors ON actors.domain = muted_domains.domain
                WHERE muted_domains.actor_id = $1 AND actors.id = $2 AND NOT actors.local)
            OR EXISTS (SELECT 1 FROM thread_mutes JOIN posts ON posts.root_id = thread_mutes.root_id
                WHERE thread_mutes.actor_id = $1 AND posts.id = $3) AS silent,
            (SELECT policy FROM notification_policies WHERE actor_id = $1) AS policy,
            EXISTS (SELECT 1 FROM push_subscriptions WHERE actor_id = $1) AS has_apps";
    let row = fetch_optional!(tx, Row, SQL, person, actor, post, now)?.ok_or(StoreError::NotFound)?;
    // A policy that this version cannot read counts as none: nothing is lost by it.
    let policy = row.policy.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(Hearing { silent: row.silent, policy, has_apps: row.has_apps })
}
