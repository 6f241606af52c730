//! Pages of one person, and those that belong to nobody.

use super::*;
use crate::domain::ids::{ActorId, AppId, NotificationId, SessionId};
use crate::web::render::Theme;

samples! {
    SignIn => Self { handle: "nia".to_owned(), next: "/c/sepsis".to_owned(), sign_up_open: true, errors: FormErrors::default() },
    SignUp => Self {
        open: true,
        by_approval: true,
        domain: "northside.example".to_owned(),
        contact: Some("office@northside.example".to_owned()),
        handle: "Nia W".to_owned(),
        name: "Nia Williams".to_owned(),
        email: "nia@northside.example".to_owned(),
        reason: String::new(),
        errors: errors(&[("handle", "handle-hint"), ("reason", "sign-up-reason-hint")]),
    },
    SignUpWaiting => Self { email: "nia@northside.example".to_owned() },
    Home => Self {
        communities: vec![
            MyCommunity { community: sepsis(), unread: 4, waiting: false },
            MyCommunity { community: rural(), unread: 1, waiting: false },
            MyCommunity { community: simulation(), unread: 0, waiting: true },
        ],
        topics: mixed_topics(),
        pagination: Pagination { newer: None, older: Some("/?before=117000000000000006".to_owned()) },
        suggestions: vec![],
        may_create: true,
    },
    FrontPage => Self {
        introduction: html("<p>Communities of practice of Northside Hospital Trust, open to colleagues from every organization. Read along, or take part with an account here or at your own organization.</p>"),
        communities: vec![sepsis()],
        topics: topics(),
        sign_up_open: true,
    },
    Explore => Self {
        query: "sepsis".to_owned(),
        local: vec![sepsis()],
        remote: vec![simulation(), rural()],
        people: vec![PersonResult { person: dana(), bio: "Nurse educator. I teach the first-hour bundle.".to_owned() }],
        threads: topics().into_iter().take(2).map(|topic| ThreadResult {
            topic: TopicRow { community: Some(sepsis()), ..topic },
            excerpt: "… the laboratory needs fifty minutes. With thirty-one patients, screening for sepsis slips …".to_owned(),
        }).collect(),
        resources: cards().into_iter().take(1).collect(),
        lookup: Lookup::Offer,
        pagination: Pagination::default(),
        may_create: true,
    },
    Profile => Self {
        person: dana(),
        address: "@dana@b.test".to_owned(),
        bio: html("<p>Nurse educator. I teach the first-hour bundle and collect what goes wrong with it.</p>"),
        fields: vec![
            ProfileField { name: "Function".to_owned(), value: html("Nurse educator") },
            ProfileField { name: "Page".to_owned(), value: html("<a href=\"https://b.test/staff/dana\" rel=\"nofollow noopener noreferrer\">https://b.test/staff/dana</a>") },
        ],
        since: ago(60 * 24 * 300),
        communities: vec![sepsis(), simulation()],
        topics: mixed_topics().into_iter().take(3).collect(),
        pagination: Pagination::default(),
        own: false,
        suspended: false,
        banner: None,
        moderate: Some(ActorId::new(2)),
        original: Some("https://b.test/u/dana".to_owned()),
        follow: FollowState::None,
        may_keep_away: true,
        blocked: false,
        muted: true,
        moved_to: Some("https://c.test/u/dana".to_owned()),
    },
    Notifications => Self {
        items: vec![
            notification(1, NotificationKind::Reply, kim(), "How do you screen when the ward is full?", "Do you repeat it after fluids, or only at the start of a shift?", 4, true),
            notification(2, NotificationKind::Thanks, dana(), "Handover sheet for suspected sepsis", "", 95, true),
            notification(3, NotificationKind::Mention, max(), "Antibiotics within the hour", "@nia@a.test, did you not try this last year?", 60 * 30, false),
            Notification { asks: Some(FollowRequest { follower: ActorId::new(7), community: Some(ActorId::new(1)) }), ..notification(5, NotificationKind::FollowAsked, kim(), "Sepsis care", "", 60 * 32, true) },
            notification(4, NotificationKind::FollowAccepted, person("Simulation teaching", "simulation@b.test", river()), "Simulation teaching", "", 60 * 24 * 9, false),
        ],
        unread: 2,
        pagination: Pagination::default(),
    },
    SettingsProfile => Self {
        name: "Nia Williams".to_owned(),
        bio: "New on the acute ward.".to_owned(),
        fields: vec![("Function".to_owned(), "Staff nurse".to_owned()), (String::new(), String::new()), (String::new(), String::new()), (String::new(), String::new())],
        avatar: None,
        banner: None,
        indexable: false,
        errors: FormErrors::default(),
    },
    SettingsAccount => Self { address: "@nia@a.test".to_owned(), email: "nia@northside.example".to_owned(), errors: errors(&[("new", "password-hint")]) },
    SettingsSessions => Self {
        sessions: vec![
            Session { id: SessionId::new(1), client: "Firefox on Linux".to_owned(), since: ago(60 * 24 * 20), last_used: ago(0), current: true },
            Session { id: SessionId::new(2), client: "Safari on iPhone".to_owned(), since: ago(60 * 24 * 3), last_used: ago(60 * 11), current: false },
        ],
    },
    SettingsApps => Self {
        apps: vec![
            AuthorizedApp { id: AppId::new(1), name: "Tusky".to_owned(), website: Some("https://tusky.app/".to_owned()), may: vec!["may-read", "may-write", "may-follow", "may-push"], since: ago(60 * 24 * 40), last_used: ago(12) },
            AuthorizedApp { id: AppId::new(2), name: "Rota board".to_owned(), website: None, may: vec!["may-read-statuses"], since: ago(60 * 24 * 9), last_used: ago(60 * 24 * 2) },
        ],
        pagination: Pagination { newer: None, older: Some("/settings/apps?after=117".to_owned()) },
    },
    Authorize => Self {
        app: "Tusky".to_owned(),
        website: Some("https://tusky.app/".to_owned()),
        account: "@nia@a.test".to_owned(),
        may: vec!["may-read", "may-write", "may-follow", "may-push"],
        leads_to: Some("com.tusky:".to_owned()),
        fields: vec![("client_id", "x".to_owned()), ("scope", "read write follow push".to_owned())],
        another: "/sign-in?again=1".to_owned(),
    },
    AuthorizeRefused => Self {
        why: "app-scope",
        place: "https://app.test".to_owned(),
        back: "https://app.test/back?error=invalid_scope".to_owned(),
    },
    AuthorizationCode => Self { app: "toot".to_owned(), code: "N3xQmUoL9yB2kYtGv0Wc4hZsRj7dPfAe1iXq6TnEwKs".to_owned() },
    TagPage => Self {
        tag: "lactate".to_owned(),
        topics: mixed_topics(),
        pagination: Pagination { newer: None, older: Some("/tags/lactate?after=117000000000000006".to_owned()) },
    },
    SettingsKeptAway => Self {
        blocked: vec![KeptAway { id: ActorId::new(8), person: max(), until: None }],
        more_blocked: Pagination { newer: None, older: Some("/settings/kept-away?blocked=0.8".to_owned()) },
        more_muted: Pagination { newer: None, older: None },
        muted: vec![KeptAway { id: ActorId::new(7), person: kim(), until: Some(NOW) }],
        domains: vec!["m.test".to_owned()],
        domain: "northside".to_owned(),
        errors: errors(&[("domain", "problem-domain")]),
    },
    SettingsData => Self { posts: 48, communities: 3 },
    SettingsMoving => Self {
        address: "@dana@b.test".to_owned(),
        others: "@dana@c.test".to_owned(),
        to: String::new(),
        moved_to: Some("https://c.test/u/dana".to_owned()),
        errors: FormErrors::default(),
    },
    SettingsAppearance => Self {
        theme: Theme::System,
        locales: vec![choice(("en", "English", true)), choice(("de", "Deutsch", false))],
        time_zone: "Europe/London".to_owned(),
        time_zones: vec!["Europe/Berlin".to_owned(), "Europe/London".to_owned()],
        errors: FormErrors::default(),
    },
}

fn notification(
    id: i64,
    kind: NotificationKind,
    by: Person,
    subject: &str,
    excerpt: &str,
    minutes: i64,
    unread: bool,
) -> Notification {
    Notification {
        id: NotificationId::new(id),
        kind,
        by,
        href: "/p/117000000000000101".to_owned(),
        subject: subject.to_owned(),
        excerpt: excerpt.to_owned(),
        community: Some(sepsis()),
        at: ago(minutes),
        unread,
        asks: None,
    }
}
