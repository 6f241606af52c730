//! The task that empties the table of facts into the log.

use std::collections::HashMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{Desk, Loaded, Outgoing, RenderError, load, render};
use crate::domain::actor::KeyAlgorithm;
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, OutgoingId, PeerId};
use crate::federation::keyring::{Keyring, Signer};
use crate::federation::lease::{ASK_EVERY, Lease};
use crate::services::Context;
use crate::store::activities::{self, NewActivity};
use crate::store::{Db, Signal, StoreError, Tx, outgoing, peers};

/// How many facts one transaction takes.
const BATCH: i64 = 64;

/// Why rendering stopped; it can be tried again.
#[derive(Debug, thiserror::Error)]
pub enum RendererError {
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Renders facts as they are recorded.
pub struct Renderer {
    ctx: Context,
    db: Db,
    keyring: Keyring,
    /// One process renders, so that facts are told in the order in which they happened.
    lease: Lease,
}

impl Renderer {
    /// `process` names this process among those that share the database.
    pub fn new(ctx: Context, db: Db, keyring: Keyring, process: String) -> Self {
        let lease = Lease { db: db.clone(), clock: ctx.clock.clone(), name: "renderer", process };
        Self { ctx, db, keyring, lease }
    }

    /// Renders until `stop`.
    ///
    /// # Errors
    /// When the database refuses; nothing is lost, and it can be started again.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), RendererError> {
        let (mut held, mut renew_at) = (false, self.ctx.now());
        while !stop.is_cancelled() {
            // Before looking, so that no ring is missed.
            let rung = self.db.signals().bell(Signal::Outgoing).notified();
            if !held || self.ctx.now() >= renew_at {
                held = self.lease.hold().await?;
                renew_at = self.ctx.now() + ASK_EVERY;
            }
            if held {
                while render_pending(&self.ctx, &self.db, &self.keyring).await? > 0 {}
            }
            tokio::select! {
                () = rung => {}
                () = tokio::time::sleep(ASK_EVERY) => {}
                () = stop.cancelled() => {}
            }
        }
        self.lease.release().await;
        Ok(())
    }
}

/// Turns the oldest facts into activities, in order, and gives how many facts it took. Zero: nothing waits.
///
/// A fact is taken away in the transaction that writes its activities, so several processes can do this at once and
/// none is told twice. A fact that cannot be told is logged and taken away; it must not stop those behind it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn render_pending(
    ctx: &Context,
    db: &Db,
    keyring: &Keyring,
) -> Result<usize, RendererError> {
    let waiting = read(ctx, db).await?;
    let signers = signers(keyring, &waiting).await;
    let desk = Desk { addresses: &ctx.addresses, ids: &ctx.ids, now: ctx.now(), signers: &signers };
    let rendered: Vec<_> =
        waiting.iter().map(|(id, fact, loaded)| (*id, render(&desk, fact, loaded))).collect();
    if rendered.is_empty() {
        return Ok(0);
    }
    let count = rendered.len();
    let ids: Vec<OutgoingId> = rendered.iter().map(|(id, _)| *id).collect();
    let mut tx = db.begin().await?;
    let taken = outgoing::delete(&mut tx, &ids).await?;
    let mut log = Vec::new();
    for (id, activities) in rendered.into_iter().filter(|(id, _)| taken.contains(id)) {
        log.extend(addressed(ctx, &mut tx, id, activities).await?);
    }
    if !log.is_empty() {
        activities::append(&mut tx, &log).await?;
    }
    tx.commit().await?;
    Ok(count)
}

async fn read(ctx: &Context, db: &Db) -> Result<Vec<(OutgoingId, Fact, Loaded)>, StoreError> {
    let mut tx = db.read().await?;
    let mut waiting = Vec::new();
    // The same communities and people, many times over.
    let mut known = HashMap::new();
    for row in outgoing::oldest(&mut tx, BATCH).await? {
        let loaded = load(&mut tx, &ctx.addresses, &row.fact, &mut known).await?;
        waiting.push((row.id, row.fact, loaded));
    }
    Ok(waiting)
}

/// The keys of those who speak. Who has none speaks without a proof; the request itself is signed all the same.
async fn signers(keyring: &Keyring, waiting: &[(OutgoingId, Fact, Loaded)]) -> HashMap<ActorId, Arc<Signer>> {
    let mut signers = HashMap::new();
    for actor in waiting.iter().flat_map(|(_, _, loaded)| loaded.local_actors()) {
        if signers.contains_key(&actor.id) {
            continue;
        }
        match keyring.signer(actor.id, KeyAlgorithm::Ed25519).await {
            Ok(signer) => _ = signers.insert(actor.id, signer),
            Err(error) => tracing::warn!(actor = %actor.uri, %error, "no key for proofs"),
        }
    }
    signers
}

/// The activities of a fact with the peers that they name.
async fn addressed(
    ctx: &Context,
    tx: &mut Tx,
    id: OutgoingId,
    activities: Result<Vec<Outgoing>, RenderError>,
) -> Result<Vec<NewActivity>, StoreError> {
    let activities = match activities {
        Ok(activities) => activities,
        Err(error) => {
            tracing::error!(fact = %id, %error, "a fact could not be told to others");
            return Ok(Vec::new());
        }
    };
    let mut addressed = Vec::with_capacity(activities.len());
    for activity in activities {
        let mut direct = Vec::new();
        for receiver in &activity.direct {
            let fresh = PeerId::new(ctx.ids.next());
            let peer = peers::ensure(tx, fresh, &receiver.domain, ctx.now()).await?;
            direct.push((peer, receiver.inbox_url.clone()));
        }
        let Outgoing { sender, uri, body, ordering_key, audience, audience_id, rendering, .. } = activity;
        addressed.push(NewActivity {
            uri,
            sender_id: sender,
            body,
            ordering_key,
            audience,
            audience_id,
            rendering,
            direct,
            created_at: ctx.now(),
        });
    }
    Ok(addressed)
}
