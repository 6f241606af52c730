//! Which app speaks, at the addresses where apps speak for themselves.

use std::fmt;

use crate::domain::app::App;
use crate::services::secret::{equal, hash};
use crate::store::{StoreError, Tx, apps};

/// The longest text that is looked at as an id or secret, in bytes.
const MAX_CREDENTIAL: usize = 128;

/// What an app says to be recognized by. Nothing of it has been checked.
#[derive(Clone, Default)]
pub struct Credentials {
    pub client_id: String,
    /// `None`: an app that can keep no secret, as one that runs in a browser.
    pub secret: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Why an app was not recognized.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The same for an unknown app and for a wrong secret.
    #[error("the app is unknown or its secret is wrong")]
    Unknown,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The app with these credentials, and whether it proved to be the one: without a secret it did not, and only what
/// proves it otherwise may follow. A secret that is wrong is never overlooked.
///
/// # Errors
/// When there is none; when the database refuses.
pub async fn identify(tx: &mut Tx, given: &Credentials) -> Result<(App, bool), ClientError> {
    let secret = given.secret.as_deref();
    if given.client_id.len().max(secret.map_or(0, str::len)) > MAX_CREDENTIAL {
        return Err(ClientError::Unknown);
    }
    let app = apps::by_client_id(tx, &given.client_id).await?.ok_or(ClientError::Unknown)?;
    match secret {
        None => Ok((app, false)),
        Some(secret) if equal(&hash(secret), &app.secret_hash) => Ok((app, true)),
        Some(_) => Err(ClientError::Unknown),
    }
}
