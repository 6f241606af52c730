//! `secret`: what seals the keys in the database.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::section::{as_text, section};

section! {
    /// The secret that seals the private keys in the database. Keep a copy apart from the database's.
    pub struct SecretConfig = "secret" {
        /// The file that holds it, made at the first start. Only the node's own user may read it.
        file: PathBuf = PathBuf::from("data/secret.key");
        /// The secret itself, 64 hexadecimal digits, instead of the file: for nodes of several processes without a
        /// common disk. Better given as `MOOTHALL_SECRET__VALUE` than written here.
        value: Option<SecretText> = None, for example "\"output of: openssl rand -hex 32\"";
    }
}

/// A text that must not be shown. Only [`SecretText::expose`] gives it away.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecretText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

impl fmt::Display for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(***)")
    }
}

as_text!(SecretText);
