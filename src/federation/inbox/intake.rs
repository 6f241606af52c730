//! Deliveries that arrive together are written together.
//!
//! One commit for up to 256 deliveries: that, not the disk, decides how many can be accepted. A delivery is
//! acknowledged after the commit that holds it, never before.

use tokio::sync::{mpsc, oneshot};

use crate::store::inbox::{self, NewDelivery};
use crate::store::{Db, StoreError};

/// Deliveries that may wait for the writer. When it cannot keep up, senders are told to come back.
const WAITING: usize = 4_096;
const TOGETHER: usize = 256;

/// Why a delivery was not accepted. The sender has to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    #[error("too many deliveries are waiting")]
    Full,
    #[error("the database cannot take deliveries at the moment")]
    Unavailable,
}

struct Arrival {
    delivery: NewDelivery,
    written: oneshot::Sender<Result<(), IntakeError>>,
}

/// Where deliveries are handed in. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    arrivals: mpsc::Sender<Arrival>,
}

impl Intake {
    /// The intake, and the task that writes: it ends when the last clone of the intake is dropped.
    pub fn new(db: Db) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (arrivals, waiting) = mpsc::channel(WAITING);
        (Self { arrivals }, write(db, waiting))
    }

    /// Returns once the delivery is durable, or was known already.
    ///
    /// # Errors
    /// When it is not durable; the sender must be told to try again.
    pub async fn hand_in(&self, delivery: NewDelivery) -> Result<(), IntakeError> {
        let (written, confirmed) = oneshot::channel();
        self.arrivals.try_send(Arrival { delivery, written }).map_err(|_| IntakeError::Full)?;
        confirmed.await.unwrap_or(Err(IntakeError::Unavailable))
    }
}

async fn write(db: Db, mut waiting: mpsc::Receiver<Arrival>) {
    let mut batch = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut batch, TOGETHER).await > 0 {
        // Whoever is about to hand something in goes along: a commit costs as much as many deliveries.
        tokio::task::yield_now().await;
        while batch.len() < TOGETHER
            && let Ok(arrival) = waiting.try_recv()
        {
            batch.push(arrival);
        }
        let (deliveries, waiters): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|arrival| (arrival.delivery, arrival.written)).unzip();
        let outcome = match write_batch(&db, &deliveries).await {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::error!(%error, deliveries = deliveries.len(), "deliveries could not be written");
                Err(IntakeError::Unavailable)
            }
        };
        for waiter in waiters {
            // A sender that hung up will send it again.
            let _ = waiter.send(outcome);
        }
    }
}

async fn write_batch(db: &Db, deliveries: &[NewDelivery]) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    inbox::insert_all(&mut tx, deliveries).await?;
    tx.commit().await
}
