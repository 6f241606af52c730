//! The addresses of this node's things. An address, once given out, answers for ever.

use super::ids::{ActorId, PostId};

/// Builds every address that begins with the node's own origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// `https://a.test`, without a slash at the end.
    origin: String,
    /// `a.test`, with the port where it is not the default.
    authority: String,
}

impl Addresses {
    /// `origin` is `scheme://authority` without a path; configuration has checked it.
    pub fn new(origin: &str) -> Self {
        let origin = origin.trim_end_matches('/').to_owned();
        let authority = origin.split_once("://").map_or(origin.as_str(), |(_, rest)| rest).to_owned();
        Self { origin, authority }
    }

    /// `https://a.test`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// `a.test`: the domain of local handles.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether the address is one of this node's.
    pub fn is_ours(&self, uri: &str) -> bool {
        uri.strip_prefix(&self.origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    /// The part after the origin, for an address of this node's.
    pub fn path_of<'a>(&self, uri: &'a str) -> Option<&'a str> {
        if self.is_ours(uri) { uri.get(self.origin.len()..) } else { None }
    }

    pub fn person(&self, handle: &str) -> String {
        format!("{}/u/{handle}", self.origin)
    }

    pub fn community(&self, handle: &str) -> String {
        format!("{}/c/{handle}", self.origin)
    }

    /// The organization that runs the node.
    pub fn organization(&self) -> String {
        format!("{}/org", self.origin)
    }

    /// The instance actor, which signs fetches.
    pub fn application(&self) -> String {
        format!("{}/actor", self.origin)
    }

    pub fn shared_inbox(&self) -> String {
        format!("{}/inbox", self.origin)
    }

    /// A discussion or reply.
    pub fn post(&self, id: PostId) -> String {
        format!("{}/p/{id}", self.origin)
    }

    pub fn resource(&self, id: PostId) -> String {
        format!("{}/r/{id}", self.origin)
    }

    /// An activity; `id` is fresh from the id generator.
    pub fn activity(&self, id: i64) -> String {
        format!("{}/activities/{id}", self.origin)
    }

    /// The conversation of a local community's thread (FEP-7888).
    pub fn context(&self, root: PostId) -> String {
        format!("{}/contexts/{root}", self.origin)
    }

    pub fn tag(&self, tag: &str) -> String {
        format!("{}/tags/{tag}", self.origin)
    }

    /// A path of this node as an address; what is an address already stays one.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.origin) } else { path.to_owned() }
    }

    /// An uploaded file; `key` is its key in the media store.
    pub fn media(&self, key: &str) -> String {
        format!("{}/media/{key}", self.origin)
    }

    /// A report, as the id of its `Flag`. Says nothing about the reporter.
    pub fn report(&self, id: i64) -> String {
        format!("{}/activities/report-{id}", self.origin)
    }

    /// A local actor's key: `#main-key` for RSA, `#ed25519-key` for Ed25519.
    pub fn key(actor_uri: &str, fragment: &str) -> String {
        format!("{actor_uri}#{fragment}")
    }

    /// The answer to a follow, unique to the pair.
    pub fn follow_answer(&self, target: ActorId, follower: ActorId, verb: &str) -> String {
        format!("{}/activities/{verb}-{target}-{follower}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_below_the_origin_are_ours() {
        let addresses = Addresses::new("https://a.test/");
        assert!(addresses.is_ours("https://a.test/u/lee"));
        assert!(addresses.is_ours("https://a.test"));
        for uri in [
            "https://a.test.evil/u/lee",
            "http://a.test/u/lee",
            "https://a.test@evil/u",
            "https://a.testing/",
        ] {
            assert!(!addresses.is_ours(uri), "{uri}");
        }
    }
}
