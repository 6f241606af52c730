//! <https://docs.joinmastodon.org/entities/Marker/>

use serde::Serialize;

use crate::domain::marker;
use crate::domain::time::Timestamp;

/// Up to where a timeline was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Marker {
    pub(in crate::api) last_read_id: String,
    pub(in crate::api) version: i64,
    pub(in crate::api) updated_at: Timestamp,
}

impl From<marker::Marker> for Marker {
    fn from(marker: marker::Marker) -> Self {
        let marker::Marker { last_read_id, version, updated_at, .. } = marker;
        Self { last_read_id: last_read_id.to_string(), version, updated_at }
    }
}
