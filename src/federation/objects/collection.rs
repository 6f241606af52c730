//! Collections: ours as pages of items, those of others as a list of what one page holds.

use serde::Serialize;
use serde_json::Value;

use super::Node;

/// How many items of one page of somebody else's collection are read.
pub const MAX_ITEMS: usize = 100;

/// An `OrderedCollection` of ours, or one page of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection<T> {
    pub id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_items: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_items: Option<Vec<T>>,
}

impl<T> Collection<T> {
    /// All items in one document.
    pub fn whole(id: String, total: i64, items: Vec<T>) -> Self {
        Self { total_items: Some(total), ordered_items: Some(items), ..Self::empty(id, "OrderedCollection") }
    }

    /// Says how many, not who.
    pub fn counted(id: String, total: i64) -> Self {
        Self { total_items: Some(total), ..Self::empty(id, "OrderedCollection") }
    }

    /// The beginning of a collection that is read page by page.
    pub fn paged(id: String, total: i64, first: String) -> Self {
        Self { total_items: Some(total), first: Some(first), ..Self::empty(id, "OrderedCollection") }
    }

    /// One page. `next` is the address of the page after it.
    pub fn page(id: String, part_of: String, items: Vec<T>, next: Option<String>) -> Self {
        Self {
            part_of: Some(part_of),
            next,
            ordered_items: Some(items),
            ..Self::empty(id, "OrderedCollectionPage")
        }
    }

    /// Says whose it is (FEP-7888).
    #[must_use]
    pub fn owned_by(mut self, owner: &str) -> Self {
        self.attributed_to = Some(owner.to_owned());
        self
    }

    fn empty(id: String, kind: &'static str) -> Self {
        Self {
            id,
            kind,
            attributed_to: None,
            total_items: None,
            first: None,
            part_of: None,
            next: None,
            ordered_items: None,
        }
    }
}

/// What was read from a collection or a page of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CollectionDocument {
    /// Ids and embedded objects, at most [`MAX_ITEMS`].
    pub items: Vec<Value>,
    pub total: Option<i64>,
    /// Where to read on.
    pub next: Option<String>,
    pub attributed_to: Option<String>,
}

/// Reads a collection, a page, or a collection with its first page embedded. `None` when it is none.
pub fn read(document: &Value) -> Option<CollectionDocument> {
    let node = Node::of(document)?;
    let known = ["Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"];
    if !known.contains(&node.kind()?) {
        return None;
    }
    let mut items = items_of(node);
    let mut next = node.uri("next");
    if items.is_empty() {
        match node.node("first") {
            Some(page) => {
                items = items_of(page);
                next = next.or_else(|| page.uri("next"));
            }
            None => next = next.or_else(|| node.uri("first")),
        }
    }
    Some(CollectionDocument {
        items,
        total: node.number("totalItems").filter(|total| *total >= 0),
        next,
        attributed_to: node.uri("attributedTo"),
    })
}

fn items_of(node: Node<'_>) -> Vec<Value> {
    let name = if node.get("orderedItems").is_some() { "orderedItems" } else { "items" };
    node.values(name, MAX_ITEMS).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn threat_063_a_page_is_never_read_beyond_its_limit() {
        let huge = json!({"type": "OrderedCollection", "totalItems": -1, "orderedItems": vec!["x"; 5000]});
        let read = read(&huge).unwrap();
        assert_eq!((read.items.len(), read.total), (MAX_ITEMS, None));
    }

    #[test]
    fn an_embedded_first_page_counts_as_the_collection() {
        let replies = json!({"type": "Collection", "id": "https://b.test/r", "first": {
            "type": "CollectionPage", "next": "https://b.test/r?page=2", "items": ["https://b.test/1"]}});
        let read = read(&replies).unwrap();
        assert_eq!(read.items, [json!("https://b.test/1")]);
        assert_eq!(read.next.as_deref(), Some("https://b.test/r?page=2"));
        assert_eq!(super::read(&json!({"type": "Note"})), None);
    }
}
