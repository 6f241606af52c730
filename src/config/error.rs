//! Why a configuration is not taken.

use std::io;
use std::path::PathBuf;

/// Why a configuration is not taken. The text is for the operator: it names the key, its value and what would be
/// right, and never shows a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration file {}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{place} is not valid TOML: {problem}")]
    Syntax { place: String, problem: String },
    #[error("there is no key {key} ({place}); {advice}")]
    UnknownKey { key: String, place: String, advice: String },
    #[error("{key} is {value} ({place}): {problem}")]
    Value { key: String, value: String, place: String, problem: String },
    /// Found when all keys were read: keys that do not go together, for example.
    #[error("{0}")]
    Invalid(String),
}
