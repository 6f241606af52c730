//! Lines of the moderation log as pages show them.

use std::collections::HashMap;

use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::{ModerationAction, ModerationEntry};
use crate::domain::post::Post;
use crate::store::bylines::{self, Byline};
use crate::store::{Tx, posts};
use crate::web::reader::Reader;
use crate::web::view::{LogAction, LogEntry};
use crate::web::{WebError, show};

/// Whom and what the lines of a log are about, by two queries.
pub(super) struct LogLines {
    lines: HashMap<ActorId, Byline>,
    posts: HashMap<PostId, Post>,
}

impl LogLines {
    pub(super) async fn read(tx: &mut Tx, entries: &[ModerationEntry]) -> Result<Self, WebError> {
        let people = entries.iter().flat_map(|entry| [entry.moderator_id, entry.subject_id]).flatten();
        let lines = bylines::by_ids(tx, people.collect::<Vec<_>>()).await?;
        let ids: Vec<PostId> = entries.iter().filter_map(|entry| entry.post_id).collect();
        let found = if ids.is_empty() { Vec::new() } else { posts::by_ids(tx, &ids).await? };
        Ok(Self { lines, posts: found.into_iter().map(|post| (post.id, post)).collect() })
    }

    /// A line as the page shows it.
    pub(super) fn line(&self, entry: &ModerationEntry, reader: &Reader) -> LogEntry {
        let about_post = |id| {
            let post = self.posts.get(&id)?;
            let readable = post.is_readable() || reader.viewer.actor == entry.moderator_id;
            let text = if readable { show::title(post) } else { reader.locale.say("log-a-post", &[]) };
            Some((text, format!("/p/{id}")))
        };
        let about_person = |id| {
            let person = show::person_line(self.lines.get(&id)?, &reader.names);
            Some((person.name.clone(), person.href()))
        };
        LogEntry {
            at: entry.created_at,
            by: show::actor_of(entry.moderator_id.and_then(|id| self.lines.get(&id)), &reader.names),
            action: action(entry.action),
            subject: entry.post_id.and_then(about_post).or_else(|| entry.subject_id.and_then(about_person)),
            reason: entry.reason.clone().unwrap_or_default(),
            until: entry.ends_at,
        }
    }
}

fn action(action: ModerationAction) -> LogAction {
    match action {
        ModerationAction::RemovePost => LogAction::Removed,
        ModerationAction::RestorePost => LogAction::Restored,
        ModerationAction::LockThread => LogAction::Locked,
        ModerationAction::UnlockThread => LogAction::Unlocked,
        ModerationAction::PinThread => LogAction::Pinned,
        ModerationAction::UnpinThread => LogAction::Unpinned,
        ModerationAction::BanPerson => LogAction::Banned,
        ModerationAction::UnbanPerson => LogAction::Unbanned,
        ModerationAction::AddModerator => LogAction::ModeratorAdded,
        ModerationAction::RemoveModerator => LogAction::ModeratorRemoved,
        ModerationAction::EditCommunity => LogAction::Edited,
        ModerationAction::SuspendPerson => LogAction::Suspended,
        ModerationAction::UnsuspendPerson => LogAction::Unsuspended,
        ModerationAction::ResolveReport => LogAction::ReportDecided,
    }
}
