//! Actors: everyone who can sign.

use serde::{Deserialize, Serialize};

use super::ids::ActorId;
use super::time::Timestamp;

text_enum! {
    /// The ActivityStreams actor types.
    ActorKind {
        Person = "person",
        /// A community.
        Group = "group",
        Organization = "organization",
        Application = "application",
        Service = "service",
    }
}

/// One line of a profile: "Role: nurse educator".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// Plain text.
    pub name: String,
    /// Sanitised HTML.
    pub value: String,
}

/// A person, community, organization or application, here or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: ActorId,
    /// The ActivityPub id. It never changes.
    pub uri: String,
    pub kind: ActorKind,
    pub handle: String,
    /// Lower-cased authority of the home node.
    pub domain: String,
    pub local: bool,
    /// Plain text, never empty: falls back to the handle.
    pub name: String,
    /// Sanitised.
    pub summary_html: String,
    /// Markdown, where known.
    pub summary_source: Option<String>,
    /// The page for people.
    pub url: Option<String>,
    pub icon_url: Option<String>,
    pub banner_url: Option<String>,
    pub fields: Vec<ProfileField>,
    pub inbox_url: String,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub featured_url: Option<String>,
    /// A community's `attributedTo` (FEP-1b12).
    pub moderators_url: Option<String>,
    /// A community's collection of resources.
    pub resources_url: Option<String>,
    pub shared_inbox_url: Option<String>,
    /// Follows wait for a person to accept them.
    pub manually_approves: bool,
    pub discoverable: bool,
    /// Whether search engines and search may list it (FEP-5feb); what does not say so is not.
    pub indexable: bool,
    pub moved_to: Option<String>,
    /// Ids that this actor claims as its own too (FEP-7628).
    pub also_known_as: Vec<String>,
    pub suspended_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When a remote document was last read; `None` for local actors.
    pub fetched_at: Option<Timestamp>,
}

impl Actor {
    /// `name` for local actors, `name@domain` for the rest: unique on this node, and what addresses carry.
    pub fn local_acct(&self) -> String {
        if self.local { self.handle.clone() } else { self.acct() }
    }

    /// `name@domain`, unique in the network.
    pub fn acct(&self) -> String {
        format!("{}@{}", self.handle, self.domain)
    }

    /// Where deliveries to this actor go when they need not be personal.
    pub fn delivery_inbox(&self) -> &str {
        self.shared_inbox_url.as_deref().unwrap_or(&self.inbox_url)
    }

    pub fn is_community(&self) -> bool {
        self.kind == ActorKind::Group
    }

    /// Whether it may act at all.
    pub fn is_active(&self) -> bool {
        self.suspended_at.is_none() && self.deleted_at.is_none()
    }
}

text_enum! {
    /// How an actor's key signs.
    KeyAlgorithm {
        Rsa = "rsa",
        Ed25519 = "ed25519",
    }
}
