//! The only place that says who may see or do what.
//!
//! Every read path and every verb asks [`can`]: pages, client APIs, ActivityPub, and activities that arrive. Remote
//! actors are judged by the same rules as local people; they only lack a role on this node.

use super::community::{Community, PostPolicy};
use super::ids::ActorId;
use super::post::Post;
use super::resource::Resource;
use super::role::NodeRole;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// `None`: somebody who has not signed in.
    pub actor: Option<ActorId>,
    /// A role on this node; remote actors have none.
    pub role: Option<NodeRole>,
    /// Suspended or deleted, or from a blocked domain.
    pub barred: bool,
}

impl Viewer {
    /// Somebody who has not signed in.
    pub const ANYONE: Self = Self { actor: None, role: None, barred: false };

    /// A person with an active account here.
    pub const fn local(actor: ActorId, role: NodeRole) -> Self {
        Self { actor: Some(actor), role: Some(role), barred: false }
    }

    /// An actor whose activity arrived from elsewhere.
    pub const fn remote(actor: ActorId, barred: bool) -> Self {
        Self { actor: Some(actor), role: None, barred }
    }

    /// Whether the viewer handles reports and removals for the whole node.
    pub fn moderates_node(&self) -> bool {
        !self.barred && matches!(self.role, Some(NodeRole::Admin | NodeRole::Moderator))
    }

    fn is_admin(&self) -> bool {
        !self.barred && self.role == Some(NodeRole::Admin)
    }
}

/// What ties the viewer to a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub follows: bool,
    pub moderates: bool,
    pub banned: bool,
}

/// A community as a viewer stands to it.
#[derive(Debug, Clone, Copy)]
pub struct InCommunity<'a> {
    pub community: &'a Community,
    /// Whether this node hosts it.
    pub local: bool,
    /// Whether it is suspended or deleted.
    pub closed: bool,
    pub standing: Standing,
}

/// What somebody wants to do, and to what.
#[derive(Debug, Clone, Copy)]
pub enum Action<'a> {
    /// Read a community's page, collections and members.
    ViewCommunity(InCommunity<'a>),
    /// Follow it.
    FollowCommunity(InCommunity<'a>),
    /// Say something outside of any community, upload a file.
    Speak,
    /// Start a discussion or add a resource.
    StartThread(InCommunity<'a>),
    /// Read a post. `None`: it was said outside of any community.
    ViewPost(&'a Post, Option<InCommunity<'a>>),
    /// Reply to `post`, whose thread begins with `root`.
    Reply { root: &'a Post, post: &'a Post, place: Option<InCommunity<'a>> },
    /// Thank for it, or take that back.
    React(&'a Post, Option<InCommunity<'a>>),
    /// Pass it on to one's followers.
    Share(&'a Post, Option<InCommunity<'a>>),
    /// Change the wording.
    EditPost(&'a Post, Option<InCommunity<'a>>),
    /// Say that a resource still holds, and until when; change nothing else.
    ConfirmReview { post: &'a Post, resource: &'a Resource, place: Option<InCommunity<'a>> },
    /// Take it away for good, as its author.
    DeletePost(&'a Post),
    /// Take it away, put it back, lock, unlock, pin or unpin, as a moderator.
    ModeratePost(&'a Post, Option<InCommunity<'a>>),
    /// Follow or thank somebody; whether one of the two blocks the other.
    Approach { blocked: bool },
    /// Ask moderators to look.
    Report,
    /// Ban, lift bans, see and resolve reports of a community.
    ModerateCommunity(InCommunity<'a>),
    /// Change name, description, policy; add and remove moderators.
    ManageCommunity(InCommunity<'a>),
    /// Stop moderating, wherever the community is hosted.
    Resign(InCommunity<'a>),
    /// Open a community on this node.
    CreateCommunity,
    /// Handle reports and suspend people on this node.
    ModerateNode,
    /// Organization, accounts, federation.
    AdministerNode,
}

/// Why not. Each has one sentence in the interface and one status on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum Denial {
    /// Must not even be known to exist.
    NotFound,
    SignInFirst,
    Barred,
    Banned,
    FollowersOnly,
    ModeratorsOnly,
    Locked,
    Gone,
    AuthorOnly,
    RoleNeeded,
    /// One of the two blocks the other.
    Blocked,
}

impl Denial {
    /// The reason in words that may be shown to the person and sent to their server.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotFound => "there is nothing here",
            Self::SignInFirst => "sign in first",
            Self::Barred => "this account or server may not take part here",
            Self::Banned => "banned from this community",
            Self::FollowersOnly => "only people who follow the community can post in it",
            Self::ModeratorsOnly => "only moderators can start discussions in this community",
            Self::Locked => "the discussion is closed to new replies",
            Self::Gone => "it was deleted or removed",
            Self::AuthorOnly => "only its author can do this",
            Self::RoleNeeded => "this needs a role that you do not have",
            Self::Blocked => "one of the two has blocked the other",
        }
    }
}

/// Says whether `viewer` may do `action`.
///
/// # Errors
/// The reason why not.
pub fn can(viewer: &Viewer, action: Action<'_>) -> Result<(), Denial> {
    match action {
        Action::ViewCommunity(place) => view_community(viewer, place),
        Action::FollowCommunity(place) => {
            view_community(viewer, place)?;
            take_part(viewer, Some(place))
        }
        Action::Speak | Action::Report => signed_in(viewer),
        Action::StartThread(place) => {
            view_community(viewer, place)?;
            start_thread(viewer, place)
        }
        Action::Approach { blocked } => {
            signed_in(viewer)?;
            if blocked { Err(Denial::Blocked) } else { Ok(()) }
        }
        Action::ViewPost(post, place) => view_post(viewer, post, place),
        Action::Reply { root, post, place } => {
            view_post(viewer, post, place)?;
            reply(viewer, root, post, place)
        }
        Action::React(post, place) | Action::Share(post, place) => {
            view_post(viewer, post, place)?;
            readable(post)?;
            take_part(viewer, place)
        }
        Action::EditPost(post, place) => {
            view_post(viewer, post, place)?;
            authored(viewer, post)?;
            readable(post)?;
            take_part(viewer, place)
        }
        Action::ConfirmReview { post, resource, place } => {
            view_post(viewer, post, place)?;
            readable(post)?;
            take_part(viewer, place)?;
            let steward = resource.steward_id.is_some() && viewer.actor == resource.steward_id;
            if steward || viewer.actor == Some(post.author_id) { Ok(()) } else { Err(Denial::RoleNeeded) }
        }
        Action::DeletePost(post) => {
            authored(viewer, post)?;
            if post.deleted_at.is_some() { Err(Denial::Gone) } else { Ok(()) }
        }
        Action::ModeratePost(post, place) => {
            moderate(viewer, place)?;
            if post.deleted_at.is_some() { Err(Denial::Gone) } else { Ok(()) }
        }
        Action::ModerateCommunity(place) => moderate(viewer, Some(place)),
        Action::ManageCommunity(place) => {
            if !place.local {
                return Err(Denial::RoleNeeded);
            }
            signed_in(viewer)?;
            if place.standing.moderates || viewer.is_admin() { Ok(()) } else { Err(Denial::RoleNeeded) }
        }
        Action::Resign(place) => {
            signed_in(viewer)?;
            if place.standing.moderates { Ok(()) } else { Err(Denial::RoleNeeded) }
        }
        Action::CreateCommunity => role_here(viewer, viewer.role.is_some()),
        Action::ModerateNode => role_here(viewer, viewer.moderates_node()),
        Action::AdministerNode => role_here(viewer, viewer.is_admin()),
    }
}

fn signed_in(viewer: &Viewer) -> Result<(), Denial> {
    if viewer.barred {
        return Err(Denial::Barred);
    }
    if viewer.actor.is_none() { Err(Denial::SignInFirst) } else { Ok(()) }
}

fn role_here(viewer: &Viewer, has_role: bool) -> Result<(), Denial> {
    signed_in(viewer)?;
    if has_role { Ok(()) } else { Err(Denial::RoleNeeded) }
}

fn view_community(viewer: &Viewer, place: InCommunity<'_>) -> Result<(), Denial> {
    if place.closed && !viewer.moderates_node() { Err(Denial::NotFound) } else { Ok(()) }
}

/// Speak, thank, follow: what a ban takes away.
fn take_part(viewer: &Viewer, place: Option<InCommunity<'_>>) -> Result<(), Denial> {
    signed_in(viewer)?;
    if place.is_some_and(|place| place.standing.banned) { Err(Denial::Banned) } else { Ok(()) }
}

fn start_thread(viewer: &Viewer, place: InCommunity<'_>) -> Result<(), Denial> {
    take_part(viewer, Some(place))?;
    let Standing { follows, moderates, .. } = place.standing;
    match place.community.post_policy {
        PostPolicy::Anyone => Ok(()),
        PostPolicy::Followers if follows || moderates => Ok(()),
        PostPolicy::Followers => Err(Denial::FollowersOnly),
        PostPolicy::Moderators if moderates => Ok(()),
        PostPolicy::Moderators => Err(Denial::ModeratorsOnly),
    }
}

fn reply(viewer: &Viewer, root: &Post, post: &Post, place: Option<InCommunity<'_>>) -> Result<(), Denial> {
    readable(post)?;
    readable(root)?;
    take_part(viewer, place)?;
    let Some(place) = place else { return Ok(()) };
    let Standing { follows, moderates, .. } = place.standing;
    if root.locked_at.is_some() && !moderates {
        return Err(Denial::Locked);
    }
    let followers_only = place.community.post_policy == PostPolicy::Followers;
    if followers_only && !follows && !moderates { Err(Denial::FollowersOnly) } else { Ok(()) }
}

/// A post that was refused is seen by its author alone; one that is on its way is left out of the lists of others, and may
/// be seen by whoever has its address. A deleted or removed post may be *seen*, as the mark that it is: whether its words
/// are shown is [`Post::is_readable`].
fn view_post(viewer: &Viewer, post: &Post, place: Option<InCommunity<'_>>) -> Result<(), Denial> {
    if let Some(place) = place {
        view_community(viewer, place)?;
    }
    let own = viewer.actor == Some(post.author_id);
    match post.state {
        super::post::PostState::Refused if !own => Err(Denial::NotFound),
        _ => Ok(()),
    }
}

fn readable(post: &Post) -> Result<(), Denial> {
    if post.is_readable() { Ok(()) } else { Err(Denial::Gone) }
}

fn authored(viewer: &Viewer, post: &Post) -> Result<(), Denial> {
    signed_in(viewer)?;
    if viewer.actor == Some(post.author_id) { Ok(()) } else { Err(Denial::AuthorOnly) }
}

/// Moderators of the community act for the community; the node's own act on what its node hosts.
fn moderate(viewer: &Viewer, place: Option<InCommunity<'_>>) -> Result<(), Denial> {
    signed_in(viewer)?;
    let allowed = match place {
        Some(place) => place.standing.moderates || (place.local && viewer.moderates_node()),
        None => viewer.moderates_node(),
    };
    if allowed { Ok(()) } else { Err(Denial::RoleNeeded) }
}
