//! Keys in the forms actors publish them, parsed once.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::PublicKey as RsaPublicKey;
use aws_lc_rs::signature::{
    ED25519, Ed25519KeyPair, KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaParameters,
};
use base64::Engine as _;

use super::encoding::BASE64;
use crate::domain::actor::KeyAlgorithm;
use crate::infra::keys::{MULTICODEC_ED25519, Secret};

/// No published key is longer; what is, is not read.
const MAX_ENCODED_LENGTH: usize = 8 * 1024;
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=8192;
/// DER of a `SubjectPublicKeyInfo` that holds an Ed25519 key, up to the 32 bytes of the key (RFC 8410).
const ED25519_SPKI_PREFIX: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyParseError {
    /// Longer than any real key.
    #[error("the key is too long")]
    TooLong,
    /// Not PEM, or not a PEM of a public key.
    #[error("the key is not a public key in PEM")]
    NotPem,
    /// Not a Multikey in base58btc that holds an Ed25519 key.
    #[error("the key is not an Ed25519 Multikey")]
    NotMultikey,
    /// Another kind of key, or damaged.
    #[error("the key is neither RSA nor Ed25519, or is damaged")]
    Unsupported,
    /// Too small to be safe, or so large that verifying would be a burden.
    #[error("an RSA key must have 2048 to 8192 bits")]
    RsaSize,
}

/// A parsed public key. Cheap to clone.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: KeyAlgorithm,
    key: Arc<ParsedPublicKey>,
}

impl VerifyingKey {
    /// Reads what actors publish as `publicKeyPem`: `SubjectPublicKeyInfo` (`PUBLIC KEY`) or PKCS#1 (`RSA PUBLIC KEY`).
    pub fn from_pem(pem: &str) -> Result<Self, KeyParseError> {
        Self::from_der(&pem_to_der(pem)?)
    }

    /// Reads `SubjectPublicKeyInfo` or PKCS#1 DER.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyParseError> {
        if der.len() > MAX_ENCODED_LENGTH {
            return Err(KeyParseError::TooLong);
        }
        if let Some(raw) = der.strip_prefix(&ED25519_SPKI_PREFIX) {
            return Self::ed25519(raw).ok_or(KeyParseError::Unsupported);
        }
        let rsa = RsaPublicKey::from_der(der).map_err(|KeyRejected { .. }| KeyParseError::Unsupported)?;
        let bits = RsaParameters::public_modulus_len(rsa.as_ref())
            .map_err(|Unspecified| KeyParseError::Unsupported)?;
        if !RSA_BITS.contains(&bits) {
            return Err(KeyParseError::RsaSize);
        }
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa.as_ref())
            .map_err(|_| KeyParseError::Unsupported)?;
        Ok(Self { algorithm: KeyAlgorithm::Rsa, key: Arc::new(key) })
    }

    /// Reads a `publicKeyMultibase` that holds an Ed25519 key (`z6Mk…`, FEP-521a).
    pub fn from_multikey(text: &str) -> Result<Self, KeyParseError> {
        // 34 bytes are at most 47 characters of base58.
        let encoded =
            text.strip_prefix('z').filter(|rest| rest.len() <= 47).ok_or(KeyParseError::NotMultikey)?;
        let bytes = bs58::decode(encoded).into_vec().map_err(|_| KeyParseError::NotMultikey)?;
        let raw = bytes.strip_prefix(&MULTICODEC_ED25519).ok_or(KeyParseError::NotMultikey)?;
        Self::ed25519(raw).ok_or(KeyParseError::NotMultikey)
    }

    fn ed25519(raw: &[u8]) -> Option<Self> {
        let raw: &[u8; 32] = raw.try_into().ok()?;
        let key = ParsedPublicKey::new(&ED25519, raw).ok()?;
        Some(Self { algorithm: KeyAlgorithm::Ed25519, key: Arc::new(key) })
    }

    /// What kind of key this is.
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// Whether `signature` over `message` was made with this key's private half.
    pub(super) fn is_signature_of(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// A parsed private key. Cheap to clone; shows nothing in debug output.
#[derive(Clone)]
pub struct SigningKey(Arc<Private>);

enum Private {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// The cryptographic library could not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature could not be made")]
pub struct SigningFailed;

impl SigningKey {
    /// Reads the PKCS#8 DER that [`crate::infra::keys::KeyPair`] makes. Costs about as much as half a signature: keep
    /// the result.
    pub fn from_pkcs8(private: &Secret) -> Result<Self, KeyParseError> {
        let der = private.expose();
        if der.len() > MAX_ENCODED_LENGTH {
            return Err(KeyParseError::TooLong);
        }
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Ok(Self(Arc::new(Private::Ed25519(pair))));
        }
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyParseError::Unsupported)?;
        Ok(Self(Arc::new(Private::Rsa(pair))))
    }

    /// What kind of key this is.
    pub fn algorithm(&self) -> KeyAlgorithm {
        match *self.0 {
            Private::Rsa(_) => KeyAlgorithm::Rsa,
            Private::Ed25519(_) => KeyAlgorithm::Ed25519,
        }
    }

    /// The public half.
    pub fn verifying_key(&self) -> Result<VerifyingKey, KeyParseError> {
        match &*self.0 {
            Private::Rsa(pair) => VerifyingKey::from_der(pair.public_key().as_ref()),
            Private::Ed25519(pair) => {
                VerifyingKey::ed25519(pair.public_key().as_ref()).ok_or(KeyParseError::Unsupported)
            }
        }
    }

    /// Signs `message`. An RSA signature takes about 300 µs of processor time, an Ed25519 signature 10 µs.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        match &*self.0 {
            Private::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|Unspecified| SigningFailed)?;
                Ok(signature)
            }
            Private::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|Unspecified| SigningFailed),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

fn pem_to_der(pem: &str) -> Result<Vec<u8>, KeyParseError> {
    if pem.len() > MAX_ENCODED_LENGTH {
        return Err(KeyParseError::TooLong);
    }
    let armoured = pem.trim();
    let body = ["PUBLIC KEY", "RSA PUBLIC KEY"]
        .into_iter()
        .find_map(|label| {
            armoured
                .strip_prefix("-----BEGIN ")?
                .strip_prefix(label)?
                .strip_prefix("-----")?
                .strip_suffix("-----")?
                .strip_suffix(label)?
                .strip_suffix("-----END ")
        })
        .ok_or(KeyParseError::NotPem)?;
    let encoded: String = body.split_ascii_whitespace().collect();
    BASE64.decode(encoded).map_err(|_| KeyParseError::NotPem)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::federation::signatures::vectors;
    use crate::infra::keys::KeyPair;

    #[test]
    fn threat_005_pkcs1_and_spki_hold_the_same_key() {
        let spki = VerifyingKey::from_pem(vectors::RSA_PUBLIC_SPKI_PEM).unwrap();
        let pkcs1 = VerifyingKey::from_pem(vectors::RSA_PUBLIC_PKCS1_PEM).unwrap();
        let signature = vectors::rsa_key().sign(b"message").unwrap();
        for key in [spki, pkcs1] {
            assert_eq!(key.algorithm(), KeyAlgorithm::Rsa);
            assert!(key.is_signature_of(b"message", &signature));
            assert!(!key.is_signature_of(b"massage", &signature));
        }
    }

    #[test]
    fn threat_055_ed25519_keys_are_read_from_multikey_and_spki() {
        let pair = KeyPair::ed25519().unwrap();
        let signature = SigningKey::from_pkcs8(&pair.private).unwrap().sign(b"message").unwrap();
        let from_multikey = VerifyingKey::from_multikey(pair.public_multikey.as_deref().unwrap()).unwrap();
        let from_pem = VerifyingKey::from_pem(&pair.public_pem()).unwrap();
        for key in [from_multikey, from_pem] {
            assert_eq!(key.algorithm(), KeyAlgorithm::Ed25519);
            assert!(key.is_signature_of(b"message", &signature));
        }
    }

    #[rstest]
    #[case::nothing("", KeyParseError::NotPem)]
    #[case::garbage("garbage", KeyParseError::NotPem)]
    #[case::no_base64("-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----", KeyParseError::NotPem)]
    #[case::no_der("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", KeyParseError::Unsupported)]
    #[case::private_key(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        KeyParseError::NotPem
    )]
    #[case::elliptic_curve(vectors::EC_PUBLIC_PEM, KeyParseError::Unsupported)]
    #[case::small(vectors::RSA_512_PUBLIC_PEM, KeyParseError::RsaSize)]
    #[case::still_small(vectors::RSA_1024_PUBLIC_PEM, KeyParseError::RsaSize)]
    #[case::huge(vectors::RSA_9000_PUBLIC_PEM, KeyParseError::RsaSize)]
    fn threat_005_unusable_keys_are_refused(#[case] pem: &str, #[case] reason: KeyParseError) {
        assert_eq!(VerifyingKey::from_pem(pem).unwrap_err(), reason);
    }

    #[test]
    fn threat_005_a_key_of_a_megabyte_is_not_even_read() {
        assert_eq!(VerifyingKey::from_pem(&"A".repeat(1 << 20)).unwrap_err(), KeyParseError::TooLong);
    }

    #[rstest]
    #[case::empty("")]
    #[case::only_the_base("z")]
    #[case::other_base("uCAESIA")]
    #[case::x25519("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc")]
    #[case::long(&*format!("z{}", "6".repeat(100_000)).leak())]
    fn threat_055_other_multikeys_are_refused(#[case] text: &str) {
        assert_eq!(VerifyingKey::from_multikey(text).unwrap_err(), KeyParseError::NotMultikey);
    }

    #[test]
    fn private_keys_that_are_no_keys_are_refused() {
        assert!(SigningKey::from_pkcs8(&Secret::new(b"garbage".to_vec())).is_err());
        assert!(SigningKey::from_pkcs8(&Secret::new(vec![0; 1 << 20])).is_err());
    }
}
