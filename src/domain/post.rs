//! Discussions, replies, and what both share with resources.

use std::fmt;
use std::str::FromStr;

use super::ids::{ActorId, AttachmentId, MediaId, PostId, ShareId};
use super::time::Timestamp;

text_enum! {
    PostKind {
        Discussion = "discussion",
        Reply = "reply",
        /// See [`super::resource`].
        Resource = "resource",
    }
}

text_enum! {
    /// How far a post has come on its way into a community.
    PostState {
        /// Waits for the community's host to publish it.
        Sent = "sent",
        Published = "published",
        /// The host said no.
        Refused = "refused",
    }
}

text_enum! {
    ReactionKind {
        /// `Like` on the wire.
        Thanks = "thanks",
        /// Counted when it arrives; never shown as a score, never sent.
        Dislike = "dislike",
    }
}

text_enum! {
    AttachmentKind {
        Image = "image",
        /// Offered as a download.
        Document = "document",
        Link = "link",
    }
}

/// The longest title, in characters; Lemmy refuses longer ones.
pub const MAX_TITLE: usize = 200;
/// The longest Markdown source, in characters.
pub const MAX_SOURCE: usize = 40_000;
/// The longest summary or abstract, in characters.
pub const MAX_SUMMARY: usize = 500;
/// How many files and links one post carries.
pub const MAX_ATTACHMENTS: usize = 16;
/// How many tags one post carries.
pub const MAX_TAGS: usize = 30;
/// How many people one post can mention.
pub const MAX_MENTIONS: usize = 50;

/// A discussion, reply or resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub uri: String,
    pub url: Option<String>,
    pub kind: PostKind,
    /// `None`: said outside of any community.
    pub community_id: Option<ActorId>,
    pub author_id: ActorId,
    /// Its own id for a root post.
    pub root_id: PostId,
    pub parent_id: Option<PostId>,
    /// 0 for a root post.
    pub depth: i64,
    pub title: Option<String>,
    /// Markdown as its author wrote it, where we have it.
    pub source: Option<String>,
    /// Sanitised.
    pub html: String,
    /// Plain text. For a resource: its abstract.
    pub summary: Option<String>,
    pub language: Option<String>,
    pub sensitive: bool,
    pub link_url: Option<String>,
    /// The conversation as its owner names it (FEP-7888).
    pub context_uri: Option<String>,
    pub state: PostState,
    /// Why the host said no.
    pub state_reason: Option<String>,
    /// Counts from 1; grows with each edit.
    pub version: i64,
    pub published_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// By its author; final.
    pub deleted_at: Option<Timestamp>,
    /// By a moderator, who can restore it.
    pub removed_at: Option<Timestamp>,
    pub removed_reason: Option<String>,
    pub locked_at: Option<Timestamp>,
    pub pinned_at: Option<Timestamp>,
    pub reply_count: i64,
    pub thanks_count: i64,
    pub dislike_count: i64,
    /// By people; that its community passes it on is not counted.
    pub share_count: i64,
    /// Of the whole thread; kept on the root post.
    pub last_activity_at: Timestamp,
    /// When this node had it for people to read: the order in which it was told, whatever the author's clock says.
    pub received_at: Timestamp,
}

impl Post {
    pub fn is_root(&self) -> bool {
        self.parent_id.is_none()
    }

    /// Whether its words may be shown: neither deleted nor removed.
    pub fn is_readable(&self) -> bool {
        self.deleted_at.is_none() && self.removed_at.is_none()
    }

    /// What stands before words that one may not want to read. A summary that is no warning is an abstract, or what other
    /// software tells of a thread.
    pub fn warning(&self) -> Option<&str> {
        self.summary.as_deref().filter(|_| self.sensitive && self.kind != PostKind::Resource)
    }

    /// Whether it counts as a thread of its community or a reply of its thread: everybody can read it.
    pub fn is_counted(&self) -> bool {
        self.state == PostState::Published && self.is_readable()
    }
}

/// Somebody passes a post on to their followers: a community each new thread, a person what they choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Never the id of a post, so that apps can name both.
    pub id: ShareId,
    pub actor_id: ActorId,
    pub post_id: PostId,
    /// The id of the `Announce`; `None` where a community shares by what it relays.
    pub uri: Option<String>,
    pub created_at: Timestamp,
}

/// A file or link of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub id: AttachmentId,
    pub post_id: PostId,
    /// `None` for links and for files that lie elsewhere.
    pub media_id: Option<MediaId>,
    pub kind: AttachmentKind,
    pub url: String,
    pub media_type: Option<String>,
    /// Alternative text of an image, title of a document or link.
    pub name: String,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub blurhash: Option<String>,
    /// The middle of what matters in an image, from -1 to 1 to the right and upwards: `x,y`.
    pub focus: Option<String>,
    /// Under which key the smaller copy of an image of ours lies. It is read with the file, and not written with it.
    pub thumbnail_key: Option<String>,
    pub position: i64,
}

/// The middle of what matters in an image, both from -1 to 1: to the right, and upwards. Stored as `x,y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Focus {
    pub x: f64,
    pub y: f64,
}

/// The text is no place in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in an image")]
pub struct NotAFocus;

impl Focus {
    /// `None` when one of them is out of bounds.
    pub fn new(x: f64, y: f64) -> Option<Self> {
        let within = |number: f64| (-1.0..=1.0).contains(&number);
        (within(x) && within(y)).then_some(Self { x, y })
    }
}

impl fmt::Display for Focus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.x, self.y)
    }
}

impl FromStr for Focus {
    type Err = NotAFocus;

    fn from_str(text: &str) -> Result<Self, NotAFocus> {
        let (x, y) = text.split_once(',').ok_or(NotAFocus)?;
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| NotAFocus);
        Self::new(number(x)?, number(y)?).ok_or(NotAFocus)
    }
}

/// An earlier wording of a post, and the change that replaced it. Who wrote this wording is said by [`Authorship`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub post_id: PostId,
    pub version: i64,
    /// Who replaced it.
    pub editor_id: Option<ActorId>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub html: String,
    pub summary: Option<String>,
    pub link_url: Option<String>,
    /// JSON: what else a version of a resource holds, see [`super::resource::Details`].
    pub details: Option<String>,
    /// What the editor said about the change.
    pub note: Option<String>,
    /// When these words were written.
    pub created_at: Timestamp,
}

/// Who wrote a wording, and what they said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorship {
    /// `None`: whoever it was is forgotten.
    pub editor: Option<ActorId>,
    pub note: Option<String>,
}

impl Authorship {
    /// Of the wording that took the place of `replaced`. The first one replaced nothing: it is the author's.
    pub fn of(author: ActorId, replaced: Option<&Revision>) -> Self {
        match replaced {
            Some(revision) => Self { editor: revision.editor_id, note: revision.note.clone() },
            None => Self { editor: Some(author), note: None },
        }
    }
}
