//! What people were told, as apps ask for it: by kinds, by who did it, by groups.

use super::page::Span;
use super::{StoreError, Tx, notifications};
use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::{Notification, NotificationKind};
use crate::domain::time::Timestamp;

/// Which notifications are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What apps call them.
    pub alerts: Vec<Alert>,
    pub actor: Option<ActorId>,
    /// Those that the policy put aside as well.
    pub filtered_too: bool,
    pub unread_only: bool,
}

/// Notifications of one kind about one post, of one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    pub kind: NotificationKind,
    /// `None`: about the person.
    pub post: Option<PostId>,
    pub from: Timestamp,
    /// Itself no longer part of it.
    pub to: Timestamp,
}

/// That `$names`, a list of [`names`], holds what a notification is called in apps. That somebody follows a community
/// that the person moderates has no name there.
macro_rules! is_called {
    ($names:literal) => {
        concat!(
            $names,
            " LIKE '%,' || kind || COALESCE(':' || detail, '') || ',%'
            AND (kind <> 'follow' OR community_id IS NULL)"
        )
    };
}

/// What is called so, each a kind with its `detail`, between commas.
fn names(alerts: &[Alert]) -> String {
    let mut names = String::from(",");
    let mut add = |name: &str| {
        names.push_str(name);
        names.push(',');
    };
    for alert in alerts {
        let details = alert.details();
        for kind in alert.kinds() {
            match details.as_slice() {
                [] => add(kind.as_str()),
                details => details.iter().for_each(|detail| add(&format!("{}:{detail}", kind.as_str()))),
            }
        }
    }
    names
}

/// What a person was told, newest first.
pub async fn page(
    tx: &mut Tx,
    account: ActorId,
    wanted: &Wanted,
    span: Span,
) -> Result<Vec<Notification>, StoreError> {
    let sql = in_span!(
        span,
        concat!(
            "SELECT * FROM notifications WHERE account_id = $1 AND id < $2 AND id > $3 AND ",
            is_called!("$5"),
            " AND (CAST($6 AS BIGINT) IS NULL OR actor_id = $6) AND ($7 OR NOT filtered)
            AND (NOT $8 OR read_at IS NULL)"
        ),
        "id",
        "$4"
    );
    let rows = fetch_all!(
        tx,
        Notification,
        sql,
        account,
        span.below,
        span.above,
        span.limit,
        names(&wanted.alerts),
        wanted.actor,
        wanted.filtered_too,
        wanted.unread_only,
    )?;
    Ok(span.newest_first(rows))
}

/// One of a person's; `None` for one of somebody else.
pub async fn one(
    tx: &mut Tx,
    account: ActorId,
    id: NotificationId,
) -> Result<Option<Notification>, StoreError> {
    const SQL: &str = "SELECT * FROM notifications WHERE account_id = $1 AND id = $2";
    Ok(fetch_optional!(tx, Notification, SQL, account, id)?)
}

/// What is in a group. A request to follow waits for an answer by itself.
macro_rules! in_group {
    () => {
        "account_id = $1 AND kind = $2 AND created_at >= $3 AND created_at < $4 AND NOT filtered
            AND (post_id = $5 OR (CAST($5 AS BIGINT) IS NULL AND post_id IS NULL AND community_id IS NULL))
            AND (kind <> 'follow' OR detail IS NULL)"
    };
}

/// A group, newest first, at most `limit` of it.
pub async fn group(
    tx: &mut Tx,
    account: ActorId,
    group: Group,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    const SQL: &str =
        concat!("SELECT * FROM notifications WHERE ", in_group!(), " ORDER BY id DESC LIMIT $6");
    let Group { kind, post, from, to } = group;
    Ok(fetch_all!(tx, Notification, SQL, account, kind, from, to, post, limit)?)
}

/// Takes a whole group away; says whether there was any of it.
pub async fn delete_group(tx: &mut Tx, account: ActorId, group: Group) -> Result<bool, StoreError> {
    const SQL: &str = concat!("DELETE FROM notifications WHERE ", in_group!());
    let Group { kind, post, from, to } = group;
    Ok(execute!(tx, SQL, account, kind, from, to, post)? > 0)
}

/// Takes notifications of a person away; those of others stay.
pub async fn delete(tx: &mut Tx, account: ActorId, ids: &[NotificationId]) -> Result<u64, StoreError> {
    let sql = sql_with_ids!(tx, "DELETE FROM notifications WHERE account_id = $2 AND id IN ", "");
    let ids = super::dialect::id_list(ids.iter().map(|id| id.get()));
    Ok(execute!(tx, sql, ids, account)?)
}

/// Takes everything away that is called so and that a person was told, but for what is put aside. A request to follow
/// waits for an answer all the same.
pub async fn clear(tx: &mut Tx, account: ActorId, alerts: &[Alert]) -> Result<(), StoreError> {
    const SQL: &str =
        concat!("DELETE FROM notifications WHERE account_id = $1 AND NOT filtered AND ", is_called!("$2"));
    notifications::write_recorded(tx).await?;
    execute!(tx, SQL, account, names(alerts))?;
    Ok(())
}

/// Marks everything as read that is called so, up to and with `to`, but for what is put aside: nobody has looked at that.
pub async fn mark_read(
    tx: &mut Tx,
    account: ActorId,
    alerts: &[Alert],
    to: NotificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = concat!(
        "UPDATE notifications SET read_at = $4
        WHERE account_id = $1 AND id <= $3 AND read_at IS NULL AND NOT filtered AND ",
        is_called!("$2")
    );
    notifications::write_recorded(tx).await?;
    execute!(tx, SQL, account, names(alerts), to, now)?;
    Ok(())
}
