//! Who lives on the server: people and communities with keys of their own.

use moothall::domain::time::Timestamp;
use moothall::infra::clock::Clock;
use moothall::infra::keys::KeyPair;
use serde_json::{Value, json};
use url::Url;

use super::ACTIVITY_JSON;
use super::documents::CONTEXT;
use super::server::FakePeer;

/// Somebody on a server that is not ours.
#[derive(Clone)]
pub(crate) struct FakeActor {
    pub(crate) uri: String,
    pub(crate) key_id: String,
    pub(crate) pem: String,
    pub(crate) pair: KeyPair,
    pub(crate) document: Value,
    pub(super) clock: Clock,
}

impl FakeActor {
    pub(crate) fn path(&self) -> String {
        Url::parse(&self.uri).unwrap().path().to_owned()
    }

    /// An address of their own on their server.
    pub(crate) fn below(&self, name: &str) -> String {
        format!("{}/{name}", self.uri)
    }

    /// The time on their server, so many seconds from now.
    pub(crate) fn now(&self, seconds: i64) -> Timestamp {
        Timestamp::from_millis(self.clock.now().millis() + seconds * 1000)
    }
}

impl FakePeer {
    /// A person of this server.
    pub(crate) fn person(&self, handle: &str) -> FakeActor {
        self.actor("Person", handle)
    }

    /// A community of this server.
    pub(crate) fn group(&self, handle: &str) -> FakeActor {
        let mut group = self.actor("Group", handle);
        for (property, name) in
            [("featured", "featured"), ("outbox", "outbox"), ("attributedTo", "moderators")]
        {
            let id = group.below(name);
            self.serve(
                &format!("{}/{name}", group.path()),
                &json!({"@context": CONTEXT, "id": id, "type": "OrderedCollection", "orderedItems": []}),
            );
            group.document[property] = json!(id);
        }
        self.serve(&group.path(), &group.document);
        group
    }

    fn actor(&self, kind: &str, handle: &str) -> FakeActor {
        let uri = self.url(&format!("/u/{handle}"));
        let pair = KeyPair::rsa().unwrap();
        let key_id = format!("{uri}#main-key");
        let pem = pair.public_pem();
        let document = json!({
            "@context": [CONTEXT, "https://w3id.org/security/v1"],
            "id": uri, "type": kind, "preferredUsername": handle, "name": handle, "url": uri,
            "inbox": format!("{uri}/inbox"), "outbox": format!("{uri}/outbox"),
            "followers": format!("{uri}/followers"),
            "endpoints": {"sharedInbox": self.url("/inbox")},
            "publicKey": {"id": key_id, "owner": uri, "publicKeyPem": pem},
        });
        self.serve(&format!("/u/{handle}"), &document);
        let links = json!([{"rel": "self", "type": ACTIVITY_JSON, "href": uri}]);
        let subject = format!("acct:{handle}@{}", self.authority());
        let finger = json!({"subject": subject, "links": links}).to_string();
        for resource in [&subject, &uri] {
            let query: String = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
            let path = format!("/.well-known/webfinger?resource={query}");
            self.serve_as(&path, "application/jrd+json", finger.clone());
        }
        FakeActor { uri, key_id, pem, pair, document, clock: self.clock.clone() }
    }
}
