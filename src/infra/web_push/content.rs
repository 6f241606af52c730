//! Encrypting for one browser or app: `aes128gcm` (RFC 8188, RFC 8291), and `aesgcm` (draft-ietf-webpush-encryption-04),
//! which older apps subscribed with.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::hkdf::{self, HKDF_SHA256, KeyType};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

use crate::infra::clock::random_bytes;

/// base64url, with or without padding: apps send both.
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// The bytes of an uncompressed point.
const POINT: usize = 65;
/// The bytes of the secret that an app shares with its node.
const AUTH: usize = 16;
/// The size of the only record (RFC 8188): every push service takes 4096 bytes.
const RECORD: u32 = 4096;
/// The most that can be sent: what a push service takes, less the header (86 bytes), the delimiter and the tag.
pub(super) const MAX_CONTENT: usize = 4096 - 86 - 1 - 16;

/// How something is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// RFC 8291.
    Aes128Gcm,
    /// The draft that older apps know.
    AesGcm,
}

/// Who can read it: what a browser or app gave out when it subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    public: [u8; POINT],
    auth: [u8; AUTH],
}

/// It cannot be read as a public key and a secret, or nothing can be encrypted for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these are not the keys of a push subscription")]
pub struct NotReadable;

/// A body for a push service, and the values of the headers that its reader needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encrypted {
    pub body: Vec<u8>,
    /// `Encryption` and the `dh` of `Crypto-Key`; `None` where the body begins with them.
    pub in_headers: Option<(String, String)>,
}

impl Recipient {
    /// Reads both keys: base64url, or plain base64 as some programs write it.
    ///
    /// # Errors
    /// When they are not a point of the curve P-256 and 16 bytes.
    pub fn read(p256dh: &str, auth: &str) -> Result<Self, NotReadable> {
        let bytes = |text: &str| {
            let text = text.trim().replace('+', "-").replace('/', "_");
            URL_SAFE.decode(text).map_err(|_| NotReadable)
        };
        let public = bytes(p256dh)?.try_into().map_err(|_| NotReadable)?;
        let auth = bytes(auth)?.try_into().map_err(|_| NotReadable)?;
        let recipient = Self { public, auth };
        // That it is a point of the curve shows when a secret is agreed on.
        let sender = PrivateKey::generate(&ECDH_P256).map_err(|_| NotReadable)?;
        recipient.agree(&sender)?;
        Ok(recipient)
    }

    /// Encrypts `content`, cut to what a push service takes.
    ///
    /// # Errors
    /// When the cryptographic library refuses.
    pub fn encrypt(&self, how: Encryption, content: &[u8]) -> Result<Encrypted, NotReadable> {
        let sender = PrivateKey::generate(&ECDH_P256).map_err(|_| NotReadable)?;
        self.encrypt_with(how, content, &sender, random_bytes())
    }

    fn encrypt_with(
        &self,
        how: Encryption,
        content: &[u8],
        sender: &PrivateKey,
        salt: [u8; 16],
    ) -> Result<Encrypted, NotReadable> {
        let content = &content[..content.len().min(MAX_CONTENT)];
        let sender_public = sender.compute_public_key().map_err(|_| NotReadable)?;
        let sender_public = sender_public.as_ref();
        let shared = self.agree(sender)?;
        match how {
            Encryption::Aes128Gcm => {
                let info = [b"WebPush: info\0", &self.public[..], sender_public];
                let input: [u8; 32] = derive(&self.auth, &shared, &info)?;
                let key = derive(&salt, &input, &[b"Content-Encoding: aes128gcm\0"])?;
                let nonce = derive(&salt, &input, &[b"Content-Encoding: nonce\0"])?;
                // The last record ends with 2.
                let sealed = seal(key, nonce, [content, &[2]].concat())?;
                let body = [&salt[..], &RECORD.to_be_bytes(), &[65], sender_public, &sealed].concat();
                Ok(Encrypted { body, in_headers: None })
            }
            Encryption::AesGcm => {
                let input: [u8; 32] = derive(&self.auth, &shared, &[b"Content-Encoding: auth\0"])?;
                let context = [b"P-256\0\0\x41", &self.public[..], b"\0\x41", sender_public].concat();
                let key = derive(&salt, &input, &[b"Content-Encoding: aesgcm\0", &context])?;
                let nonce = derive(&salt, &input, &[b"Content-Encoding: nonce\0", &context])?;
                // Two bytes say that there is no padding.
                let body = seal(key, nonce, [&[0, 0], content].concat())?;
                let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
                Ok(Encrypted { body, in_headers: Some((encoded(&salt), encoded(sender_public))) })
            }
        }
    }

    fn agree(&self, sender: &PrivateKey) -> Result<Vec<u8>, NotReadable> {
        let public = UnparsedPublicKey::new(&ECDH_P256, &self.public);
        agreement::agree(sender, public, NotReadable, |secret| Ok(secret.to_vec()))
    }
}

/// So many bytes of key material.
struct Bytes<const N: usize>;

impl<const N: usize> KeyType for Bytes<N> {
    fn len(&self) -> usize {
        N
    }
}

/// HKDF with SHA-256 (RFC 5869).
fn derive<const N: usize>(salt: &[u8], input: &[u8], info: &[&[u8]]) -> Result<[u8; N], NotReadable> {
    let mut derived = [0; N];
    hkdf::Salt::new(HKDF_SHA256, salt)
        .extract(input)
        .expand(info, Bytes::<N>)
        .and_then(|material| material.fill(&mut derived))
        .map_err(|_| NotReadable)?;
    Ok(derived)
}

/// Every key is derived from a fresh salt and used once, so that no nonce comes twice with it.
fn seal(key: [u8; 16], nonce: [u8; 12], mut content: Vec<u8>) -> Result<Vec<u8>, NotReadable> {
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| NotReadable)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut content)
        .map_err(|_| NotReadable)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE.decode(text).unwrap()
    }

    fn sender(private: &str) -> PrivateKey {
        PrivateKey::from_private_key(&ECDH_P256, &bytes(private)).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_comes_out_byte_for_byte() {
        let recipient = Recipient::read(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        )
        .unwrap();
        let encrypted = recipient
            .encrypt_with(
                Encryption::Aes128Gcm,
                b"When I grow up, I want to be a watermelon",
                &sender("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
                bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
            )
            .unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(&encrypted.body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
        assert_eq!(encrypted.in_headers, None);
    }

    #[test]
    fn the_example_of_the_draft_that_older_apps_know_comes_out_byte_for_byte() {
        let recipient = Recipient::read(
            "BCEkBjzL8Z3C-oi2Q7oE5t2Np-p7osjGLg93qUP0wvqRT21EEWyf0cQDQcakQMqz4hQKYOQ3il2nNZct4HgAUQU=",
            "R29vIGdvbyBnJyBqb29iIQ==",
        )
        .unwrap();
        let encrypted = recipient
            .encrypt_with(
                Encryption::AesGcm,
                b"I am the walrus",
                &sender("nCScek-QpEjmOOlT-rQ38nZzvdPlqa00Zy0i6m2OJvY"),
                bytes("lngarbyKfMoi9Z75xYXmkg").try_into().unwrap(),
            )
            .unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(&encrypted.body), "6nqAQUME8hNqw5J3kl8cpVVJylXKYqZOeseZG8UueKpA");
        let dh = "BNoRDbb84JGm8g5Z5CFxurSqsXWJ11ItfXEWYVLE85Y7CYkDjXsIEc4aqxYaQ1G8BqkXCJ6DPpDrWtdWj_mugHU";
        assert_eq!(encrypted.in_headers, Some(("lngarbyKfMoi9Z75xYXmkg".to_owned(), dh.to_owned())));
    }

    #[test]
    fn keys_in_plain_base64_are_the_same() {
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let plain = format!("{}=", point.replace('-', "+").replace('_', "/"));
        let read = Recipient::read(&plain, "BTBZMqHH6r4Tts7J/aSIgg==");
        assert_eq!(read, Recipient::read(point, "BTBZMqHH6r4Tts7J_aSIgg"));
        assert!(read.is_ok());
    }

    #[test]
    fn what_is_no_point_of_the_curve_or_no_secret_is_refused() {
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let elsewhere = URL_SAFE_NO_PAD.encode([4; POINT]);
        for (p256dh, auth) in [
            (point, "BTBZMqHH6r4Tts7J_aSI"),
            (elsewhere.as_str(), "BTBZMqHH6r4Tts7J_aSIgg"),
            ("", ""),
            ("no base64!", "BTBZMqHH6r4Tts7J_aSIgg"),
        ] {
            assert_eq!(Recipient::read(p256dh, auth), Err(NotReadable), "{p256dh}");
        }
    }

    #[test]
    fn nothing_is_longer_than_a_push_service_takes() {
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        let recipient = Recipient::read(point, "BTBZMqHH6r4Tts7J_aSIgg").unwrap();
        let encrypted = recipient.encrypt(Encryption::Aes128Gcm, &[b'a'; 10_000]).unwrap();
        assert_eq!(encrypted.body.len(), 4096);
    }
}
