//! From what happened here to the activities that tell others.
//!
//! Pure but for its two ends: [`load()`] reads what a fact needs, [`render`] turns it into activities, and
//! [`Renderer`] writes those into the log. One file per activity.
//!
//! In a community of ours, what is accepted goes out once in the speaker's own name and once wrapped in the
//! community's `Announce` (FEP-1b12); a new thread is also shared plainly, for microblogs. What is said in a community
//! elsewhere goes to its host, who passes it on. Whoever is answered, mentioned or thanked is told directly.

mod accept;
mod add;
mod announce;
mod block;
mod create;
mod delete;
mod desk;
mod flag;
mod follow;
mod like;
mod load;
mod lock;
mod move_actor;
mod reject;
mod renderer;
mod undo;
mod update;

#[cfg(test)]
mod tests;

pub use create::create;
pub use desk::{Desk, Outgoing, Receiver, RenderError};
pub use load::{Loaded, full_posts, load, published_keys};
pub use renderer::{Renderer, RendererError};

use crate::domain::fact::Fact;
use crate::domain::post::ReactionKind;

/// The activities that tell of `fact`. Nothing, when it is not for others.
///
/// # Errors
/// When something that the fact names is no longer there, or a signature could not be made.
pub fn render(desk: &Desk<'_>, fact: &Fact, loaded: &Loaded) -> Result<Vec<Outgoing>, RenderError> {
    match fact {
        Fact::PostPublished { .. } => create::render(desk, loaded),
        Fact::PostEdited { .. } => update::post(desk, loaded),
        Fact::PostDeleted { .. } => delete::by_author(desk, loaded),
        Fact::PostRemoved { by, reason, .. } => delete::by_moderator(desk, loaded, *by, reason),
        Fact::PostRestored { by, .. } => undo::removal_of(desk, loaded, *by),
        Fact::ThreadLocked { by, .. } => lock::lock(desk, loaded, *by),
        Fact::ThreadUnlocked { by, .. } => undo::lock(desk, loaded, *by),
        Fact::ThreadPinned { by, .. } => add::pin(desk, loaded, *by),
        Fact::ThreadUnpinned { by, .. } => add::unpin(desk, loaded, *by),
        // Dislikes are counted when they come; we never say one.
        Fact::Reacted { kind: ReactionKind::Dislike, .. }
        | Fact::ReactionWithdrawn { kind: ReactionKind::Dislike, .. }
        // What moderators make of a report is between them and whoever reported; a removal or a ban is told by itself, and
        // no activity is known that would say more without naming who complained.
        | Fact::ReportResolved { .. } => Ok(Vec::new()),
        Fact::Reacted { actor, uri, .. } => like::like(desk, loaded, *actor, uri),
        Fact::ReactionWithdrawn { actor, uri, .. } => undo::like(desk, loaded, *actor, uri),
        Fact::Shared { actor, uri, .. } => announce::by_person(desk, loaded, *actor, uri),
        Fact::ShareWithdrawn { actor, uri, .. } => undo::share(desk, loaded, *actor, uri),
        Fact::FollowAsked { follower, target, uri } => follow::ask(desk, loaded, *follower, *target, uri),
        Fact::FollowWithdrawn { follower, target, uri } => {
            undo::follow(desk, loaded, *follower, *target, uri)
        }
        Fact::FollowAccepted { follower, target, uri } => {
            accept::follow(desk, loaded, *follower, *target, uri)
        }
        Fact::FollowRefused { follower, target, uri } => {
            reject::follow(desk, loaded, *follower, *target, uri)
        }
        Fact::Blocked { person, target, uri } => block::person(desk, loaded, *person, *target, uri),
        Fact::Unblocked { person, target, uri } => undo::block_of(desk, loaded, *person, *target, uri),
        Fact::Relayed { community, activity, thread, share } => {
            announce::relay(desk, loaded, *community, activity, *thread, share.is_some())
        }
        Fact::Refused { community, author, activity, reason } => {
            reject::activity(desk, loaded, *community, *author, activity, reason)
        }
        Fact::ModeratorAdded { community, moderator, by } => {
            add::moderator(desk, loaded, *community, *moderator, *by)
        }
        Fact::ModeratorRemoved { community, moderator, by } => {
            add::no_moderator(desk, loaded, *community, *moderator, *by)
        }
        Fact::Banned { community, person, by, reason, ends_at } => {
            block::ban(desk, loaded, (*community, *person, *by), reason, *ends_at)
        }
        Fact::Unbanned { community, person, by } => undo::ban(desk, loaded, (*community, *person, *by)),
        Fact::Reported { tell_author_node, .. } => flag::report(desk, loaded, *tell_author_node),
        Fact::ActorChanged { actor } => update::actor(desk, loaded, *actor),
        Fact::ActorDeleted { actor, .. } => delete::actor(desk, loaded, *actor),
        Fact::ActorMoved { actor, target } => move_actor::render(desk, loaded, *actor, target),
    }
}
