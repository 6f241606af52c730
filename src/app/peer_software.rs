//! The job that asks other servers what software they run (NodeInfo), which decides the form in which they get things. Those that
//! were silent for so long that nothing is sent to them any more are asked too: an answer means that they are there again.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use tokio::time::timeout;

use crate::domain::address::Addresses;
use crate::domain::delivery::PeerState;
use crate::domain::ids::JobId;
use crate::domain::time::Timestamp;
use crate::federation::fetch::Fetcher;
use crate::jobs::{JobHandler, Outcome, Running};
use crate::services::Context;
use crate::services::peers::heard_from;
use crate::store::jobs::{self, JobRow, NewJob};
use crate::store::peers::{self, PeerRow};
use crate::store::{Db, StoreError, Tx};

/// The name of this software in NodeInfo.
const OURS: &str = "moothall";
const KIND: &str = "peer_software";
const EVERY: Duration = Duration::from_secs(5);
/// Software changes rarely.
const ASK_AGAIN_AFTER: Duration = Duration::from_hours(24 * 7);
/// A server that was silent may be back; were it not asked, two that lost sight of each other would never meet again.
const ASK_PARKED_AFTER: Duration = Duration::from_hours(24);
/// Most of those will keep everybody waiting.
const PARKED_OF_A_ROUND: i64 = 10;
/// Servers that are asked in one round, and how many of them at a time.
const OF_A_ROUND: i64 = 50;
const AT_ONCE: usize = 10;
/// How long one may take to answer. It counts as one that says nothing then, so that each round gets on.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a round takes; those that were not asked by then are asked in the next.
const DEADLINE: Duration = Duration::from_secs(30);

/// Asks those that were never asked, and those that were asked long ago.
pub(super) struct PeerSoftware {
    pub(super) db: Db,
    pub(super) context: Context,
    pub(super) fetcher: Fetcher,
}

/// Adds the job, unless it is there.
pub(super) async fn schedule(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<(), StoreError> {
    let job = NewJob {
        id,
        kind: KIND,
        unique_key: KIND.to_owned(),
        payload: Value::Null,
        run_at: now + EVERY,
        created_at: now,
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}

impl JobHandler for PeerSoftware {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn waits_for_others(&self) -> bool {
        true
    }

    fn run<'a>(&'a self, _job: &'a JobRow) -> Running<'a> {
        Box::pin(async move {
            // Never given up: nobody else would ask.
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "other servers were not asked for their software");
            }
            Outcome::Continue { progress: Value::Null, run_at: self.context.now() + EVERY }
        })
    }
}

impl PeerSoftware {
    async fn round(&self) -> Result<(), StoreError> {
        let now = self.context.now();
        let mut tx = self.db.read().await?;
        let mut due = peers::undescribed(&mut tx, now - ASK_AGAIN_AFTER, OF_A_ROUND).await?;
        due.extend(peers::parked_unasked(&mut tx, now - ASK_PARKED_AFTER, PARKED_OF_A_ROUND).await?);
        drop(tx);
        let asked = stream::iter(due).map(Ok).try_for_each_concurrent(AT_ONCE, |peer| self.note(peer));
        timeout(DEADLINE, asked).await.unwrap_or(Ok(()))
    }

    /// Asks one server, and notes what it said.
    async fn note(&self, peer: PeerRow) -> Result<(), StoreError> {
        let scheme = self.context.addresses.origin().split("://").next().unwrap_or("https");
        let origin = format!("{scheme}://{}", peer.domain);
        let software = timeout(PATIENCE, self.fetcher.software(&origin)).await.ok().and_then(Result::ok);
        let name = software.as_ref().map(|software| software.name.as_str());
        let version = software.as_ref().and_then(|software| software.version.as_deref());
        if name == Some(OURS) {
            // What the organization calls itself is shown beside everything that comes from it.
            let organization = Addresses::new(&origin).organization();
            if !matches!(timeout(PATIENCE, self.fetcher.actor(&organization)).await, Ok(Ok(_))) {
                tracing::debug!(%organization, "an organization could not be read");
            }
        }
        let mut tx = self.db.begin().await?;
        peers::describe(&mut tx, peer.id, name, version, self.context.now()).await?;
        if peer.state == PeerState::Parked && software.is_some() {
            heard_from(&mut tx, &peer.domain).await?;
        }
        tx.commit().await
    }
}
