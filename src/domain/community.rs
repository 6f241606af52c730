//! Communities of practice.

use super::ids::ActorId;
use super::time::Timestamp;

text_enum! {
    /// Who can find a community. Its contents are public either way.
    Visibility {
        Public = "public",
        /// Not listed in explore and not indexable; readable by its address.
        Unlisted = "unlisted",
    }
}

text_enum! {
    /// Who may start threads and reply.
    PostPolicy {
        Anyone = "anyone",
        Followers = "followers",
        /// Replies stay open to everyone.
        Moderators = "moderators",
    }
}

text_enum! {
    FollowState {
        /// Asked, no answer yet.
        Waiting = "waiting",
        Accepted = "accepted",
        Refused = "refused",
    }
}

/// What a community is beyond being an [`Actor`](super::actor::Actor) of kind `Group`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    pub actor_id: ActorId,
    pub visibility: Visibility,
    pub post_policy: PostPolicy,
    pub language: Option<String>,
    pub created_by: Option<ActorId>,
    pub topic_count: i64,
    /// For a remote community, as its host last said.
    pub follower_count: i64,
    pub last_post_at: Option<Timestamp>,
    /// When reading the history of a remote community was finished for the first time.
    pub backfilled_at: Option<Timestamp>,
}

/// Somebody follows somebody: a community's readers are its followers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    pub follower_id: ActorId,
    pub target_id: ActorId,
    pub state: FollowState,
    /// The id of the `Follow`; needed to answer and to undo it.
    pub uri: String,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

/// Somebody who may not take part for a while, or for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    pub community_id: ActorId,
    pub actor_id: ActorId,
    pub banned_by: Option<ActorId>,
    pub reason: String,
    pub created_at: Timestamp,
    /// `None`: until lifted.
    pub ends_at: Option<Timestamp>,
}

impl Ban {
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}
