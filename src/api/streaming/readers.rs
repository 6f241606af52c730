//! On which streams, among those that are listened to, a line stands.

use std::collections::HashSet;

use super::stream::{Part, Stream};
use crate::api::ApiState;
use crate::api::mastodon::entities::Status;
use crate::domain::actor::Actor;
use crate::domain::community::Visibility;
use crate::domain::ids::{ActorId, ListId};
use crate::domain::post::Post;
use crate::store::onlookers::{self, Line};
use crate::store::{StoreError, Tx, actors, communities};

/// The public streams and those of its tags. Answers stand in the latter alone; what is said in a community that is not
/// listed, in none.
pub(super) async fn open_to_all(
    tx: &mut Tx,
    post: &Post,
    status: &Status,
) -> Result<Vec<Stream>, StoreError> {
    let place = match post.community_id {
        Some(id) => communities::by_id(tx, id).await?,
        None => None,
    };
    let is_listed = place.is_none_or(|place| place.visibility == Visibility::Public);
    if !post.is_readable() || !is_listed {
        return Ok(Vec::new());
    }
    let makers: Vec<ActorId> = [post.author_id].into_iter().chain(post.community_id).collect();
    let makers = actors::by_ids(tx, &makers).await?;
    if !makers.iter().all(Actor::is_active) {
        return Ok(Vec::new());
    }
    let local = makers.iter().any(|maker| maker.local);
    let mut streams: Vec<Stream> = Vec::new();
    for tag in &status.tags {
        streams.push(Stream::Hashtag { tag: tag.name.clone(), local: false });
        if local {
            streams.push(Stream::Hashtag { tag: tag.name.clone(), local: true });
        }
    }
    if post.is_root() {
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

/// Of the people who listen to streams that are open to all, those who do not want to read the line.
pub(super) async fn unwilling(
    state: &ApiState,
    tx: &mut Tx,
    line: Line<'_>,
    streams: &[Stream],
) -> Result<HashSet<ActorId>, StoreError> {
    let people = state.streams.listeners(streams);
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(onlookers::unwilling(tx, line, &people).await?.into_iter().collect())
}

/// The homes in which it stands.
pub(super) async fn homes(state: &ApiState, tx: &mut Tx, line: Line<'_>) -> Result<Vec<Stream>, StoreError> {
    let people = state.streams.streams(|stream| match stream {
        Stream::User { of, .. } => Some(*of),
        _ => None,
    });
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let readers = onlookers::at_home(tx, line, &people).await?;
    Ok(readers.into_iter().flat_map(Stream::homes_of).collect())
}

/// The lists in which it stands, and the community that passed it on where that is looked at alone. `answered`: whom it
/// answers, when it is a reply.
pub(super) async fn lists(
    state: &ApiState,
    tx: &mut Tx,
    line: Line<'_>,
    answered: Option<ActorId>,
) -> Result<Vec<Stream>, StoreError> {
    let open = state.streams.streams(|stream| match stream {
        Stream::List { id, of } => Some((*id, *of)),
        _ => None,
    });
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ListId> = open.iter().map(|(id, _)| ListId::new(*id)).collect();
    let found = onlookers::in_lists(tx, line, answered, &ids).await?;
    let mut streams: Vec<Stream> =
        found.into_iter().map(|(id, of)| Stream::List { id: id.get(), of }).collect();
    let of_community = open.iter().filter(|(id, _)| *id == line.by.get());
    let people: Vec<ActorId> = of_community.map(|(_, of)| *of).collect();
    if line.is_share && !people.is_empty() {
        let readers = onlookers::at_community(tx, line, &people).await?;
        streams.extend(readers.into_iter().map(|of| Stream::List { id: line.by.get(), of }));
    }
    Ok(streams)
}
