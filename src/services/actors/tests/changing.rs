use std::sync::Arc;

use super::document;
use crate::domain::actor::ActorKind;
use crate::domain::community::FollowState;
use crate::domain::fact::Fact;
use crate::domain::permission::Denial;
use crate::domain::role::NodeRole;
use crate::infra::keys::Sealer;
use crate::services::actors::{
    OrganizationError, OrganizationProfile, edit_organization, ensure_node_actors, moved, remember,
};
use crate::services::communities::{follow, receive_follow};
use crate::services::testing::{
    community, context, facts, on_both_engines, person, person_as, remote_person,
};
use crate::store::{Db, actors, follows, settings, subscriptions};

on_both_engines! {
    async fn an_administrator_presents_the_organization(db: Db) {
        let ctx = context();
        ensure_node_actors(&ctx, &db, &Arc::new(Sealer::new(&[7; 32]).unwrap())).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
        let max = person_as(&ctx, &mut tx, "max", NodeRole::Moderator).await;
        let profile = OrganizationProfile {
            name: "Northside Hospital".to_owned(),
            summary: "A *teaching* hospital.".to_owned(),
            icon_url: None,
            banner_url: None,
            contact_email: Some("office@a.test".to_owned()),
            rules: Some("Be kind.".to_owned()),
        };
        let denied = edit_organization(&ctx, &mut tx, max.id, profile.clone()).await;
        assert!(matches!(denied, Err(OrganizationError::Denied(Denial::RoleNeeded))));
        edit_organization(&ctx, &mut tx, lee.id, profile).await.unwrap();
        let organization = actors::by_uri(&mut tx, "https://a.test/org").await.unwrap().unwrap();
        assert_eq!(organization.name, "Northside Hospital");
        assert!(organization.summary_html.contains("<em>teaching</em>"));
        assert_eq!(settings::rules(&mut tx).await.unwrap().as_deref(), Some("Be kind."));
        assert_eq!(settings::contact_email(&mut tx).await.unwrap().as_deref(), Some("office@a.test"));
        assert_eq!(facts(&mut tx).await, [Fact::ActorChanged { actor: organization.id }]);
    }

    async fn a_follower_with_a_new_inbox_is_reached_there(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let group = community(&ctx, &mut tx, "sepsis", &lee).await;
        let mut dana = document("u/dana", "dana", ActorKind::Person);
        let id = remember(&ctx, &mut tx, dana.clone()).await.unwrap();
        let uri = "https://b.test/follow/1".to_owned();
        receive_follow(&ctx, &mut tx, id, group.id, uri).await.unwrap();
        for inbox in ["https://b.test/new-inbox", "https://b.test/shared"] {
            dana.shared_inbox_url = Some(inbox.to_owned());
            remember(&ctx, &mut tx, dana.clone()).await.unwrap();
            remember(&ctx, &mut tx, dana.clone()).await.unwrap();
            let rows = subscriptions::of_actor(&mut tx, group.id).await.unwrap();
            assert_eq!(rows.iter().map(|row| row.inbox_url.as_str()).collect::<Vec<_>>(), [inbox]);
        }
    }

    async fn whoever_follows_a_person_who_moves_follows_along(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let old = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let new = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        follow(&ctx, &mut tx, lee.id, old.id).await.unwrap();
        facts(&mut tx).await;
        assert!(moved(&ctx, &mut tx, old.id, new.id).await.unwrap());
        assert!(!moved(&ctx, &mut tx, old.id, new.id).await.unwrap());
        assert_eq!(follows::get(&mut tx, lee.id, old.id).await.unwrap(), None);
        let state = follows::get(&mut tx, lee.id, new.id).await.unwrap().unwrap().state;
        assert_eq!(state, FollowState::Waiting);
        let told = facts(&mut tx).await;
        assert!(matches!(told[..], [Fact::FollowWithdrawn { .. }, Fact::FollowAsked { .. }]));
    }

    async fn threat_098_two_who_move_to_each_other_move_nobody_twice(db: Db) {
        let (ctx, mut tx) = (context(), db.begin().await.unwrap());
        let lee = person(&ctx, &mut tx, "lee").await;
        let one = remote_person(&ctx, &mut tx, "dana", "b.test").await;
        let other = remote_person(&ctx, &mut tx, "dana", "c.test").await;
        follow(&ctx, &mut tx, lee.id, one.id).await.unwrap();
        assert!(moved(&ctx, &mut tx, one.id, other.id).await.unwrap());
        facts(&mut tx).await;
        for _ in 0..3 {
            assert!(!moved(&ctx, &mut tx, other.id, one.id).await.unwrap());
            assert!(!moved(&ctx, &mut tx, one.id, other.id).await.unwrap());
        }
        assert_eq!(facts(&mut tx).await, []);
        assert!(follows::get(&mut tx, lee.id, other.id).await.unwrap().is_some());
    }
}
