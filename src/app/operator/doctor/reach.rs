//! Whether names and addresses lead where they should, asked as another node would ask.

use std::time::Duration;

use http::header::DATE;
use url::Url;

use crate::config::Config;
use crate::domain::handle::Domain;
use crate::domain::time::Timestamp;
use crate::domain::url::UrlRules;
use crate::infra::clock::Clock;
use crate::infra::http::{Accept, FetchError, FetchLimits, HttpClient};

const DNS_WITHIN: Duration = Duration::from_secs(5);
const ANYTHING: Accept = Accept { header: "*/*", matches: |_| true };
const JRD: Accept = Accept { header: "application/jrd+json", matches: |_| true };
const JSON: Accept = Accept { header: "application/json", matches: |_| true };

/// Something answered.
pub(super) struct Answer {
    url: Url,
    /// What the other side's clock shows, and ours.
    pub(super) clocks: Option<(Timestamp, Timestamp)>,
}

impl Answer {
    pub(super) fn sentence(&self) -> String {
        format!("{} answers.", self.url)
    }
}

pub(super) async fn dns(config: &Config) -> Result<String, String> {
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

/// Asks the node through its public address. It has to run.
pub(super) async fn own(config: &Config, path: &str) -> Result<Answer, String> {
    ask_own(config, path, ANYTHING).await
}

/// Looks up the node's own actor, as every other node does first.
pub(super) async fn webfinger(config: &Config) -> Result<String, String> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("resource", &format!("{}/actor", config.server.origin()))
        .finish();
    let path = format!("/.well-known/webfinger?{query}");
    Ok(ask_own(config, &path, JRD).await?.sentence())
}

async fn ask_own(config: &Config, path: &str, accept: Accept) -> Result<Answer, String> {
    let url = config.server.public_url.url().join(path).map_err(|error| error.to_string())?;
    ask(config, &url, accept).await?.map_err(|error| {
        format!(
            "{url} does not answer as another node needs it: {error}. Check that the node runs, that the reverse \
             proxy passes this path on unchanged, and that its certificate is valid."
        )
    })
}

/// Asks another node what it runs (NodeInfo).
pub(super) async fn peer(config: &Config, domain: &str) -> Result<Answer, String> {
    let public_url = config.server.public_url.url();
    let rules = UrlRules::of_origin(config.server.origin());
    let no_domain = || format!("{domain} is no domain: write it as in community.example.");
    let domain = Domain::parse_with(domain, rules).map_err(|_| no_domain())?;
    let url = format!("{}://{}/.well-known/nodeinfo", public_url.scheme(), domain.as_str());
    let url = Url::parse(&url).map_err(|_| no_domain())?;
    ask(config, &url, JSON).await?.map_err(|error| {
        format!(
            "{url} does not answer: {error}. Check that this machine may open connections to port 443 of others, \
             that it can resolve names, and that the other node is up."
        )
    })
}

async fn ask(config: &Config, url: &Url, accept: Accept) -> Result<Result<Answer, FetchError>, String> {
    let clock = Clock::system();
    let client = HttpClient::new(config, clock.clone()).map_err(|error| format!("{error}."))?;
    let fetched = client.get(url, accept, FetchLimits::DOCUMENT, None).await;
    Ok(fetched.map(|fetched| {
        let date =
            fetched.headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        let date = date.and_then(|date| date.duration_since(std::time::UNIX_EPOCH).ok());
        let theirs = date.map(|since| Timestamp::from_millis(0) + since);
        Answer { url: url.clone(), clocks: theirs.map(|theirs| (theirs, clock.now())) }
    }))
}
