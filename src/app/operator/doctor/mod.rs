//! `moothall doctor`: what keeps a node from working, each with its remedy.

mod machine;
mod reach;

use bytes::Bytes;
use serde::Serialize;

use super::OperatorError;
use crate::app::base::open_database;
use crate::config::Config;
use crate::infra::media::{FileType, MediaError, MediaKey, MediaStore};
use crate::infra::secret::NodeSecret;

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    pub check: &'static str,
    /// Whether it is as it should be.
    pub fine: bool,
    /// What was found; when it is not fine, what to do.
    pub explanation: String,
}

impl Finding {
    fn of(check: &'static str, result: Result<String, String>) -> Self {
        let fine = result.is_ok();
        let explanation = result.unwrap_or_else(|remedy| remedy);
        Self { check, fine, explanation }
    }
}

/// Looks at the whole deployment, and asks `peer`, another node's domain, for what it runs. Changes nothing but a
/// missing database or secret, which the node would make itself.
pub async fn examine(config: &Config, peer: Option<&str>) -> Result<Vec<Finding>, OperatorError> {
    let own = reach::own(config, "/healthz").await;
    let other = match peer {
        Some(domain) => Some(reach::peer(config, domain).await),
        None => None,
    };
    // Another machine's clock says more than our own proxy's.
    let asked = other.as_ref().and_then(|answer| answer.as_ref().ok()).or(own.as_ref().ok());
    let clock = asked.map(machine::clock);
    let mut findings = vec![
        Finding::of("address", address(config)),
        Finding::of("secret", secret(config)),
        Finding::of("database", database(config).await),
        Finding::of("disk", machine::disk(config).await),
        Finding::of("files", files(config).await),
        Finding::of("dns", reach::dns(config).await),
        Finding::of("web server", own.map(|answer| answer.sentence())),
        Finding::of("WebFinger", reach::webfinger(config).await),
    ];
    findings.extend(clock.map(|clock| Finding::of("clock", clock)));
    findings.extend(other.map(|other| Finding::of("outbound", other.map(|answer| answer.sentence()))));
    Ok(findings)
}

fn address(config: &Config) -> Result<String, String> {
    let server = &config.server;
    if server.public_url.is_https() || config.federation.dev_loopback {
        return Ok(format!("The node is {}.", server.origin()));
    }
    Err(format!(
        "server.public_url is {}: other nodes speak only https. Set it to the https address of your reverse proxy \
         before the node speaks to any other; it cannot change afterwards.",
        server.origin()
    ))
}

fn secret(config: &Config) -> Result<String, String> {
    match NodeSecret::load_or_create(&config.secret) {
        Ok(_) => Ok("The node's secret can be read. Keep a copy of it apart from the database's.".to_owned()),
        Err(error) => Err(format!("{error}.")),
    }
}

async fn database(config: &Config) -> Result<String, String> {
    let failed = |error: &dyn std::error::Error| {
        let cause = error.source().map_or_else(String::new, |source| format!(" ({source})"));
        format!("{error}{cause}. Check database.url, that the server runs, and that the disk is not full.")
    };
    let db = open_database(config).await.map_err(|error| failed(&error))?;
    let plan = db.migration_plan().await.map_err(|error| failed(&error))?;
    db.close().await;
    if plan.missing.is_empty() {
        Ok(format!("The database answers; its schema is up to date (version {}).", plan.applied))
    } else {
        let missing = plan.missing.len();
        Err(format!("The schema is behind by {missing} migrations: run moothall migrate, or start the node."))
    }
}

async fn files(config: &Config) -> Result<String, String> {
    let url = &config.storage.url;
    let failed = |error: MediaError| {
        format!(
            "storage.url {url} cannot be written: {error}. Check permissions, free space and credentials."
        )
    };
    let store = MediaStore::open(url).map_err(failed)?;
    let key = MediaKey::of(b"moothall doctor", FileType::Text);
    store.put(&key, Bytes::from_static(b"moothall doctor")).await.map_err(failed)?;
    store.delete(&key).await.map_err(failed)?;
    Ok(format!("Files can be written to {url} and deleted."))
}
