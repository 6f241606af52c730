//! `dev`: for demonstrations and tests.

use super::section::section;

section! {
    /// For demonstrations and tests. Needs `federation.dev_loopback`.
    pub struct DevConfig = "dev" {
        /// Shifts the node's clock, to see what happens at a date. Negative values go into the past.
        clock_offset_seconds: i64 = 0;
    }
}
