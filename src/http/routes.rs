//! Every path of this node, once.
//!
//! Constants are patterns for routers, or whole paths where nothing varies; functions make concrete paths for pages,
//! mails and redirects. What stands in a path is a checked handle, an id or a media key, so nothing needs escaping.

use crate::domain::ids::{PostId, ReportId};

/// Paths that pages and ActivityStreams documents share, by `Accept`.
pub const PERSON: &str = "/u/{handle}";
pub const COMMUNITY: &str = "/c/{handle}";
pub const ORGANIZATION: &str = "/org";
pub const POST: &str = "/p/{id}";
pub const RESOURCE: &str = "/r/{id}";
pub const RESOURCE_VERSION: &str = "/r/{id}/versions/{number}";

/// Pages for everybody.
pub const FRONT: &str = "/";
pub const EXPLORE: &str = "/explore";
/// Where another server sends people who want to follow from here, as our `WebFinger` says.
pub const AUTHORIZE_INTERACTION: &str = "/authorize_interaction";
pub const ABOUT: &str = "/about";
pub const ABOUT_API: &str = "/about/api";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_UP: &str = "/sign-up";
pub const SIGN_OUT: &str = "/sign-out";
pub const MEDIA: &str = "/media/{*key}";
/// Pictures of other nodes, as [`Addresses`](crate::domain::address::Addresses) names them.
pub const ACTOR_PICTURE: &str = "/pictures/actors/{id}/{which}";
pub const POST_PICTURE: &str = "/pictures/attachments/{id}";
pub const ASSETS: &str = "/assets/{*path}";

/// A community's pages.
pub const COMMUNITY_TOPICS: &str = "/c/{handle}/topics";
pub const COMMUNITY_LIBRARY: &str = "/c/{handle}/library";
pub const COMMUNITY_PEOPLE: &str = "/c/{handle}/people";
pub const COMMUNITY_LOG: &str = "/c/{handle}/log";
pub const COMMUNITY_NEW_POST: &str = "/c/{handle}/new";
pub const COMMUNITY_EDIT: &str = "/c/{handle}/edit";
pub const COMMUNITY_MODERATORS: &str = "/c/{handle}/moderators";
pub const COMMUNITY_BANS: &str = "/c/{handle}/bans";
pub const COMMUNITY_FOLLOW: &str = "/c/{handle}/follow";
pub const COMMUNITY_UNFOLLOW: &str = "/c/{handle}/unfollow";
pub const COMMUNITY_FETCH_OLDER: &str = "/c/{handle}/fetch-older";
pub const NEW_COMMUNITY: &str = "/new-community";
pub const PERSON_FOLLOW: &str = "/u/{handle}/follow";
pub const PERSON_UNFOLLOW: &str = "/u/{handle}/unfollow";
pub const PERSON_BLOCK: &str = "/u/{handle}/block";
pub const PERSON_UNBLOCK: &str = "/u/{handle}/unblock";
pub const PERSON_MUTE: &str = "/u/{handle}/mute";
pub const PERSON_UNMUTE: &str = "/u/{handle}/unmute";
pub const TAG: &str = "/tags/{tag}";

/// What can be done with a post or resource.
pub const POST_REPLY: &str = "/p/{id}/reply";
pub const POST_EDIT: &str = "/p/{id}/edit";
pub const POST_DELETE: &str = "/p/{id}/delete";
pub const POST_HISTORY: &str = "/p/{id}/history";
pub const POST_THANKS: &str = "/p/{id}/thanks";
pub const POST_SHARE: &str = "/p/{id}/share";
pub const POST_PIN: &str = "/p/{id}/pin";
pub const POST_UNPIN: &str = "/p/{id}/unpin";
pub const POST_LOCK: &str = "/p/{id}/lock";
pub const POST_UNLOCK: &str = "/p/{id}/unlock";
pub const POST_REMOVE: &str = "/p/{id}/remove";
pub const POST_RESTORE: &str = "/p/{id}/restore";
pub const POST_REPORT: &str = "/p/{id}/report";
pub const RESOURCE_VERSIONS: &str = "/r/{id}/versions";
pub const RESOURCE_REVIEW: &str = "/r/{id}/review";
pub const RESOURCE_DIFF: &str = "/r/{id}/diff";

/// Pages for people who are signed in.
pub const NOTIFICATIONS: &str = "/notifications";
pub const SETTINGS_PROFILE: &str = "/settings/profile";
pub const SETTINGS_ACCOUNT: &str = "/settings/account";
pub const SETTINGS_SESSIONS: &str = "/settings/sessions";
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";
pub const SETTINGS_MOVING: &str = "/settings/moving";
pub const SETTINGS_KEPT_AWAY: &str = "/settings/kept-away";
pub const SETTINGS_DATA: &str = "/settings/data";
pub const SETTINGS_APPS: &str = "/settings/apps";
pub const MODERATION: &str = "/moderation";
pub const MODERATION_PEOPLE: &str = "/moderation/people";
pub const MODERATION_REPORT: &str = "/moderation/reports/{id}";
pub const ADMIN_ORGANIZATION: &str = "/admin/organization";
pub const ADMIN_PEOPLE: &str = "/admin/people";
pub const ADMIN_PEERS: &str = "/admin/peers";
pub const ADMIN_FEDERATION: &str = "/admin/federation";

/// How apps come to a token. People see the first alone.
pub const OAUTH_AUTHORIZE: &str = "/oauth/authorize";
pub const OAUTH_TOKEN: &str = "/oauth/token";
pub const OAUTH_REVOKE: &str = "/oauth/revoke";
pub const OAUTH_USERINFO: &str = "/oauth/userinfo";
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";

/// What only programs ask for.
pub const API_DESCRIPTION: &str = "/api/v1/moothall/openapi.json";
pub const APPLICATION: &str = "/actor";
pub const SHARED_INBOX: &str = "/inbox";
pub const CONTEXT: &str = "/contexts/{id}";
pub const ACTIVITY: &str = "/activities/{id}";
pub const WEBFINGER: &str = "/.well-known/webfinger";
pub const HOST_META: &str = "/.well-known/host-meta";
pub const NODEINFO: &str = "/.well-known/nodeinfo";
pub const NODEINFO_VERSION: &str = "/nodeinfo/{version}";
pub const HEALTH: &str = "/healthz";
/// The same in Mastodon's words.
pub const HEALTH_FOR_APPS: &str = "/health";
pub const READY: &str = "/readyz";
pub const METRICS: &str = "/metrics";

/// The page of a person; `handle` carries its host when it is of another node.
pub fn person(handle: &str) -> String {
    format!("/u/{handle}")
}

/// The page of a community; `handle` carries its host when it is of another node.
pub fn community(handle: &str) -> String {
    format!("/c/{handle}")
}

/// The page of a post in its thread.
pub fn post(id: PostId) -> String {
    format!("/p/{id}")
}

/// The place of a reply on the page of its thread.
pub fn post_in_thread(root: PostId, id: PostId) -> String {
    if root == id { post(root) } else { format!("/p/{root}#p{id}") }
}

/// The page of a resource.
pub fn resource(id: PostId) -> String {
    format!("/r/{id}")
}

/// An old version of a resource.
pub fn resource_version(id: PostId, number: i64) -> String {
    format!("/r/{id}/versions/{number}")
}

/// A report as moderators see it.
pub fn report(id: ReportId) -> String {
    format!("/moderation/reports/{id}")
}

/// Sign-in that comes back to `path`.
pub fn sign_in_then(path: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
    format!("{SIGN_IN}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::address::Addresses;

    #[test]
    fn paths_are_those_that_addresses_promise() {
        let addresses = Addresses::new("https://a.test");
        let id = PostId::new(117_000_000_000_000_001);
        for (address, path) in [
            (addresses.person("lee"), person("lee")),
            (addresses.community("sepsis"), community("sepsis")),
            (addresses.post(id), post(id)),
            (addresses.resource(id), resource(id)),
            (addresses.organization(), ORGANIZATION.to_owned()),
            (addresses.application(), APPLICATION.to_owned()),
            (addresses.shared_inbox(), SHARED_INBOX.to_owned()),
        ] {
            assert_eq!(addresses.path_of(&address), Some(path.as_str()));
        }
    }

    #[test]
    fn signing_in_comes_back_to_the_whole_path() {
        assert_eq!(
            sign_in_then("/c/a/topics?filter=mine&x=1"),
            "/sign-in?next=%2Fc%2Fa%2Ftopics%3Ffilter%3Dmine%26x%3D1"
        );
    }
}
