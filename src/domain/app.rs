//! Programs that people let act for them (OAuth 2, RFC 6749).

use super::ids::{ActorId, AppId, TokenId};
use super::scope::Scopes;
use super::time::Timestamp;

/// The redirect of an app that cannot be redirected to: the code is shown, and the person carries it over.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// A registered program. Anybody can register one; it may do nothing until a person lets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub id: AppId,
    pub client_id: String,
    /// SHA-256, hexadecimal.
    pub secret_hash: String,
    pub name: String,
    pub website: Option<String>,
    /// Where people may be sent back to: one of these, letter by letter.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for.
    pub scopes: Scopes,
    pub created_at: Timestamp,
}

/// What an app holds after a person let it, or for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    pub id: TokenId,
    pub app_id: AppId,
    /// `None`: the app speaks for itself alone (client credentials).
    pub actor_id: Option<ActorId>,
    /// SHA-256, hexadecimal.
    pub token_hash: String,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
}
