//! What follows when a post appears, and how a statement is passed on.

use std::time::Duration;

use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId, ShareId};
use crate::domain::moderation::NotificationKind;
use crate::domain::post::{Post, Share};
use crate::domain::time::Timestamp;
use crate::infra::clock::random_bytes;
use crate::services::Context;
use crate::services::notifications::{self, Notice};
use crate::store::{StoreError, Tx, counts, notifications as told, relationships, shares};

/// How old a post may be to count as one of the present.
const FRESH: Duration = Duration::from_hours(1);
/// The moment, in Unix milliseconds, from which on ids have eighteen digits.
const FIRST_OF_EIGHTEEN_DIGITS: i64 = 100_000_000_000_000_000 / 65_536 + 1;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How many people are told of a new thread because they follow, or of a change because they shared.
const MOST_TOLD: i64 = 500;
/// How many ids are tried for the share of an old thread, of which each millisecond has 65,536.
const ATTEMPTS: usize = 8;

/// Whether a post is too old to count as one of the present, where it was read from history.
pub(super) fn is_old(ctx: &Context, post: &Post) -> bool {
    ctx.now().since(post.published_at) >= FRESH
}

/// Counts a post that can now be read by everyone, and tells the people whom it concerns. What is `of_the_past` is old,
/// however new it is here, and no news.
pub(super) async fn appeared(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    answered: Option<ActorId>,
    mentions: &[ActorId],
    of_the_past: bool,
) -> Result<(), StoreError> {
    if !of_the_past {
        tx.publish_on_commit(Event::Published(post.id));
    }
    counts::appeared(tx, post);
    if let Some(community) = post.community_id.filter(|_| post.is_root()) {
        share_in_community(ctx, tx, post, community, of_the_past).await?;
    }
    if let Some(answered) = answered {
        notifications::tell(ctx, tx, &notice(post, answered, NotificationKind::Reply)).await?;
    }
    tell_mentioned(ctx, tx, post, mentions, answered).await?;
    if of_the_past { Ok(()) } else { tell_followers(ctx, tx, post, mentions).await }
}

/// Tells those who follow the author or the community, and wish to hear of each post, of a new thread. Those who are named
/// in it know already.
async fn tell_followers(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    mentions: &[ActorId],
) -> Result<(), StoreError> {
    if !post.is_root() {
        return Ok(());
    }
    let (author, language) = (post.author_id, post.language.as_deref());
    let wish = relationships::wish_to_hear(tx, author, post.community_id, language, MOST_TOLD).await?;
    let people: Vec<ActorId> = wish.into_iter().filter(|person| !mentions.contains(person)).collect();
    if people.is_empty() {
        return Ok(());
    }
    notifications::tell_all(ctx, tx, &people, &notice(post, author, NotificationKind::Posted)).await
}

/// Tells those who passed a post on to their followers that it says something else now: the last time counts. Those whom the
/// change names know already.
pub(super) async fn tell_sharers(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    named: &[ActorId],
) -> Result<(), StoreError> {
    let sharers = shares::sharers_here(tx, post.id, MOST_TOLD).await?;
    let people: Vec<ActorId> = sharers.into_iter().filter(|person| !named.contains(person)).collect();
    if people.is_empty() {
        return Ok(());
    }
    told::withdraw(tx, NotificationKind::Updated, post.author_id, post.id).await?;
    notifications::tell_all(ctx, tx, &people, &notice(post, post.author_id, NotificationKind::Updated)).await
}

/// The community passes a new thread on to its followers.
///
/// The share of a thread that was read from history gets an id of the thread's own time, so that what is listed by ids
/// stands in the order in which it was said; one of the present gets a new id, so that whoever asks for what came since
/// finds it.
async fn share_in_community(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    community: ActorId,
    of_the_past: bool,
) -> Result<(), StoreError> {
    for attempt in 0..ATTEMPTS {
        let id = if of_the_past { id_of_the_past(post.published_at, attempt) } else { ctx.ids.next() };
        let share = Share {
            id: ShareId::new(id),
            actor_id: community,
            post_id: post.id,
            uri: None,
            created_at: post.published_at,
        };
        if shares::insert(tx, &share).await? {
            if !of_the_past {
                tx.publish_on_commit(Event::Shared(share.id));
            }
            return Ok(());
        }
        if shares::among(tx, community, &[post.id]).await?.contains(&post.id) {
            return Ok(());
        }
    }
    Err(StoreError::AlreadyExists)
}

/// An id of a moment that has passed, of as many digits as all others. Whoever takes it looks whether it is free, and
/// tries again a little later than before.
///
/// What is older than ids of so many digits gets ids of the first day that has them, in the order in which it was said.
fn id_of_the_past(at: Timestamp, attempt: usize) -> i64 {
    let at = at.millis().max(0);
    let of_the_first_day = FIRST_OF_EIGHTEEN_DIGITS + at / (FIRST_OF_EIGHTEEN_DIGITS / DAY);
    let at = if at < FIRST_OF_EIGHTEEN_DIGITS { of_the_first_day } else { at };
    let random = || i64::from(u16::from_ne_bytes(random_bytes()));
    let later = if attempt == 0 { 0 } else { random() };
    ((at + later) << 16) | random()
}

/// Tells those who are named in a post, but for `told`, who know already.
pub(super) async fn tell_mentioned(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    mentions: &[ActorId],
    told: Option<ActorId>,
) -> Result<(), StoreError> {
    for person in mentions.iter().filter(|person| Some(**person) != told) {
        notifications::tell(ctx, tx, &notice(post, *person, NotificationKind::Mention)).await?;
    }
    Ok(())
}

fn notice(post: &Post, account: ActorId, kind: NotificationKind) -> Notice {
    Notice {
        account,
        kind,
        actor: Some(post.author_id),
        post: Some(post.id),
        community: post.community_id,
        detail: None,
    }
}

/// Records what others must learn of: `here` when it was said here; when it was sent to a community that this node
/// hosts, that the community passes it on; nothing when the community's host told us.
pub(in crate::services) async fn pass_on(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    hosted_here: bool,
    origin: &Origin,
    here: Fact,
) -> Result<(), StoreError> {
    match origin {
        Origin::Here => ctx.record(tx, &here).await,
        Origin::Elsewhere { activity, .. } => relay(ctx, tx, post, hosted_here, activity, None).await,
        Origin::Host(_) | Origin::Author => Ok(()),
    }
}

/// Has the community that this node hosts pass an activity on as it came. `share`: a new root post.
pub(super) async fn relay(
    ctx: &Context,
    tx: &mut Tx,
    post: &Post,
    hosted_here: bool,
    activity: &str,
    share: Option<PostId>,
) -> Result<(), StoreError> {
    let Some(community) = post.community_id.filter(|_| hosted_here) else { return Ok(()) };
    let thread = post.root_id.get();
    ctx.record(tx, &Fact::Relayed { community, activity: activity.to_owned(), thread, share }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_threads_stand_in_their_order_and_share_no_millisecond() {
        const HOUR: i64 = 60 * 60 * 1000;
        let of = |hour: i64| id_of_the_past(Timestamp::from_millis(hour * HOUR), 0);
        // From 2001 on, hour by hour, until long after ids have eighteen digits by themselves.
        let ids: Vec<i64> = (24 * 365 * 31..24 * 365 * 50).map(of).collect();
        assert!(ids.iter().all(|id| id.to_string().len() == 18));
        let crossing = FIRST_OF_EIGHTEEN_DIGITS / HOUR - 24 * 365 * 31;
        let (before, after) = ids.split_at(usize::try_from(crossing).unwrap() + 1);
        for ids in [before, after] {
            assert!(ids.is_sorted_by(|one, next| one >> 16 < next >> 16));
        }
    }

    #[test]
    fn a_millisecond_that_is_full_is_left() {
        for at in [-1, 0, FIRST_OF_EIGHTEEN_DIGITS * 2] {
            let at = Timestamp::from_millis(at);
            let tried: std::collections::BTreeSet<i64> =
                (0..ATTEMPTS).map(|attempt| id_of_the_past(at, attempt) >> 16).collect();
            assert!(tried.len() > 1, "{tried:?}");
        }
    }
}
