//! The first page: my communities, or what this organization is about.

use super::{Community, Pagination, SafeHtml, TopicRow};

/// `GET /` for somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Home {
    /// Followed communities, those with unread threads first.
    pub communities: Vec<MyCommunity>,
    /// The latest threads of all of them.
    pub topics: Vec<TopicRow>,
    /// Further threads.
    pub pagination: Pagination,
    /// Communities to start with, when none is followed yet.
    pub suggestions: Vec<Community>,
    /// Whether the person may open a community.
    pub may_create: bool,
}

/// A community that the reader follows.
#[derive(Debug, Clone)]
pub struct MyCommunity {
    /// The community.
    pub community: Community,
    /// Threads with something the reader has not seen.
    pub unread: u32,
    /// Whether its host has not yet confirmed the follow.
    pub waiting: bool,
}

/// `GET /` for somebody who is not signed in.
#[derive(Debug, Clone)]
pub struct FrontPage {
    /// What the organization says about itself.
    pub introduction: SafeHtml,
    /// The public communities that it hosts.
    pub communities: Vec<Community>,
    /// Their latest threads.
    pub topics: Vec<TopicRow>,
    /// Whether to link to `/sign-up`.
    pub sign_up_open: bool,
}
