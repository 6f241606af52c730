//! What people are told.

use std::collections::HashMap;

use serde::Serialize;

use super::bylines::{self, Byline};
use super::json::JsonText;
use super::page::Page;
use super::{StoreError, Tx, posts};
use crate::domain::event::Event;
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::{Notification, NotificationKind};
use crate::domain::post::Post;
use crate::domain::time::Timestamp;

row!(Notification { id, account_id, kind, actor_id, post_id, community_id, detail, created_at, read_at });

/// A notification with what it is about.
#[derive(Debug, Clone)]
pub struct NotificationRow {
    pub notification: Notification,
    pub actor: Option<Byline>,
    pub community: Option<Byline>,
    pub post: Option<Post>,
    /// What its thread begins with, where that is another post.
    pub root: Option<Post>,
}

/// Notifications of one transaction that are held in memory.
const TOGETHER: usize = 256;

/// A notification of an open transaction.
#[derive(Debug, Serialize)]
pub(super) struct NewNotice {
    id: i64,
    account_id: i64,
    kind: NotificationKind,
    actor_id: Option<i64>,
    post_id: Option<i64>,
    community_id: Option<i64>,
    detail: Option<String>,
    created_at: i64,
    read_at: Option<i64>,
    filtered: bool,
}

/// Tells a person something, and at the commit whoever looks on; who has no active account is told nothing. All
/// notifications of a transaction are written together, by its commit or sooner.
pub async fn insert(tx: &mut Tx, notification: &Notification) -> Result<(), StoreError> {
    record(tx, notification, false).await
}

/// The same, put aside: whoever looks on learns nothing, and no list shows it unless it is asked for.
pub async fn insert_aside(tx: &mut Tx, notification: &Notification) -> Result<(), StoreError> {
    record(tx, notification, true).await
}

async fn record(tx: &mut Tx, notification: &Notification, filtered: bool) -> Result<(), StoreError> {
    let Notification { id, account_id, kind, actor_id, post_id, community_id, detail, created_at, read_at } =
        notification;
    let notices = &mut tx.recorded().notices;
    notices.push(NewNotice {
        id: id.get(),
        account_id: account_id.get(),
        kind: *kind,
        actor_id: actor_id.map(ActorId::get),
        post_id: post_id.map(PostId::get),
        community_id: community_id.map(ActorId::get),
        detail: detail.clone(),
        created_at: created_at.millis(),
        read_at: read_at.map(Timestamp::millis),
        filtered,
    });
    if notices.len() >= TOGETHER { write_recorded(tx).await } else { Ok(()) }
}

/// Writes what [`insert`] has recorded.
pub(super) async fn write_recorded(tx: &mut Tx) -> Result<(), StoreError> {
    let notices = std::mem::take(&mut tx.recorded().notices);
    if notices.is_empty() {
        return Ok(());
    }
    let sql = dialect!(
        tx,
        sqlite: "
            INSERT INTO notifications (
                id, account_id, kind, actor_id, post_id, community_id, detail, created_at, read_at, filtered
            )
            SELECT value ->> 'id', accounts.actor_id, value ->> 'kind', value ->> 'actor_id', value ->> 'post_id',
                value ->> 'community_id', value ->> 'detail', value ->> 'created_at', value ->> 'read_at', value ->> 'filtered'
            FROM json_each($1) JOIN accounts ON accounts.actor_id = value ->> 'account_id'
            WHERE accounts.state = 'active'
            RETURNING account_id, id, filtered",
        postgres: "
            INSERT INTO notifications (
                id, account_id, kind, actor_id, post_id, community_id, detail, created_at, read_at, filtered
            )
            SELECT told.id, accounts.actor_id, told.kind, told.actor_id, told.post_id, told.community_id, told.detail,
                told.created_at, told.read_at, told.filtered
            FROM json_to_recordset(CAST($1 AS JSON)) AS told (
                id BIGINT, account_id BIGINT, kind TEXT, actor_id BIGINT, post_id BIGINT, community_id BIGINT,
                detail TEXT, created_at BIGINT, read_at BIGINT, filtered BOOLEAN
            )
            JOIN accounts ON accounts.actor_id = told.account_id
            WHERE accounts.state = 'active'
            RETURNING account_id, id, filtered",
    );
    let told = fetch_all!(tx, (ActorId, NotificationId, bool), sql, JsonText(notices))?;
    for (account, id, filtered) in told {
        if !filtered {
            tx.publish_on_commit(Event::Notified(account, id));
        }
    }
    Ok(())
}

/// What `account` was told, newest first, older than `before`.
pub async fn list(
    tx: &mut Tx,
    account: ActorId,
    before: NotificationId,
    limit: i64,
) -> Result<Page<NotificationRow, NotificationId>, StoreError> {
    const SQL: &str = "
        SELECT * FROM notifications WHERE account_id = $1 AND id < $2 AND NOT filtered ORDER BY id DESC LIMIT $3";
    write_recorded(tx).await?;
    let rows = fetch_all!(tx, Notification, SQL, account, before, limit + 1)?;
    let page = Page::cut(rows, limit, |row| row.id);
    let next = page.next;
    Ok(Page { rows: complete(tx, page.rows).await?, next })
}

async fn complete(tx: &mut Tx, rows: Vec<Notification>) -> Result<Vec<NotificationRow>, StoreError> {
    let actors = rows.iter().flat_map(|row| [row.actor_id, row.community_id]).flatten();
    let bylines = bylines::by_ids(tx, actors.collect::<Vec<_>>()).await?;
    let ids: Vec<PostId> = rows.iter().filter_map(|row| row.post_id).collect();
    let posts: HashMap<PostId, Post> = match ids.as_slice() {
        [] => HashMap::new(),
        ids => posts::by_ids(tx, ids).await?.into_iter().map(|post| (post.id, post)).collect(),
    };
    let known: Vec<PostId> =
        posts.values().map(|post| post.root_id).filter(|root| !posts.contains_key(root)).collect();
    let roots: HashMap<PostId, Post> = match known.as_slice() {
        [] => HashMap::new(),
        ids => posts::by_ids(tx, ids).await?.into_iter().map(|post| (post.id, post)).collect(),
    };
    let root_of = |notification: &Notification| {
        let post = posts.get(&notification.post_id?).filter(|post| !post.is_root())?;
        roots.get(&post.root_id).or_else(|| posts.get(&post.root_id)).cloned()
    };
    let complete = |notification: Notification| NotificationRow {
        root: root_of(&notification),
        actor: notification.actor_id.and_then(|id| bylines.get(&id)).cloned(),
        community: notification.community_id.and_then(|id| bylines.get(&id)).cloned(),
        post: notification.post_id.and_then(|id| posts.get(&id)).cloned(),
        notification,
    };
    Ok(rows.into_iter().map(complete).collect())
}

/// How much `account` has not looked at.
pub async fn count_unread(tx: &mut Tx, account: ActorId) -> Result<i64, StoreError> {
    write_recorded(tx).await?;
    let sql = "SELECT COUNT(*) FROM notifications WHERE account_id = $1 AND read_at IS NULL AND NOT filtered";
    Ok(fetch_value!(tx, i64, sql, account)?)
}

/// Marks everything as read, but for what is put aside: nobody has looked at that.
pub async fn mark_all_read(tx: &mut Tx, account: ActorId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notifications SET read_at = $2 WHERE account_id = $1 AND read_at IS NULL AND NOT filtered";
    write_recorded(tx).await?;
    execute!(tx, SQL, account, now)?;
    Ok(())
}

/// Marks one as read; one of somebody else stays as it is.
pub async fn mark_one_read(
    tx: &mut Tx,
    account: ActorId,
    id: NotificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notifications SET read_at = $3 WHERE account_id = $1 AND id = $2 AND read_at IS NULL";
    write_recorded(tx).await?;
    execute!(tx, SQL, account, id, now)?;
    Ok(())
}

/// Takes back what the person, or the moderators of the community, that `target` is were told of a follower.
pub async fn withdraw_follow(tx: &mut Tx, follower: ActorId, target: ActorId) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM notifications
        WHERE actor_id = $1 AND kind = 'follow' AND (account_id = $2 OR community_id = $2)";
    write_recorded(tx).await?;
    execute!(tx, SQL, follower, target)?;
    Ok(())
}

/// Takes back what was said because of something that `actor` took back.
pub async fn withdraw(
    tx: &mut Tx,
    kind: NotificationKind,
    actor: ActorId,
    post: PostId,
) -> Result<(), StoreError> {
    write_recorded(tx).await?;
    let sql = "DELETE FROM notifications WHERE post_id = $3 AND actor_id = $2 AND kind = $1";
    execute!(tx, sql, kind, actor, post)?;
    Ok(())
}

/// Takes back everything of one kind that was said because of an actor who goes.
pub async fn withdraw_all(tx: &mut Tx, kind: NotificationKind, actor: ActorId) -> Result<(), StoreError> {
    write_recorded(tx).await?;
    execute!(tx, "DELETE FROM notifications WHERE actor_id = $2 AND kind = $1", kind, actor)?;
    Ok(())
}

/// Takes away what `account` was told that another person did: replies, mentions, thanks, posts, changes, shares and follows of theirs. What
/// concerns moderators stays.
pub async fn delete_from(tx: &mut Tx, account: ActorId, actor: ActorId) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM notifications WHERE account_id = $1 AND actor_id = $2
            AND (kind IN ('reply', 'mention', 'thanks', 'posted', 'shared', 'updated') OR (kind = 'follow' AND community_id IS NULL))";
    write_recorded(tx).await?;
    execute!(tx, SQL, account, actor)?;
    Ok(())
}
