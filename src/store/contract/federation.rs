use super::actors::person;
use super::on_both_engines;
use crate::domain::delivery::{Audience, InboxState, PeerState, Rendering};
use crate::domain::ids::{ActorId, InboxId, PeerId};
use crate::domain::time::Timestamp;
use crate::store::activities::{self, NewActivity};
use crate::store::delivery_failures::{self, DeliveryFailure};
use crate::store::inbox::{self, Finished, NewDelivery};
use crate::store::peers::{self, Progress};
use crate::store::{Db, Tx, actors, communities, leases, peer_overview, subscriptions};

const LEE: ActorId = ActorId::new(1);
const RIVER: PeerId = PeerId::new(10);
const LAKE: PeerId = PeerId::new(11);
const SHARED: &str = "https://river.test/inbox";

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

async fn begin(db: &Db) -> Tx {
    let mut tx = db.begin().await.unwrap();
    actors::insert(&mut tx, &person(LEE.get(), "lee", "a.test")).await.unwrap();
    peers::ensure(&mut tx, RIVER, "river.test", at(0)).await.unwrap();
    peers::ensure(&mut tx, LAKE, "lake.test", at(0)).await.unwrap();
    tx
}

async fn publish(tx: &mut Tx, audience: Audience, direct: &[(PeerId, &str)]) -> i64 {
    let activity = NewActivity {
        uri: "https://a.test/activities/1".to_owned(),
        sender_id: LEE,
        body: "{}".to_owned(),
        ordering_key: 1,
        audience,
        audience_id: (audience == Audience::Followers).then_some(LEE),
        rendering: Rendering::Any,
        direct: direct.iter().map(|(peer, url)| (*peer, (*url).to_owned())).collect(),
        created_at: at(100),
    };
    activities::append(tx, &[activity]).await.unwrap()
}

async fn pending(tx: &mut Tx, peer: PeerId, after: i64, limit: i64) -> Vec<(i64, String)> {
    let rows = activities::pending_for(tx, peer, after, Some("https://all.test/"), limit).await.unwrap();
    rows.into_iter().map(|row| (row.activity.seq, row.inbox_url)).collect()
}

fn progress(id: PeerId, cursor: i64, state: PeerState) -> Progress {
    Progress {
        id,
        cursor,
        state,
        signature_scheme: None,
        failures: 0,
        next_attempt_at: None,
        last_success_at: None,
        last_failure_at: None,
        last_error: None,
    }
}

fn done(id: i64) -> Finished {
    Finished { id: InboxId::new(id), state: InboxState::Done, outcome: None }
}

fn delivery(id: i64, uri: &str) -> NewDelivery {
    NewDelivery {
        id: InboxId::new(id),
        activity_uri: uri.to_owned(),
        signer_uri: "https://b.test/u/x".to_owned(),
        body: "{\"a\":\"\\u0041 'quoted'\"}".to_owned(),
        ordering_key: "k".to_owned(),
        received_at: at(0),
    }
}

on_both_engines! {
    async fn a_peer_gets_what_it_listens_to_and_what_names_it(db: Db) {
        let mut tx = begin(&db).await;
        let before = publish(&mut tx, Audience::Followers, &[]).await;
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        let followers = publish(&mut tx, Audience::Followers, &[(RIVER, "https://river.test/u/x/inbox")]).await;
        let direct = publish(&mut tx, Audience::Direct, &[(LAKE, "https://lake.test/inbox")]).await;
        let everyone = publish(&mut tx, Audience::Everyone, &[]).await;
        assert_eq!([before, followers, direct, everyone], [1, 2, 3, 4]);
        let all = "https://all.test/".to_owned();
        assert_eq!(pending(&mut tx, RIVER, 0, 10).await, [
            (2, SHARED.to_owned()), (2, "https://river.test/u/x/inbox".to_owned()), (4, all.clone()),
        ]);
        assert_eq!(pending(&mut tx, RIVER, 0, 1).await.len(), 2);
        assert_eq!(pending(&mut tx, RIVER, 2, 10).await, [(4, all.clone())]);
        assert_eq!(pending(&mut tx, LAKE, 0, 10).await, [(3, "https://lake.test/inbox".to_owned()), (4, all)]);
        assert_eq!(activities::after(&mut tx, 2, 1).await.unwrap()[0].seq, 3);
        assert_eq!(activities::direct_between(&mut tx, 1, 2).await.unwrap()[0].peer_id, RIVER);
        assert_eq!(activities::head(&mut tx).await.unwrap(), 4);
    }

    async fn the_oldest_of_what_waits_tells_how_far_behind_we_are(db: Db) {
        let mut tx = begin(&db).await;
        publish(&mut tx, Audience::Followers, &[]).await;
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        assert_eq!(peer_overview::oldest_pending(&mut tx).await.unwrap(), None, "nobody waits for what came before");
        publish(&mut tx, Audience::Followers, &[]).await;
        publish(&mut tx, Audience::Direct, &[(LAKE, "https://lake.test/inbox")]).await;
        for (peer, cursor, left) in [(RIVER, 2, Some(at(100))), (LAKE, 3, None)] {
            assert_eq!(peer_overview::oldest_pending(&mut tx).await.unwrap(), Some(at(100)));
            peers::save_progress(&mut tx, &progress(peer, cursor, PeerState::Active)).await.unwrap();
            assert_eq!(peer_overview::oldest_pending(&mut tx).await.unwrap(), left);
        }
        publish(&mut tx, Audience::Followers, &[]).await;
        peers::set_state(&mut tx, RIVER, PeerState::Paused).await.unwrap();
        assert_eq!(peer_overview::oldest_pending(&mut tx).await.unwrap(), None, "a pause is meant");
    }

    async fn the_log_is_kept_while_a_peer_still_has_to_get_it(db: Db) {
        let mut tx = begin(&db).await;
        publish(&mut tx, Audience::Everyone, &[]).await;
        publish(&mut tx, Audience::Everyone, &[]).await;
        peers::save_progress(&mut tx, &progress(RIVER, 2, PeerState::Active)).await.unwrap();
        peers::save_progress(&mut tx, &progress(LAKE, 1, PeerState::Active)).await.unwrap();
        assert_eq!(activities::prune(&mut tx, at(100), 10).await.unwrap(), 0);
        assert_eq!(activities::prune(&mut tx, at(101), 10).await.unwrap(), 1);
        peers::set_state(&mut tx, LAKE, PeerState::Parked).await.unwrap();
        assert_eq!(activities::prune(&mut tx, at(101), 10).await.unwrap(), 1);
    }

    async fn a_peer_that_nothing_concerns_does_not_hold_the_log(db: Db) {
        let mut tx = begin(&db).await;
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        publish(&mut tx, Audience::Followers, &[]).await;
        publish(&mut tx, Audience::Everyone, &[]).await;
        assert_eq!(peers::advance_idle(&mut tx).await.unwrap(), 1, "the lake hears nothing of it");
        assert_eq!(peers::by_id(&mut tx, LAKE).await.unwrap().unwrap().cursor, 2);
        assert_eq!(peers::by_id(&mut tx, RIVER).await.unwrap().unwrap().cursor, 0);
        peers::save_progress(&mut tx, &progress(RIVER, 2, PeerState::Active)).await.unwrap();
        publish(&mut tx, Audience::Direct, &[(LAKE, "https://lake.test/inbox")]).await;
        assert_eq!(peers::advance_idle(&mut tx).await.unwrap(), 1);
        assert_eq!(peers::by_id(&mut tx, LAKE).await.unwrap().unwrap().cursor, 2);
        assert_eq!(activities::prune(&mut tx, at(101), 10).await.unwrap(), 2);
    }

    async fn whoever_is_gone_keeps_nothing_and_stays_gone_until_woken(db: Db) {
        let mut tx = begin(&db).await;
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        publish(&mut tx, Audience::Followers, &[(RIVER, SHARED)]).await;
        peers::gone(&mut tx, RIVER).await.unwrap();
        peers::save_progress(&mut tx, &progress(RIVER, 0, PeerState::Active)).await.unwrap();
        assert_eq!(peers::by_id(&mut tx, RIVER).await.unwrap().unwrap().state, PeerState::Gone);
        assert_eq!(peers::asleep(&mut tx).await.unwrap(), ["river.test"]);
        assert_eq!(subscriptions::of_actor(&mut tx, LEE).await.unwrap(), []);
        assert_eq!(activities::prune(&mut tx, at(101), 10).await.unwrap(), 0, "the lake has not read it yet");
        peers::set_state(&mut tx, RIVER, PeerState::Active).await.unwrap();
        assert_eq!(peers::asleep(&mut tx).await.unwrap(), Vec::<String>::new());
    }

    async fn progress_moves_forward_only_and_leaves_a_pause(db: Db) {
        let mut tx = begin(&db).await;
        assert_eq!(peers::ensure(&mut tx, PeerId::new(99), "river.test", at(5)).await.unwrap(), RIVER);
        peers::set_state(&mut tx, RIVER, PeerState::Paused).await.unwrap();
        peers::save_progress(&mut tx, &progress(RIVER, 7, PeerState::Active)).await.unwrap();
        peers::save_progress(&mut tx, &progress(RIVER, 3, PeerState::Active)).await.unwrap();
        let river = peers::by_domain(&mut tx, "river.test").await.unwrap().unwrap();
        assert_eq!((river.cursor, river.state), (7, PeerState::Paused));
    }

    async fn a_peer_is_served_by_one_process_at_a_time(db: Db) {
        let mut tx = begin(&db).await;
        let both = [RIVER, LAKE];
        assert_eq!(peers::lease(&mut tx, &both[..1], "one", at(0), at(90)).await.unwrap(), [RIVER]);
        assert_eq!(peers::lease(&mut tx, &both, "two", at(89), at(99)).await.unwrap(), [LAKE]);
        assert_eq!(peers::lease(&mut tx, &both[..1], "one", at(89), at(95)).await.unwrap(), [RIVER]);
        peers::release(&mut tx, &both, "two").await.unwrap();
        assert_eq!(peers::lease(&mut tx, &both, "three", at(90), at(99)).await.unwrap(), [LAKE]);
        assert_eq!(peers::lease(&mut tx, &both[..1], "three", at(95), at(99)).await.unwrap(), [RIVER]);
    }

    async fn what_waits_for_a_peer_is_counted_and_can_be_dropped(db: Db) {
        let mut tx = begin(&db).await;
        assert_eq!(peers::with_pending(&mut tx).await.unwrap(), vec![]);
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        publish(&mut tx, Audience::Followers, &[(RIVER, SHARED)]).await;
        publish(&mut tx, Audience::Direct, &[(RIVER, SHARED)]).await;
        assert_eq!(peers::with_pending(&mut tx).await.unwrap().len(), 1);
        assert_eq!(peers::count_pending(&mut tx, RIVER, 10).await.unwrap(), 2);
        assert_eq!(peers::count_pending(&mut tx, RIVER, 1).await.unwrap(), 1);
        assert_eq!(peers::count_pending(&mut tx, LAKE, 10).await.unwrap(), 0);
        peers::drop_pending(&mut tx, RIVER).await.unwrap();
        assert_eq!(peers::count_pending(&mut tx, RIVER, 10).await.unwrap(), 0);
        assert_eq!(peers::with_pending(&mut tx).await.unwrap(), vec![]);
    }

    async fn a_subscription_ends_with_its_last_follower(db: Db) {
        let mut tx = begin(&db).await;
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        subscriptions::remove(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        assert_eq!(subscriptions::of_actor(&mut tx, LEE).await.unwrap().len(), 1);
        assert_eq!(subscriptions::one_inbox_each(&mut tx).await.unwrap(), [(RIVER, SHARED.to_owned())]);
        subscriptions::remove(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        assert_eq!(subscriptions::everyone_inbox(&mut tx, RIVER).await.unwrap(), None);
        subscriptions::add(&mut tx, RIVER, LEE, SHARED).await.unwrap();
        subscriptions::end_inbox(&mut tx, RIVER, SHARED).await.unwrap();
        assert_eq!(subscriptions::of_actor(&mut tx, LEE).await.unwrap(), vec![]);
    }

    async fn a_copy_of_a_delivery_is_passed_over(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let first = [delivery(1, "https://b.test/1"), delivery(2, "https://b.test/2")];
        assert_eq!(inbox::insert_all(&mut tx, &first).await.unwrap(), 2);
        let again = [delivery(3, "https://b.test/1"), delivery(4, "https://b.test/4")];
        assert_eq!(inbox::insert_all(&mut tx, &again).await.unwrap(), 1);
        let taken = [InboxId::new(1)];
        let rest = inbox::due(&mut tx, InboxId::new(0), at(0), 10, taken).await.unwrap();
        assert!(rest.iter().all(|row| row.id != taken[0]));
        let due = inbox::due(&mut tx, InboxId::new(0), at(0), 10, []).await.unwrap();
        assert_eq!(due.len(), rest.len() + 1);
        assert_eq!(due.iter().map(|row| row.id.get()).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!((&due[0].body, due[0].received_at), (&first[0].body, at(0)));
    }

    async fn a_delivery_is_put_off_finished_and_forgotten(db: Db) {
        let mut tx = db.begin().await.unwrap();
        inbox::insert_all(&mut tx, &[delivery(1, "https://b.test/1"), delivery(2, "https://b.test/2")]).await.unwrap();
        inbox::retry(&mut tx, InboxId::new(1), "busy", at(50)).await.unwrap();
        assert_eq!(inbox::due(&mut tx, InboxId::new(0), at(49), 10, []).await.unwrap()[0].id, InboxId::new(2));
        assert_eq!(inbox::next_due(&mut tx).await.unwrap(), Some(at(50)));
        assert_eq!(inbox::due(&mut tx, InboxId::new(0), at(50), 10, []).await.unwrap()[0].attempts, 1);
        inbox::finish(&mut tx, &[done(1)], at(60)).await.unwrap();
        assert_eq!(inbox::depth(&mut tx).await.unwrap(), 1);
        assert!(inbox::finish(&mut tx, &[done(1)], at(60)).await.is_err());
        assert_eq!(inbox::prune(&mut tx, at(60), 10).await.unwrap(), 0);
        assert_eq!(inbox::prune(&mut tx, at(61), 10).await.unwrap(), 1);
    }

    async fn deliveries_are_finished_together_or_not_at_all(db: Db) {
        let mut tx = db.begin().await.unwrap();
        inbox::insert_all(&mut tx, &[delivery(1, "https://b.test/1"), delivery(2, "https://b.test/2")]).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        assert!(inbox::finish(&mut tx, &[done(1), done(3)], at(60)).await.is_err());
        drop(tx);
        let mut tx = db.begin().await.unwrap();
        assert_eq!(inbox::depth(&mut tx).await.unwrap(), 2);
        let refused = Finished { state: InboxState::Refused, outcome: Some("not here"), ..done(2) };
        inbox::finish(&mut tx, &[done(1), refused], at(60)).await.unwrap();
        assert_eq!(inbox::depth(&mut tx).await.unwrap(), 0);
    }

    async fn what_is_appended_together_follows_in_the_log(db: Db) {
        let mut tx = begin(&db).await;
        let first = publish(&mut tx, Audience::Followers, &[]).await;
        let row = activities::after(&mut tx, first - 1, 1).await.unwrap().remove(0);
        let new = |uri: &str, direct: Vec<(PeerId, String)>| NewActivity {
            uri: uri.to_owned(),
            sender_id: row.sender_id,
            body: format!("{{\"id\": \"{uri}\"}}"),
            ordering_key: 1,
            audience: Audience::Direct,
            audience_id: None,
            rendering: Rendering::Plain,
            direct,
            created_at: at(7),
        };
        let second = new("https://a.test/2", vec![(RIVER, SHARED.to_owned())]);
        let last = activities::append(&mut tx, &[second, new("https://a.test/3", vec![])]).await.unwrap();
        assert_eq!(last, first + 2);
        let rows = activities::after(&mut tx, first, 10).await.unwrap();
        let uris: Vec<(i64, &str)> = rows.iter().map(|row| (row.seq, row.uri.as_str())).collect();
        assert_eq!(uris, [(first + 1, "https://a.test/2"), (last, "https://a.test/3")]);
        assert_eq!((rows[0].body.as_str(), rows[0].created_at), ("{\"id\": \"https://a.test/2\"}", at(7)));
        assert_eq!((rows[0].audience, rows[0].audience_id, rows[0].rendering), (Audience::Direct, None, Rendering::Plain));
        let direct = activities::direct_between(&mut tx, first, last).await.unwrap();
        assert_eq!(direct.iter().map(|row| row.seq).collect::<Vec<_>>(), [first + 1]);
    }

    async fn a_lease_has_one_owner_until_it_runs_out(db: Db) {
        let mut tx = db.begin().await.unwrap();
        assert!(leases::take(&mut tx, "inbox", "one", at(0), at(60)).await.unwrap());
        assert!(leases::take(&mut tx, "inbox", "one", at(10), at(70)).await.unwrap());
        assert!(!leases::take(&mut tx, "inbox", "two", at(69), at(99)).await.unwrap());
        assert!(leases::take(&mut tx, "inbox", "two", at(70), at(99)).await.unwrap());
        leases::release(&mut tx, "inbox", "one").await.unwrap();
        assert!(!leases::take(&mut tx, "inbox", "one", at(71), at(99)).await.unwrap());
        leases::release(&mut tx, "inbox", "two").await.unwrap();
        assert!(leases::take(&mut tx, "inbox", "one", at(71), at(99)).await.unwrap());
    }

    async fn refusals_are_listed_newest_first_and_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        for id in 1..=3 {
            let failure = DeliveryFailure {
                id,
                peer_id: RIVER,
                seq: 1,
                inbox_url: SHARED.to_owned(),
                status: (id == 3).then_some(422),
                error: "no".to_owned(),
                created_at: at(id),
            };
            delivery_failures::insert(&mut tx, &failure).await.unwrap();
        }
        assert_eq!(delivery_failures::prune(&mut tx, at(2)).await.unwrap(), 1);
        let latest = delivery_failures::latest(&mut tx, RIVER, 10).await.unwrap();
        assert_eq!(latest.iter().map(|row| (row.id, row.status)).collect::<Vec<_>>(), [(3, Some(422)), (2, None)]);
        assert_eq!(delivery_failures::latest(&mut tx, LAKE, 10).await.unwrap(), vec![]);
    }

    async fn a_stranger_to_a_community_has_no_standing(db: Db) {
        let mut tx = begin(&db).await;
        let standing = communities::standing(&mut tx, ActorId::new(5), LEE, at(0)).await.unwrap();
        assert!(!standing.follows && !standing.moderates && !standing.banned);
    }
}
