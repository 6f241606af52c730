//! What an operator can decide: one TOML file and environment variables over it, checked before anything starts.
//!
//! One file per section. The doc comment of a key is also its description in `deploy/moothall.example.toml`, which
//! [`Config::example`] makes and a test keeps equal. Every key is a promise, so there are few of them; what no
//! operator needs to change is a constant beside the code that uses it.

mod database;
mod dev;
mod error;
mod example;
mod federation;
mod limits;
mod load;
mod log;
mod metrics;
mod people;
mod secret;
mod section;
mod server;
mod storage;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use crate::domain::post::{MAX_SOURCE, MAX_TITLE};

pub use self::database::{DatabaseConfig, DatabaseUrl, NotADatabaseUrl};
pub use self::dev::DevConfig;
pub use self::error::ConfigError;
pub use self::federation::{FederationConfig, FederationMode};
pub use self::limits::LimitsConfig;
pub use self::log::{LogConfig, LogFormat};
pub use self::metrics::MetricsConfig;
pub use self::people::{PeopleConfig, SignUpMode};
pub use self::secret::{SecretConfig, SecretText};
use self::section::{Section, SectionDocs};
pub use self::server::{NotAPublicUrl, PublicUrl, ServerConfig};
pub use self::storage::{StorageConfig, StorageUrl};

/// The whole configuration. [`Config::default`] is valid: a node on SQLite, reached from this machine.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub storage: StorageConfig,
    pub federation: FederationConfig,
    pub people: PeopleConfig,
    pub limits: LimitsConfig,
    pub log: LogConfig,
    pub metrics: MetricsConfig,
    pub secret: SecretConfig,
    pub dev: DevConfig,
}

/// Every section with its keys, in the order of the example file.
const SECTIONS: &[SectionDocs] = &[
    ServerConfig::DOCS,
    DatabaseConfig::DOCS,
    StorageConfig::DOCS,
    FederationConfig::DOCS,
    PeopleConfig::DOCS,
    LimitsConfig::DOCS,
    LogConfig::DOCS,
    MetricsConfig::DOCS,
    SecretConfig::DOCS,
    DevConfig::DOCS,
];

impl Config {
    /// Checks what concerns more than one key. What concerns a single key is checked where its type is read.
    ///
    /// For whoever builds a configuration in code; [`Config::load`] calls it already.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let public_url = self.server.public_url.as_str();
        if self.federation.dev_loopback && self.server.public_url.is_https() {
            return Err(ConfigError::Invalid(format!(
                "federation.dev_loopback is true but server.public_url is {public_url}: development loopback is \
                 only for http addresses; set it to false"
            )));
        }
        let limits = &self.limits;
        for (key, value, most) in [
            ("title_characters", limits.title_characters, MAX_TITLE),
            ("text_characters", limits.text_characters, MAX_SOURCE),
        ] {
            if value == 0 || value > most {
                return Err(ConfigError::Invalid(format!(
                    "limits.{key} is {value}: it must be between 1 and {most}"
                )));
            }
        }
        if EnvFilter::try_new(&self.log.level).is_err() {
            return Err(ConfigError::Invalid(format!(
                "log.level is {:?}: it must be error, warn, info, debug or trace, or parts such as \
                 info,moothall::federation=debug",
                self.log.level
            )));
        }
        if self.dev.clock_offset_seconds != 0 && !self.federation.dev_loopback {
            return Err(ConfigError::Invalid(format!(
                "dev.clock_offset_seconds is {} but federation.dev_loopback is false: only a development node may \
                 live at another time; set it to 0",
                self.dev.clock_offset_seconds
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_configuration_is_valid() {
        Config::default().validate().unwrap();
    }

    #[test]
    fn development_loopback_is_refused_on_a_public_address() {
        let mut config = Config::default();
        config.server.public_url = "https://a.example".parse().unwrap();
        config.federation.dev_loopback = true;
        let refusal = config.validate().unwrap_err().to_string();
        assert_eq!(
            refusal,
            "federation.dev_loopback is true but server.public_url is https://a.example: development loopback is \
             only for http addresses; set it to false"
        );
    }

    #[test]
    fn a_text_can_be_no_longer_than_what_is_kept_of_one() {
        let mut config = Config::default();
        config.limits.title_characters = 201;
        let refusal = config.validate().unwrap_err().to_string();
        assert_eq!(refusal, "limits.title_characters is 201: it must be between 1 and 200");
        config.limits.title_characters = 120;
        config.limits.text_characters = 0;
        let refusal = config.validate().unwrap_err().to_string();
        assert_eq!(refusal, "limits.text_characters is 0: it must be between 1 and 40000");
    }

    #[test]
    fn a_shifted_clock_needs_a_development_node() {
        let mut config = Config::default();
        config.dev.clock_offset_seconds = 86_400;
        assert!(config.validate().unwrap_err().to_string().starts_with("dev.clock_offset_seconds is 86400"));
        config.federation.dev_loopback = true;
        config.validate().unwrap();
    }

    #[test]
    fn no_secret_shows_in_debug_output() {
        let mut config = Config::default();
        config.database.url = "postgres://moothall:hunter2@db.example/moothall".parse().unwrap();
        config.metrics.token = Some(SecretText::new("hunter2"));
        config.secret.value = Some(SecretText::new("hunter2"));
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
