//! The figures of accounts, kept for a minute.
//!
//! A page of statuses shows dozens of accounts, each with figures that somebody else's page showed a moment ago. Whoever
//! looks at one account alone is told how it is now.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use crate::domain::ids::ActorId;
use crate::store::account_counts::{self, AccountCounts};
use crate::store::community_people::{self, FollowersOfNode};
use crate::store::{StoreError, Tx};

const FRESH_FOR: Duration = Duration::from_mins(1);
const MOST: u64 = 20_000;
/// Of how many communities it is known from where they are followed.
const MOST_FOLLOWED: u64 = 200;
/// How many servers are told apart; the smallest are left out.
const SERVERS: i64 = 200;

/// What was counted within the last minute. Cheap to clone; clones share it.
#[derive(Debug, Clone)]
pub struct Counts {
    known: Cache<ActorId, AccountCounts>,
    servers: Cache<ActorId, Arc<[FollowersOfNode]>>,
}

impl Default for Counts {
    fn default() -> Self {
        let servers = Cache::builder().max_capacity(MOST_FOLLOWED).time_to_live(FRESH_FOR).build();
        Self { known: Cache::builder().max_capacity(MOST).time_to_live(FRESH_FOR).build(), servers }
    }
}

impl Counts {
    /// The figures of these actors; by one query, unless all of them are known.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(
        &self,
        tx: &mut Tx,
        ids: &[ActorId],
    ) -> Result<HashMap<ActorId, AccountCounts>, StoreError> {
        let mut counts: HashMap<ActorId, AccountCounts> =
            ids.iter().filter_map(|id| Some((*id, self.known.get(id)?))).collect();
        let missing: Vec<ActorId> = ids.iter().copied().filter(|id| !counts.contains_key(id)).collect();
        counts.extend(self.now(tx, &missing).await?);
        Ok(counts)
    }

    /// The figures of these actors as they are.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn now(
        &self,
        tx: &mut Tx,
        ids: &[ActorId],
    ) -> Result<HashMap<ActorId, AccountCounts>, StoreError> {
        let counts = account_counts::of(tx, ids).await?;
        for (id, counted) in &counts {
            self.known.insert(*id, counted.clone());
        }
        Ok(counts)
    }

    /// From which servers a community is followed, the largest first: all its followers are counted, so once a minute.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn servers(
        &self,
        tx: &mut Tx,
        community: ActorId,
    ) -> Result<Arc<[FollowersOfNode]>, StoreError> {
        if let Some(servers) = self.servers.get(&community) {
            return Ok(servers);
        }
        let servers: Arc<[FollowersOfNode]> =
            community_people::followers_by_node(tx, community, SERVERS).await?.into();
        self.servers.insert(community, servers.clone());
        Ok(servers)
    }
}
