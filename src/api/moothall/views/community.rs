//! Communities.

use serde::Serialize;
use utoipa::ToSchema;

use super::Person;
use crate::api::ApiState;
use crate::domain::actor::Actor;
use crate::domain::address::ActorPicture;
use crate::domain::community::{self, FollowState, PostPolicy, Visibility};
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::store::community_people::FollowersOfNode;
use crate::store::follows::FollowRow;

/// A community of practice.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Community {
    /// The id of its account in the Mastodon API too.
    pub(in crate::api) id: ActorId,
    /// `name` for those of this node, `name@domain` for the rest.
    pub(in crate::api) acct: String,
    pub(in crate::api) name: String,
    /// Sanitised HTML.
    pub(in crate::api) summary_html: String,
    /// Markdown, where it is known.
    pub(in crate::api) summary: Option<String>,
    pub(in crate::api) icon: Option<String>,
    pub(in crate::api) banner: Option<String>,
    /// A language tag (BCP 47).
    pub(in crate::api) language: Option<String>,
    pub(in crate::api) visibility: Visibility,
    pub(in crate::api) post_policy: PostPolicy,
    /// Whether followers wait for a moderator.
    pub(in crate::api) approves_followers: bool,
    /// Whether this node hosts it.
    pub(in crate::api) local: bool,
    pub(in crate::api) domain: String,
    /// What the organization that hosts it calls itself, where that is known.
    pub(in crate::api) organization: Option<String>,
    /// How many discussions and resources it has.
    pub(in crate::api) topics: i64,
    /// How many follow it; of a community elsewhere, as its host last said.
    pub(in crate::api) followers: i64,
    pub(in crate::api) last_post_at: Option<Timestamp>,
    pub(in crate::api) created_at: Timestamp,
    /// The id in the network.
    pub(in crate::api) uri: String,
    /// The page for people.
    pub(in crate::api) url: String,
    /// How the person who asks stands to it; `null` without a person.
    pub(in crate::api) mine: Option<Mine>,
}

/// How somebody stands to a community.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Mine {
    /// `null`: they never asked to follow.
    pub(in crate::api) follow: Option<FollowState>,
    pub(in crate::api) moderates: bool,
}

impl Community {
    pub(in crate::api) fn new(
        state: &ApiState,
        actor: Actor,
        community: community::Community,
        organization: Option<String>,
        mine: Option<Mine>,
    ) -> Self {
        let addresses = &state.context.addresses;
        let picture = |which: ActorPicture, url: &Option<String>| {
            let url = url.as_deref()?;
            addresses.actor_picture(actor.id, actor.local, which, url).or_else(|| Some(url.to_owned()))
        };
        Self {
            id: actor.id,
            acct: actor.local_acct(),
            icon: picture(ActorPicture::Icon, &actor.icon_url),
            banner: picture(ActorPicture::Banner, &actor.banner_url),
            name: actor.name,
            summary_html: actor.summary_html,
            summary: actor.summary_source,
            language: community.language,
            visibility: community.visibility,
            post_policy: community.post_policy,
            approves_followers: actor.manually_approves,
            local: actor.local,
            domain: actor.domain,
            organization,
            topics: community.topic_count,
            followers: community.follower_count,
            last_post_at: community.last_post_at,
            created_at: actor.created_at,
            url: actor.url.unwrap_or_else(|| actor.uri.clone()),
            uri: actor.uri,
            mine,
        }
    }
}

/// A community with what its own page adds.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct CommunityDetail {
    #[serde(flatten)]
    pub(in crate::api) community: Community,
    /// The longest-serving first.
    pub(in crate::api) moderators: Vec<Person>,
    /// What the person who asks may do in it.
    pub(in crate::api) may: May,
}

/// What somebody may do in a community.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct May {
    /// Begin discussions and add resources.
    pub(in crate::api) post: bool,
    /// Remove posts, ban people, decide reports and followers.
    pub(in crate::api) moderate: bool,
    /// Edit it, add and remove moderators.
    pub(in crate::api) manage: bool,
}

/// Somebody who follows a community, or asked to.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Follower {
    pub(in crate::api) person: Person,
    pub(in crate::api) state: FollowState,
    pub(in crate::api) since: Timestamp,
}

impl From<&FollowRow> for Follower {
    fn from(row: &FollowRow) -> Self {
        Self { person: Person::from(&row.actor), state: row.state, since: row.followed_at }
    }
}

/// How many follow a community from one server.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct FollowersOfServer {
    pub(in crate::api) domain: String,
    pub(in crate::api) followers: i64,
}

impl From<&FollowersOfNode> for FollowersOfServer {
    fn from(row: &FollowersOfNode) -> Self {
        Self { domain: row.domain.clone(), followers: row.followers }
    }
}
