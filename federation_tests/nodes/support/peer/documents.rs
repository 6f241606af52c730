//! What its people write: posts, and the activities that carry them.

use serde_json::{Value, json};

use super::actor::FakeActor;

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
pub(super) const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

impl FakeActor {
    /// A thread in a community.
    pub(crate) fn page(&self, name: &str, community: &str, title: &str) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": "Page", "attributedTo": self.uri,
            "name": title, "content": format!("<p>{title}</p>"), "mediaType": "text/html",
            "to": [community, PUBLIC], "audience": community, "published": self.clock.now(),
        })
    }

    /// An answer.
    pub(crate) fn note(&self, name: &str, community: &str, in_reply_to: &str, text: &str) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": "Note", "attributedTo": self.uri,
            "content": format!("<p>{text}</p>"), "inReplyTo": in_reply_to,
            "to": [community, PUBLIC], "audience": community, "published": self.clock.now(),
        })
    }

    /// An activity; its id is made of `name`.
    pub(crate) fn activity(&self, kind: &str, name: &str, object: &Value) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": kind, "actor": self.uri,
            "object": object, "to": [PUBLIC],
        })
    }

    /// The same, addressed to a community too.
    pub(crate) fn activity_in(&self, community: &str, kind: &str, name: &str, object: &Value) -> Value {
        let mut activity = self.activity(kind, name, object);
        activity["cc"] = json!([community]);
        activity["audience"] = json!(community);
        activity
    }
}
