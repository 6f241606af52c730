//! <https://docs.joinmastodon.org/entities/List/>

use serde::Serialize;

use crate::domain::actor::Actor;
use crate::domain::list::{self, RepliesPolicy};

/// A list that the person made, or a community that they follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct List {
    id: String,
    title: String,
    replies_policy: RepliesPolicy,
    exclusive: bool,
}

impl From<list::List> for List {
    fn from(list: list::List) -> Self {
        let list::List { id, title, replies_policy, exclusive, .. } = list;
        Self { id: id.to_string(), title, replies_policy, exclusive }
    }
}

impl List {
    /// The list that a followed community is.
    pub(in crate::api) fn of_community(community: &Actor) -> Self {
        Self {
            id: community.id.to_string(),
            title: community.name.clone(),
            replies_policy: RepliesPolicy::List,
            exclusive: false,
        }
    }
}
