//! `log`: what is written to standard error.

use serde::{Deserialize, Serialize};

use super::section::section;

section! {
    /// What is written to standard error.
    pub struct LogConfig = "log" {
        /// "text" for people, "json" for log collectors: one object a line.
        format: LogFormat = LogFormat::Text;
        /// "error", "warn", "info", "debug" or "trace"; or per part, for example `info,moothall::federation=debug`.
        level: String = "info".to_owned();
    }
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    Text,
    Json,
}
