//! What was read a moment ago, for the next who needs it.
//!
//! Activities come in crowds: a hundred answers name the same thread, community and people, and each would ask the
//! database for all of them. So do readers: everybody's home shows the same authors. What was read counts until this
//! process changes anything of its kind, and for a second where another process might; whether somebody may do something
//! is asked again when it is done, in its transaction.

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::time::Duration;

use moka::sync::Cache;

use super::{Db, Known};

const KEPT_FOR: Duration = Duration::from_secs(1);
const MOST: u64 = 1_024;

/// Things of one kind by what names them. Cheap to clone; clones share them.
#[derive(Clone)]
pub struct JustRead<K, T> {
    db: Db,
    kind: Known,
    /// Each with [`Db::changes`] before it was read.
    things: Cache<K, (u64, T)>,
}

impl<K, T> JustRead<K, T>
where
    K: Hash + Eq + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    pub fn new(db: Db, kind: Known) -> Self {
        Self { db, kind, things: Cache::builder().max_capacity(MOST).time_to_live(KEPT_FOR).build() }
    }

    /// The number to give to [`JustRead::keep`]; take it before reading.
    pub fn begin(&self) -> u64 {
        self.db.changes(self.kind)
    }

    pub fn find<Q: Hash + Eq + ?Sized>(&self, name: &Q) -> Option<T>
    where
        K: Borrow<Q>,
    {
        let (changes, thing) = self.things.get(name)?;
        (changes == self.begin()).then_some(thing)
    }

    pub fn keep(&self, name: impl Into<K>, begun: u64, thing: &T) {
        self.things.insert(name.into(), (begun, thing.clone()));
    }
}

impl<K, T> fmt::Debug for JustRead<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JustRead").field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;

    #[tokio::test]
    async fn what_was_read_counts_until_its_kind_changes() {
        let database = contract::sqlite().await;
        let change = async |kind| {
            let mut tx = database.db.begin().await.unwrap();
            tx.changes(kind);
            tx.commit().await.unwrap();
        };
        let known = JustRead::<String, _>::new(database.db.clone(), Known::Actors);
        known.keep("https://b.test/1", known.begin(), &"as it was");
        assert_eq!(known.find("https://b.test/1"), Some("as it was"));
        assert_eq!(known.find("https://b.test/2"), None);
        let begun = known.begin();
        change(Known::Posts).await;
        assert_eq!(known.find("https://b.test/1"), Some("as it was"));
        change(Known::Actors).await;
        assert_eq!(known.find("https://b.test/1"), None);
        known.keep("https://b.test/1", begun, &"read before the writing ended");
        assert_eq!(known.find("https://b.test/1"), None);
    }
}
