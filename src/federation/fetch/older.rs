//! Where the reading of a community's collections stopped, so that it can go on from there when somebody asks.

use serde::{Deserialize, Serialize};

/// A place in a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The address of the page.
    pub(super) page: String,
    /// How many of its items were looked at. What is new stands before them and moves them on: they are seen again, and
    /// nothing is missed.
    #[serde(default)]
    pub(super) from: usize,
}

impl Place {
    /// The beginning of a page.
    pub(super) fn top(page: String) -> Self {
        Self { page, from: 0 }
    }
}

/// What of a community's history is left to be read elsewhere. Stored as JSON with the community.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Older {
    pub(super) resources: Option<Place>,
    pub(super) outbox: Option<Place>,
}

impl Older {
    /// Whether every collection ran out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}
