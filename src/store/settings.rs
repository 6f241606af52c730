//! Facts about the node that an administrator changes while it runs. What is not set follows the configuration.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{StoreError, Tx};
use crate::config::{FederationMode, SignUpMode};

const FEDERATION_MODE: &str = "federation_mode";
const SIGN_UP: &str = "sign_up";
const CONTACT_EMAIL: &str = "contact_email";
const RULES: &str = "rules";
const VAPID_KEY: &str = "vapid_key";

/// The key by which push services recognize the node (RFC 8292).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVapidKey {
    /// base64url.
    pub public: String,
    /// PKCS#8, sealed with the node's secret.
    pub private_sealed: String,
}

/// Whom the node speaks with, where an administrator has decided it.
pub async fn federation_mode(tx: &mut Tx) -> Result<Option<FederationMode>, StoreError> {
    get(tx, FEDERATION_MODE).await
}

/// `None` goes back to the configuration.
pub async fn set_federation_mode(tx: &mut Tx, mode: Option<FederationMode>) -> Result<(), StoreError> {
    set(tx, FEDERATION_MODE, mode.as_ref()).await
}

/// Who can get an account, where an administrator has decided it.
pub async fn sign_up(tx: &mut Tx) -> Result<Option<SignUpMode>, StoreError> {
    get(tx, SIGN_UP).await
}

/// `None` goes back to the configuration.
pub async fn set_sign_up(tx: &mut Tx, mode: Option<SignUpMode>) -> Result<(), StoreError> {
    set(tx, SIGN_UP, mode.as_ref()).await
}

/// Where people reach whoever runs the node; shown publicly.
pub async fn contact_email(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    get(tx, CONTACT_EMAIL).await
}

pub async fn set_contact_email(tx: &mut Tx, email: Option<&str>) -> Result<(), StoreError> {
    set(tx, CONTACT_EMAIL, email).await
}

/// The rules of the house, as Markdown.
pub async fn rules(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    get(tx, RULES).await
}

pub async fn set_rules(tx: &mut Tx, markdown: Option<&str>) -> Result<(), StoreError> {
    set(tx, RULES, markdown).await
}

/// The key by which push services recognize the node.
pub async fn vapid_key(tx: &mut Tx) -> Result<Option<SealedVapidKey>, StoreError> {
    get(tx, VAPID_KEY).await
}

/// Adds the key, unless there is one.
pub async fn add_vapid_key(tx: &mut Tx, key: &SealedVapidKey) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO node_settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
    execute!(tx, SQL, VAPID_KEY, super::json::JsonText(key))?;
    Ok(())
}

/// A value that this version cannot read counts as not set: the configuration is always a safe answer.
async fn get<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> Result<Option<T>, StoreError> {
    let values = fetch_values!(tx, String, "SELECT value FROM node_settings WHERE key = $1", key)?;
    Ok(values.first().and_then(|value| serde_json::from_str(value).ok()))
}

async fn set<T: Serialize + ?Sized>(tx: &mut Tx, key: &str, value: Option<&T>) -> Result<(), StoreError> {
    const PUT: &str = "
        INSERT INTO node_settings (key, value) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    match value {
        Some(value) => execute!(tx, PUT, key, super::json::JsonText(value))?,
        None => execute!(tx, "DELETE FROM node_settings WHERE key = $1", key)?,
    };
    Ok(())
}
