//! How a person stands to others, read together.

use std::collections::HashSet;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::relationship::{Mute, Relationship, Wishes};
use crate::domain::time::Timestamp;

struct Row {
    target: ActorId,
    mine: Option<FollowState>,
    theirs: Option<FollowState>,
    show_shares: Option<bool>,
    notify: Option<bool>,
    languages: Option<String>,
    blocking: bool,
    blocked_by: bool,
    mute_notifications: Option<bool>,
    mute_ends_at: Option<Timestamp>,
    domain_muted: bool,
    note: Option<String>,
}

row!(Row {
    target,
    mine,
    theirs,
    show_shares,
    notify,
    languages,
    blocking,
    blocked_by,
    mute_notifications,
    mute_ends_at,
    domain_muted,
    note,
});

/// How `person` stands to each of these, by one query and in the order of `targets`; ids without an actor are left out.
pub async fn of(
    tx: &mut Tx,
    person: ActorId,
    targets: &[ActorId],
    now: Timestamp,
) -> Result<Vec<Relationship>, StoreError> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT actors.id AS target, mine.state AS mine, theirs.state AS theirs,
            wishes.show_shares AS show_shares, wishes.notify AS notify, wishes.languages AS languages,
            EXISTS (SELECT 1 FROM blocks WHERE actor_id = $2 AND target_id = actors.id) AS blocking,
            EXISTS (SELECT 1 FROM blocks WHERE actor_id = actors.id AND target_id = $2) AS blocked_by,
            mutes.notifications AS mute_notifications, mutes.ends_at AS mute_ends_at,
            EXISTS (SELECT 1 FROM muted_domains
                WHERE actor_id = $2 AND domain = actors.domain AND NOT actors.local) AS domain_muted,
            notes.comment AS note
        FROM actors
            LEFT JOIN follows AS mine ON mine.follower_id = $2 AND mine.target_id = actors.id
            LEFT JOIN follows AS theirs ON theirs.follower_id = actors.id AND theirs.target_id = $2
            LEFT JOIN follow_wishes AS wishes ON wishes.follower_id = $2 AND wishes.target_id = actors.id
            LEFT JOIN mutes ON mutes.actor_id = $2 AND mutes.target_id = actors.id
                AND (mutes.ends_at IS NULL OR mutes.ends_at > $3)
            LEFT JOIN account_notes AS notes ON notes.actor_id = $2 AND notes.target_id = actors.id
        WHERE actors.id IN ",
        ""
    );
    let ids = id_list(targets.iter().map(|id| id.get()));
    let rows = fetch_all!(tx, Row, sql, ids, person, now)?;
    let mut found: Vec<Relationship> = rows.into_iter().map(Relationship::from).collect();
    found.sort_by_key(|relationship| targets.iter().position(|id| *id == relationship.target));
    Ok(found)
}

impl From<Row> for Relationship {
    fn from(row: Row) -> Self {
        let usual = Wishes::default();
        let mute =
            row.mute_notifications.map(|notifications| Mute { notifications, ends_at: row.mute_ends_at });
        Self {
            target: row.target,
            following: row.mine == Some(FollowState::Accepted),
            requested: row.mine == Some(FollowState::Waiting),
            followed_by: row.theirs == Some(FollowState::Accepted),
            requested_by: row.theirs == Some(FollowState::Waiting),
            wishes: Wishes {
                shares: row.show_shares.unwrap_or(usual.shares),
                notify: row.notify.unwrap_or(usual.notify),
                languages: row.languages.and_then(|list| serde_json::from_str(&list).ok()),
            },
            blocking: row.blocking,
            blocked_by: row.blocked_by,
            mute,
            domain_muted: row.domain_muted,
            note: row.note.unwrap_or_default(),
        }
    }
}

/// Whether one of the two blocks the other.
pub async fn is_blocked(tx: &mut Tx, one: ActorId, other: ActorId) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT EXISTS (SELECT 1 FROM blocks
            WHERE (actor_id = $1 AND target_id = $2) OR (actor_id = $2 AND target_id = $1))";
    Ok(fetch_value!(tx, bool, SQL, one, other)?)
}

/// Those of `authors` who block `person`, so that they are not read by them.
pub async fn blocking(
    tx: &mut Tx,
    person: ActorId,
    authors: &[ActorId],
) -> Result<HashSet<ActorId>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT actor_id FROM blocks WHERE target_id = $2 AND actor_id IN ", "");
    let ids = id_list(authors.iter().map(|id| id.get()));
    Ok(fetch_values!(tx, ActorId, sql, ids, person)?.into_iter().collect())
}

/// Writes what a follower wants of somebody; the follow must be there.
///
/// # Errors
/// When there is no follow between the two.
pub async fn set_wishes(
    tx: &mut Tx,
    follower: ActorId,
    target: ActorId,
    wishes: &Wishes,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO follow_wishes (follower_id, target_id, show_shares, notify, languages)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (follower_id, target_id) DO UPDATE SET
            show_shares = excluded.show_shares, notify = excluded.notify, languages = excluded.languages";
    let languages =
        wishes.languages.as_ref().map(|list| serde_json::Value::from(list.as_slice()).to_string());
    execute!(tx, SQL, follower, target, wishes.shares, wishes.notify, languages)?;
    Ok(())
}

/// The followers here who want to hear of each post by one of the two: who wrote it, and its community. Those who want
/// other languages of them do not.
pub async fn wish_to_hear(
    tx: &mut Tx,
    author: ActorId,
    community: Option<ActorId>,
    language: Option<&str>,
    limit: i64,
) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = concat!(
        "SELECT DISTINCT wishes.follower_id FROM follow_wishes AS wishes
        JOIN follows ON follows.follower_id = wishes.follower_id AND follows.target_id = wishes.target_id
            AND follows.state = 'accepted'
        WHERE wishes.notify AND wishes.target_id IN ($1, $2) AND wishes.follower_id <> $1
            AND NOT ",
        unwished_language!("wishes.languages", "CAST($3 AS TEXT)"),
        " ORDER BY wishes.follower_id LIMIT $4"
    );
    Ok(fetch_values!(tx, ActorId, SQL, author, community, language, limit)?)
}

/// Writes a private remark; an empty one takes it away.
pub async fn set_note(tx: &mut Tx, person: ActorId, target: ActorId, note: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO account_notes (actor_id, target_id, comment) VALUES ($1, $2, $3)
        ON CONFLICT (actor_id, target_id) DO UPDATE SET comment = excluded.comment";
    if note.is_empty() {
        execute!(tx, "DELETE FROM account_notes WHERE actor_id = $1 AND target_id = $2", person, target)?;
        return Ok(());
    }
    execute!(tx, SQL, person, target, note)?;
    Ok(())
}

/// Takes away what others keep about somebody who is gone, and whom they kept away themselves.
pub async fn forget(tx: &mut Tx, actor: ActorId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM blocks WHERE actor_id = $1 OR target_id = $1",
        "DELETE FROM mutes WHERE target_id = $1",
        "DELETE FROM account_notes WHERE target_id = $1",
        "DELETE FROM list_members WHERE actor_id = $1",
        "DELETE FROM notification_permissions WHERE actor_id = $1",
    ] {
        execute!(tx, sql, actor)?;
    }
    Ok(())
}
