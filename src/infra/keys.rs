//! Key pairs for signing, and sealing of secrets that must rest in the database.
//!
//! Keys are made here, in the encodings other servers publish them in; they are used in `federation::signatures`.
//! A private key never lies unsealed outside the process's memory, is wiped there when dropped, and never shows in a
//! log line.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use zeroize::{Zeroize as _, Zeroizing};

/// The multicodec prefix of an Ed25519 public key inside a Multikey (`ed25519-pub`, varint 0xed).
pub const MULTICODEC_ED25519: [u8; 2] = [0xed, 0x01];

/// How a sealed text begins; the number names the way it was sealed.
const SEAL_PREFIX: &str = "sealed1:";

/// Bytes nobody may see: wiped when dropped, `[redacted]` in debug output.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over; the caller's copy is gone.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes themselves. Do not copy them anywhere that outlives the use.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why a key could not be made, or a secret not sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The cryptographic library could not make a key pair.
    #[error("the key pair could not be made")]
    Generate,
    /// The cryptographic library could not seal.
    #[error("the secret could not be sealed")]
    Seal,
    /// Damaged, sealed for another purpose, or sealed by a node with another secret.
    #[error("the sealed secret does not open with this node's secret for this purpose")]
    Open,
}

/// A new key pair, in the encodings it is stored and published in.
#[derive(Debug, Clone)]
pub struct KeyPair {
    /// PKCS#8 DER.
    pub private: Secret,
    /// `SubjectPublicKeyInfo` DER.
    pub public_der: Vec<u8>,
    /// Multikey (`z6Mk…`, FEP-521a); Ed25519 only.
    pub public_multikey: Option<String>,
}

impl KeyPair {
    /// A new RSA-2048 key pair, what every server in the network can verify. Takes tens of milliseconds of processor
    /// time: call it off the async threads.
    pub fn rsa() -> Result<Self, KeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|Unspecified| KeyError::Generate)?;
        let private: Pkcs8V1Der<'_> = pair.as_der().map_err(|Unspecified| KeyError::Generate)?;
        let public: PublicKeyX509Der<'_> =
            pair.public_key().as_der().map_err(|Unspecified| KeyError::Generate)?;
        Ok(Self {
            private: Secret::new(private.as_ref().to_vec()),
            public_der: public.as_ref().to_vec(),
            public_multikey: None,
        })
    }

    /// A new Ed25519 key pair, for object integrity proofs and for peers that announce support.
    pub fn ed25519() -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(|Unspecified| KeyError::Generate)?;
        let private = pair.to_pkcs8v1().map_err(|Unspecified| KeyError::Generate)?;
        let public: PublicKeyX509Der<'_> =
            pair.public_key().as_der().map_err(|Unspecified| KeyError::Generate)?;
        Ok(Self {
            private: Secret::new(private.as_ref().to_vec()),
            public_der: public.as_ref().to_vec(),
            public_multikey: Some(multikey(pair.public_key().as_ref())),
        })
    }

    /// The public key as `publicKeyPem` holds it: `SubjectPublicKeyInfo` in PEM.
    pub fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.public_der)
    }
}

/// The Multikey encoding of a raw Ed25519 public key: base58btc with `z` in front.
fn multikey(raw_public_key: &[u8]) -> String {
    let prefixed = [&MULTICODEC_ED25519, raw_public_key].concat();
    format!("z{}", bs58::encode(prefixed).into_string())
}

/// DER in PEM armour, 64 characters a line.
fn pem(label: &str, der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = tail;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

/// Seals secrets with AES-256-GCM under a key derived from the node's secret, so that a copy of the database alone
/// gives no private key away.
#[derive(Debug)]
pub struct Sealer {
    key: RandomizedNonceKey,
}

impl Sealer {
    /// `node_secret` is the 32 random bytes the node keeps outside its database.
    ///
    /// The sealing key is derived (HKDF-SHA256), so that other keys can be derived from the same secret.
    pub fn new(node_secret: &[u8; 32]) -> Result<Self, KeyError> {
        let mut derived = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"moothall")
            .extract(node_secret)
            .expand(&[b"sealer"], hkdf::HKDF_SHA256)
            .and_then(|key_material| key_material.fill(derived.as_mut()))
            .and_then(|()| RandomizedNonceKey::new(&AES_256_GCM, derived.as_ref()))
            .map(|key| Self { key })
            .map_err(|Unspecified| KeyError::Seal)
    }

    /// Seals `secret` for one purpose, for instance `actor-key:1234`. The same purpose is needed to open it, so a
    /// sealed text moved to another row does not open. The result is printable text.
    pub fn seal(&self, purpose: &str, secret: &Secret) -> Result<String, KeyError> {
        let mut sealed = secret.expose().to_vec();
        let nonce = self.key.seal_in_place_append_tag(Aad::from(purpose), &mut sealed);
        if nonce.is_err() {
            sealed.zeroize();
        }
        let nonce = nonce.map_err(|Unspecified| KeyError::Seal)?;
        sealed.extend_from_slice(nonce.as_ref());
        Ok(format!("{SEAL_PREFIX}{}", STANDARD_NO_PAD.encode(sealed)))
    }

    /// Opens what [`Sealer::seal`] made for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Secret, KeyError> {
        let encoded = sealed.strip_prefix(SEAL_PREFIX).ok_or(KeyError::Open)?;
        let mut bytes = Zeroizing::new(STANDARD_NO_PAD.decode(encoded).map_err(|_| KeyError::Open)?);
        let nonce: [u8; NONCE_LEN] = *bytes.last_chunk().ok_or(KeyError::Open)?;
        let length = bytes.len() - NONCE_LEN;
        let plain = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut bytes[..length])
            .map_err(|Unspecified| KeyError::Open)?;
        Ok(Secret::new(plain.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(first_byte: u8) -> Sealer {
        let mut secret = [7; 32];
        secret[0] = first_byte;
        Sealer::new(&secret).unwrap()
    }

    #[test]
    fn a_sealed_secret_opens_for_its_purpose_only() {
        let sealed = sealer(1).seal("actor-key:1", &Secret::new(b"private".to_vec())).unwrap();
        assert_eq!(sealer(1).open("actor-key:1", &sealed).unwrap().expose(), b"private");
        assert_eq!(sealer(1).open("actor-key:2", &sealed).unwrap_err(), KeyError::Open);
        assert_eq!(sealer(2).open("actor-key:1", &sealed).unwrap_err(), KeyError::Open);
    }

    #[test]
    fn the_same_secret_never_looks_the_same_twice() {
        let secret = Secret::new(b"private".to_vec());
        assert_ne!(sealer(1).seal("p", &secret).unwrap(), sealer(1).seal("p", &secret).unwrap());
    }

    #[test]
    fn damaged_seals_do_not_open() {
        let node = sealer(1);
        let sealed = node.seal("p", &Secret::new(b"private".to_vec())).unwrap();
        for position in SEAL_PREFIX.len()..sealed.len() - 1 {
            let mut damaged = sealed.clone().into_bytes();
            damaged[position] = if damaged[position] == b'A' { b'B' } else { b'A' };
            assert!(node.open("p", &String::from_utf8(damaged).unwrap()).is_err(), "position {position}");
        }
        for text in ["", "sealed1:", "sealed1:AAAA", "sealed2:AAAA", &sealed[1..]] {
            assert_eq!(node.open("p", text).unwrap_err(), KeyError::Open);
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let pair = KeyPair::ed25519().unwrap();
        let shown = format!("{pair:?} {:?}", sealer(1));
        assert!(shown.contains("[redacted]"));
        assert!(!shown.contains(&format!("{:?}", pair.private.expose())));
    }

    #[test]
    fn public_keys_come_in_the_encodings_the_network_uses() {
        let rsa = KeyPair::rsa().unwrap();
        assert!(rsa.public_pem().starts_with("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"));
        assert!(rsa.public_pem().ends_with("-----END PUBLIC KEY-----\n"));
        assert_eq!(rsa.public_multikey, None);
        let ed25519 = KeyPair::ed25519().unwrap();
        assert!(ed25519.public_multikey.unwrap().starts_with("z6Mk"));
        assert_eq!(ed25519.public_der.len(), 44);
    }
}
