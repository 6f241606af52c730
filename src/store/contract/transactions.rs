use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::actors::person;
use super::{on_both_engines, postgres};
use crate::domain::event::Event;
use crate::domain::fact::Fact;
use crate::domain::ids::{ActorId, OutgoingId, PostId};
use crate::domain::time::Timestamp;
use crate::store::{Db, DbOptions, Signal, actors, outgoing};

on_both_engines! {
    async fn what_is_not_committed_did_not_happen(db: Db) {
        let mut tx = db.begin().await.unwrap();
        actors::insert(&mut tx, &person(1, "lee", "a.test")).await.unwrap();
        drop(tx);
        let mut tx = db.read().await.unwrap();
        assert_eq!(actors::local_by_handle(&mut tx, "lee").await.unwrap(), None);
    }

    async fn committing_a_fact_wakes_the_renderer(db: Db) {
        let bell = db.signals().bell(Signal::Outgoing).notified();
        let fact = Fact::ActorChanged { actor: ActorId::new(1) };
        let mut tx = db.begin().await.unwrap();
        outgoing::insert(&mut tx, OutgoingId::new(5), &fact, Timestamp::from_millis(0)).await.unwrap();
        tx.commit().await.unwrap();
        tokio::time::timeout(Duration::from_secs(5), bell).await.expect("nobody was woken");

        let mut tx = db.read().await.unwrap();
        assert_eq!(outgoing::oldest(&mut tx, 10).await.unwrap()[0].fact, fact);
    }

    async fn writers_wait_for_each_other_and_none_is_lost(db: Db) {
        let writers = (1..=32).map(|id| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                actors::insert(&mut tx, &person(id, &format!("p{id}"), "b.test")).await.unwrap();
                tx.commit().await.unwrap();
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let ids: Vec<ActorId> = (1..=32).map(ActorId::new).collect();
        assert_eq!(actors::by_ids(&mut tx, &ids).await.unwrap().len(), 32);
    }
}

#[tokio::test]
async fn a_process_whose_connection_for_listening_broke_hears_others_again() {
    let fresh = postgres().await;
    let (here, there) = (fresh.db.clone(), Db::open(&fresh.url, DbOptions::default()).await.unwrap());
    let mut heard = here.signals().events();
    let relaying = tokio::spawn({
        let here = here.clone();
        async move { here.relay_signals().await }
    });
    let listens = async || {
        let rung = here.signals().bell(Signal::Log).notified();
        tokio::time::timeout(Duration::from_secs(30), rung).await.expect("nobody listens");
    };
    listens().await;
    let mut admin = PgConnection::connect(&fresh.url).await.unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    assert_eq!(sqlx::query(cut).fetch_all(&mut admin).await.unwrap().len(), 1);
    listens().await;

    let event = Event::Gone(PostId::new(117));
    let mut tx = there.begin().await.unwrap();
    tx.publish_on_commit(event);
    tx.commit().await.unwrap();
    let next = tokio::time::timeout(Duration::from_secs(30), heard.recv()).await;
    assert_eq!(next.expect("nobody listens"), Ok(event));
    relaying.abort();
}
