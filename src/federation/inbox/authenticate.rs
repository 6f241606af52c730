//! Who sent this? The one function that says who signed a request.
//!
//! A key counts for an actor only when both have the same origin, the key's document was read from there, and the actor
//! itself lists the key (FEP-fe34). What the sender writes about itself is never enough.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use moka::future::Cache;
use tokio::sync::Semaphore;
use url::Url;

use crate::domain::actor::KeyAlgorithm;
use crate::domain::time::Timestamp;
use crate::domain::url::same_origin;
use crate::federation::signatures::{
    IncomingRequest, OwnAddress, SignatureError, Unverified, VerifyingKey, parse,
};
use crate::store::{Db, StoreError, actors};

/// For how long a parsed key is used without asking the database again: a key that its owner removed counts no longer
/// than this, in every process.
const FRESH_FOR: Duration = Duration::from_secs(10);
/// A key that does not verify is read again from its origin, at most this often for one actor (threat 54).
const REREAD_AT_MOST_EVERY: Duration = Duration::from_mins(1);
const MOST_KEYS: u64 = 50_000;
/// Keys that are read at a time, before anybody has proved anything.
const READ_AT_ONCE: usize = 64;

/// Reads the owner of a key from its origin.
pub trait KeyOwners: Send + Sync {
    /// Reads the document of `key_id`, follows it to its owner on the same origin, checks that the owner lists the
    /// key, and remembers the owner with its keys.
    fn read<'a>(&'a self, key_id: &'a str) -> BoxFuture<'a, Result<(), OwnerError>>;

    /// Reads the document of an actor that is known, and remembers it with all its keys; gives their ids.
    fn read_again<'a>(&'a self, actor: &'a str) -> BoxFuture<'a, Result<Vec<String>, OwnerError>>;
}

/// Why the owner of a key could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OwnerError {
    /// It may work later: the other server did not answer.
    #[error("the key's server could not be reached")]
    Unreachable,
    /// There is no such key, or its claims do not hold.
    #[error("the key does not belong to an actor of its server")]
    NotAKey,
}

/// Why a request does not count as sent by anybody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Owner(#[from] OwnerError),
    /// The key id is not an address on the origin of the actor that the body names.
    #[error("the key does not belong to the actor")]
    ForeignKey,
    #[error("too many keys of unknown servers are being read; try again")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the owner of a key was not read, for everybody who waited for it.
#[derive(Debug, Clone, Copy)]
enum NotRead {
    Owner(OwnerError),
    TooMany,
}

impl From<NotRead> for AuthenticationError {
    fn from(failure: NotRead) -> Self {
        match failure {
            NotRead::Owner(error) => error.into(),
            NotRead::TooMany => Self::TooMany,
        }
    }
}

/// A key with the actor whose it is.
#[derive(Debug)]
struct KnownKey {
    actor_uri: String,
    key: VerifyingKey,
}

/// Says who signed a request.
pub struct Authenticator {
    db: Db,
    own: OwnAddress,
    owners: Arc<dyn KeyOwners>,
    keys: Cache<String, Arc<KnownKey>>,
    /// Documents of keys that are being read: those who ask for the same one wait for the same answer.
    reading: Cache<String, Result<(), NotRead>>,
    /// Known actors that were read again for a key within the last minute, with what came of it.
    reread: Cache<String, Result<(), NotRead>>,
    readings: Readings,
    /// Somebody with many names could else have us read from all of them.
    at_once: Semaphore,
}

/// Counts how often keys of one host are read, before anybody has proved anything.
struct Readings {
    counters: RateLimiter<u64, DashMapStateStore<u64>, DefaultClock>,
    hasher: RandomState,
}

impl Readings {
    /// Of one host.
    const PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();
    /// Hosts share counters, so that names which somebody makes up need no more memory (threat 67).
    const COUNTERS: u64 = 1 << 14;

    fn new() -> Self {
        Self { counters: RateLimiter::keyed(Quota::per_minute(Self::PER_MINUTE)), hasher: RandomState::new() }
    }

    /// Whether one more key of the host may be read; counts it.
    fn allow(&self, host: &str) -> bool {
        self.counters.check_key(&(self.hasher.hash_one(host) % Self::COUNTERS)).is_ok()
    }
}

impl Authenticator {
    pub fn new(db: Db, own: OwnAddress, owners: Arc<dyn KeyOwners>) -> Self {
        Self {
            db,
            own,
            owners,
            keys: Cache::builder().max_capacity(MOST_KEYS).time_to_live(FRESH_FOR).build(),
            reading: Cache::builder().max_capacity(MOST_KEYS).build(),
            reread: Cache::builder().max_capacity(MOST_KEYS).time_to_live(REREAD_AT_MOST_EVERY).build(),
            readings: Readings::new(),
            at_once: Semaphore::new(READ_AT_ONCE),
        }
    }

    /// The id of the actor who signed the request, which must be `claimed`: the actor that the body names.
    ///
    /// # Errors
    /// Why it was not signed by that actor. Nothing is fetched before the rules that need no key are met.
    pub async fn authenticate(
        &self,
        request: &IncomingRequest<'_>,
        claimed: &str,
        now: Timestamp,
    ) -> Result<String, AuthenticationError> {
        let unverified = parse(request, &self.own, now)?;
        let key_id = own_key_of(claimed, unverified.key_id())?;
        let known = match self.known(&key_id).await? {
            Some(known) => known,
            None => self.read_new_key(claimed, &key_id).await?,
        };
        let known = match unverified.verify(&known.key) {
            Ok(()) => known,
            Err(error) => self.after_rotation(claimed, &key_id, &unverified, error).await?,
        };
        if known.actor_uri == claimed {
            Ok(known.actor_uri.clone())
        } else {
            Err(AuthenticationError::ForeignKey)
        }
    }

    async fn known(&self, key_id: &str) -> Result<Option<Arc<KnownKey>>, StoreError> {
        if let Some(known) = self.keys.get(key_id).await {
            return Ok(Some(known));
        }
        let mut tx = self.db.read().await?;
        let Some(row) = actors::key_by_uri(&mut tx, key_id).await? else { return Ok(None) };
        let Some(actor) = actors::by_id(&mut tx, row.actor_id).await? else { return Ok(None) };
        drop(tx);
        let parsed = match row.algorithm {
            KeyAlgorithm::Rsa => VerifyingKey::from_pem(&row.public_key),
            KeyAlgorithm::Ed25519 => VerifyingKey::from_multikey(&row.public_key),
        };
        let Ok(key) = parsed else { return Ok(None) };
        let known = Arc::new(KnownKey { actor_uri: actor.uri, key });
        self.keys.insert(key_id.to_owned(), Arc::clone(&known)).await;
        Ok(Some(known))
    }

    /// A key that is not known here: of an actor that is not known either, or added since the actor was read.
    async fn read_new_key(&self, claimed: &str, key_id: &str) -> Result<Arc<KnownKey>, AuthenticationError> {
        let known = actors::by_uri(&mut self.db.read().await?, claimed).await?.is_some();
        // Somebody else may have read the actor since this key was looked for.
        if known && let Some(key) = self.known(key_id).await? {
            return Ok(key);
        }
        // Or ids of keys could be made up, one for each reading.
        let (read, again) =
            if known { self.reread(claimed).await } else { (self.read_once(key_id).await, false) };
        read?;
        let missing = if again { AuthenticationError::TooMany } else { OwnerError::NotAKey.into() };
        self.known(key_id).await?.ok_or(missing)
    }

    /// Reads the owner of a key. However many deliveries of a new actor arrive together, its server is asked once.
    async fn read_once(&self, key_id: &str) -> Result<(), NotRead> {
        let document = document_of(key_id);
        let read = async {
            // Whoever came too late to wait finds what the others read.
            match self.known(key_id).await {
                Ok(Some(_)) => Ok(()),
                _ => self.bounded(key_id, self.owners.read(key_id)).await,
            }
        };
        let read = self.reading.get_with_by_ref(document, read).await;
        self.reading.invalidate(document).await;
        read
    }

    /// Reads a known actor again, once a minute for everybody who asks; says whether that was done already. It is the
    /// actor's own document that is read, whichever key the request names: somebody who makes up a key learns for us of
    /// the real ones, instead of keeping us from them.
    async fn reread(&self, actor: &str) -> (Result<(), NotRead>, bool) {
        let read = async {
            let keys = self.bounded(actor, self.owners.read_again(actor)).await?;
            for key in keys {
                self.keys.invalidate(&key).await;
            }
            Ok(())
        };
        let read = self.reread.entry_by_ref(actor).or_insert_with(read).await;
        let again = !read.is_fresh();
        (read.into_value(), again)
    }

    /// Reads something at the host of `address`, unless that was done often, or much is being read.
    async fn bounded<T>(
        &self,
        address: &str,
        reading: BoxFuture<'_, Result<T, OwnerError>>,
    ) -> Result<T, NotRead> {
        let url = Url::parse(address).ok();
        if !self.readings.allow(url.as_ref().and_then(Url::host_str).unwrap_or_default()) {
            return Err(NotRead::TooMany);
        }
        let Ok(_place) = self.at_once.try_acquire() else { return Err(NotRead::TooMany) };
        reading.await.map_err(NotRead::Owner)
    }

    /// A signature that does not verify may have been made with a new key of the same id: the owner is read once more,
    /// for everybody who asks within a minute.
    async fn after_rotation(
        &self,
        claimed: &str,
        key_id: &str,
        unverified: &Unverified,
        error: SignatureError,
    ) -> Result<Arc<KnownKey>, AuthenticationError> {
        let (read, again) = self.reread(claimed).await;
        if again && read.is_err() {
            return Err(error.into());
        }
        read?;
        let known = self.known(key_id).await?.ok_or(AuthenticationError::Owner(OwnerError::NotAKey))?;
        unverified.verify(&known.key)?;
        Ok(known)
    }
}

/// The document in which a key stands.
fn document_of(key_id: &str) -> &str {
    key_id.split_once('#').map_or(key_id, |(document, _)| document)
}

/// The key id, if it is an address on the origin of the actor.
fn own_key_of(actor: &str, key_id: &str) -> Result<String, AuthenticationError> {
    let (Ok(actor), Ok(key)) = (Url::parse(actor), Url::parse(key_id)) else {
        return Err(AuthenticationError::ForeignKey);
    };
    if same_origin(&actor, &key) { Ok(key_id.to_owned()) } else { Err(AuthenticationError::ForeignKey) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_067_hosts_that_are_made_up_need_no_more_memory_than_a_few() {
        let readings = Readings::new();
        for number in 0..100_000 {
            let _ = readings.allow(&format!("host{number}.test"));
        }
        assert!(readings.counters.len() <= usize::try_from(Readings::COUNTERS).unwrap());
        assert!((0..100).any(|_| !readings.allow("e.test")), "and one host is limited");
    }
}
