//! The `@context` of everything we send, inlined so that nobody must fetch it.

use std::sync::LazyLock;

use activitypub_federation::protocol::context::WithContext;
use serde_json::{Value, json};

/// The address of everyone.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Whether an address means everyone, in any of its spellings.
pub fn is_public(address: &str) -> bool {
    matches!(address, PUBLIC | "as:Public" | "Public")
}

static CONTEXT: LazyLock<Value> = LazyLock::new(|| {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/multikey/v1",
        {
            // In none of the contexts above; without it readers of JSON-LD find no key for our proofs.
            "assertionMethod": {
                "@id": "https://w3id.org/security#assertionMethod",
                "@type": "@id",
                "@container": "@set"
            },
            "toot": "http://joinmastodon.org/ns#",
            "lemmy": "https://join-lemmy.org/ns#",
            "mz": "https://joinmobilizon.org/ns#",
            "pt": "https://joinpeertube.org/ns#",
            "schema": "https://schema.org/",
            "cop": "https://moothall.org/ns#",
            "Hashtag": "as:Hashtag",
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "sensitive": "as:sensitive",
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
            "movedTo": {"@id": "as:movedTo", "@type": "@id"},
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "blurhash": "toot:blurhash",
            "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
            "moderators": {"@id": "lemmy:moderators", "@type": "@id"},
            "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
            "removeData": "lemmy:removeData",
            "Lock": "lemmy:Lock",
            "language": "schema:inLanguage",
            "identifier": "schema:identifier",
            "commentsEnabled": "pt:commentsEnabled",
            "resources": {"@id": "mz:resources", "@type": "@id"}
        }
    ])
});

/// Puts the context in front of a document.
pub fn with_context<T>(document: T) -> WithContext<T> {
    WithContext::new(document, CONTEXT.clone())
}
