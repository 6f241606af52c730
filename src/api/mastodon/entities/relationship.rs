//! <https://docs.joinmastodon.org/entities/Relationship/>

use serde::Serialize;

use crate::domain::ids::ActorId;
use crate::domain::relationship;
use crate::domain::time::Timestamp;

/// How the person who asks stands to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "so the entity is")]
pub(in crate::api) struct Relationship {
    id: ActorId,
    following: bool,
    showing_reblogs: bool,
    notifying: bool,
    languages: Option<Vec<String>>,
    followed_by: bool,
    blocking: bool,
    blocked_by: bool,
    muting: bool,
    muting_notifications: bool,
    muting_expires_at: Option<Timestamp>,
    requested: bool,
    requested_by: bool,
    domain_blocking: bool,
    endorsed: bool,
    note: String,
}

impl From<relationship::Relationship> for Relationship {
    fn from(between: relationship::Relationship) -> Self {
        let follows = between.following || between.requested;
        Self {
            id: between.target,
            following: between.following,
            showing_reblogs: follows && between.wishes.shares,
            notifying: follows && between.wishes.notify,
            languages: between.wishes.languages.filter(|_| follows),
            followed_by: between.followed_by,
            blocking: between.blocking,
            blocked_by: between.blocked_by,
            muting: between.mute.is_some(),
            muting_notifications: between.mute.is_some_and(|mute| mute.notifications),
            muting_expires_at: between.mute.and_then(|mute| mute.ends_at),
            requested: between.requested,
            requested_by: between.requested_by,
            domain_blocking: between.domain_muted,
            endorsed: false,
            note: between.note,
        }
    }
}

/// <https://docs.joinmastodon.org/entities/FamiliarFollowers/>
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct FamiliarFollowers {
    pub(in crate::api) id: ActorId,
    /// Always empty: who follows whom is between those two.
    pub(in crate::api) accounts: [(); 0],
}
