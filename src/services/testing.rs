//! Ground for tests of use cases: a node `a.test` whose clock stands still, people and communities to act on, and a
//! look at what was recorded for others to learn.

use std::sync::Mutex;

use futures::future::BoxFuture;

use crate::config::{FederationMode, LimitsConfig};
use crate::domain::account::Account;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::address::Addresses;
use crate::domain::community::{Community, Follow, FollowState, PostPolicy, Visibility};
use crate::domain::fact::Fact;
use crate::domain::ids::ActorId;
use crate::domain::role::{AccountState, NodeRole, Theme};
use crate::domain::time::Timestamp;
use crate::infra::clock::{Clock, IdGenerator};
use crate::services::network::{Found, Lookup, LookupError, Network};
use crate::services::{Context, Lengths};
use crate::store::{Db, Tx, accounts, actors, communities, contract, follows, moderators, outgoing};

pub(crate) use crate::store::contract::{on_both_engines, traces};

/// The context of the node `https://a.test` on 2026-09-21. Move its time with `ctx.clock.advance`.
pub(crate) fn context() -> Context {
    let clock = Clock::fixed(Timestamp::from_millis(1_790_000_000_000));
    Context {
        ids: IdGenerator::new(clock.clone(), 0),
        clock,
        addresses: Addresses::new("https://a.test"),
        federation_mode: FederationMode::Open,
        lengths: Lengths::of(&LimitsConfig::default()),
    }
}

/// A person with an active account here.
pub(crate) async fn person(ctx: &Context, tx: &mut Tx, handle: &str) -> Actor {
    person_as(ctx, tx, handle, NodeRole::Person).await
}

/// A person with an active account here and a role on the node.
pub(crate) async fn person_as(ctx: &Context, tx: &mut Tx, handle: &str, role: NodeRole) -> Actor {
    let actor = actor(ctx, ActorKind::Person, handle, "a.test");
    let account = Account {
        actor_id: actor.id,
        email: format!("{handle}@a.test"),
        role,
        state: AccountState::Active,
        locale: "en".to_owned(),
        time_zone: "UTC".to_owned(),
        theme: Theme::System,
        sign_up_note: None,
        created_at: ctx.now(),
        updated_at: ctx.now(),
    };
    actors::insert(tx, &actor).await.unwrap();
    accounts::insert(tx, &account, "no password matches").await.unwrap();
    actor
}

/// A person on another node.
pub(crate) async fn remote_person(ctx: &Context, tx: &mut Tx, handle: &str, domain: &str) -> Actor {
    let actor = actor(ctx, ActorKind::Person, handle, domain);
    actors::insert(tx, &actor).await.unwrap();
    actor
}

/// A community of this node in which anyone may post; `owner` moderates and follows it.
pub(crate) async fn community(ctx: &Context, tx: &mut Tx, handle: &str, owner: &Actor) -> Actor {
    let actor = actor(ctx, ActorKind::Group, handle, "a.test");
    actors::insert(tx, &actor).await.unwrap();
    communities::insert(tx, &anyone_may_post(actor.id, Some(owner.id))).await.unwrap();
    moderators::add(tx, actor.id, owner.id, None, ctx.now()).await.unwrap();
    follow(ctx, tx, owner, &actor, FollowState::Accepted).await;
    actor
}

/// A community that another node hosts.
pub(crate) async fn remote_community(ctx: &Context, tx: &mut Tx, handle: &str, domain: &str) -> Actor {
    let actor = actor(ctx, ActorKind::Group, handle, domain);
    actors::insert(tx, &actor).await.unwrap();
    communities::insert(tx, &anyone_may_post(actor.id, None)).await.unwrap();
    actor
}

/// `follower` follows `target`; nothing is recorded.
pub(crate) async fn follow(ctx: &Context, tx: &mut Tx, follower: &Actor, target: &Actor, state: FollowState) {
    let follow = Follow {
        follower_id: follower.id,
        target_id: target.id,
        state,
        uri: format!("https://{}/activities/{}", follower.domain, ctx.ids.next()),
        created_at: ctx.now(),
        decided_at: (state != FollowState::Waiting).then(|| ctx.now()),
    };
    follows::put(tx, &follow).await.unwrap();
}

/// What was recorded for others to learn since the last call, in order.
pub(crate) async fn facts(tx: &mut Tx) -> Vec<Fact> {
    let mut facts = Vec::new();
    for row in outgoing::oldest(tx, 1000).await.unwrap() {
        outgoing::delete(tx, &[row.id]).await.unwrap();
        facts.push(row.fact);
    }
    facts
}

fn actor(ctx: &Context, kind: ActorKind, handle: &str, domain: &str) -> Actor {
    let folder = if kind == ActorKind::Group { 'c' } else { 'u' };
    let uri = format!("https://{domain}/{folder}/{handle}");
    let local = domain == ctx.addresses.authority();
    Actor {
        kind,
        local,
        url: Some(uri.clone()),
        fields: vec![],
        inbox_url: format!("{uri}/inbox"),
        outbox_url: Some(format!("{uri}/outbox")),
        followers_url: Some(format!("{uri}/followers")),
        created_at: ctx.now(),
        updated_at: ctx.now(),
        fetched_at: (!local).then(|| ctx.now()),
        uri,
        ..contract::person(ctx.ids.next(), handle, domain)
    }
}

fn anyone_may_post(actor: ActorId, created_by: Option<ActorId>) -> Community {
    Community {
        actor_id: actor,
        visibility: Visibility::Public,
        post_policy: PostPolicy::Anyone,
        language: None,
        created_by,
        topic_count: 0,
        follower_count: 0,
        last_post_at: None,
        backfilled_at: None,
    }
}

/// Nobody is out there: only who is known already is found.
pub(crate) struct Nobody(pub(crate) Db);

impl Network for Nobody {
    fn look_up<'a>(&'a self, query: &'a str) -> Lookup<'a> {
        Box::pin(async move {
            let (name, host) =
                query.trim_start_matches('@').split_once('@').ok_or(LookupError::NotAnAddress)?;
            let known = actors::by_acct(&mut self.0.read().await.unwrap(), name, host).await.unwrap();
            known.map(|actor| Found::Actor(actor.id)).ok_or(LookupError::NotFound)
        })
    }

    fn refresh(&self, _: ActorId) -> Lookup<'_> {
        Box::pin(async { Err(LookupError::NotFound) })
    }

    fn read_again(&self, known: ActorId) -> Lookup<'_> {
        Box::pin(async move { Ok(Found::Actor(known)) })
    }
}

/// Nobody is out there, and while somebody is looked for, something happens: once, however often one looks.
pub(crate) struct Meanwhile(Mutex<Option<BoxFuture<'static, ()>>>);

impl Meanwhile {
    pub(crate) fn new(happens: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Mutex::new(Some(Box::pin(happens))))
    }
}

impl Network for Meanwhile {
    fn look_up<'a>(&'a self, _: &'a str) -> Lookup<'a> {
        let happens = self.0.lock().unwrap().take();
        Box::pin(async {
            if let Some(happens) = happens {
                happens.await;
            }
            Err(LookupError::NotFound)
        })
    }

    fn refresh(&self, _: ActorId) -> Lookup<'_> {
        Box::pin(async { Err(LookupError::NotFound) })
    }

    fn read_again(&self, _: ActorId) -> Lookup<'_> {
        Box::pin(async { Err(LookupError::NotFound) })
    }
}
