use super::on_both_engines;
use super::people::{NOW, add_community, add_follow, add_person};
use crate::config::{FederationMode, SignUpMode};
use crate::domain::community::FollowState;
use crate::domain::delivery::{Audience, PeerState, Rendering};
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::ids::PeerId;
use crate::store::activities::NewActivity;
use crate::store::domain_rules::{Losses, ShutOut};
use crate::store::peer_overview::Place;
use crate::store::{
    Db, activities, communities, domain_rules, follows, peer_overview, peers, settings, subscriptions,
};

on_both_engines! {
    async fn a_setting_that_is_taken_back_follows_the_configuration(db: Db) {
        let mut tx = db.begin().await.unwrap();
        settings::set_federation_mode(&mut tx, Some(FederationMode::AllowList)).await.unwrap();
        settings::set_federation_mode(&mut tx, Some(FederationMode::Closed)).await.unwrap();
        assert_eq!(settings::federation_mode(&mut tx).await.unwrap(), Some(FederationMode::Closed));
        settings::set_federation_mode(&mut tx, None).await.unwrap();
        assert_eq!(settings::federation_mode(&mut tx).await.unwrap(), None);
        settings::set_sign_up(&mut tx, Some(SignUpMode::Open)).await.unwrap();
        assert_eq!(settings::sign_up(&mut tx).await.unwrap(), Some(SignUpMode::Open));
        settings::set_contact_email(&mut tx, Some("desk@a.test")).await.unwrap();
        assert_eq!(settings::contact_email(&mut tx).await.unwrap().as_deref(), Some("desk@a.test"));
        settings::set_rules(&mut tx, Some("Be kind.")).await.unwrap();
        assert_eq!(settings::rules(&mut tx).await.unwrap().as_deref(), Some("Be kind."));
    }

    async fn threat_033_a_rule_for_a_domain_is_one_for_its_subdomains(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let rule = DomainRule {
            domain: "evil.test".to_owned(),
            rule: Rule::Block,
            reason: "spam".to_owned(),
            created_by: None,
            created_at: NOW,
        };
        domain_rules::put(&mut tx, &rule).await.unwrap();
        domain_rules::put(&mut tx, &rule).await.unwrap();
        assert_eq!(domain_rules::all(&mut tx).await.unwrap(), [rule]);
        for domain in ["evil.test", "a.evil.test", "a.b.evil.test"] {
            assert_eq!(domain_rules::covering(&mut tx, domain).await.unwrap(), [Rule::Block], "{domain}");
        }
        for domain in ["notevil.test", "test", "evil.test.b.test", "xevil.test", "l.test"] {
            assert_eq!(domain_rules::covering(&mut tx, domain).await.unwrap(), [], "{domain}");
        }
        assert!(domain_rules::delete(&mut tx, "evil.test").await.unwrap());
        assert!(!domain_rules::delete(&mut tx, "evil.test").await.unwrap());
    }

    async fn what_a_block_would_end_is_counted(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let ours = add_community(&mut tx, 1, "sepsis", "a.test").await;
        let lee = add_person(&mut tx, 2, "lee", "a.test").await;
        let theirs = add_community(&mut tx, 3, "nursing", "b.test").await;
        let dana = add_person(&mut tx, 4, "dana", "x.b.test").await;
        add_person(&mut tx, 5, "kim", "notb.test").await;
        add_follow(&mut tx, &dana, &ours, FollowState::Accepted).await;
        add_follow(&mut tx, &lee, &theirs, FollowState::Waiting).await;
        let peer = peers::ensure(&mut tx, PeerId::new(1), "x.b.test", NOW).await.unwrap();
        subscriptions::add(&mut tx, peer, ours.id, "https://x.b.test/inbox").await.unwrap();
        let losses = domain_rules::losses(&mut tx, &["b.test".to_owned()]).await.unwrap();
        let expected =
            Losses { actors: 2, followers: 1, follows: 1, subscriptions: 1, communities: 1, pending: 0 };
        assert_eq!(losses, expected);

        let all = domain_rules::losses_of(&mut tx, ShutOut::Everybody).await.unwrap();
        assert_eq!(all, Losses { actors: 3, ..expected });
        let allowed = DomainRule {
            domain: "b.test".to_owned(),
            rule: Rule::Allow,
            reason: String::new(),
            created_by: None,
            created_at: NOW,
        };
        domain_rules::put(&mut tx, &allowed).await.unwrap();
        let others = domain_rules::losses_of(&mut tx, ShutOut::NotAllowed).await.unwrap();
        assert_eq!(others, Losses { actors: 1, ..Losses::default() });
        assert_eq!(follows::count_following(&mut tx, dana.id).await.unwrap(), 1);
        assert_eq!(follows::in_common(&mut tx, dana.id, lee.id, 9).await.unwrap(), []);
        assert_eq!(communities::count_local(&mut tx).await.unwrap(), 1);
    }

    async fn troubled_peers_come_first_and_what_waits_is_counted(db: Db) {
        let mut tx = db.begin().await.unwrap();
        let ours = add_community(&mut tx, 1, "sepsis", "a.test").await;
        for (id, domain) in [(1, "b.test"), (2, "c.test"), (3, "d.test")] {
            let peer = peers::ensure(&mut tx, PeerId::new(id), domain, NOW).await.unwrap();
            subscriptions::add(&mut tx, peer, ours.id, "https://x.test/inbox").await.unwrap();
        }
        peers::set_state(&mut tx, PeerId::new(2), PeerState::Paused).await.unwrap();
        let activity = NewActivity {
            uri: "https://a.test/activities/1".to_owned(),
            sender_id: ours.id,
            body: "{}".to_owned(),
            ordering_key: 1,
            audience: Audience::Followers,
            audience_id: Some(ours.id),
            rendering: Rendering::Any,
            direct: vec![(PeerId::new(1), "https://b.test/u/dana/inbox".to_owned())],
            created_at: NOW,
        };
        activities::append(&mut tx, &[activity]).await.unwrap();
        peers::drop_pending(&mut tx, PeerId::new(3)).await.unwrap();
        let first = peer_overview::list(&mut tx, Place::START, 2).await.unwrap();
        let seen: Vec<_> = first.iter().map(|row| (row.peer.domain.as_str(), row.pending)).collect();
        assert_eq!(seen, [("c.test", 1), ("b.test", 1)]);
        assert_eq!(first[0].oldest_pending_at, Some(NOW));
        let after = Place { troubled: false, domain: "b.test" };
        let rest = peer_overview::list(&mut tx, after, 9).await.unwrap();
        assert_eq!(rest.iter().map(|row| (row.peer.id.get(), row.pending)).collect::<Vec<_>>(), [(3, 0)]);
        let totals = peer_overview::totals(&mut tx).await.unwrap();
        assert_eq!((totals.peers, totals.failing, totals.pending), (3, 0, 2));
        assert_eq!(peer_overview::known(&mut tx, 9).await.unwrap().len(), 3);
    }
}
