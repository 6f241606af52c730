//! Hashing and checking passwords.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash as Phc, PasswordHasher as _, PasswordVerifier as _, SaltString};
use tokio::sync::Semaphore;

use crate::infra::clock::random_bytes;

/// The shortest password, in characters.
pub const MIN_PASSWORD: usize = 10;
/// The longest password, in bytes: whatever is longer is somebody who wants to keep us busy.
pub const MAX_PASSWORD: usize = 256;

/// Why a password was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {MIN_PASSWORD} characters")]
    TooShort,
    #[error("a password has at most {MAX_PASSWORD} bytes")]
    TooLong,
    /// The thread that computed it ended early, or the library failed.
    #[error("the password could not be hashed")]
    Failed,
}

/// A password as it is stored: argon2id, PHC string. Only [`Passwords`] makes one.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hashes and checks passwords, a few at a time: each takes 19 MiB of memory. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// A hash that no password matches, checked for accounts that do not exist, so that they take as long.
    decoy: Arc<str>,
}

impl Passwords {
    /// `parallel`: how many are computed at a time.
    ///
    /// # Errors
    /// When the library fails.
    pub fn new(parallel: usize) -> Result<Self, PasswordError> {
        let decoy = compute(&hex::encode(random_bytes::<32>()))?;
        Ok(Self { permits: Arc::new(Semaphore::new(parallel.max(1))), decoy: decoy.into() })
    }

    /// Checks the length of a new password and hashes it.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        if password.chars().count() < MIN_PASSWORD {
            return Err(PasswordError::TooShort);
        }
        if password.len() > MAX_PASSWORD {
            return Err(PasswordError::TooLong);
        }
        let password = password.to_owned();
        self.compute(move || compute(&password)).await?.map(PasswordHash)
    }

    /// Whether the password is the one of `hash`. Without a hash the answer is no, after the same time.
    pub(super) async fn matches(&self, password: &str, hash: Option<String>) -> Result<bool, PasswordError> {
        let expected = hash.is_some() && password.len() <= MAX_PASSWORD;
        let password: String = password.chars().take(MAX_PASSWORD).collect();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matched = self
            .compute(move || {
                let hash = Phc::new(&hash).ok()?;
                Argon2::default().verify_password(password.as_bytes(), &hash).ok()
            })
            .await?;
        Ok(matched.is_some() && expected)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| PasswordError::Failed)?;
        let computed = tokio::task::spawn_blocking(move || {
            let result = work();
            // Held by the work, not by the request: one that is cancelled still computes.
            drop(permit);
            result
        });
        computed.await.map_err(|_| PasswordError::Failed)
    }
}

fn compute(password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::encode_b64(&random_bytes::<16>()).map_err(|_| PasswordError::Failed)?;
    let hash =
        Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}
