//! A push service on loopback, and what it is sent.

use std::sync::Mutex;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;

use super::*;
use crate::config::Config;
use crate::domain::app::{AccessToken, App};
use crate::domain::ids::{AppId, JobId, PushId};
use crate::domain::moderation::NotificationKind;
use crate::domain::push::{Alerts, PushPolicy, PushSubscription};
use crate::domain::scope::Scopes;
use crate::services::apps::tokens;
use crate::services::notifications::{self, Notice};
use crate::services::testing::{context, on_both_engines, person};
use crate::store::jobs::NewJob;
use crate::store::{Tx, apps, jobs, push_subscriptions};

const P256DH: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// What came, and what is answered.
#[derive(Clone, Default)]
struct Service {
    came: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    status: Arc<Mutex<StatusCode>>,
    retry_after: Arc<Mutex<Option<u32>>>,
}

async fn take(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap) {
    service.came.lock().unwrap().push((headers, body));
    let pause = *service.retry_after.lock().unwrap();
    let answer = pause.map(|seconds| (http::header::RETRY_AFTER, seconds.into())).into_iter().collect();
    (*service.status.lock().unwrap(), answer)
}

impl Service {
    /// Its address.
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/push/{id}", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/push/1")
    }

    fn answer(&self, status: u16) {
        *self.status.lock().unwrap() = StatusCode::from_u16(status).unwrap();
    }
}

async fn token(ctx: &Context, tx: &mut Tx, person: crate::domain::ids::ActorId) -> AccessToken {
    let id = AppId::new(ctx.ids.next());
    let app = App {
        id,
        client_id: id.to_string(),
        secret_hash: String::new(),
        name: "An app".to_owned(),
        website: None,
        redirect_uris: vec![],
        scopes: Scopes::DEFAULT,
        created_at: ctx.now(),
    };
    apps::insert(tx, &app).await.unwrap();
    tokens::issue(ctx, tx, id, Some(person), Scopes::DEFAULT).await.unwrap().0
}

/// Lee has an app that is woken for follows, and Dana follows Lee.
async fn dana_follows_lee(
    ctx: &Context,
    db: &Db,
    endpoint: &str,
    encoding: PushEncoding,
    policy: PushPolicy,
) -> PushSubscription {
    let mut tx = db.begin().await.unwrap();
    let lee = person(ctx, &mut tx, "lee").await;
    let dana = person(ctx, &mut tx, "dana").await;
    let token = token(ctx, &mut tx, lee.id).await;
    let subscription = PushSubscription {
        id: PushId::new(ctx.ids.next()),
        token_id: token.id,
        actor_id: lee.id,
        token_sealed: None,
        endpoint: endpoint.to_owned(),
        p256dh: P256DH.to_owned(),
        auth: AUTH.to_owned(),
        encoding,
        alerts: Alerts::new(|alert| alert == Alert::Follow),
        policy,
        created_at: ctx.now(),
        failing_since: None,
    };
    push_subscriptions::put(&mut tx, &subscription).await.unwrap();
    for kind in [NotificationKind::Follow, NotificationKind::Thanks] {
        let notice =
            Notice { account: lee.id, kind, actor: Some(dana.id), post: None, community: None, detail: None };
        notifications::tell(ctx, &mut tx, &notice).await.unwrap();
    }
    tx.commit().await.unwrap();
    subscription
}

async fn due(ctx: &Context, db: &Db) -> Option<JobRow> {
    let mut tx = db.begin().await.unwrap();
    let job = jobs::claim(&mut tx, &[PUSH_JOB], "test", ctx.now(), ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    job
}

fn delivery(ctx: &Context, db: &Db) -> PushDelivery {
    let mut config = Config::default();
    config.federation.dev_loopback = true;
    PushDelivery {
        ctx: ctx.clone(),
        db: db.clone(),
        client: HttpClient::new(&config, ctx.clock.clone()).unwrap(),
        sealer: Arc::new(Sealer::new(&[7; 32]).unwrap()),
        title: |locale, alert, name| format!("{locale} {} {name}", alert.as_str()),
        turns: Turns::default(),
    }
}

on_both_engines! {
    async fn an_app_is_woken_for_what_it_wants_and_for_nothing_else(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        assert_eq!(delivery(&ctx, &db).run(&job).await, Outcome::Done);
        let came = service.came.lock().unwrap().clone();
        let [(headers, body)] = came.as_slice() else { panic!("{came:?}") };
        assert_eq!(headers["content-encoding"], "aes128gcm");
        assert_eq!(headers["ttl"], "172800");
        assert_eq!(headers["urgency"], "normal");
        assert!(headers["authorization"].to_str().unwrap().starts_with("vapid t="));
        assert!(body.len() > 86 && !String::from_utf8_lossy(body).contains("follow"));
    }

    async fn an_older_app_finds_the_keys_in_the_headers(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::AesGcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        assert_eq!(delivery(&ctx, &db).run(&job).await, Outcome::Done);
        let headers = service.came.lock().unwrap()[0].0.clone();
        assert_eq!(headers["content-encoding"], "aesgcm");
        assert!(headers["encryption"].to_str().unwrap().starts_with("salt="));
        assert!(headers["crypto-key"].to_str().unwrap().contains(";p256ecdsa="));
        assert!(headers["authorization"].to_str().unwrap().starts_with("WebPush "));
    }

    async fn a_subscription_that_the_service_no_longer_knows_ends(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        let subscription = dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        service.answer(503);
        assert!(matches!(delivery(&ctx, &db).run(&job).await, Outcome::Retry { .. }));
        service.answer(410);
        assert_eq!(delivery(&ctx, &db).run(&job).await, Outcome::Done);
        let mut tx = db.read().await.unwrap();
        assert_eq!(push_subscriptions::by_id(&mut tx, subscription.id).await.unwrap(), None);
        drop(tx);
        assert_eq!(delivery(&ctx, &db).run(&job).await, Outcome::Done);
        assert_eq!(service.came.lock().unwrap().len(), 2);
    }

    async fn a_service_that_keeps_asking_for_time_is_tried_seven_times(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        service.answer(503);
        *service.retry_after.lock().unwrap() = Some(60);
        let delivery = delivery(&ctx, &db);
        let mut runs = 0;
        while let Some(job) = due(&ctx, &db).await {
            runs += 1;
            assert!(runs <= MOST_RUNS, "it never ends");
            let outcome = delivery.run(&job).await;
            let mut tx = db.begin().await.unwrap();
            match outcome {
                Outcome::Continue { progress, run_at } => {
                    assert_eq!(run_at, ctx.now() + Duration::from_mins(1));
                    jobs::step(&mut tx, job.id, "test", &progress, run_at).await.unwrap();
                }
                Outcome::Done => jobs::finish(&mut tx, job.id, "test").await.unwrap(),
                other => panic!("{other:?}"),
            }
            tx.commit().await.unwrap();
            ctx.clock.advance(Duration::from_mins(1));
        }
        assert_eq!((runs, service.came.lock().unwrap().len()), (MOST_RUNS, 7));
    }

    async fn who_is_slow_is_not_sent_a_second_message_meanwhile(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        let delivery = delivery(&ctx, &db);
        let _slow = delivery.turns.take("127.0.0.1").await.unwrap();
        let mut job = job;
        for waited in 1..=MOST_WAITS {
            let Outcome::Continue { progress, run_at } = delivery.run(&job).await else { panic!("{waited}") };
            assert_eq!(progress, json!({ "tried": 0, "waited": waited }));
            let pause = (AFTER_OTHERS * 2_u32.pow(waited - 1)).min(LONG_AFTER_OTHERS);
            assert_eq!(run_at, ctx.now() + pause);
            job = JobRow { progress, ..job };
        }
        assert_eq!(delivery.run(&job).await, Outcome::Done, "it comes back for ever");
        assert!(service.came.lock().unwrap().is_empty());
    }

    async fn of_much_that_waits_for_an_app_the_latest_is_kept(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        let subscription = dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        for number in 0..100 {
            let later = NewJob {
                id: JobId::new(ctx.ids.next()),
                kind: PUSH_JOB,
                unique_key: format!("{PUSH_JOB}:{}:{number}", subscription.id),
                payload: json!({}),
                run_at: ctx.now() + DEADLINE,
                created_at: ctx.now(),
            };
            assert!(jobs::enqueue(&mut tx, &later).await.unwrap());
        }
        tx.commit().await.unwrap();
        let delivery = delivery(&ctx, &db);
        let back = JobRow { progress: json!({ "tried": 0, "waited": 1 }), ..job.clone() };
        assert_eq!(delivery.run(&back).await, Outcome::Done);
        assert!(service.came.lock().unwrap().is_empty());
        assert_eq!(delivery.run(&job).await, Outcome::Done);
        assert_eq!(service.came.lock().unwrap().len(), 1, "what comes for the first time is sent");
    }

    async fn an_app_that_cannot_be_reached_for_a_week_is_woken_no_more(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        let subscription = dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        let delivery = delivery(&ctx, &db);
        service.answer(400);
        let found = async || push_subscriptions::by_id(&mut db.read().await.unwrap(), subscription.id).await.unwrap();
        assert_eq!(delivery.run(&job).await, Outcome::Done);
        assert_eq!(found().await.unwrap().failing_since, Some(ctx.now()));
        service.answer(201);
        assert_eq!(delivery.run(&job).await, Outcome::Done);
        assert_eq!(found().await.unwrap().failing_since, None);
        for is_left in [true, false] {
            let mut tx = db.begin().await.unwrap();
            push::was_not_reached(&ctx, &mut tx, subscription.id).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(found().await.is_some(), is_left);
            ctx.clock.advance(Duration::from_hours(8 * 24));
        }
    }

    async fn who_wants_to_hear_of_those_alone_whom_they_follow_is_not_woken_by_others(db: Db) {
        let ctx = context();
        dana_follows_lee(&ctx, &db, "https://push.test/1", PushEncoding::Aes128Gcm, PushPolicy::Followed).await;
        assert!(due(&ctx, &db).await.is_none());
    }

    async fn threat_041_no_address_inside_our_own_network_is_contacted(db: Db) {
        let (ctx, service) = (context(), Service::default());
        let endpoint = service.start().await;
        dana_follows_lee(&ctx, &db, &endpoint, PushEncoding::Aes128Gcm, PushPolicy::All).await;
        let job = due(&ctx, &db).await.unwrap();
        let client = HttpClient::new(&Config::default(), ctx.clock.clone()).unwrap();
        let delivery = PushDelivery { client, ..delivery(&ctx, &db) };
        assert_eq!(delivery.run(&job).await, Outcome::Done);
        assert!(service.came.lock().unwrap().is_empty());
    }
}
