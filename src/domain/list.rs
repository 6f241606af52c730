//! Lists of people and communities that a person reads by themselves.

use super::ids::{ActorId, ListId};

/// The most lists of a person.
pub const MAX_LISTS: i64 = 50;
/// The longest title of a list, in characters.
pub const MAX_TITLE: usize = 100;
/// The most accounts on a list.
pub const MAX_MEMBERS: i64 = 500;

text_enum! {
    /// Which replies a list shows.
    RepliesPolicy {
        /// Those to anybody whom the person follows.
        Followed = "followed",
        /// Those to others on the list.
        List = "list",
        None = "none",
    }
}

/// A list that a person made. A followed community is one too, without being stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub id: ListId,
    pub actor_id: ActorId,
    pub title: String,
    pub replies_policy: RepliesPolicy,
    /// Who is on it is not in the home timeline too.
    pub exclusive: bool,
}
