//! The key by which push services recognize this node (RFC 8292).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::fmt;

use crate::domain::time::Timestamp;
use crate::infra::keys::{KeyError, Secret};

/// A key pair that was just made.
#[derive(Debug)]
pub struct NewVapidKey {
    /// PKCS#8 DER.
    pub private: Secret,
    /// The uncompressed point of the curve P-256, base64url.
    pub public: String,
}

/// A key pair in use.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    public: String,
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VapidKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl NewVapidKey {
    /// A new key pair.
    ///
    /// # Errors
    /// When the cryptographic library cannot make one.
    pub fn generate() -> Result<Self, KeyError> {
        let pair =
            EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyError::Generate)?;
        let private = pair.to_pkcs8v1().map_err(|_| KeyError::Generate)?;
        Ok(Self { private: Secret::new(private.as_ref().to_vec()), public: encoded(&pair) })
    }
}

impl VapidKey {
    /// Reads PKCS#8 DER.
    ///
    /// # Errors
    /// When it is none of a key of the curve P-256.
    pub fn read(private: &Secret) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.expose())
            .map_err(|_| KeyError::Open)?;
        let public = encoded(&pair);
        Ok(Self { pair, public })
    }

    /// What apps subscribe with: the uncompressed point, base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// A JSON Web Token (RFC 7519, ES256) that lets this node speak to the push service at `audience`, an origin, until
    /// `expires`, at most a day ahead. `subject` is an address by which the service's people reach ours.
    ///
    /// # Errors
    /// When the cryptographic library cannot sign.
    pub fn token(&self, audience: &str, subject: &str, expires: Timestamp) -> Result<String, KeyError> {
        let claims = json!({ "aud": audience, "exp": expires.seconds(), "sub": subject });
        let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature =
            self.pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| KeyError::Generate)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn encoded(pair: &EcdsaKeyPair) -> String {
    URL_SAFE_NO_PAD.encode(pair.public_key().as_ref())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_push_service_can_check_who_speaks_to_it_and_until_when() {
        let new = NewVapidKey::generate().unwrap();
        let key = VapidKey::read(&new.private).unwrap();
        assert_eq!(key.public(), new.public);
        let expires = Timestamp::from_millis(1_790_000_000_000);
        let token = key.token("https://push.test", "mailto:it@a.test", expires).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let public = URL_SAFE_NO_PAD.decode(&new.public).unwrap();
        assert_eq!((public.len(), public[0]), (65, 4));
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
            .unwrap();
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(
            claims,
            json!({ "aud": "https://push.test", "exp": 1_790_000_000, "sub": "mailto:it@a.test" })
        );
    }

    #[test]
    fn the_private_key_does_not_show_in_debug_output() {
        let new = NewVapidKey::generate().unwrap();
        let shown = format!("{new:?} {:?}", VapidKey::read(&new.private).unwrap());
        assert!(shown.contains("[redacted]") && !shown.contains(&format!("{:?}", new.private.expose())));
    }
}
