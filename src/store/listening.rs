//! Hearing what other processes signal through PostgreSQL.
//!
//! A connection on which nothing comes may have nothing to say, or be cut without anybody having noticed: by a router that
//! forgot it, or a server that went without a word. So every process says something now and then, which all of them hear,
//! and one that hears nothing for long listens on a new connection.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};
use tokio::time::{interval, timeout};

use super::StoreError;
use super::db::CHANNEL;
use super::signals::{Signal, Signals};

/// How long it may take to connect, or to say something.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a process says something, and for how long it may hear nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) speaks_every: Duration,
    pub(super) silent_for: Duration,
}

pub(super) const PACE: Pace =
    Pace { speaks_every: Duration::from_secs(30), silent_for: Duration::from_secs(90) };

/// Takes in what other processes signal, as long as it is polled.
///
/// # Errors
/// When no connection can be made.
pub(super) async fn relay(pool: &PgPool, signals: &Signals, pace: Pace) -> Result<(), StoreError> {
    tokio::select! {
        ended = listen(pool, signals, pace) => ended,
        () = speak(pool, pace) => Ok(()),
    }
}

async fn listen(pool: &PgPool, signals: &Signals, pace: Pace) -> Result<(), StoreError> {
    loop {
        let mut listener = connect(pool).await?;
        ring_all(signals);
        while let Ok(heard) = timeout(pace.silent_for, listener.try_recv()).await {
            match heard? {
                Some(notification) => signals.heard(notification.payload()),
                // The connection was lost, and the listener has another.
                None => ring_all(signals),
            }
        }
        tracing::warn!("nothing was heard from PostgreSQL for long; listening on a new connection");
    }
}

/// Whatever was missed while not listening is found by looking once.
fn ring_all(signals: &Signals) {
    for signal in Signal::ALL {
        signals.ring(signal);
    }
}

/// A listener with a connection of its own: one that is cut must not go back to the pool.
async fn connect(pool: &PgPool) -> Result<PgListener, StoreError> {
    let alone = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .acquire_timeout(PATIENCE)
        .connect_with(pool.connect_options().as_ref().clone())
        .await?;
    let mut listener = PgListener::connect_with(&alone).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn speak(pool: &PgPool, pace: Pace) {
    let mut beat = interval(pace.speaks_every);
    loop {
        beat.tick().await;
        // No process is called nothing, so this says nothing.
        let said = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(pool);
        if !matches!(timeout(PATIENCE, said).await, Ok(Ok(_))) {
            tracing::warn!("nothing could be said to other processes");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract::postgres;

    #[tokio::test]
    async fn a_process_that_hears_nothing_listens_anew() {
        let fresh = postgres().await;
        let pool = PgPool::connect(&fresh.url).await.unwrap();
        let signals = Signals::default();
        let pace = Pace { speaks_every: Duration::from_hours(1), silent_for: Duration::from_millis(1) };
        let rung_twice = async {
            for _ in 0..2 {
                signals.bell(Signal::Jobs).notified().await;
            }
        };
        tokio::select! {
            ended = relay(&pool, &signals, pace) => panic!("{ended:?}"),
            rung = timeout(Duration::from_secs(30), rung_twice) => rung.expect("it does not listen anew"),
        }
    }

    #[tokio::test]
    async fn every_process_says_something_now_and_then() {
        let fresh = postgres().await;
        let pool = PgPool::connect(&fresh.url).await.unwrap();
        let signals = Signals::default();
        let pace = Pace { speaks_every: Duration::from_millis(1), silent_for: Duration::from_mins(10) };
        let mut others = connect(&pool).await.unwrap();
        let spoken = async {
            for _ in 0..3 {
                assert_eq!(others.recv().await.unwrap().payload(), "");
            }
        };
        tokio::select! {
            ended = relay(&pool, &signals, pace) => panic!("{ended:?}"),
            spoken = timeout(Duration::from_secs(30), spoken) => spoken.expect("it says nothing"),
        }
    }
}
