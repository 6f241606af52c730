//! From what happened to what apps are told.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::readers;
use super::stream::Stream;
use crate::api::ApiState;
use crate::api::mastodon::entities::{Own, Status};
use crate::api::mastodon::present;
use crate::domain::event::Event;
use crate::domain::ids::{ActorId, NotificationId, PostId, ShareId};
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::store::onlookers::{self, Line};
use crate::store::timelines::Entry;
use crate::store::{StoreError, Tx, posts, shares};

/// How often it is asked which tokens are still good.
const TOKENS_EVERY: Duration = Duration::from_secs(5);
/// Of how many shares of one post a reader is told that they went. Apps take away with the post what shared it.
const MOST_SHARES_GONE: i64 = 8;

/// Tells the streams of this process what happens, until `stop`. The streams end with [`Hub::close`](super::Hub::close).
/// What the database does not give is missed: apps find it in their timelines.
pub async fn feed(state: ApiState, stop: CancellationToken) {
    // Side by side: however much there is to tell, a stream ends with its token.
    tokio::select! {
        () = tell_all(&state, state.db.signals().events()) => {}
        () = end_all_revoked(&state) => {}
        () = stop.cancelled() => {}
    }
}

async fn tell_all(state: &ApiState, mut events: Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Err(error) = tell(state, event).await {
                    tracing::warn!(%event, %error, "streams were not told of something");
                    missed(1);
                }
            }
            Err(RecvError::Lagged(events)) => {
                tracing::warn!(events, "more happened at once than streams were told of");
                missed(events);
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn missed(events: u64) {
    metrics::counter!("moothall_stream_events_missed_total").increment(events);
}

async fn end_all_revoked(state: &ApiState) {
    let mut look_at_tokens = tokio::time::interval(TOKENS_EVERY);
    loop {
        look_at_tokens.tick().await;
        if let Err(error) = end_revoked(state).await {
            tracing::error!(%error, "it could not be asked which streams must end");
        }
    }
}

/// Ends the streams whose token was revoked or whose person may not use the node any more.
async fn end_revoked(state: &ApiState) -> Result<(), StoreError> {
    let tokens = state.streams.tokens();
    if tokens.is_empty() {
        return Ok(());
    }
    let good = onlookers::usable_tokens(&mut state.db.read().await?, &tokens).await?;
    state.streams.end_others(&tokens, &good);
    Ok(())
}

async fn tell(state: &ApiState, event: Event) -> Result<(), StoreError> {
    if state.streams.is_empty() {
        return Ok(());
    }
    match event {
        Event::Published(post) => of_post(state, post, "update").await,
        Event::Edited(post) => of_post(state, post, "status.update").await,
        Event::Shared(share) => shared(state, share).await,
        Event::Gone(post) => gone(state, post).await,
        Event::Notified(person, notification) => notified(state, person, notification).await,
        Event::FiltersChanged(person) => {
            state.streams.tell(&Stream::homes_of(person), "filters_changed", &Bytes::new());
            Ok(())
        }
    }
}

/// A post appeared or changed. In a community, homes learn of it as a share; here it goes where everybody reads, to the
/// lists that its author is on, and to those who may have it on their screen.
async fn of_post(state: &ApiState, id: PostId, event: &'static str) -> Result<(), StoreError> {
    // Who reads it is asked before it is written for them: most streams want nothing of most of what happens.
    if !state.streams.is_any_open(|stream| stream.is_open_to_all() || stream.reader().is_some()) {
        return Ok(());
    }
    let mut tx = state.db.read().await?;
    let Some(post) = posts::by_id(&mut tx, id).await? else { return Ok(()) };
    let said = Line {
        by: post.author_id,
        author: post.author_id,
        community: post.community_id,
        language: post.language.as_deref(),
        is_share: false,
        is_thread: post.is_root(),
        now: state.context.now(),
    };
    let answered = match post.parent_id {
        Some(parent) => posts::by_id(&mut tx, parent).await?.map(|parent| parent.author_id),
        None => None,
    };
    let mut closed = readers::lists(state, &mut tx, said, answered).await?;
    match post.community_id {
        None if post.is_root() => closed.extend(readers::homes(state, &mut tx, said).await?),
        Some(by) if event == "status.update" => {
            let passed_on = Line { by, is_share: true, ..said };
            closed.extend(readers::homes(state, &mut tx, passed_on).await?);
            closed.extend(readers::lists(state, &mut tx, passed_on, None).await?);
        }
        _ => {}
    }
    if closed.is_empty() && !state.streams.is_any_open(Stream::is_open_to_all) {
        return Ok(());
    }
    let Some(status) = present::status(state, &mut tx, &Viewer::ANYONE, id).await? else { return Ok(()) };
    let open = readers::open_to_all(&mut tx, &post, &status).await?;
    let unwilling = readers::unwilling(state, &mut tx, said, &open).await?;
    let for_each = own(state, &mut tx, &closed, &post, &status).await?;
    drop(tx);
    state.streams.tell_all_but(&unwilling, &open, event, &json(&status));
    tell_each(state, for_each, &status, event);
    Ok(())
}

/// A thread of a community, or what a person passes on, stands in homes and lists.
async fn shared(state: &ApiState, id: ShareId) -> Result<(), StoreError> {
    if !state.streams.is_any_open(|stream| stream.reader().is_some()) {
        return Ok(());
    }
    let mut tx = state.db.read().await?;
    let Some(share) = shares::by_id(&mut tx, id).await? else { return Ok(()) };
    let Some(post) = posts::by_id(&mut tx, share.post_id).await? else { return Ok(()) };
    if !post.is_readable() {
        return Ok(());
    }
    let line = Line {
        by: share.actor_id,
        author: post.author_id,
        community: post.community_id,
        language: post.language.as_deref(),
        is_share: true,
        is_thread: post.is_root(),
        now: state.context.now(),
    };
    let mut streams = readers::homes(state, &mut tx, line).await?;
    streams.extend(readers::lists(state, &mut tx, line, None).await?);
    if streams.is_empty() {
        return Ok(());
    }
    let entry = Entry::Share { id, actor: share.actor_id, post: post.id, at: share.created_at };
    let shown = present::statuses(state, &mut tx, &Viewer::ANYONE, &[entry]).await?.pop();
    let Some(status) = shown else { return Ok(()) };
    let for_each = own(state, &mut tx, &streams, &post, &status).await?;
    drop(tx);
    tell_each(state, for_each, &status, "update");
    Ok(())
}

/// The streams of those who are told of a post, by how these stand to it.
async fn own(
    state: &ApiState,
    tx: &mut Tx,
    streams: &[Stream],
    post: &Post,
    status: &Status,
) -> Result<Vec<(Own, Vec<Stream>)>, StoreError> {
    let mut of_person: HashMap<ActorId, HashSet<&Stream>> = HashMap::new();
    for stream in streams {
        if let Some(person) = stream.reader() {
            of_person.entry(person).or_default().insert(stream);
        }
    }
    let people: Vec<ActorId> = of_person.keys().copied().collect();
    let said = status.reblog.as_deref().unwrap_or(status);
    // Nearly all stand to a new post in the same way, and share what is written for it.
    let mut alike: HashMap<Bytes, (Own, Vec<Stream>)> = HashMap::new();
    for (person, own) in present::own(state, tx, &people, post, said).await? {
        let theirs = of_person.remove(&person).into_iter().flatten().cloned();
        alike.entry(json(&own)).or_insert_with(|| (own, Vec::new())).1.extend(theirs);
    }
    Ok(alike.into_values().collect())
}

fn tell_each(state: &ApiState, for_each: Vec<(Own, Vec<Stream>)>, status: &Status, event: &'static str) {
    for (own, streams) in for_each {
        let mut status = status.clone();
        if let Some(shared) = &mut status.reblog {
            shared.own = Some(own.clone());
        }
        status.own = Some(own);
        state.streams.tell(&streams, event, &json(&status));
    }
}

/// Whoever has it on the screen takes it away, and lines that share it. A reader is told few things at once: more would
/// cut them off.
async fn gone(state: &ApiState, post: PostId) -> Result<(), StoreError> {
    let everywhere = state.streams.streams(|stream| match stream {
        Stream::Notifications(_) | Stream::Direct(_) => None,
        other => Some(other.clone()),
    });
    state.streams.tell(&everywhere, "delete", &post.to_string().into());
    let mut held_in: HashMap<i64, Vec<&Stream>> = HashMap::new();
    for stream in &everywhere {
        match stream {
            Stream::User { of, .. } => held_in.entry(of.get()).or_default().push(stream),
            Stream::List { id, .. } => held_in.entry(*id).or_default().push(stream),
            _ => {}
        }
    }
    if held_in.is_empty() {
        return Ok(());
    }
    let holders: Vec<i64> = held_in.keys().copied().collect();
    let mut tx = state.db.read().await?;
    let held = onlookers::shares_held(&mut tx, post, &holders, MOST_SHARES_GONE).await?;
    drop(tx);
    for line in held {
        let streams = held_in.get(&line.holder).into_iter().flatten().copied();
        state.streams.tell(streams, "delete", &line.share.to_string().into());
    }
    Ok(())
}

async fn notified(state: &ApiState, person: ActorId, notification: NotificationId) -> Result<(), StoreError> {
    let streams = [Stream::User { of: person, notified: true }, Stream::Notifications(person)];
    if state.streams.streams(|stream| streams.contains(stream).then_some(())).is_empty() {
        return Ok(());
    }
    let mut tx = state.db.read().await?;
    let notification = present::notification(state, &mut tx, person, notification).await?;
    drop(tx);
    if let Some(notification) = notification {
        state.streams.tell(&streams, "notification", &json(&notification));
    }
    Ok(())
}

fn json(entity: &impl Serialize) -> Bytes {
    serde_json::to_vec(entity).unwrap_or_default().into()
}
