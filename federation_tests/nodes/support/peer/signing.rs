//! How its people sign what they deliver, honestly or not.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method, StatusCode};
use moothall::domain::delivery::SignatureScheme;
use moothall::federation::signatures::{BodyDigest, SigningKey, sign};
use serde_json::Value;
use url::Url;

use super::actor::FakeActor;
use super::requests::Sent;
use crate::support::TestNode;

/// How a delivery is signed.
pub(crate) struct How {
    pub(crate) scheme: SignatureScheme,
    pub(crate) key_id: Option<String>,
    /// Relative to the clock of the world.
    pub(crate) seconds: i64,
    /// The path of the inbox.
    pub(crate) inbox: String,
}

impl Default for How {
    fn default() -> Self {
        Self { scheme: SignatureScheme::Cavage, key_id: None, seconds: 0, inbox: "/inbox".to_owned() }
    }
}

impl FakeActor {
    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.pair.private).unwrap()
    }

    /// Base64 of the signature of any text, for signatures that no honest signer makes.
    pub(crate) fn sign_text(&self, text: &str) -> String {
        let key = RsaKeyPair::from_pkcs8(self.pair.private.expose()).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        STANDARD.encode(signature)
    }

    /// Signs a delivery to a node.
    pub(crate) fn signed(&self, node: &TestNode, activity: &Value, how: &How) -> Sent {
        let body = activity.to_string().into_bytes();
        let target = Url::parse(&node.url(&how.inbox)).unwrap();
        let key_id = how.key_id.as_deref().unwrap_or(&self.key_id);
        let digest = BodyDigest::of(&body);
        let headers = sign(
            how.scheme,
            &self.signing_key(),
            key_id,
            &Method::POST,
            &target,
            Some(&digest),
            self.now(how.seconds),
        );
        Sent { method: Method::POST, path: how.inbox.clone(), headers: headers.unwrap(), body }
    }

    /// A draft-cavage signature over exactly these lines, with exactly these parameters beside it.
    pub(crate) fn cavage(&self, lines: &[(&str, &str)], parameters: &str) -> HeaderValue {
        let text: Vec<String> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let covered: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
        let signature = self.sign_text(&text.join("\n"));
        let value = format!(
            r#"keyId="{}",{parameters}headers="{}",signature="{signature}""#,
            self.key_id,
            covered.join(" ")
        );
        HeaderValue::from_str(&value).unwrap()
    }

    /// Signs and delivers an activity as an honest server does.
    pub(crate) async fn deliver(&self, node: &TestNode, activity: &Value) -> StatusCode {
        self.signed(node, activity, &How::default()).to(node).await
    }

    /// Delivers an activity that a node has to take.
    pub(crate) async fn tell(&self, node: &TestNode, activity: &Value) {
        let status = self.deliver(node, activity).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{activity}");
        node.inbox_is_empty().await;
    }
}
