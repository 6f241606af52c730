use std::sync::Arc;
use std::time::Duration;

use crate::domain::community::{FollowState, PostPolicy, Visibility};
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::ActorId;
use crate::domain::permission::Denial;
use crate::infra::keys::Sealer;
use crate::services::Context;
use crate::services::actors::NewKeys;
use crate::services::communities::bans::{NewBan, ban, unban};
use crate::services::communities::{
    BACKFILL_JOB, BackfillProgress, CommunityEdit, CreateError, EditError, FetchOlderError, FollowError,
    History, NewCommunity, announced, create, edit, fetch_older, follow, history, receive_follow,
    refuse_follower, unfollow,
};
use crate::services::testing::{
    community, context, facts, on_both_engines, person, remote_community, remote_person,
};
use crate::store::{Db, Tx, actors, communities, follows, jobs, moderators};

async fn keys(ctx: &Context) -> NewKeys {
    NewKeys::make(ctx, &Arc::new(Sealer::new(&[7; 32]).unwrap())).await.unwrap()
}

fn simulation() -> NewCommunity {
    NewCommunity {
        handle: "Simulation".to_owned(),
        name: "Simulation teaching".to_owned(),
        summary: "For **educators**.".to_owned(),
        language: Some("en".to_owned()),
        visibility: Visibility::Public,
        post_policy: PostPolicy::Followers,
    }
}

async fn known_of(tx: &mut Tx, group: ActorId) -> History {
    let community = communities::by_id(tx, group).await.unwrap().unwrap();
    history(tx, &community).await.unwrap()
}

on_both_engines! {
    async fn whoever_opens_a_community_moderates_and_follows_it(db: Db) {
        let ctx = context();
        let (made, again, theirs) = (keys(&ctx).await, keys(&ctx).await, keys(&ctx).await);
        let mut tx = db.begin().await.unwrap();
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = create(&ctx, &mut tx, lee.id, simulation(), made).await.unwrap();
        assert!(group.summary_html.contains("<strong>educators</strong>"));
        assert_eq!(moderators::ids(&mut tx, group.id).await.unwrap(), [lee.id]);
        let state = follows::get(&mut tx, lee.id, group.id).await.unwrap().unwrap().state;
        assert_eq!(state, FollowState::Accepted);
        assert_eq!(communities::by_id(&mut tx, group.id).await.unwrap().unwrap().follower_count, 1);
        let taken = create(&ctx, &mut tx, lee.id, simulation(), again).await;
        assert!(matches!(taken, Err(CreateError::HandleTaken)));
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let denied = create(&ctx, &mut tx, dana.id, simulation(), theirs).await;
        assert!(matches!(denied, Err(CreateError::Denied(Denial::RoleNeeded))));
    }

    async fn a_moderator_changes_what_a_community_says_of_itself(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let change = CommunityEdit {
            name: "Sepsis care".to_owned(),
            summary: String::new(),
            icon_url: None,
            banner_url: None,
            language: Some("de".to_owned()),
            visibility: Visibility::Unlisted,
            post_policy: PostPolicy::Moderators,
            manually_approves: true,
        };
        let denied = edit(&ctx, &mut tx, max.id, group.id, change.clone()).await;
        assert!(matches!(denied, Err(EditError::Denied(Denial::RoleNeeded))));
        edit(&ctx, &mut tx, lee.id, group.id, change).await.unwrap();
        let actor = actors::by_id(&mut tx, group.id).await.unwrap().unwrap();
        assert_eq!((actor.name.as_str(), actor.discoverable, actor.manually_approves), ("Sepsis care", false, true));
        let changed = communities::by_id(&mut tx, group.id).await.unwrap().unwrap();
        assert_eq!(changed.post_policy, PostPolicy::Moderators);
        assert_eq!(changed.language.as_deref(), Some("de"));
        assert_eq!(facts(&mut tx).await, [Fact::ActorChanged { actor: group.id }]);
    }

    async fn a_ban_that_is_lifted_lets_the_person_follow_again(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let new = NewBan { person: max.id, reason: "spam".to_owned(), ends_at: None };
        ban(&ctx, &mut tx, lee.id, group.id, new, &Origin::Here).await.unwrap();
        let banned = follow(&ctx, &mut tx, max.id, group.id).await;
        assert!(matches!(banned, Err(FollowError::Denied(Denial::Banned))));
        facts(&mut tx).await;
        for _ in 0..2 {
            unban(&ctx, &mut tx, lee.id, group.id, max.id, &Origin::Here).await.unwrap();
        }
        let lifted = Fact::Unbanned { community: group.id, person: max.id, by: lee.id };
        assert_eq!(facts(&mut tx).await, [lifted]);
        assert_eq!(follow(&ctx, &mut tx, max.id, group.id).await.unwrap(), FollowState::Accepted);
    }

    async fn a_follow_without_an_answer_is_asked_for_again_after_an_hour(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        let first = facts(&mut tx).await;
        ctx.clock.advance(Duration::from_mins(59));
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        assert_eq!(facts(&mut tx).await, []);
        ctx.clock.advance(Duration::from_mins(1));
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        assert_eq!(facts(&mut tx).await, first);
    }

    async fn a_follower_who_is_turned_away_is_told_so(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let mut group = community(&ctx, &mut tx, "sepsis", &lee).await;
        group.manually_approves = true;
        actors::update(&mut tx, &group).await.unwrap();
        let dana = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let uri = "https://b.test/follow/1".to_owned();
        receive_follow(&ctx, &mut tx, dana.id, group.id, uri.clone()).await.unwrap();
        for _ in 0..2 {
            refuse_follower(&ctx, &mut tx, lee.id, group.id, dana.id).await.unwrap();
        }
        let refused = Fact::FollowRefused { follower: dana.id, target: group.id, uri };
        assert_eq!(facts(&mut tx).await, [refused]);
        assert_eq!(follows::get(&mut tx, dana.id, group.id).await.unwrap(), None);
    }

    async fn after_a_silence_longer_than_a_host_waits_the_history_is_read_again(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        announced(&ctx, &mut tx, group.id).await.unwrap();
        assert_eq!(known_of(&mut tx, group.id).await, History::MoreThere, "nobody has read it yet");
        communities::set_backfilled(&mut tx, group.id, ctx.now()).await.unwrap();
        for (days, reads) in [(29, false), (2, true)] {
            ctx.clock.advance(Duration::from_hours(24 * days));
            announced(&ctx, &mut tx, group.id).await.unwrap();
            let reading = matches!(known_of(&mut tx, group.id).await, History::Reading(_));
            assert_eq!(reading, reads, "{days}");
        }
    }

    async fn what_is_older_is_asked_for_as_long_as_there_is_any(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        communities::set_backfilled(&mut tx, group.id, ctx.now()).await.unwrap();
        assert_eq!(known_of(&mut tx, group.id).await, History::AllHere);
        assert!(!fetch_older(&ctx, &mut tx, lee.id, group.id).await.unwrap());

        let older = serde_json::json!({ "outbox": { "page": "https://b.test/outbox?page=4" } });
        communities::set_older(&mut tx, group.id, Some(&older)).await.unwrap();
        assert_eq!(known_of(&mut tx, group.id).await, History::MoreThere);
        assert!(fetch_older(&ctx, &mut tx, lee.id, group.id).await.unwrap());
        assert!(matches!(known_of(&mut tx, group.id).await, History::Reading(_)));
        let job = jobs::claim(&mut tx, &[BACKFILL_JOB], "p", ctx.now(), ctx.now()).await.unwrap().unwrap();
        assert_eq!(job.payload["older"], true);
        jobs::fail(&mut tx, job.id, "p", "no answer", ctx.now()).await.unwrap();
        assert_eq!(known_of(&mut tx, group.id).await, History::MoreThere);
    }

    async fn the_first_to_follow_a_remote_community_has_its_history_read(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let max = person(&ctx, &mut tx, "max").await;
        let group = remote_community(&ctx, &mut tx, "sepsis", "b.test").await;
        follow(&ctx, &mut tx, lee.id, group.id).await.unwrap();
        let job = jobs::by_key(&mut tx, &format!("backfill:{}", group.id)).await.unwrap().unwrap();
        assert_eq!(job.kind, BACKFILL_JOB);
        assert_eq!(job.payload, serde_json::json!({ "community": group.id.to_string(), "older": false }));
        let begun = BackfillProgress { read: 0, found: 0, interrupted: false };
        assert_eq!(known_of(&mut tx, group.id).await, History::Reading(begun));
        assert!(!fetch_older(&ctx, &mut tx, lee.id, group.id).await.unwrap());

        let claimed = jobs::claim(&mut tx, &[BACKFILL_JOB], "p", ctx.now(), ctx.now()).await.unwrap().unwrap();
        let progress = serde_json::json!({ "found": 9, "waiting": ["https://b.test/p/1", "https://b.test/p/2"] });
        jobs::step(&mut tx, claimed.id, "p", &progress, ctx.now()).await.unwrap();
        let shown = BackfillProgress { read: 7, found: 9, interrupted: false };
        assert_eq!(known_of(&mut tx, group.id).await, History::Reading(shown));
        jobs::claim(&mut tx, &[BACKFILL_JOB], "p", ctx.now(), ctx.now()).await.unwrap().unwrap();
        jobs::finish(&mut tx, claimed.id, "p").await.unwrap();

        follow(&ctx, &mut tx, max.id, group.id).await.unwrap();
        assert_eq!(known_of(&mut tx, group.id).await, History::MoreThere);
        assert!(fetch_older(&ctx, &mut tx, max.id, group.id).await.unwrap());
        unfollow(&ctx, &mut tx, max.id, group.id).await.unwrap();
        let own = community(&ctx, &mut tx, "nursing", &lee).await;
        let ours = fetch_older(&ctx, &mut tx, lee.id, own.id).await;
        assert!(matches!(ours, Err(FetchOlderError::OurOwn)));
    }
}
