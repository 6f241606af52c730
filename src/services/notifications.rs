//! What people here are told: one line each, never about their own acts.

use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::{Notification, NotificationKind};
use crate::domain::notification_policy::Treatment;
use crate::services::{Context, notification_policy, push};
use crate::store::hearing::{self, Hearing};
use crate::store::notification_lists::Group;
use crate::store::{StoreError, Tx, notification_lists, notifications};

/// How many people are told of one thing that concerns all who moderate.
const MAX_TOLD: usize = 50;

/// Something to tell one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub account: ActorId,
    pub kind: NotificationKind,
    /// Who did it. `None` where that is nobody's business.
    pub actor: Option<ActorId>,
    pub post: Option<PostId>,
    pub community: Option<ActorId>,
    /// See [`NotificationKind`].
    pub detail: Option<String>,
}

/// Tells a person something. Those without an active account here, whoever did it themselves, those who mute the thread, and
/// who wants to hear nothing of whoever did it, are told nothing.
///
/// One activity causes at most [`MAX_MENTIONS`](crate::domain::post::MAX_MENTIONS) of these and one more; what more people
/// are told of is for [`tell_all`].
pub async fn tell(ctx: &Context, tx: &mut Tx, notice: &Notice) -> Result<(), StoreError> {
    if notice.actor == Some(notice.account) {
        return Ok(());
    }
    let (actor, post) = concerned(notice);
    let hearing = hearing::of(tx, notice.account, actor, post, ctx.now()).await?;
    heard(ctx, tx, notice, &hearing).await
}

/// Tells many people the same, as [`tell`] does; `notice.account` is replaced by each of them. The caller bounds them.
pub(super) async fn tell_all(
    ctx: &Context,
    tx: &mut Tx,
    people: &[ActorId],
    notice: &Notice,
) -> Result<(), StoreError> {
    let (actor, post) = concerned(notice);
    for (account, hearing) in hearing::of_each(tx, people, actor, post, ctx.now()).await? {
        heard(ctx, tx, &Notice { account, ..notice.clone() }, &hearing).await?;
    }
    Ok(())
}

async fn heard(ctx: &Context, tx: &mut Tx, notice: &Notice, hearing: &Hearing) -> Result<(), StoreError> {
    if hearing.silent || notice.actor == Some(notice.account) {
        return Ok(());
    }
    let treatment = notification_policy::treat(ctx, tx, notice, &hearing.policy).await?;
    if treatment == Treatment::Drop {
        return Ok(());
    }
    let notification = Notification {
        id: NotificationId::new(ctx.ids.next()),
        account_id: notice.account,
        kind: notice.kind,
        actor_id: notice.actor,
        post_id: notice.post,
        community_id: notice.community,
        detail: notice.detail.clone(),
        created_at: ctx.now(),
        read_at: None,
    };
    if treatment == Treatment::Filter {
        return notifications::insert_aside(tx, &notification).await;
    }
    notifications::insert(tx, &notification).await?;
    if hearing.has_apps { push::queue(ctx, tx, &notification).await } else { Ok(()) }
}

/// What decides whether a person hears of it. Whoever did it, and in which thread, matters for what is between two people:
/// what concerns moderators they are told whoever did it, and what hosts decide is told all the same.
fn concerned(notice: &Notice) -> (Option<ActorId>, Option<PostId>) {
    use NotificationKind as Kind;
    let in_thread = matches!(
        notice.kind,
        Kind::Reply | Kind::Mention | Kind::Thanks | Kind::Posted | Kind::Shared | Kind::Updated
    );
    let between_two = in_thread || (notice.kind == Kind::Follow && notice.community.is_none());
    (notice.actor.filter(|_| between_two), notice.post.filter(|_| in_thread))
}

/// Tells several people the same; `notice.account` is replaced by each of them in turn. At most [`MAX_TOLD`] are told.
pub(super) async fn tell_each(
    ctx: &Context,
    tx: &mut Tx,
    people: Vec<ActorId>,
    notice: &Notice,
) -> Result<(), StoreError> {
    for account in people.into_iter().take(MAX_TOLD) {
        tell(ctx, tx, &Notice { account, ..notice.clone() }).await?;
    }
    Ok(())
}

/// A person has looked, in an app, at everything up to and with `to`. What apps do not show they have not seen.
pub async fn mark_read(
    ctx: &Context,
    tx: &mut Tx,
    account: ActorId,
    to: NotificationId,
) -> Result<(), StoreError> {
    notification_lists::mark_read(tx, account, Alert::ALL, to, ctx.now()).await
}

/// A person has looked at one of them, and perhaps not at those before it. Safe to repeat.
pub async fn mark_one_read(
    ctx: &Context,
    tx: &mut Tx,
    account: ActorId,
    id: NotificationId,
) -> Result<(), StoreError> {
    notifications::mark_one_read(tx, account, id, ctx.now()).await
}

/// A person has looked at everything.
pub async fn mark_all_read(ctx: &Context, tx: &mut Tx, account: ActorId) -> Result<(), StoreError> {
    notifications::mark_all_read(tx, account, ctx.now()).await
}

/// Takes some of what a person was told away; what others were told stays. Says whether there was any. Safe to repeat.
pub async fn dismiss(tx: &mut Tx, account: ActorId, ids: &[NotificationId]) -> Result<bool, StoreError> {
    Ok(notification_lists::delete(tx, account, ids).await? > 0)
}

/// Takes everything of one kind, one time and about one thing away, however much it is. As [`dismiss`] otherwise.
pub async fn dismiss_group(tx: &mut Tx, account: ActorId, group: Group) -> Result<bool, StoreError> {
    notification_lists::delete_group(tx, account, group).await
}

/// Takes everything away that apps show a person. What they have no word for, such as a request to follow a community
/// that the person moderates, or that a thread was pinned, stays on the pages.
pub async fn clear(tx: &mut Tx, account: ActorId) -> Result<(), StoreError> {
    notification_lists::clear(tx, account, Alert::ALL).await
}
