//! What people were told, as apps ask for it: by kinds, by who did it, by groups.

use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::{ModerationAction, Notification, NotificationKind};
use crate::domain::time::Timestamp;

/// Which notifications are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub kinds: Vec<NotificationKind>,
    /// Of these kinds those alone that are about no community, such as follows of the person.
    pub personal: Vec<NotificationKind>,
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

/// Words between commas, for `LIKE '%,' || word || ',%'`.
fn words<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.fold(String::from(","), |list, name| list + name + ",")
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
        "SELECT * FROM notifications
        WHERE account_id = $1 AND id < $2 AND id > $3 AND $5 LIKE '%,' || kind || ',%'
            AND (community_id IS NULL OR NOT ($6 LIKE '%,' || kind || ',%'))
            AND (CAST($7 AS BIGINT) IS NULL OR actor_id = $7) AND ($8 OR NOT filtered)
            AND (NOT $9 OR read_at IS NULL)",
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
        words(wanted.kinds.iter().map(|kind| kind.as_str())),
        words(wanted.personal.iter().map(|kind| kind.as_str())),
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

/// Takes everything of these kinds away that a person was told, but for what is put aside, what waits for an answer of
/// theirs, and what moderators did other than `acts`.
pub async fn clear(
    tx: &mut Tx,
    account: ActorId,
    kinds: &[NotificationKind],
    acts: &[ModerationAction],
) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM notifications WHERE account_id = $1 AND NOT filtered AND $2 LIKE '%,' || kind || ',%'
            AND (kind <> 'follow' OR community_id IS NULL)
            AND (kind <> 'moderation' OR $3 LIKE '%,' || detail || ',%')";
    let (kinds, acts) = (kinds.iter().map(|kind| kind.as_str()), acts.iter().map(|act| act.as_str()));
    execute!(tx, SQL, account, words(kinds), words(acts))?;
    Ok(())
}
