//! How far an app's timelines were read.

use super::time::Timestamp;

text_enum! {
    /// A timeline whose place is kept.
    MarkedTimeline {
        Home = "home",
        Notifications = "notifications",
    }
}

/// The place up to which a timeline was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub timeline: MarkedTimeline,
    pub last_read_id: i64,
    /// Counts the changes.
    pub version: i64,
    pub updated_at: Timestamp,
}
