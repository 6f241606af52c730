//! `moothall doctor`: what keeps a node from working, each with its remedy.

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::OperatorError;
use crate::app::base::open_database;
use crate::config::Config;
use crate::infra::clock::Clock;
use crate::infra::http::{Accept, FetchLimits, HttpClient};
use crate::infra::media::{FileType, MediaError, MediaKey, MediaStore};
use crate::infra::secret::NodeSecret;

const DNS_WITHIN: Duration = Duration::from_secs(5);
const TEXT: Accept = Accept { header: "text/plain", matches: |_| true };
const JRD: Accept = Accept { header: "application/jrd+json", matches: |_| true };

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

/// Looks at the whole deployment. Changes nothing but a missing database or secret, which the node would make itself.
pub async fn examine(config: &Config) -> Result<Vec<Finding>, OperatorError> {
    Ok(vec![
        Finding::of("address", address(config)),
        Finding::of("secret", secret(config)),
        Finding::of("database", database(config).await),
        Finding::of("files", files(config).await),
        Finding::of("dns", dns(config).await),
        Finding::of("web server", reach(config, "/healthz", TEXT).await),
        Finding::of("WebFinger", reach(config, &webfinger(config), JRD).await),
    ])
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

async fn dns(config: &Config) -> Result<String, String> {
    let url = config.server.public_url.url();
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(443));
    let looked_up = tokio::time::timeout(DNS_WITHIN, tokio::net::lookup_host((host, port))).await;
    let found = looked_up.ok().and_then(Result::ok).and_then(|mut addresses| addresses.next()).is_some();
    if found {
        Ok(format!("The name {host} has an address."))
    } else if config.federation.dev_loopback {
        Ok(format!("The name {host} is this machine, for development."))
    } else {
        Err(format!("The name {host} has no address: make an A or AAAA record for it that leads here."))
    }
}

fn webfinger(config: &Config) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resource", &format!("{}/actor", config.server.origin()))
        .finish();
    format!("/.well-known/webfinger?{query}")
}

/// Asks the node through its public address, as another node would. It has to run.
async fn reach(config: &Config, path: &str, accept: Accept) -> Result<String, String> {
    let url = config.server.public_url.url().join(path).map_err(|error| error.to_string())?;
    let client = HttpClient::new(config, Clock::system()).map_err(|error| format!("{error}."))?;
    match client.get(&url, accept, FetchLimits::DOCUMENT, None).await {
        Ok(_) => Ok(format!("{url} answers.")),
        Err(error) => Err(format!(
            "{url} does not answer as another node needs it: {error}. Check that the node runs, that the reverse \
             proxy passes this path on unchanged, and that its certificate is valid."
        )),
    }
}
