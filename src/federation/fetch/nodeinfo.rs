//! What software a server runs (NodeInfo). The link in its answer is hostile until it is on the same origin (threat 47).

use serde_json::Value;

use super::{FetchFailure, Fetcher};
use crate::federation::objects::Node;
use crate::federation::objects::uri::same_origin;
use crate::infra::http::{Accept, ContentType, FetchLimits};

const JSON: Accept = Accept { header: "application/json", matches: is_json };
const SCHEMAS: [&str; 3] = [
    "http://nodeinfo.diaspora.software/ns/schema/2.1",
    "http://nodeinfo.diaspora.software/ns/schema/2.0",
    "http://nodeinfo.diaspora.software/ns/schema/1.0",
];
const MAX_NAME: usize = 60;

fn is_json(content_type: &ContentType) -> bool {
    content_type.essence() == "application/json"
}

/// The name and version that a server gives for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// Lower-cased.
    pub name: String,
    pub version: Option<String>,
}

impl Fetcher {
    /// Asks the server at `origin` (`https://b.test`) for its software.
    ///
    /// # Errors
    /// See [`FetchFailure`].
    pub async fn software(&self, origin: &str) -> Result<Software, FetchFailure> {
        let links = self.json(&format!("{origin}/.well-known/nodeinfo")).await?;
        let address = link(&links).filter(|address| same_origin(address, origin));
        let address =
            address.ok_or_else(|| FetchFailure::unusable("it links to no description of its own"))?;
        let document = self.json(&address).await?;
        read(&document).ok_or_else(|| FetchFailure::unusable("it does not say its software"))
    }

    async fn json(&self, address: &str) -> Result<Value, FetchFailure> {
        let url = self.permitted(address).await?;
        let limits = FetchLimits { same_host_only: true, ..FetchLimits::DOCUMENT };
        let fetched = self.get(&url, JSON, limits, None).await?;
        serde_json::from_slice(&fetched.body).map_err(FetchFailure::unusable)
    }
}

fn link(document: &Value) -> Option<String> {
    let links: Vec<_> = Node::of(document)?.nodes("links", 16).collect();
    SCHEMAS.iter().find_map(|schema| {
        links.iter().find(|link| link.text("rel", 100).as_deref() == Some(schema))?.uri("href")
    })
}

fn read(document: &Value) -> Option<Software> {
    let software = Node::of(document)?.node("software")?;
    let name = software.text("name", MAX_NAME)?.to_lowercase();
    Some(Software { name, version: software.text("version", MAX_NAME) })
}
