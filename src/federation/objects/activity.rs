//! The envelope: who does what to what.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Node, uri};
use crate::domain::time::Timestamp;

const MAX_REASON: usize = 2_000;
const MAX_OBJECTS: usize = 100;

/// An activity as it was read. Who signed it is for others to say.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityDocument {
    pub uri: String,
    /// `Create`, `Like` and so on; may be one that we do not know.
    pub kind: String,
    pub actor_uri: String,
    /// What it is done to: ids and embedded objects, at most a hundred. Only `Flag` and `Announce` name several.
    pub objects: Vec<Value>,
    pub target_uri: Option<String>,
    /// Everybody in `to`, `cc` and `audience`.
    pub addressed: Vec<String>,
    /// Why, in plain text: of a removal, ban, report or refusal.
    pub reason: Option<String>,
    pub ends_at: Option<Timestamp>,
    pub published: Option<Timestamp>,
    /// Whether a ban takes away what the person wrote.
    pub remove_data: bool,
}

/// Why a document is not an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnActivity {
    #[error("the activity has no usable {0}")]
    Missing(&'static str),
    #[error("the activity and its actor are on different servers")]
    ForeignId,
}

impl ActivityDocument {
    /// Its only object, or the first.
    pub fn object(&self) -> &Value {
        self.objects.first().unwrap_or(&Value::Null)
    }

    /// The id of its object, embedded or not.
    pub fn object_uri(&self) -> Option<&str> {
        id_of(self.object())
    }

    /// Whether somebody says that they themselves are gone.
    pub fn deletes_its_actor(&self) -> bool {
        self.kind == "Delete" && self.object_uri() == Some(self.actor_uri.as_str())
    }
}

/// The id that a value is, or that the object has.
pub fn id_of(value: &Value) -> Option<&str> {
    let id = match value {
        Value::String(id) => Some(id.as_str()),
        value => Node::of(value)?.get("id")?.as_str(),
    };
    id.filter(|id| uri::parse(id).is_some())
}

/// Reads an activity.
///
/// # Errors
/// When it lacks id, type, actor or object, or when its id is not on its actor's origin (threat 16).
pub fn read(document: &Value) -> Result<ActivityDocument, NotAnActivity> {
    let node = Node::of(document).ok_or(NotAnActivity::Missing("form"))?;
    let uri = node.id().ok_or(NotAnActivity::Missing("id"))?.to_owned();
    let kind = node.kind().ok_or(NotAnActivity::Missing("type"))?.chars().take(64).collect();
    let actor_uri = node.uri("actor").ok_or(NotAnActivity::Missing("actor"))?;
    if !uri::same_origin(&uri, &actor_uri) {
        return Err(NotAnActivity::ForeignId);
    }
    let objects: Vec<Value> = node.values("object", MAX_OBJECTS).cloned().collect();
    if objects.is_empty() {
        return Err(NotAnActivity::Missing("object"));
    }
    Ok(ActivityDocument {
        uri,
        kind,
        actor_uri,
        objects,
        target_uri: node.uri("target"),
        addressed: super::post::addressed(node),
        reason: node.any_text(&["summary", "content"], MAX_REASON),
        ends_at: node.moment("endTime").or_else(|| node.moment("expires")),
        published: node.moment("published"),
        remove_data: node.flag("removeData").unwrap_or(false),
    })
}

/// An activity that we write. `O` is the object: an id, a document, or another activity's exact bytes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityJson<'a, O> {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub actor: &'a str,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<&'a str>,
    /// The conversation it belongs to (FEP-7888).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    pub object: O,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
}

impl<'a, O> ActivityJson<'a, O> {
    /// An activity with nothing but its parts of speech.
    pub fn new(id: String, kind: &'static str, actor: &'a str, object: O) -> Self {
        Self {
            id,
            kind,
            actor,
            to: Vec::new(),
            cc: Vec::new(),
            audience: None,
            context: None,
            object,
            target: None,
            summary: None,
            content: None,
            end_time: None,
            published: None,
        }
    }

    #[must_use]
    pub fn to(mut self, to: Vec<String>) -> Self {
        self.to = to;
        self
    }

    #[must_use]
    pub fn cc(mut self, cc: Vec<String>) -> Self {
        self.cc = cc;
        self
    }

    /// The community it belongs to.
    #[must_use]
    pub fn audience(mut self, audience: Option<&'a str>) -> Self {
        self.audience = audience;
        self
    }
}

/// Another activity's exact bytes, for passing on (FEP-1b12).
///
/// # Errors
/// When the text is not JSON.
pub fn unchanged(activity: &str) -> serde_json::Result<&RawValue> {
    serde_json::from_str(activity)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn threat_016_an_activity_named_after_another_server_is_refused() {
        let forged = json!({"id": "https://v.test/act/1", "type": "Create", "actor": "https://e.test/u/eve",
            "object": "https://e.test/note/1"});
        assert_eq!(read(&forged), Err(NotAnActivity::ForeignId));
    }

    #[test]
    fn threat_033_objects_beyond_the_limit_are_not_read() {
        let many = json!({"id": "https://v.test/act/1", "type": "Announce", "actor": "https://v.test/c/g",
            "object": vec!["https://v.test/1"; 5_000]});
        assert_eq!(read(&many).unwrap().objects.len(), MAX_OBJECTS);
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|number| json!(number)),
            "(https://v.test/[a-z]{0,3}|\\PC{0,10})".prop_map(Value::String),
        ];
        let name = prop_oneof![
            Just("id"),
            Just("type"),
            Just("actor"),
            Just("object"),
            Just("to"),
            Just("tag"),
            Just("attachment"),
            Just("attributedTo"),
            Just("inbox"),
            Just("name"),
            Just("content"),
            Just("first"),
            Just("items"),
        ];
        leaf.prop_recursive(4, 64, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_document_makes_a_reader_panic(mut document in json_value(), kind in "(Note|Person|Group|Create|Collection)") {
            if let Some(map) = document.as_object_mut() {
                map.insert("type".to_owned(), Value::String(kind));
                map.entry("id").or_insert_with(|| json!("https://v.test/1"));
            }
            let _ = read(&document);
            let _ = super::super::post::read(&document);
            let _ = super::super::actor::read(&document);
            let _ = super::super::collection::read(&document);
        }

        #[test]
        fn what_is_written_is_read_back(path in "[a-z]{1,8}", other in "[a-z]{1,8}", reason in "[a-z ]{0,20}[a-z]") {
            let actor = format!("https://v.test/u/{path}");
            let mut written = ActivityJson::new(format!("https://v.test/{path}"), "Block", &actor, json!("https://b.test/u/x"))
                .to(vec![super::super::PUBLIC.to_owned()])
                .cc(vec![format!("https://a.test/c/{other}")]);
            written.summary = Some(&reason);
            let read = read(&serde_json::to_value(super::super::with_context(&written)).unwrap()).unwrap();
            prop_assert_eq!(&read.uri, &written.id);
            prop_assert_eq!(&read.actor_uri, &actor);
            prop_assert_eq!(read.object_uri(), Some("https://b.test/u/x"));
            prop_assert_eq!(read.reason.as_deref(), Some(reason.as_str()));
            prop_assert_eq!(read.addressed.len(), 2);
        }
    }
}
