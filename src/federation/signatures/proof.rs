//! Object integrity proofs: FEP-8b32 with the cryptosuite `eddsa-jcs-2022`.
//!
//! A proof travels inside the object and still holds when somebody else delivers it. It covers the document without
//! `proof`, and without the `signature` of JSON-LD signatures, which relays add and which nobody here believes.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::key::{SigningFailed, SigningKey, VerifyingKey};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;

const PROOF_TYPE: &str = "DataIntegrityProof";
const CRYPTOSUITE: &str = "eddsa-jcs-2022";
const PURPOSE: &str = "assertionMethod";
/// 64 bytes in base58 are at most 88 characters.
const MAX_PROOF_VALUE_LENGTH: usize = 90;

/// Why a proof could not be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Only JSON objects carry proofs.
    #[error("the document is not an object")]
    NotAnObject,
    /// No `proof`.
    #[error("the document has no proof")]
    Missing,
    /// The proof is not one object of the expected form.
    #[error("the proof's {0} is missing or malformed")]
    Malformed(&'static str),
    /// Another type, cryptosuite or purpose.
    #[error("the proof's {0} is not supported")]
    Unsupported(&'static str),
    /// The key is not an Ed25519 key.
    #[error("the proof needs an Ed25519 key")]
    WrongKey,
    /// Past its `expires`.
    #[error("the proof has expired")]
    Expired,
    /// The document cannot be brought into canonical form.
    #[error("the document has no canonical form")]
    NotCanonical,
    /// The proof was not made with this key, or the document was changed.
    #[error("the proof does not hold")]
    BadProof,
    /// The cryptographic library could not sign.
    #[error(transparent)]
    Signing(#[from] SigningFailed),
}

/// Adds a proof to `document`, in place of one it may have. `verification_method` is the id of the key in the actor's
/// `assertionMethod` (FEP-521a). Whatever is changed in the document afterwards breaks the proof.
pub fn attach_proof(
    document: &mut Value,
    key: &SigningKey,
    verification_method: &str,
    created: Timestamp,
) -> Result<(), ProofError> {
    if key.algorithm() != KeyAlgorithm::Ed25519 {
        return Err(ProofError::WrongKey);
    }
    let members = document.as_object_mut().ok_or(ProofError::NotAnObject)?;
    let whole_seconds = Timestamp::from_millis(created.seconds().saturating_mul(1000));
    let mut proof = json!({
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
        "created": whole_seconds.to_calendar().to_string(),
    });
    if let Some(context) = members.get("@context") {
        proof["@context"] = context.clone();
    }
    let config = proof.as_object().ok_or(ProofError::NotAnObject)?;
    let signature = key.sign(&signed_bytes(members, config)?)?;
    proof["proofValue"] = Value::String(format!("z{}", bs58::encode(signature).into_string()));
    members.insert("proof".to_owned(), proof);
    Ok(())
}

/// The id of the key a document's proof names. A claim: the caller looks the key up, checks that its owner is the
/// document's, and then asks [`verify_proof`].
pub fn verification_method(document: &Value) -> Result<&str, ProofError> {
    let (_, proof) = document_and_proof(document)?;
    text(proof, "verificationMethod")
}

/// Whether the document's proof was made with `key` over exactly this document.
pub fn verify_proof(document: &Value, key: &VerifyingKey, now: Timestamp) -> Result<(), ProofError> {
    if key.algorithm() != KeyAlgorithm::Ed25519 {
        return Err(ProofError::WrongKey);
    }
    let (members, proof) = document_and_proof(document)?;
    check_form(proof, now)?;
    if let Some(context) = proof.get("@context") {
        // VC Data Integrity, section 3.3.2: what the proof was made in must be what the document says.
        if members.get("@context") != Some(context) {
            return Err(ProofError::BadProof);
        }
    }
    let encoded = text(proof, "proofValue")?;
    let signature = encoded
        .strip_prefix('z')
        .filter(|rest| rest.len() <= MAX_PROOF_VALUE_LENGTH)
        .and_then(|rest| bs58::decode(rest).into_vec().ok())
        .ok_or(ProofError::Malformed("proofValue"))?;
    if key.is_signature_of(&signed_bytes(members, proof)?, &signature) {
        Ok(())
    } else {
        Err(ProofError::BadProof)
    }
}

type Members = Map<String, Value>;

fn document_and_proof(document: &Value) -> Result<(&Members, &Members), ProofError> {
    let members = document.as_object().ok_or(ProofError::NotAnObject)?;
    let proof = members.get("proof").ok_or(ProofError::Missing)?;
    let proof = proof.as_object().ok_or(ProofError::Malformed("form"))?;
    Ok((members, proof))
}

fn check_form(proof: &Members, now: Timestamp) -> Result<(), ProofError> {
    for (name, expected) in [("type", PROOF_TYPE), ("cryptosuite", CRYPTOSUITE), ("proofPurpose", PURPOSE)] {
        if text(proof, name)? != expected {
            return Err(ProofError::Unsupported(name));
        }
    }
    text(proof, "verificationMethod")?;
    if proof.contains_key("created") {
        moment(proof, "created")?;
    }
    if proof.contains_key("expires") && moment(proof, "expires")? < now {
        return Err(ProofError::Expired);
    }
    Ok(())
}

fn text<'p>(proof: &'p Members, name: &'static str) -> Result<&'p str, ProofError> {
    proof.get(name).and_then(Value::as_str).ok_or(ProofError::Malformed(name))
}

fn moment(proof: &Members, name: &'static str) -> Result<Timestamp, ProofError> {
    Timestamp::parse(text(proof, name)?).map_err(|_| ProofError::Malformed(name))
}

/// `SHA-256(canonical proof without value) ‖ SHA-256(canonical document without proof)`, FEP-8b32.
fn signed_bytes(members: &Members, proof: &Members) -> Result<[u8; 64], ProofError> {
    let mut bytes = [0; 64];
    let (config_hash, document_hash) = bytes.split_at_mut(32);
    config_hash.copy_from_slice(canonical_hash(&without(proof, &["proofValue"]))?.as_ref());
    document_hash.copy_from_slice(canonical_hash(&without(members, &["proof", "signature"]))?.as_ref());
    Ok(bytes)
}

fn without<'m>(members: &'m Members, left_out: &[&str]) -> BTreeMap<&'m str, &'m Value> {
    members
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .filter(|(name, _)| !left_out.contains(name))
        .collect()
}

/// SHA-256 over the canonical form of RFC 8785.
fn canonical_hash(document: &impl Serialize) -> Result<aws_lc_rs::digest::Digest, ProofError> {
    let canonical = serde_json_canonicalizer::to_vec(document).map_err(|_| ProofError::NotCanonical)?;
    Ok(digest(&SHA256, &canonical))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::federation::signatures::vectors::{ed25519_key, fep_8b32_key, rsa_key};

    const METHOD: &str = "https://server.example/users/alice#ed25519-key";
    const PROOF_VALUE: &str =
        "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z";

    fn created() -> Timestamp {
        Timestamp::parse("2023-02-24T23:36:38Z").unwrap()
    }

    /// The document of `fep-8b32.feature`.
    fn document() -> Value {
        json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
            "id": "https://server.example/activities/1",
            "type": "Create",
            "actor": "https://server.example/users/alice",
            "object": {
                "id": "https://server.example/objects/1",
                "type": "Note",
                "attributedTo": "https://server.example/users/alice",
                "content": "Hello world",
                "location": {"type": "Place", "longitude": -71.184_902, "latitude": 25.273_962},
            },
        })
    }

    fn proven() -> Value {
        let mut document = document();
        attach_proof(&mut document, &fep_8b32_key(), METHOD, created()).unwrap();
        document
    }

    fn verify(document: &Value) -> Result<(), ProofError> {
        verify_proof(document, &fep_8b32_key().verifying_key().unwrap(), created())
    }

    #[test]
    fn the_vector_of_fep_8b32_is_made_and_verified() {
        let document = proven();
        assert_eq!(document["proof"]["proofValue"], PROOF_VALUE);
        assert_eq!(document["proof"]["created"], "2023-02-24T23:36:38Z");
        assert_eq!(verification_method(&document), Ok(METHOD));
        assert_eq!(verify(&document), Ok(()));
    }

    #[test]
    fn a_proof_survives_being_written_and_read() {
        let text = serde_json::to_string(&proven()).unwrap();
        assert_eq!(verify(&serde_json::from_str(&text).unwrap()), Ok(()));
    }

    #[test]
    fn a_json_ld_signature_added_by_a_relay_does_not_disturb() {
        let mut document = proven();
        document["signature"] = json!({"type": "RsaSignature2017", "signatureValue": "AAAA"});
        assert_eq!(verify(&document), Ok(()));
    }

    #[rstest]
    #[case::content("/object/content", json!("Hello, world"))]
    #[case::number("/object/location/latitude", json!(25.273_963))]
    #[case::actor("/actor", json!("https://e.test/users/eve"))]
    #[case::context("/@context/1", json!("https://e.test/context"))]
    #[case::proof_context("/proof/@context/1", json!("https://e.test/context"))]
    #[case::method("/proof/verificationMethod", json!("https://e.test/users/eve#key"))]
    #[case::created("/proof/created", json!("2026-02-24T23:36:38Z"))]
    fn a_change_of_document_or_proof_is_noticed(#[case] pointer: &str, #[case] value: Value) {
        let mut document = proven();
        *document.pointer_mut(pointer).unwrap() = value;
        assert_eq!(verify(&document), Err(ProofError::BadProof));
    }

    #[test]
    fn members_cannot_be_added_or_removed() {
        let mut more = proven();
        more["published"] = json!("2026-09-21T14:13:20Z");
        assert_eq!(verify(&more), Err(ProofError::BadProof));
        let mut fewer = proven();
        fewer.as_object_mut().unwrap().remove("id");
        assert_eq!(verify(&fewer), Err(ProofError::BadProof));
    }

    #[rstest]
    #[case::kind("type", json!("Ed25519Signature2020"), ProofError::Unsupported("type"))]
    #[case::suite("cryptosuite", json!("eddsa-rdfc-2022"), ProofError::Unsupported("cryptosuite"))]
    #[case::purpose("proofPurpose", json!("authentication"), ProofError::Unsupported("proofPurpose"))]
    #[case::no_text("cryptosuite", json!(5), ProofError::Malformed("cryptosuite"))]
    #[case::method("verificationMethod", json!(["a"]), ProofError::Malformed("verificationMethod"))]
    #[case::created("created", json!("yesterday"), ProofError::Malformed("created"))]
    #[case::expired("expires", json!("2023-02-24T23:36:37Z"), ProofError::Expired)]
    #[case::other_base("proofValue", json!("uAAAA"), ProofError::Malformed("proofValue"))]
    #[case::endless("proofValue", json!("z".repeat(100_000)), ProofError::Malformed("proofValue"))]
    #[case::empty("proofValue", json!("z"), ProofError::BadProof)]
    fn proofs_of_another_form_are_refused(
        #[case] member: &str,
        #[case] value: Value,
        #[case] reason: ProofError,
    ) {
        let mut document = proven();
        document["proof"][member] = value;
        assert_eq!(verify(&document), Err(reason));
    }

    #[test]
    fn a_document_without_a_single_proof_is_not_proven() {
        assert_eq!(verify(&document()), Err(ProofError::Missing));
        assert_eq!(verify(&json!([])), Err(ProofError::NotAnObject));
        let mut several = proven();
        several["proof"] = json!([several["proof"], several["proof"]]);
        assert_eq!(verify(&several), Err(ProofError::Malformed("form")));
    }

    #[test]
    fn only_the_right_ed25519_key_proves() {
        let document = proven();
        for key in [rsa_key(), ed25519_key()] {
            assert!(verify_proof(&document, &key.verifying_key().unwrap(), created()).is_err());
        }
        assert_eq!(attach_proof(&mut proven(), &rsa_key(), METHOD, created()), Err(ProofError::WrongKey));
    }
}
