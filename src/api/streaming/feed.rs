//! From what happened to what apps are told.

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::stream::{Part, Stream};
use crate::api::ApiState;
use crate::api::mastodon::entities::Status;
use crate::api::mastodon::present;
use crate::domain::community::Visibility;
use crate::domain::event::Event;
use crate::domain::ids::{ActorId, NotificationId, PostId, ShareId};
use crate::domain::permission::Viewer;
use crate::domain::post::Post;
use crate::store::onlookers::{self, Line};
use crate::store::timelines::Entry;
use crate::store::{StoreError, Tx, actors, communities, posts, shares};

/// How often it is asked which tokens are still good.
const TOKENS_EVERY: Duration = Duration::from_secs(5);

/// Tells the streams of this process what happens, until `stop`. The streams end with [`Hub::close`](super::Hub::close).
///
/// # Errors
/// When the database refuses. Call it again: what happened meanwhile is missed.
pub async fn feed(state: ApiState, stop: CancellationToken) -> Result<(), StoreError> {
    let mut events = state.db.signals().events();
    let mut look_at_tokens = tokio::time::interval(TOKENS_EVERY);
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => tell(&state, event).await?,
                // Too much at once; apps find it in their timelines.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            },
            _ = look_at_tokens.tick() => end_revoked(&state).await?,
            () = stop.cancelled() => return Ok(()),
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
            state.streams.tell([&Stream::User(person)], "filters_changed", &Bytes::new());
            Ok(())
        }
    }
}

/// A post appeared or changed. In a community, homes learn of it as a share; here it goes where everybody reads, and to
/// those who may have it on their screen.
async fn of_post(state: &ApiState, id: PostId, event: &'static str) -> Result<(), StoreError> {
    let mut tx = state.db.read().await?;
    let Some(post) = posts::by_id(&mut tx, id).await? else { return Ok(()) };
    let Some(status) = present::status(state, &mut tx, &Viewer::ANYONE, id).await? else { return Ok(()) };
    let mut streams = open_to_all(&mut tx, &post, &status).await?;
    let maker = match post.community_id {
        None if post.is_root() => Some(post.author_id),
        Some(community) if event == "status.update" => Some(community),
        _ => None,
    };
    if let Some(by) = maker {
        let line = Line { by, author: post.author_id, is_share: false, now: state.context.now() };
        streams.extend(readers(state, &mut tx, line).await?);
    }
    drop(tx);
    state.streams.tell(&streams, event, &json(&status));
    Ok(())
}

/// A thread of a community, or what a person passes on, stands in homes and lists.
async fn shared(state: &ApiState, id: ShareId) -> Result<(), StoreError> {
    let mut tx = state.db.read().await?;
    let Some(share) = shares::by_id(&mut tx, id).await? else { return Ok(()) };
    let Some(post) = posts::by_id(&mut tx, share.post_id).await? else { return Ok(()) };
    let entry = Entry::Share { id, actor: share.actor_id, post: post.id, at: share.created_at };
    let status = present::statuses(state, &mut tx, &Viewer::ANYONE, &[entry]).await?.pop();
    let Some(status) = status.filter(|_| post.is_readable()) else { return Ok(()) };
    let now = state.context.now();
    let line = Line { by: share.actor_id, author: post.author_id, is_share: true, now };
    let streams = readers(state, &mut tx, line).await?;
    drop(tx);
    state.streams.tell(&streams, "update", &json(&status));
    Ok(())
}

/// Whoever has it on the screen takes it away, and every line that shares it.
async fn gone(state: &ApiState, post: PostId) -> Result<(), StoreError> {
    let shares = shares::of_post(&mut state.db.read().await?, post).await?;
    let everywhere = state.streams.streams(|stream| match stream {
        Stream::Notifications(_) | Stream::Direct(_) => None,
        other => Some(other.clone()),
    });
    let ids = shares.iter().map(ShareId::to_string).chain([post.to_string()]);
    for id in ids {
        state.streams.tell(&everywhere, "delete", &id.into());
    }
    Ok(())
}

async fn notified(state: &ApiState, person: ActorId, notification: NotificationId) -> Result<(), StoreError> {
    let streams = [Stream::User(person), Stream::Notifications(person)];
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

/// The public streams and those of its tags. Answers and what is not listed stand in the latter alone.
async fn open_to_all(tx: &mut Tx, post: &Post, status: &Status) -> Result<Vec<Stream>, StoreError> {
    if !post.is_readable() {
        return Ok(Vec::new());
    }
    let author = actors::by_id(tx, post.author_id).await?;
    let local = author.is_some_and(|author| author.local);
    let mut streams: Vec<Stream> = Vec::new();
    for tag in &status.tags {
        streams.push(Stream::Hashtag { tag: tag.name.clone(), local: false });
        if local {
            streams.push(Stream::Hashtag { tag: tag.name.clone(), local: true });
        }
    }
    let listed = match post.community_id {
        Some(id) => communities::by_id(tx, id).await?.is_some_and(|one| one.visibility == Visibility::Public),
        None => true,
    };
    if listed && post.is_root() {
        let media = !status.media_attachments.is_empty();
        for local in [None, Some(local)] {
            streams.push(Stream::Public(Part { local, only_media: false }));
            if media {
                streams.push(Stream::Public(Part { local, only_media: true }));
            }
        }
    }
    Ok(streams)
}

/// The homes and lists, among those that are looked at, in which a line stands.
async fn readers(state: &ApiState, tx: &mut Tx, line: Line) -> Result<Vec<Stream>, StoreError> {
    let homes = state.streams.streams(|stream| match stream {
        Stream::User(person) => Some(*person),
        _ => None,
    });
    let lists = state.streams.streams(|stream| match stream {
        Stream::List { id, of } => Some((*id, *of)),
        _ => None,
    });
    let mut streams: Vec<Stream> = Vec::new();
    if !homes.is_empty() {
        streams.extend(onlookers::at_home(tx, line, &homes).await?.into_iter().map(Stream::User));
    }
    if !lists.is_empty() {
        let owners: Vec<ActorId> = lists.iter().map(|(_, owner)| *owner).collect();
        let followers = onlookers::at_home(tx, line, &owners).await?;
        let of_community = lists.iter().filter(|(id, of)| *id == line.by.get() && followers.contains(of));
        streams.extend(of_community.map(|(id, of)| Stream::List { id: *id, of: *of }));
        let made = onlookers::in_lists(tx, line, &owners).await?;
        streams.extend(made.into_iter().map(|(id, of)| Stream::List { id: id.get(), of }));
    }
    Ok(streams)
}

fn json(entity: &impl Serialize) -> Bytes {
    serde_json::to_vec(entity).unwrap_or_default().into()
}
