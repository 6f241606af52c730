//! Whose deliveries are taken, as administrators have set it.

use std::time::Duration;

use futures::future::BoxFuture;
use moka::future::Cache;

use super::accept::Policy;
use crate::services::{Context, federation_policy};
use crate::store::{Db, StoreError, actors};

/// A rule that an administrator changes takes effect here within this time.
const FRESH_FOR: Duration = Duration::from_secs(5);
const MOST_DOMAINS: u64 = 20_000;

/// The node's mode and rules, asked from the database and remembered for a moment.
pub struct NodePolicy {
    db: Db,
    context: Context,
    allowed: Cache<String, bool>,
}

impl NodePolicy {
    pub fn new(db: Db, context: Context) -> Self {
        let allowed = Cache::builder().max_capacity(MOST_DOMAINS).time_to_live(FRESH_FOR).build();
        Self { db, context, allowed }
    }

    async fn ask(&self, authority: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        federation_policy::is_allowed(&self.context, &mut tx, authority).await
    }
}

impl Policy for NodePolicy {
    fn allows<'a>(&'a self, authority: &'a str) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            if let Some(known) = self.allowed.get(authority).await {
                return known;
            }
            match self.ask(authority).await {
                Ok(allowed) => {
                    self.allowed.insert(authority.to_owned(), allowed).await;
                    allowed
                }
                // Whoever gets past here is stopped where the delivery would be written, with a 503: a refusal would
                // be final.
                Err(_) => true,
            }
        })
    }

    fn knows<'a>(&'a self, actor_uri: &'a str) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Ok(mut tx) = self.db.read().await else { return true };
            actors::by_uri(&mut tx, actor_uri).await.map_or(true, |actor| actor.is_some())
        })
    }
}
