//! Web Push: what an app of a person wants to be woken for (RFC 8030).

use std::fmt;

use super::alert::Alert;
use super::ids::{ActorId, PushId, TokenId};
use super::time::Timestamp;

text_enum! {
    /// How what is sent is encrypted.
    PushEncoding {
        /// RFC 8291.
        Aes128Gcm = "aes128gcm",
        /// draft-ietf-webpush-encryption-04, which older apps know.
        AesGcm = "aesgcm",
    }
}

text_enum! {
    /// Whose acts are told.
    PushPolicy {
        All = "all",
        Followed = "followed",
        Follower = "follower",
        None = "none",
    }
}

/// What is told. Its text is names separated by spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alerts(Vec<Alert>);

impl Alerts {
    /// Each at most once, in the order of [`Alert::ALL`].
    pub fn new(wanted: impl Fn(Alert) -> bool) -> Self {
        Self(Alert::ALL.iter().copied().filter(|alert| wanted(*alert)).collect())
    }

    /// Reads names; those that are unknown are passed over.
    pub fn parse(text: &str) -> Self {
        let names: Vec<&str> = text.split_whitespace().collect();
        Self::new(|alert| names.contains(&alert.as_str()))
    }

    pub fn contains(&self, alert: Alert) -> bool {
        self.0.contains(&alert)
    }
}

impl fmt::Display for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|alert| alert.as_str()).collect();
        f.write_str(&names.join(" "))
    }
}

/// Where an app of a person is reached while it is closed. One for each token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSubscription {
    pub id: PushId,
    pub token_id: TokenId,
    pub actor_id: ActorId,
    /// The text of the token, sealed with the node's secret: messages name it, because apps that hold several accounts tell
    /// by it whose a message is. `None` for what was written before messages did.
    pub token_sealed: Option<String>,
    /// An address of the push service; whoever knows it can wake the app, so it is shown to the app alone.
    pub endpoint: String,
    /// The app's public key and its secret, base64url.
    pub p256dh: String,
    pub auth: String,
    pub encoding: PushEncoding,
    pub alerts: Alerts,
    pub policy: PushPolicy,
    pub created_at: Timestamp,
    /// When a message was given up; `None` when one was taken since, or none was ever given up.
    pub failing_since: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_read_as_they_were_written() {
        let alerts = Alerts::new(|alert| matches!(alert, Alert::Mention | Alert::AdminSignUp));
        assert_eq!(alerts.to_string(), "mention admin.sign_up");
        assert_eq!(Alerts::parse("admin.sign_up unknown mention"), alerts);
        assert_eq!(Alerts::parse(""), Alerts::default());
    }
}
