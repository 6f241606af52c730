//! Keys as actors publish them: RSA in `publicKey` for everybody, Ed25519 in `assertionMethod` (FEP-521a).

use serde::Serialize;

use super::{Node, uri};
use crate::domain::actor::KeyAlgorithm;

/// How many keys one actor can publish.
const MAX_KEYS: usize = 8;
/// The longest key that is read, in characters.
const MAX_KEY: usize = 4096;

/// A key that an actor's own document lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    pub uri: String,
    pub algorithm: KeyAlgorithm,
    /// PEM for RSA, multibase for Ed25519. Not parsed yet.
    pub public_key: String,
}

/// Keys of a local actor, as they are written into its document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Keys<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<RsaKey<'a>>,
    assertion_method: Vec<Multikey<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RsaKey<'a> {
    id: &'a str,
    owner: &'a str,
    public_key_pem: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Multikey<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    controller: &'a str,
    public_key_multibase: &'a str,
}

impl<'a> Keys<'a> {
    /// The keys in the two places where others look for them.
    pub fn of(owner: &'a str, keys: &'a [PublishedKey]) -> Self {
        let of_kind = |algorithm| keys.iter().filter(move |key| key.algorithm == algorithm);
        Self {
            public_key: of_kind(KeyAlgorithm::Rsa).next_back().map(|key| RsaKey {
                id: &key.uri,
                owner,
                public_key_pem: &key.public_key,
            }),
            assertion_method: of_kind(KeyAlgorithm::Ed25519)
                .map(|key| Multikey {
                    id: &key.uri,
                    kind: "Multikey",
                    controller: owner,
                    public_key_multibase: &key.public_key,
                })
                .collect(),
        }
    }
}

/// The keys that an actor's document lists as its own: on its origin, with it as their owner (threats 10 and 11).
pub fn read(actor: Node<'_>, owner: &str) -> Vec<PublishedKey> {
    let rsa = actor.nodes("publicKey", MAX_KEYS).filter_map(|key| read_rsa(key, owner));
    let multikeys = actor.nodes("assertionMethod", MAX_KEYS).filter_map(|key| read_multikey(key, owner));
    rsa.chain(multikeys).collect()
}

fn read_rsa(key: Node<'_>, owner: &str) -> Option<PublishedKey> {
    let uri = own_id(key, owner)?;
    let claimed = key.uri("owner").or_else(|| key.uri("controller"));
    if claimed.is_some_and(|claimed| claimed != owner) {
        return None;
    }
    let public_key = key.text("publicKeyPem", MAX_KEY)?;
    Some(PublishedKey { uri, algorithm: KeyAlgorithm::Rsa, public_key })
}

fn read_multikey(key: Node<'_>, owner: &str) -> Option<PublishedKey> {
    let uri = own_id(key, owner)?;
    let public_key = key.text("publicKeyMultibase", MAX_KEY)?;
    // z6Mk: Ed25519 in base58btc. Other kinds cannot be verified here.
    let ed25519 = key.uri("controller").as_deref() == Some(owner) && public_key.starts_with("z6Mk");
    ed25519.then_some(PublishedKey { uri, algorithm: KeyAlgorithm::Ed25519, public_key })
}

fn own_id(key: Node<'_>, owner: &str) -> Option<String> {
    let id = key.id()?;
    uri::same_origin(id, owner).then(|| id.to_owned())
}
