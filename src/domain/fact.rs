//! Facts that other nodes must learn of.
//!
//! A service writes what happened and, in the same transaction, the fact. It does not know how the fact travels:
//! `federation/outgoing` turns it into activities. A fact names things by id; the one exception is
//! [`Fact::Relayed`], whose activity must be passed on exactly as it came (FEP-1b12).

use serde::{Deserialize, Serialize};

use super::ids::{ActorId, PostId, ReportId};
use super::post::ReactionKind;
use super::time::Timestamp;

/// Something that happened here and that others must learn of.
///
/// Stored as JSON while it waits, so a variant that shipped stays readable for one release after it is retired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// A local person published a post.
    PostPublished {
        post: PostId,
    },
    PostEdited {
        post: PostId,
    },
    /// By its author.
    PostDeleted {
        post: PostId,
    },
    /// By a moderator.
    PostRemoved {
        post: PostId,
        by: ActorId,
        reason: String,
    },
    PostRestored {
        post: PostId,
        by: ActorId,
    },
    ThreadLocked {
        root: PostId,
        by: ActorId,
    },
    ThreadUnlocked {
        root: PostId,
        by: ActorId,
    },
    ThreadPinned {
        root: PostId,
        by: ActorId,
    },
    ThreadUnpinned {
        root: PostId,
        by: ActorId,
    },
    /// `uri` is the id of the Like or Dislike.
    Reacted {
        post: PostId,
        actor: ActorId,
        kind: ReactionKind,
        uri: String,
    },
    ReactionWithdrawn {
        post: PostId,
        actor: ActorId,
        kind: ReactionKind,
        uri: String,
    },
    /// A local person passes a post on to their followers; `uri` is the id of the Announce.
    Shared {
        post: PostId,
        actor: ActorId,
        uri: String,
    },
    ShareWithdrawn {
        post: PostId,
        actor: ActorId,
        uri: String,
    },
    /// A local person asks to follow a remote actor; `uri` is the id of the Follow.
    FollowAsked {
        follower: ActorId,
        target: ActorId,
        uri: String,
    },
    FollowWithdrawn {
        follower: ActorId,
        target: ActorId,
        uri: String,
    },
    /// A local actor answers a remote follower; `uri` is the id of the Follow that is answered.
    FollowAccepted {
        follower: ActorId,
        target: ActorId,
        uri: String,
    },
    FollowRefused {
        follower: ActorId,
        target: ActorId,
        uri: String,
    },
    /// A local person blocks somebody elsewhere; `uri` is the id of the Block.
    Blocked {
        person: ActorId,
        target: ActorId,
        uri: String,
    },
    Unblocked {
        person: ActorId,
        target: ActorId,
        uri: String,
    },
    /// A local community passes on what it accepted. `share`: the new root post to share plainly, for microblogs.
    Relayed {
        community: ActorId,
        activity: String,
        thread: i64,
        share: Option<PostId>,
    },
    /// A local community did not accept what `author` sent.
    Refused {
        community: ActorId,
        author: ActorId,
        activity: String,
        reason: String,
    },
    ModeratorAdded {
        community: ActorId,
        moderator: ActorId,
        by: ActorId,
    },
    ModeratorRemoved {
        community: ActorId,
        moderator: ActorId,
        by: ActorId,
    },
    Banned {
        community: ActorId,
        person: ActorId,
        by: ActorId,
        reason: String,
        ends_at: Option<Timestamp>,
    },
    Unbanned {
        community: ActorId,
        person: ActorId,
        by: ActorId,
    },
    /// A local person's report leaves for the community's host and, where the reporter wants it, the author's node.
    Reported {
        report: ReportId,
        #[serde(default)]
        tell_author_node: bool,
    },
    ReportResolved {
        report: ReportId,
    },
    /// Profile, community or organization changed.
    ActorChanged {
        actor: ActorId,
    },
    /// An account was closed. `told`: an actor of each server that hosts or answers what the person took part in, as it was
    /// before that was taken away.
    ActorDeleted {
        actor: ActorId,
        #[serde(default)]
        told: Vec<ActorId>,
    },
    ActorMoved {
        actor: ActorId,
        target: String,
    },
}

/// Where a statement that a service carries out came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A person on this node, through a page or an API.
    Here,
    /// An activity that arrived and was authenticated. `activity` is its exact JSON, for passing on unchanged.
    Elsewhere { activity: String, uri: String },
    /// The host of this community told us that it happened there; nothing is passed on. It speaks for no other community.
    Host(ActorId),
    /// Read at the author's server, and at nobody else's: the author's word for what was said, and no community's word that
    /// it took it.
    Author,
}

impl Origin {
    /// The community whose host says so.
    pub fn host(&self) -> Option<ActorId> {
        match self {
            Self::Host(community) => Some(*community),
            Self::Here | Self::Elsewhere { .. } | Self::Author => None,
        }
    }

    /// Whether a host speaks about what is not in its community (threat 32).
    pub fn oversteps(&self, community: Option<ActorId>) -> bool {
        self.host().is_some_and(|host| community != Some(host))
    }
}
