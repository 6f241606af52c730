//! Reading a JSON object that somebody else wrote, without believing anything about its shape.

use serde_json::{Map, Value};

use super::uri;
use crate::domain::time::Timestamp;

/// A JSON object, read property by property. Every reader bounds what it gives.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a>(&'a Map<String, Value>);

impl<'a> Node<'a> {
    /// `None` when the value is not an object.
    pub fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A property as it stands; `null` counts as missing.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// The type, or the first of several.
    pub fn kind(&self) -> Option<&'a str> {
        first(self.get("type")?).as_str()
    }

    /// The id, when it is one.
    pub fn id(&self) -> Option<&'a str> {
        self.get("id")?.as_str().filter(|id| uri::parse(id).is_some())
    }

    /// Text of at most `limit` characters; longer text is cut. Falls back to the first of the language map.
    pub fn text(&self, name: &str, limit: usize) -> Option<String> {
        let direct = self.get(name).map(first).and_then(Value::as_str);
        let text = direct
            .or_else(|| self.get(&format!("{name}Map"))?.as_object()?.values().find_map(Value::as_str))?;
        let text = cut(text, limit).replace('\0', "");
        (!text.trim().is_empty()).then_some(text)
    }

    /// The text of whichever of these properties is there first.
    pub fn any_text(&self, names: &[&str], limit: usize) -> Option<String> {
        names.iter().find_map(|name| self.text(name, limit))
    }

    /// The address in a property: a string, an object with `id`, `href` or `url`, or the first usable of several.
    pub fn uri(&self, name: &str) -> Option<String> {
        many(self.get(name)).find_map(uri_of).map(str::to_owned)
    }

    /// All addresses in a property, at most `limit`, each once.
    pub fn uris(&self, name: &str, limit: usize) -> Vec<String> {
        let mut uris: Vec<String> = Vec::new();
        for uri in many(self.get(name)).take(limit).filter_map(address_of) {
            if !uris.iter().any(|known| known == uri) {
                uris.push(uri.to_owned());
            }
        }
        uris
    }

    /// The objects in a property, at most `limit`.
    pub fn nodes(&self, name: &str, limit: usize) -> impl Iterator<Item = Node<'a>> + use<'a> {
        many(self.get(name)).take(limit).filter_map(Node::of)
    }

    /// The first object in a property.
    pub fn node(&self, name: &str) -> Option<Node<'a>> {
        many(self.get(name)).take(16).find_map(Node::of)
    }

    /// The values in a property, one or many, at most `limit`.
    pub fn values(&self, name: &str, limit: usize) -> impl Iterator<Item = &'a Value> + use<'a> {
        many(self.get(name)).take(limit)
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(self.get(name)?.as_str()?).ok()
    }
}

/// One or many, as many.
fn many(value: Option<&Value>) -> std::slice::Iter<'_, Value> {
    match value {
        Some(Value::Array(values)) => values.iter(),
        Some(value) => std::slice::from_ref(value).iter(),
        None => [].iter(),
    }
}

fn first(value: &Value) -> &Value {
    value.as_array().and_then(|values| values.first()).unwrap_or(value)
}

/// The web address that a value is, or names.
fn uri_of(value: &Value) -> Option<&str> {
    address_of(value).filter(|text| uri::parse(text).is_some())
}

/// Like [`uri_of`], and the spellings of *everyone*, which are no web addresses.
fn address_of(value: &Value) -> Option<&str> {
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(map) => ["id", "href", "url"].iter().find_map(|name| map.get(*name)?.as_str()),
        _ => None,
    }?;
    (super::is_public(text) || uri::parse(text).is_some()).then_some(text)
}

fn cut(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn one_or_many_strings_or_objects_are_the_same() {
        let expected = vec!["https://a.test/1".to_owned()];
        for to in [
            json!("https://a.test/1"),
            json!(["https://a.test/1", "https://a.test/1"]),
            json!({"id": "https://a.test/1", "type": "Group"}),
            json!([5, null, "nonsense", {"type": "Link", "href": "https://a.test/1"}]),
        ] {
            let document = json!({ "to": to });
            assert_eq!(Node::of(&document).unwrap().uris("to", 10), expected, "{document}");
        }
    }

    #[test]
    fn threat_064_text_and_lists_are_cut() {
        let document = json!({"name": "é".repeat(1000), "to": vec!["https://a.test/1"; 10_000], "tag": vec![json!({}); 9]});
        let node = Node::of(&document).unwrap();
        assert_eq!(node.text("name", 200).unwrap().chars().count(), 200);
        assert_eq!(node.uris("to", 5).len(), 1);
        assert_eq!(node.nodes("tag", 5).count(), 5);
    }

    #[test]
    fn text_may_stand_in_a_language_map() {
        let document = json!({"nameMap": {"en": "Ten Forward"}, "name": null});
        assert_eq!(Node::of(&document).unwrap().text("name", 80).as_deref(), Some("Ten Forward"));
    }

    proptest! {
        #[test]
        fn cutting_never_breaks_a_character(text in "\\PC{0,40}", limit in 0_usize..50) {
            prop_assert!(cut(&text, limit).chars().count() <= limit);
        }
    }
}
