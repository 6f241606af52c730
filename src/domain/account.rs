//! Accounts: the people who sign in on this node, and the browsers in which they are signed in.

use super::ids::{ActorId, SessionId};
use super::role::{AccountState, NodeRole, Theme};
use super::time::Timestamp;

/// What a person on this node has beyond being an [`Actor`](super::actor::Actor). The password is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub actor_id: ActorId,
    /// Unique on this node, in any case of letters.
    pub email: String,
    pub role: NodeRole,
    pub state: AccountState,
    /// A language tag, `en` or `de`.
    pub locale: String,
    /// An IANA name, `Europe/Berlin`.
    pub time_zone: String,
    pub theme: Theme,
    /// What the person wrote when asking for an account.
    pub sign_up_note: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a post of somebody's is when they do not say otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostingDefaults {
    pub sensitive: bool,
    /// A language tag; `None`: none is assumed.
    pub language: Option<String>,
}

/// A browser that is signed in. The token itself is only in its cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub actor_id: ActorId,
    /// SHA-256 of the token, in hexadecimal.
    pub token_hash: String,
    /// As the browser names itself, cut to a few hundred characters.
    pub user_agent: String,
    pub created_at: Timestamp,
    /// To the hour or so: it is not written with every request.
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}
