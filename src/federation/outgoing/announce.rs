//! `Announce`: a community passes on what it accepted (FEP-1b12), and shares new threads with microblogs; a person shares
//! what they choose.

use super::desk::{Desk, Outgoing, Receiver, RenderError, Statement, receivers};
use super::load::Loaded;
use crate::domain::actor::Actor;
use crate::domain::delivery::Rendering;
use crate::domain::ids::{ActorId, PostId};
use crate::federation::objects::PUBLIC;
use crate::federation::objects::activity::{ActivityJson, unchanged};
use crate::federation::objects::post::FullPost;

/// What somebody of this node said, wrapped by its community here.
pub(super) fn wrap(desk: &Desk<'_>, community: &Actor, said: &Statement) -> Result<Outgoing, RenderError> {
    wrapped(desk, community, &said.body, said.ordering_key)
}

/// What came from elsewhere, wrapped with its bytes unchanged, and shared plainly when it is a new thread.
pub(super) fn relay(
    desk: &Desk<'_>,
    loaded: &Loaded,
    community: ActorId,
    activity: &str,
    thread: i64,
    is_new_thread: bool,
) -> Result<Vec<Outgoing>, RenderError> {
    let community = loaded.actor(community)?;
    let mut relayed = vec![wrapped(desk, community, activity, thread)?];
    if is_new_thread {
        relayed.push(share(desk, community, loaded.post()?)?);
    }
    Ok(relayed)
}

/// Shares a thread with software that does not know groups: an `Announce` of its id.
pub(super) fn share(desk: &Desk<'_>, community: &Actor, full: &FullPost) -> Result<Outgoing, RenderError> {
    let uri = share_uri(desk, full.post.id);
    let mut activity = announce(uri, community, full.post.uri.as_str());
    activity.published = Some(full.post.published_at);
    let statement = desk.state(community, full.post.root_id.get(), &activity)?;
    let author = receivers([&full.author]);
    Ok(statement.for_followers(None, Rendering::Plain, author))
}

/// Takes a share back, when its thread was removed.
pub(super) fn unshare(desk: &Desk<'_>, community: &Actor, full: &FullPost) -> Result<Outgoing, RenderError> {
    let shared = announce(share_uri(desk, full.post.id), community, full.post.uri.as_str());
    let undo = ActivityJson::new(desk.fresh_uri(), "Undo", &community.uri, shared)
        .to(vec![PUBLIC.to_owned()])
        .cc(community.followers_url.iter().cloned().collect());
    let statement = desk.state(community, full.post.root_id.get(), &undo)?;
    Ok(statement.for_followers(None, Rendering::Plain, Vec::new()))
}

/// A person shares a post with their followers. Its author and its community learn of it, to count it.
pub(super) fn by_person(
    desk: &Desk<'_>,
    loaded: &Loaded,
    actor: ActorId,
    uri: &str,
) -> Result<Vec<Outgoing>, RenderError> {
    let (full, actor) = (loaded.post()?, loaded.actor(actor)?);
    let statement = desk.state(actor, full.post.root_id.get(), &shared(uri, actor, full))?;
    Ok(vec![statement.for_followers(None, Rendering::Any, concerned(full))])
}

/// What a person's share says; also what taking it back repeats.
pub(super) fn shared<'a>(uri: &str, actor: &'a Actor, full: &'a FullPost) -> ActivityJson<'a, &'a str> {
    let activity = announce(uri.to_owned(), actor, full.post.uri.as_str());
    let cc = activity.cc.iter().cloned().chain([full.author.uri.clone()]).collect();
    activity.cc(cc)
}

/// Whose counts a share changes.
pub(super) fn concerned(full: &FullPost) -> Vec<Receiver> {
    receivers([&full.author].into_iter().chain(&full.community))
}

/// A thread is shared once, so its id follows from the thread.
fn share_uri(desk: &Desk<'_>, root: PostId) -> String {
    format!("{}/activities/share-{root}", desk.addresses.origin())
}

fn wrapped(
    desk: &Desk<'_>,
    community: &Actor,
    body: &str,
    ordering_key: i64,
) -> Result<Outgoing, RenderError> {
    let activity = announce(desk.fresh_uri(), community, unchanged(body)?);
    let statement = desk.state(community, ordering_key, &activity)?;
    Ok(statement.for_followers(None, Rendering::Wrapped, Vec::new()))
}

fn announce<O>(uri: String, actor: &Actor, object: O) -> ActivityJson<'_, O> {
    ActivityJson::new(uri, "Announce", &actor.uri, object).to(vec![PUBLIC.to_owned()]).cc(actor
        .followers_url
        .iter()
        .cloned()
        .collect())
}
