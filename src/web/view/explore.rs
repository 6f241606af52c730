//! Finding communities, people and threads, here and elsewhere.

use super::{Community, Pagination, Person, ResourceCard, TopicRow};

/// `GET /explore?q=`. The look-up button posts to `/explore`: `q`.
#[derive(Debug, Clone)]
pub struct Explore {
    /// What was searched for; empty to browse.
    pub query: String,
    /// Communities of this organization that match.
    pub local: Vec<Community>,
    /// Communities of other organizations known here that match.
    pub remote: Vec<Community>,
    /// People that match.
    pub people: Vec<PersonResult>,
    /// Threads that match.
    pub threads: Vec<ThreadResult>,
    /// Resources that match.
    pub resources: Vec<ResourceCard>,
    /// Whether the query is an address, and what became of it.
    pub lookup: Lookup,
    /// Further results.
    pub pagination: Pagination,
    /// Whether the person may open a community.
    pub may_create: bool,
}

impl Explore {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.local.is_empty()
            && self.remote.is_empty()
            && self.people.is_empty()
            && self.threads.is_empty()
            && self.resources.is_empty()
    }
}

/// Whether the query is an address of something elsewhere, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Not an address.
    NotAnAddress,
    /// An address not known here: offer to look it up.
    Offer,
    /// Only people who are signed in may make this node fetch something.
    SignInFirst,
    /// Nothing answered under the address.
    NotFound,
    /// The organization could not be reached.
    Unreachable {
        /// Whose server it is.
        domain: String,
    },
    /// The federation rules of this node forbid it.
    Refused {
        /// Whose server it is.
        domain: String,
    },
}

/// A person who was found.
#[derive(Debug, Clone)]
pub struct PersonResult {
    /// Who.
    pub person: Person,
    /// The beginning of what they say about themselves, without markup.
    pub bio: String,
}

/// A thread that was found.
#[derive(Debug, Clone)]
pub struct ThreadResult {
    /// The thread, as in a list.
    pub topic: TopicRow,
    /// The words around the match, without markup.
    pub excerpt: String,
}
