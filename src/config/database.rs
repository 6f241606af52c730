//! `database`: where facts are kept.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::section::{as_text, section};

section! {
    /// Where facts are kept.
    pub struct DatabaseConfig = "database" {
        /// A SQLite file, created when it is missing, serves an organization of thousands. Use
        /// `postgres://user:password@host/database` when one machine is outgrown.
        url: DatabaseUrl = DatabaseUrl("sqlite://data/moothall.db".to_owned());
    }
}

/// A database address. It may hold a password, so only [`DatabaseUrl::expose`] shows it whole.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// Why an address is not one of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must begin with sqlite:// or postgres://, for example sqlite://data/moothall.db")]
pub struct NotADatabaseUrl;

impl DatabaseUrl {
    /// The address with its password, for the database driver alone.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres")
    }
}

impl FromStr for DatabaseUrl {
    type Err = NotADatabaseUrl;

    fn from_str(text: &str) -> Result<Self, NotADatabaseUrl> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotADatabaseUrl)
        }
    }
}

/// The address with `***` for the password and for everything else that a query may hide.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_postgres() {
            return f.write_str(&self.0);
        }
        let Ok(mut url) = Url::parse(&self.0) else {
            return f.write_str("postgres://***");
        };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return f.write_str("postgres://***");
        }
        if url.query().is_some() {
            url.set_query(Some("***"));
        }
        write!(f, "{url}")
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

as_text!(DatabaseUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_shown_to_nobody_but_the_driver() {
        let url: DatabaseUrl = "postgres://moothall:s3cret@db.example/m?sslkey=s3cret".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://moothall:***@db.example/m?***");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(postgres://moothall:***@db.example/m?***)");
        assert_eq!(serde_json::to_string(&url).unwrap(), "\"postgres://moothall:***@db.example/m?***\"");
        assert!(url.expose().contains("s3cret"));
    }

    #[test]
    fn two_engines_are_known() {
        assert!("postgresql://db.example/m".parse::<DatabaseUrl>().unwrap().is_postgres());
        assert!(!"sqlite::memory:".parse::<DatabaseUrl>().unwrap().is_postgres());
        for text in ["", "sqlite:", "mysql://db.example/m", "data/moothall.db"] {
            assert_eq!(text.parse::<DatabaseUrl>(), Err(NotADatabaseUrl), "{text}");
        }
    }
}
