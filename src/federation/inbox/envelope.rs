//! What must be known of a delivery before it is accepted: who says it, its id, and what it is about.

use serde::Deserialize;
use serde_json::Value;

use super::order::Order;
use crate::federation::objects::uri;

/// The outside of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub id: String,
    pub kind: String,
    pub actor: String,
    /// The id of the innermost object.
    pub about: String,
    pub order: Order,
}

/// What is wrong with a body. Safe to send back: it echoes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    #[error("the body is not a JSON object, or is nested too deeply")]
    NotJson,
    #[error("the activity has no id that is a web address of at most 2,048 characters")]
    Id,
    #[error("the activity has no type")]
    Type,
    #[error("the activity has no actor")]
    Actor,
}

#[derive(Deserialize)]
struct Outside {
    id: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<Value>,
    actor: Option<Value>,
    #[serde(default)]
    object: Value,
}

/// How far into nested activities an object is looked for.
const DEEPEST: usize = 4;
/// How far brackets may be nested; `serde_json` reads no deeper either.
const MAX_NESTING: usize = 127;

impl Envelope {
    /// Reads the outside of an activity.
    ///
    /// # Errors
    /// What is wrong, in words that can be sent back.
    pub fn read(body: &[u8]) -> Result<Self, EnvelopeError> {
        // What is not read here would otherwise be skipped at any depth, and refused only after a 202.
        if is_nested_deeper_than(body, MAX_NESTING) {
            return Err(EnvelopeError::NotJson);
        }
        let outside: Outside = serde_json::from_slice(body).map_err(|_| EnvelopeError::NotJson)?;
        let id = outside.id.as_ref().and_then(address).ok_or(EnvelopeError::Id)?;
        let actor = outside.actor.as_ref().and_then(address).ok_or(EnvelopeError::Actor)?;
        let kind = outside.kind.as_ref().and_then(first_text).ok_or(EnvelopeError::Type)?;
        let kind = kind.to_owned();
        let core = Core::of(&kind, &actor, &outside.object);
        let about = core.object.and_then(address).unwrap_or_else(|| id.clone());
        let order = core.order(&about);
        Ok(Self { id, kind, actor, about, order })
    }

    /// Whether somebody says that they themselves are gone.
    pub fn deletes_its_actor(&self) -> bool {
        self.kind == "Delete" && self.about == self.actor
    }
}

/// Counts brackets outside of texts.
fn is_nested_deeper_than(body: &[u8], most: usize) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

/// An id, or the id of an object. Nothing else may be written down: a NUL in it would make PostgreSQL refuse all
/// deliveries that arrived in the same moment.
fn address(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(object) => object.get("id")?.as_str()?,
        Value::Array(values) if values.len() == 1 => return values.first().and_then(address),
        _ => return None,
    };
    uri::parse(text).map(|_| text.to_owned())
}

fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(values) => values.first().and_then(Value::as_str),
        _ => None,
    }
}

/// Whether it is an activity that can wrap another thing. A post cannot say that it is about somebody else's.
fn is_activity(value: &Value) -> bool {
    const WRAPPINGS: [&str; 16] = [
        "Accept",
        "Add",
        "Announce",
        "Block",
        "Create",
        "Delete",
        "Dislike",
        "EmojiReact",
        "Flag",
        "Follow",
        "Like",
        "Lock",
        "Reject",
        "Remove",
        "Undo",
        "Update",
    ];
    value.get("type").and_then(first_text).is_some_and(|kind| WRAPPINGS.contains(&kind))
}

/// What an activity comes down to when its wrappings are taken off: `Announce{Undo{Like}}` is a `Like` by the inner actor.
struct Core<'a> {
    kind: &'a str,
    actor: &'a str,
    object: Option<&'a Value>,
}

impl<'a> Core<'a> {
    fn of(kind: &'a str, actor: &'a str, object: &'a Value) -> Self {
        let mut core = Core { kind, actor, object: Some(object) };
        for _ in 0..DEEPEST {
            let Some(outer) = core.object.filter(|outer| is_activity(outer)) else { break };
            let Some(inner @ (Value::Object(_) | Value::String(_))) = outer.get("object") else { break };
            core.kind = outer.get("type").and_then(first_text).unwrap_or(core.kind);
            let actor =
                outer.get("actor").and_then(Value::as_str).filter(|actor| uri::parse(actor).is_some());
            core.actor = actor.unwrap_or(core.actor);
            core.object = Some(inner);
        }
        core
    }

    fn order(&self, about: &str) -> Order {
        match self.kind {
            "Like" | "Dislike" | "EmojiReact" | "Follow" | "Accept" | "Reject" | "Flag" => {
                Order { alone: format!("{about} {}", self.actor), after: vec![about.to_owned()] }
            }
            _ => {
                let parent = self.object.and_then(|object| object.get("inReplyTo")).and_then(address);
                Order { alone: about.to_owned(), after: parent.into_iter().collect() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<Envelope, EnvelopeError> {
        Envelope::read(value.to_string().as_bytes())
    }

    #[test]
    fn a_wrapped_activity_is_about_the_innermost_object() {
        let announce = json!({
            "id": "https://a.test/activities/1", "type": "Announce", "actor": "https://a.test/c/sepsis",
            "object": {
                "id": "https://b.test/activities/2", "type": "Create", "actor": "https://b.test/u/dana",
                "object": {"id": "https://b.test/p/3", "type": "Page"}
            }
        });
        assert_eq!(read(&announce).unwrap().about, "https://b.test/p/3");
    }

    #[test]
    fn an_actor_can_be_an_id_or_an_object() {
        let with = |actor: Value| {
            read(
                &json!({"id": "https://b.test/1", "type": "Like", "actor": actor, "object": "https://a.test/p/1"}),
            )
        };
        for actor in [
            json!("https://b.test/u/dana"),
            json!({"id": "https://b.test/u/dana"}),
            json!(["https://b.test/u/dana"]),
        ] {
            assert_eq!(with(actor).unwrap().actor, "https://b.test/u/dana");
        }
        assert_eq!(with(json!(["https://b.test/u/dana", "https://b.test/u/bo"])), Err(EnvelopeError::Actor));
    }

    #[test]
    fn threat_060_hostile_json_is_refused_without_a_panic() {
        let nested = "[".repeat(100_000);
        let cases: [&[u8]; 6] = [
            nested.as_bytes(),
            b"{\"id\": NaN}",
            b"\xef\xbb\xbf{}",
            b"{\"id\": \"\xff\"}",
            b"1e400",
            b"{\"id\": 1e400}",
        ];
        for case in cases {
            assert!(Envelope::read(case).is_err());
        }
    }

    #[test]
    fn threat_060_depth_counts_in_fields_that_are_not_read_too() {
        let with = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            let start =
                r#"{"id":"https://b.test/1","type":"Like","actor":"https://b.test/u/d","object":"[[[\"[[","#;
            Envelope::read(format!(r#"{start}"x":{open}{close}}}"#).as_bytes())
        };
        assert!(with(100).is_ok());
        assert_eq!(with(128), Err(EnvelopeError::NotJson));
    }

    #[test]
    fn threat_038_ids_that_are_no_web_addresses_are_refused() {
        for id in [
            json!(7),
            json!(null),
            json!("javascript:1"),
            json!("data:x"),
            json!("urn:uuid:1"),
            json!("/p/1"),
            json!("https://b.test/\0"),
        ] {
            let activity = json!({"id": id, "type": "Like", "actor": "https://b.test/u/dana"});
            assert_eq!(read(&activity), Err(EnvelopeError::Id));
        }
    }

    #[test]
    fn threat_086_what_orders_deliveries_holds_nothing_but_ids() {
        let inner = json!({"type": "Like", "actor": "https://b.test/\0", "object": "https://a.test/\n\0"});
        let outer = json!({"id": "https://b.test/1", "type": "Announce", "actor": "https://b.test/c/x", "object": inner});
        let read = read(&outer).unwrap();
        assert_eq!(read.about, "https://b.test/1");
        assert!(!read.order.to_string().contains('\0') && !read.order.to_string().contains("a.test"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Envelope::read(&bytes);
        }
    }
}
