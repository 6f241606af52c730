//! What moderators do, and what they are asked to look at.

use serde::Serialize;
use utoipa::ToSchema;

use super::{People, Person};
use crate::domain::ids::{ActorId, ModerationId, PostId, ReportId};
use crate::domain::moderation::{self, ModerationAction, ModerationEntry, ReportState};
use crate::domain::post::{Post, PostKind};
use crate::domain::time::Timestamp;
use crate::store::bans::BanRow;

/// A post as moderators see it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ModeratedPost {
    /// The id of its status in the Mastodon API too.
    pub(in crate::api) id: PostId,
    /// Of the post that begins its thread; its own for that post.
    pub(in crate::api) root_id: PostId,
    pub(in crate::api) kind: PostKind,
    pub(in crate::api) title: Option<String>,
    pub(in crate::api) author_id: ActorId,
    /// `null`: said outside of any community.
    pub(in crate::api) community_id: Option<ActorId>,
    /// Since when nobody can reply.
    pub(in crate::api) locked_at: Option<Timestamp>,
    /// Since when it stands on top of its community.
    pub(in crate::api) pinned_at: Option<Timestamp>,
    pub(in crate::api) removed_at: Option<Timestamp>,
    /// Everybody can read it.
    pub(in crate::api) removed_reason: Option<String>,
    /// By its author, for good.
    pub(in crate::api) deleted_at: Option<Timestamp>,
    /// The id in the network.
    pub(in crate::api) uri: String,
    /// The page for people.
    pub(in crate::api) url: String,
}

impl From<Post> for ModeratedPost {
    fn from(post: Post) -> Self {
        let readable = post.is_readable();
        Self {
            id: post.id,
            root_id: post.root_id,
            kind: post.kind,
            title: post.title.filter(|_| readable),
            author_id: post.author_id,
            community_id: post.community_id,
            locked_at: post.locked_at,
            pinned_at: post.pinned_at,
            removed_at: post.removed_at,
            removed_reason: post.removed_reason,
            deleted_at: post.deleted_at,
            url: post.url.unwrap_or_else(|| post.uri.clone()),
            uri: post.uri,
        }
    }
}

/// Somebody who may not take part in a community.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Ban {
    pub(in crate::api) person: Person,
    /// Public, in the community's log.
    pub(in crate::api) reason: String,
    pub(in crate::api) banned_by: Option<Person>,
    pub(in crate::api) banned_at: Timestamp,
    /// `null`: until it is lifted.
    pub(in crate::api) ends_at: Option<Timestamp>,
}

impl Ban {
    pub(in crate::api) fn new(row: &BanRow, people: &People) -> Self {
        Self {
            person: Person::from(&row.actor),
            reason: row.reason.clone(),
            banned_by: people.get(row.banned_by),
            banned_at: row.banned_at,
            ends_at: row.ends_at,
        }
    }
}

/// What a moderator did: a line of a community's log, which is public.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct LogLine {
    pub(in crate::api) id: ModerationId,
    pub(in crate::api) action: ModerationAction,
    pub(in crate::api) moderator: Option<Person>,
    /// Whom it concerns: the author of a post, or a person.
    pub(in crate::api) subject: Option<Person>,
    pub(in crate::api) post_id: Option<PostId>,
    pub(in crate::api) reason: Option<String>,
    /// Of a ban.
    pub(in crate::api) ends_at: Option<Timestamp>,
    pub(in crate::api) at: Timestamp,
}

impl LogLine {
    pub(in crate::api) fn new(entry: ModerationEntry, people: &People) -> Self {
        Self {
            id: entry.id,
            action: entry.action,
            moderator: people.get(entry.moderator_id),
            subject: people.get(entry.subject_id),
            post_id: entry.post_id,
            reason: entry.reason,
            ends_at: entry.ends_at,
            at: entry.created_at,
        }
    }
}

/// What somebody asked moderators to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Report {
    pub(in crate::api) id: ReportId,
    pub(in crate::api) state: ReportState,
    /// Whom it is about.
    pub(in crate::api) subject: Option<Person>,
    pub(in crate::api) post_id: Option<PostId>,
    pub(in crate::api) community: Option<Person>,
    /// Who asked; for moderators alone.
    pub(in crate::api) reporter: Option<Person>,
    /// Plain text.
    pub(in crate::api) reason: String,
    /// What was done about it.
    pub(in crate::api) resolution: Option<String>,
    pub(in crate::api) resolved_by: Option<Person>,
    pub(in crate::api) resolved_at: Option<Timestamp>,
    pub(in crate::api) created_at: Timestamp,
}

impl Report {
    /// Everybody whom a report names.
    pub(in crate::api) fn named(report: &moderation::Report) -> impl Iterator<Item = ActorId> {
        let moderation::Report { subject_id, reporter_id, community_id, resolved_by, .. } = report;
        [Some(*subject_id), Some(*reporter_id), *community_id, *resolved_by].into_iter().flatten()
    }

    pub(in crate::api) fn new(report: moderation::Report, people: &People) -> Self {
        Self {
            id: report.id,
            state: report.state,
            subject: people.get(Some(report.subject_id)),
            post_id: report.post_id,
            community: people.get(report.community_id),
            reporter: people.get(Some(report.reporter_id)),
            reason: report.reason,
            resolution: report.resolution,
            resolved_by: people.get(report.resolved_by),
            resolved_at: report.resolved_at,
            created_at: report.created_at,
        }
    }
}
