//! What moderators and administrators do.

use super::discussion;
use super::site::{Browser, Site};
use crate::domain::fact::Origin;
use crate::domain::ids::PeerId;
use crate::domain::resource::ResourceKind;
use crate::domain::role::NodeRole;
use crate::services::posts::{Accepted, NewResource, ReceivedPost, Wording, accept};
use crate::services::testing::{remote_community, remote_person};
use crate::store::delivery_failures::DeliveryFailure;
use crate::store::{delivery_failures, moderators, peers};

/// Dana's community with a post of Dana's that Lee reported; Max moderates the node. Gives the report's path.
async fn reported(site: &Site) -> (Browser, String, String) {
    let mut dana = site.with_community("dana").await;
    let mut kim = site.signed_in("kim").await;
    let thread = discussion(&mut kim, "Cheap pills").await;
    let mut lee = site.signed_in("lee").await;
    let fields = [("reason", "spam"), ("comment", "An advertisement")];
    assert_eq!(lee.post(&format!("{thread}/report"), &fields).await.status, 303);
    let desk = dana.get("/moderation").await;
    desk.says(&["Cheap pills", "Advertising or spam"]);
    let (_, rest) = desk.body.split_once("/moderation/reports/").unwrap();
    let report = format!("/moderation/reports/{}", rest.split('"').next().unwrap());
    (dana, report, thread)
}

#[tokio::test]
async fn a_moderator_reads_a_report_and_removes_the_post() {
    let site = Site::new().await;
    let (mut dana, report, thread) = reported(&site).await;
    dana.get(&report).await.says(&["An advertisement", "Cheap pills", "lee", "kim", "Well?"]);
    let silent =
        dana.post(&report, &[("resolution", "remove"), ("reason", " "), ("until", "2027-01-01")]).await;
    assert_eq!(silent.status, 422);
    silent.says(&["2027-01-01", "value=\"remove\" checked"]);
    let decided = dana
        .post(&report, &[("resolution", "ban"), ("reason", "Advertising"), ("until", "2027-01-01")])
        .await;
    assert_eq!((decided.status, decided.location()), (303, report.as_str()), "{}", decided.body);
    dana.get(&report).await.says(&["Advertising", "dana"]);
    assert!(!site.browser().get(&thread).await.body.contains("Well?"));
    dana.get("/c/sepsis/bans").await.says(&["kim"]);
    dana.get("/moderation?state=resolved").await.says(&["Advertising"]);
    assert_eq!(dana.post(&report, &[("action", "reopen")]).await.status, 303);
    dana.get("/moderation").await.says(&["/moderation/reports/"]);
}

#[tokio::test]
async fn threat_092_a_report_is_there_for_its_moderators_alone() {
    let site = Site::new().await;
    let (_, report, _) = reported(&site).await;
    let mut max = site.signed_in("max").await;
    for path in [report.as_str(), "/moderation", "/moderation/reports/1", "/moderation/reports/x"] {
        assert_eq!(max.get(path).await.status, 404, "{path}");
    }
    let fields = [("resolution", "dismiss"), ("reason", "mine")];
    assert_eq!(max.post(&report, &fields).await.status, 404);
    assert_eq!(site.browser().get(&report).await.status, 303);
    let mut staff = site.signed_in_as("ada", NodeRole::Moderator).await;
    assert_eq!(staff.get(&report).await.status, 200);
}

#[tokio::test]
async fn threat_102_a_reported_person_learns_not_who_reported() {
    let site = Site::new().await;
    let (mut dana, report, thread) = reported(&site).await;
    dana.post(&report, &[("resolution", "remove"), ("reason", "Advertising")]).await;
    let mut kim = site.sign_in("kim").await;
    for path in ["/notifications", "/c/sepsis/log", &thread] {
        assert!(!kim.get(path).await.body.contains(">lee<"), "{path}");
    }
    let told = dana.get("/notifications").await;
    told.says(&["Something was reported in Sepsis care"]);
    assert!(!told.body.contains("lee reported"));
}

#[tokio::test]
async fn the_nodes_moderators_suspend_people() {
    let site = Site::new().await;
    let mut ada = site.signed_in_as("ada", NodeRole::Moderator).await;
    let lee = site.person("lee", NodeRole::Person).await.id.to_string();
    ada.get("/u/lee").await.says(&["/moderation/people"]);
    let fields = [("person", lee.as_str()), ("action", "suspend"), ("reason", "Threats")];
    assert_eq!(ada.post("/moderation/people", &fields).await.location(), "/u/lee");
    assert_eq!(site.browser().get("/u/lee").await.status, 404);
    ada.get("/u/lee").await.says(&["value=\"restore\""]);
    assert_eq!(ada.post("/moderation/people", &[("person", &lee), ("action", "restore")]).await.status, 303);
    assert_eq!(site.browser().get("/u/lee").await.status, 200);
    let mut kim = site.signed_in("kim").await;
    assert_eq!(kim.post("/moderation/people", &fields).await.status, 404);
}

#[tokio::test]
async fn threat_094_only_administrators_know_of_their_pages() {
    let site = Site::new().await;
    let mut people = [
        site.signed_in("lee").await,
        site.with_community("dana").await,
        site.signed_in_as("ada", NodeRole::Moderator).await,
    ];
    let pages = ["/admin/organization", "/admin/people", "/admin/peers", "/admin/federation"];
    for person in &mut people {
        for path in pages {
            assert_eq!(person.get(path).await.status, 404, "{path}");
        }
        for (path, fields) in [
            ("/admin/people", [("person", "1"), ("action", "make-admin")]),
            ("/admin/peers", [("peer", "1"), ("action", "drop")]),
            ("/admin/federation", [("action", "drop-rule"), ("domain", "b.test")]),
        ] {
            assert_eq!(person.post(path, &fields).await.status, 404, "{path}");
        }
    }
    for path in pages {
        assert_eq!(site.browser().get(path).await.status, 303, "{path}");
    }
}

#[tokio::test]
async fn threat_096_places_that_nobody_gave_out_begin_at_the_beginning() {
    let site = Site::new().await;
    let mut ada = site.signed_in_as("ada", NodeRole::Admin).await;
    for path in [
        "/admin/people?before=x&q=%25%27--&state=%00",
        "/admin/peers?after=%27&well=9",
        "/notifications?before=-5",
        "/moderation?before=999999999999999999999",
        "/u/ada?after=x",
    ] {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn an_administrator_finds_people_and_changes_what_they_may_do() {
    let site = Site::new().await;
    let mut ada = site.signed_in_as("ada", NodeRole::Admin).await;
    let lee = site.person("lee", NodeRole::Person).await.id.to_string();
    ada.get("/admin/people?q=LEE").await.says(&["lee@mail.test"]);
    assert!(!ada.get("/admin/people?q=%25").await.body.contains("lee@mail.test"), "threat 86");
    let act = |action: &'static str| [("person", lee.clone()), ("action", action.to_owned())];
    for action in ["make-moderator", "make-person", "suspend", "restore"] {
        let fields = act(action);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = ada.post("/admin/people", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/admin/people"), "{action}");
    }
    let ada_id = site.id_of("ada").await;
    let last = ada.post("/admin/people", &[("person", &ada_id), ("action", "make-person")]).await;
    assert_eq!(last.status, 422);
    last.says(&["Make somebody else an administrator first."]);
}

#[tokio::test]
async fn nobody_is_offered_to_suspend_whom_they_cannot() {
    let site = Site::new().await;
    let mut max = site.signed_in_as("max", NodeRole::Moderator).await;
    let mut ada = site.signed_in_as("ada", NodeRole::Admin).await;
    let mut lee = site.signed_in("lee").await;
    let offers = "value=\"suspend\"";
    max.get("/u/lee").await.says(&[offers]);
    ada.get("/u/max").await.says(&[offers]);
    for page in
        [max.get("/u/ada").await, max.get("/u/max").await, ada.get("/u/ada").await, lee.get("/u/max").await]
    {
        assert_eq!(page.status, 200);
        assert!(!page.body.contains(offers));
    }
    let alone = ada.get("/admin/people?q=ada").await;
    alone.says(&["ada@mail.test"]);
    assert!(!alone.body.contains("name=\"person\""), "nothing can be done about the only administrator");

    let ada_id = site.id_of("ada").await;
    let fields = [("person", ada_id.as_str()), ("action", "suspend"), ("reason", "mine now")];
    let refused = max.post("/moderation/people", &fields).await;
    assert_eq!(refused.status, 403);
    refused.says(&["Only an administrator can suspend those who moderate or administer. Ask one of them."]);
    let refused = ada.post("/moderation/people", &fields).await;
    refused.says(&["You cannot do this to yourself."]);
}

#[tokio::test]
async fn who_moderates_a_community_elsewhere_finds_its_bans() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let ctx = &site.state.context;
    let mut tx = site.state.db.begin().await.unwrap();
    let ward = remote_community(ctx, &mut tx, "ward", "b.test").await;
    let id = site.id_of("lee").await.parse().unwrap();
    moderators::add(&mut tx, ward.id, id, None, ctx.now()).await.unwrap();
    tx.commit().await.unwrap();
    lee.get("/c/ward@b.test").await.says(&["href=\"/c/ward@b.test/bans\""]);
    let bans = lee.get("/c/ward@b.test/bans").await;
    assert_eq!(bans.status, 200);
    assert!(!bans.body.contains("/c/ward@b.test/edit"), "its settings are kept where it lives");
    assert_eq!(lee.get("/c/ward@b.test/edit").await.status, 403);
    assert!(!site.browser().get("/c/ward@b.test").await.body.contains("/bans"));
}

#[tokio::test]
async fn who_moderates_a_community_elsewhere_can_resign_and_name_nobody() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let ctx = &site.state.context;
    let mut tx = site.state.db.begin().await.unwrap();
    let ward = remote_community(ctx, &mut tx, "ward", "b.test").await;
    let dana = remote_person(ctx, &mut tx, "dana", "b.test").await;
    let id = site.id_of("lee").await.parse().unwrap();
    for moderator in [id, dana.id] {
        moderators::add(&mut tx, ward.id, moderator, None, ctx.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = lee.get("/c/ward@b.test/moderators").await;
    page.says(&["dana", "Who else moderates is decided where the community is hosted.", "value=\"resign\""]);
    assert!(!page.body.contains("value=\"add\"") && !page.body.contains("value=\"remove\""));
    let path = "/c/ward@b.test/moderators";
    let dana = dana.id.to_string();
    assert_eq!(lee.post(path, &[("action", "remove"), ("person", &dana)]).await.status, 403);
    assert_eq!(lee.post(path, &[("action", "resign")]).await.location(), "/c/ward@b.test");
    assert_eq!(lee.get(path).await.status, 403);
}

#[tokio::test]
async fn a_block_is_weighed_before_it_is_made() {
    let site = Site::new().await;
    let mut ada = site.signed_in_as("ada", NodeRole::Admin).await;
    let mut fields =
        vec![("action", "block"), ("domain", "B.test"), ("reason", "spam & more"), ("confirm", "dry-run")];
    let weighed = ada.post("/admin/federation", &fields).await;
    assert_eq!(weighed.status, 200);
    weighed.says(&["This would happen", "Nobody would lose anything", "value=\"yes\"", "spam &#38; more"]);
    site.browser().get("/about").await.says(&["Moothall"]);
    fields[3].1 = "yes";
    assert_eq!(ada.post("/admin/federation", &fields).await.location(), "/admin/federation");
    ada.get("/admin/federation").await.says(&["b.test", "spam &#38; more"]);
    site.browser().get("/about").await.says(&["b.test", "spam &#38; more"]);
    let own = [("action", "block"), ("domain", "a.test"), ("confirm", "yes")];
    ada.post("/admin/federation", &own).await.says(&["This is our own domain.", "value=\"a.test\""]);
    assert_eq!(
        ada.post("/admin/federation", &[("action", "drop-rule"), ("domain", "b.test")]).await.status,
        303
    );

    let list = "#domain,#severity\nc.test,suspend\nd.test\n\nc.test";
    let mut fields = vec![("action", "import"), ("rule", "block"), ("list", list), ("confirm", "dry-run")];
    ada.post("/admin/federation", &fields).await.says(&["2 domains"]);
    fields[3].1 = "yes";
    assert_eq!(ada.post("/admin/federation", &fields).await.status, 303);
    ada.get("/admin/federation").await.says(&["c.test", "d.test"]);
    let bad = [("action", "import"), ("rule", "block"), ("list", "not a domain"), ("confirm", "yes")];
    ada.post("/admin/federation", &bad).await.says(&["A line is not a domain.", "not a domain"]);

    for (confirm, status) in [("dry-run", 200), ("yes", 303)] {
        let fields = [("action", "mode"), ("mode", "closed"), ("confirm", confirm)];
        assert_eq!(ada.post("/admin/federation", &fields).await.status, status);
    }
}

#[tokio::test]
async fn deliveries_to_a_server_are_paused_resumed_and_dropped() {
    let site = Site::new().await;
    let mut ada = site.signed_in_as("ada", NodeRole::Admin).await;
    let mut tx = site.state.db.begin().await.unwrap();
    let now = site.state.context.now();
    let peer = peers::ensure(&mut tx, PeerId::new(7), "b.test", now).await.unwrap();
    let failure = DeliveryFailure {
        id: 1,
        peer_id: peer,
        seq: 1,
        inbox_url: "https://b.test/inbox".to_owned(),
        status: Some(400),
        error: "<b>no</b>".to_owned(),
        created_at: now,
    };
    delivery_failures::insert(&mut tx, &failure).await.unwrap();
    tx.commit().await.unwrap();
    ada.get("/admin/peers").await.says(&["b.test", "1 refusal", "&#60;b&#62;no"]);
    for (action, then) in [
        ("pause", "value=\"resume\""),
        ("resume", "value=\"pause\""),
        ("drop", "b.test"),
        ("retry", "b.test"),
    ] {
        let answer = ada.post("/admin/peers", &[("peer", "7"), ("action", action)]).await;
        assert_eq!(answer.location(), "/admin/peers", "{action}");
        ada.get("/admin/peers").await.says(&[then]);
    }
    assert_eq!(ada.post("/admin/peers", &[("peer", "8"), ("action", "pause")]).await.status, 404);
}

#[tokio::test]
async fn a_steward_is_told_where_a_resource_is_confirmed() {
    let site = Site::new().await;
    let mut lee = site.signed_in("lee").await;
    let steward = site.id_of("lee").await.parse().unwrap();
    let ctx = &site.state.context;
    let mut tx = site.state.db.begin().await.unwrap();
    let dana = remote_person(ctx, &mut tx, "dana", "b.test").await;
    let ward = remote_community(ctx, &mut tx, "ward", "b.test").await;
    let tool = Wording {
        title: Some("Screening tool".to_owned()),
        html: "<p>Step one.</p>".to_owned(),
        resource: Some(NewResource {
            kind: ResourceKind::Template,
            licence: None,
            steward_id: Some(steward),
            review_by: Some("2027-03-01".to_owned()),
        }),
        ..Wording::default()
    };
    let received = ReceivedPost {
        uri: "https://b.test/r/1".to_owned(),
        url: None,
        author: dana.id,
        community: Some(ward.id),
        parent: None,
        context_uri: None,
        published_at: ctx.now(),
        updated_at: None,
        history: false,
        wording: tool,
    };
    let accepted = accept(ctx, &mut tx, received, &Origin::Host(ward.id)).await.unwrap();
    let Accepted::New(id) = accepted else { panic!("{accepted:?}") };
    tx.commit().await.unwrap();
    let page = lee.get(&format!("/r/{id}")).await;
    page.says(&["it is kept at b.test"]);
    assert!(!page.body.contains("/review\""), "what always fails is not offered");
    assert_eq!(lee.get(&format!("/r/{id}/review")).await.location(), format!("/r/{id}"));
}
