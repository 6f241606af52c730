//! Posts and replies.

use std::collections::HashMap;

use super::{actor_of, count};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::{self, AttachmentKind, PostState, ReactionKind};
use crate::domain::time::Timestamp;
use crate::services::standing::Place;
use crate::store::bylines::Byline;
use crate::store::peers::PeerRow;
use crate::store::threads::ThreadRow;
use crate::web::organizations::Names;
use crate::web::view::{Attachment, DeliveryState, InReplyTo, May, Organization, Post, Removal, SafeHtml};

/// What the posts of one thread have in common.
pub(crate) struct PostContext<'a> {
    pub viewer: &'a Viewer,
    pub names: &'a Names,
    /// The first post of the thread.
    pub root: &'a post::Post,
    pub place: Option<&'a Place>,
    /// Who hosts the community, where that is another node, and how deliveries there are doing.
    pub host: Option<(Organization, Option<&'a PeerRow>)>,
    /// Whose word counts as the community's.
    pub moderators: &'a [ActorId],
    /// Who removed posts, where the log says so.
    pub removers: &'a HashMap<PostId, Byline>,
    /// Up to where the reader has read; none marks nothing as new.
    pub read_to: Option<Timestamp>,
}

impl PostContext<'_> {
    fn may(&self, post: &post::Post) -> May {
        let place = self.place.map(Place::view);
        let may = |action: Action<'_>| can(self.viewer, action).is_ok();
        let signed_in = self.viewer.actor.is_some();
        May {
            reply: may(Action::Reply { root: self.root, post, place }),
            thank: may(Action::React(post, place)) && self.viewer.actor != Some(post.author_id),
            share: post.state == PostState::Published && may(Action::Share(post, place)),
            edit: may(Action::EditPost(post, place)),
            delete: may(Action::DeletePost(post)),
            report: signed_in
                && may(Action::Report)
                && post.is_readable()
                && self.viewer.actor != Some(post.author_id),
            remove: may(Action::ModeratePost(post, place)),
            manage: post.is_root() && may(Action::ModeratePost(post, place)),
        }
    }

    /// What the community's host made of a post; said to its author alone, and only while there is something to say.
    fn state(&self, post: &post::Post) -> Option<DeliveryState> {
        if self.viewer.actor != Some(post.author_id) {
            return None;
        }
        let (host, peer) = self.host.as_ref()?;
        let organization = host.name.clone();
        match post.state {
            PostState::Published => Some(DeliveryState::Published),
            PostState::Refused => {
                Some(DeliveryState::Refused { reason: post.state_reason.clone().unwrap_or_default() })
            }
            PostState::Sent => Some(match peer {
                Some(peer) if peer.failures > 0 => match peer.last_success_at.or(peer.last_failure_at) {
                    Some(since) => DeliveryState::Unreachable { organization, since },
                    None => DeliveryState::Waiting { organization },
                },
                Some(_) => DeliveryState::Sent,
                None => DeliveryState::Waiting { organization },
            }),
        }
    }
}

/// A post as it stands in its thread. `parent` is what it answers, when that is another reply.
pub(crate) fn post(
    row: &ThreadRow,
    context: &PostContext<'_>,
    parent: Option<(PostId, Option<&Byline>)>,
) -> Post {
    let post = &row.post;
    let readable = post.is_readable();
    let removed = post.removed_at.map(|_| Removal {
        by: actor_of(context.removers.get(&post.id), context.names),
        reason: post.removed_reason.clone().unwrap_or_default(),
    });
    let new = context.read_to.is_some_and(|read_to| post.received_at > read_to)
        && context.viewer.actor != Some(post.author_id);
    Post {
        id: post.id,
        author: actor_of(row.author.as_ref(), context.names),
        by_moderator: context.moderators.contains(&post.author_id),
        at: post.published_at,
        edited: post.edited_at,
        html: SafeHtml::from_sanitised(if readable { post.html.clone() } else { String::new() }),
        language: post.language.clone(),
        level: u8::try_from(post.depth).unwrap_or(u8::MAX),
        in_reply_to: parent.map(|(id, line)| InReplyTo { id, name: actor_of(line, context.names).name }),
        thanks: count(post.thanks_count),
        thanked: row.reaction == Some(ReactionKind::Thanks),
        shares: count(post.share_count),
        shared: row.shared,
        new,
        state: context.state(post),
        removed,
        deleted: post.deleted_at.is_some(),
        sensitive: post.sensitive.then(|| post.summary.clone().unwrap_or_default()),
        link: post.link_url.clone().filter(|_| readable),
        attachments: if readable {
            let files = row.attachments.iter().filter(|file| !is_link_of(file, post));
            files.map(|file| attachment(file, context.names)).collect()
        } else {
            Vec::new()
        },
        original: row
            .author
            .as_ref()
            .filter(|author| !author.local)
            .map(|_| post.url.clone().unwrap_or_else(|| post.uri.clone())),
        may: context.may(post),
    }
}

/// Whether an attachment says no more than what the post points to, as with posts that came long ago.
fn is_link_of(file: &post::Attachment, post: &post::Post) -> bool {
    file.kind == AttachmentKind::Link && Some(&file.url) == post.link_url.as_ref()
}

/// A file or link of a post. An image that this node does not show is a link to where it lies.
fn attachment(file: &post::Attachment, names: &Names) -> Attachment {
    let size = |width: Option<i64>, height: Option<i64>| {
        Some((u32::try_from(width?).ok()?, u32::try_from(height?).ok()?))
    };
    let link = file.kind == AttachmentKind::Link;
    let picture = names.post_picture(file);
    let image = picture.is_some();
    let name = if file.name.is_empty() && link {
        file.url.clone()
    } else if file.name.is_empty() {
        file.url.rsplit('/').next().unwrap_or_default().to_owned()
    } else {
        file.name.clone()
    };
    Attachment {
        href: picture.unwrap_or_else(|| file.url.clone()),
        name,
        alt: (image && !file.name.is_empty()).then(|| file.name.clone()),
        image,
        link,
        size: size(file.width, file.height),
        bytes: None,
    }
}
