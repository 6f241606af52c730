//! The fixture of the tests: the Sepsis care community of Northside Hospital Trust, and people of three organizations.

use super::*;
use crate::domain::ids::{ActorId, DraftId, MediaId, NotificationId, PeerId, PostId, ReportId, SessionId};
use crate::domain::time::Timestamp;
use crate::web::i18n::Message;
use crate::web::render::Theme;

/// 21 September 2026, 14:13 UTC: when every sample page is read.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - minutes * 60_000)
}

fn html(text: &str) -> SafeHtml {
    SafeHtml::from_sanitised(text.to_owned())
}

fn organization(name: &str, domain: &str) -> Organization {
    Organization { name: name.to_owned(), domain: domain.to_owned() }
}

pub(crate) fn northside() -> Organization {
    organization("Northside Hospital Trust", "a.test")
}

fn river() -> Organization {
    organization("River University", "b.test")
}

fn lakeside() -> Organization {
    organization("Lakeside Clinic", "c.test")
}

fn person(name: &str, handle: &str, organization: Organization) -> Person {
    Person { name: name.to_owned(), handle: handle.to_owned(), organization, avatar: None }
}

pub(crate) fn lee() -> Person {
    person("Lee Okafor", "lee", northside())
}

pub(crate) fn nia() -> Person {
    person("Nia Williams", "nia", northside())
}

fn dana() -> Person {
    person("Dana Reyes", "dana@b.test", river())
}

fn kim() -> Person {
    person("Kim Andersson", "kim@c.test", lakeside())
}

fn max() -> Person {
    person("Max", "max@m.test", organization("m.test", "m.test"))
}

fn sepsis() -> Community {
    Community {
        name: "Sepsis care".to_owned(),
        handle: "sepsis".to_owned(),
        organization: northside(),
        icon: None,
        summary:
            "Recognizing and treating sepsis early: screening, first-hour bundles, teaching and follow-up."
                .to_owned(),
    }
}

fn simulation() -> Community {
    Community {
        name: "Simulation teaching".to_owned(),
        handle: "simulation@b.test".to_owned(),
        organization: river(),
        icon: None,
        summary: "Scenarios, debriefing and low-cost equipment for teaching clinical teams.".to_owned(),
    }
}

fn rural() -> Community {
    Community {
        name: "Rural emergency practice".to_owned(),
        handle: "rural@c.test".to_owned(),
        organization: lakeside(),
        icon: None,
        summary: "Small teams, long transfers: what works when the nearest intensive care unit is ninety minutes away.".to_owned(),
    }
}

fn header() -> CommunityHeader {
    CommunityHeader {
        community: sepsis(),
        banner: None,
        address: "@sepsis@a.test".to_owned(),
        followers: 214,
        follow: FollowState::Following,
        may_post: true,
        may_moderate: true,
        unlisted: false,
        unreachable_since: None,
        original: None,
    }
}

fn remote_header() -> CommunityHeader {
    CommunityHeader {
        community: simulation(),
        address: "@simulation@b.test".to_owned(),
        follow: FollowState::Waiting,
        may_moderate: false,
        unreachable_since: Some(ago(25)),
        original: Some("https://b.test/c/simulation".to_owned()),
        ..header()
    }
}

fn topic(id: i64, title: &str, author: Person, replies: u32, minutes: i64) -> TopicRow {
    TopicRow {
        id: PostId::new(117_000_000_000_000_000 + id),
        title: title.to_owned(),
        language: Some("en".to_owned()),
        last_author: author.clone(),
        participants: vec![author.clone(), lee(), kim()],
        author,
        community: None,
        tags: vec!["screening".to_owned()],
        kind: None,
        organizations: 3,
        replies,
        unread: 0,
        new: false,
        pinned: false,
        locked: false,
        last_activity: ago(minutes),
    }
}

fn topics() -> Vec<TopicRow> {
    vec![
        TopicRow {
            unread: 3,
            tags: vec!["screening".to_owned(), "emergency".to_owned()],
            participants: vec![dana(), lee(), kim(), max(), nia()],
            ..topic(
                1,
                "How do you screen when the ward is full and the lactate analyser is down?",
                dana(),
                12,
                4,
            )
        },
        TopicRow { new: true, ..topic(2, "Antibiotics within the hour: what slowed us down", kim(), 0, 41) },
        TopicRow {
            kind: Some(ResourceKind::Template),
            participants: vec![lee(), dana()],
            organizations: 2,
            ..topic(3, "Handover sheet for suspected sepsis", lee(), 7, 60 * 5)
        },
        TopicRow {
            language: Some("de".to_owned()),
            tags: vec!["lehre".to_owned()],
            participants: vec![kim()],
            organizations: 1,
            ..topic(4, "Wer hat Erfahrung mit dem qSOFA-Bogen in der Notaufnahme?", kim(), 2, 60 * 30)
        },
        TopicRow {
            locked: true,
            tags: vec![],
            ..topic(5, "Case clinic in September: notes and recording", dana(), 31, 60 * 24 * 9)
        },
        TopicRow {
            tags: vec![],
            ..topic(6, "Introductions: who are you and what brings you here?", nia(), 58, 60 * 24 * 40)
        },
    ]
}

fn pinned() -> Vec<TopicRow> {
    vec![TopicRow {
        pinned: true,
        tags: vec![],
        ..topic(7, "Start here: how this community works", lee(), 4, 60 * 24 * 20)
    }]
}

fn mixed_topics() -> Vec<TopicRow> {
    let homes = [sepsis(), rural(), sepsis(), rural(), simulation(), sepsis()];
    topics().into_iter().zip(homes).map(|(row, home)| TopicRow { community: Some(home), ..row }).collect()
}

fn card(id: i64, title: &str, kind: ResourceKind, steward: Person, validity: Validity) -> ResourceCard {
    ResourceCard {
        id: PostId::new(117_000_000_000_000_000 + id),
        title: title.to_owned(),
        language: Some("en".to_owned()),
        kind,
        summary: "One page for the first hour: who does what, what to measure, when to call for help. Tested on four wards.".to_owned(),
        tags: vec!["screening".to_owned(), "handover".to_owned()],
        steward: Some(steward),
        licence: Some("CC BY 4.0".to_owned()),
        version: 4,
        validity,
        updated: ago(60 * 24 * 12),
    }
}

fn cards() -> Vec<ResourceCard> {
    let day = |days: i64| Timestamp::from_millis(NOW.millis() + days * 86_400_000);
    vec![
        card(
            3,
            "Handover sheet for suspected sepsis",
            ResourceKind::Template,
            lee(),
            Validity::Current(day(190)),
        ),
        card(
            21,
            "Teaching the first-hour bundle in twenty minutes",
            ResourceKind::TrainingMaterial,
            dana(),
            Validity::DueSoon(day(20)),
        ),
        card(22, "Paediatric screening protocol", ResourceKind::Protocol, kim(), Validity::Overdue(day(-45))),
        ResourceCard {
            steward: None,
            licence: None,
            tags: vec![],
            version: 1,
            ..card(
                23,
                "National guideline on sepsis recognition",
                ResourceKind::Website,
                lee(),
                Validity::Unstated,
            )
        },
    ]
}

impl Post {
    pub(crate) fn sample() -> Self {
        Self {
            id: PostId::new(117_000_000_000_000_100),
            author: lee(),
            by_moderator: false,
            at: ago(60 * 26),
            edited: None,
            html: html(
                "<p>We print the qSOFA sheet and keep it in the crash trolley. It takes <strong>forty seconds</strong>.</p>",
            ),
            language: Some("en".to_owned()),
            level: 1,
            in_reply_to: None,
            thanks: 0,
            thanked: false,
            new: false,
            state: None,
            removed: None,
            deleted: false,
            sensitive: None,
            attachments: vec![],
            original: None,
            may: May { reply: true, thank: true, report: true, ..May::default() },
        }
    }
}

fn reply(id: i64, level: u8, author: Person, minutes: i64, text: &str) -> Post {
    Post {
        id: PostId::new(117_000_000_000_000_100 + id),
        author,
        at: ago(minutes),
        html: html(text),
        level,
        ..Post::sample()
    }
}

fn replies() -> Vec<Post> {
    [first_replies(), later_replies()].concat()
}

fn first_replies() -> Vec<Post> {
    let answers = |id: i64, name: &str| {
        Some(InReplyTo { id: PostId::new(117_000_000_000_000_100 + id), name: name.to_owned() })
    };
    vec![
        Post {
            by_moderator: true,
            thanks: 5,
            thanked: true,
            edited: Some(ago(60 * 20)),
            attachments: vec![Attachment {
                href: "/media/qsofa.pdf".to_owned(),
                name: "qsofa-pocket-sheet.pdf".to_owned(),
                alt: None,
                image: false,
                size: None,
                bytes: Some(48_200),
            }],
            ..reply(
                1,
                1,
                lee(),
                60 * 26,
                "<p>Two things helped us on the medical wards:</p><ul><li>a paper qSOFA sheet in the crash trolley</li><li>one nurse per shift who <em>owns</em> the rounds</li></ul><p>The sheet is attached. It takes forty seconds.</p>",
            )
        },
        Post {
            original: Some("https://c.test/p/1".to_owned()),
            ..reply(
                2,
                2,
                kim(),
                60 * 22,
                "<p>Do you repeat it after fluids, or only at the start of a shift?</p>",
            )
        },
        Post {
            state: Some(DeliveryState::Published),
            may: May { reply: true, edit: true, delete: true, ..May::default() },
            in_reply_to: answers(2, "Kim Andersson"),
            ..reply(3, 3, nia(), 60 * 21, "<p>After every bolus, and again after one hour.</p>")
        },
        Post {
            in_reply_to: answers(3, "Nia Williams"),
            language: Some("de".to_owned()),
            ..reply(4, 4, kim(), 60 * 20, "<p>Danke, das übernehmen wir so in unser Protokoll.</p>")
        },
    ]
}

fn later_replies() -> Vec<Post> {
    vec![
        Post {
            removed: Some(Removal {
                by: lee(),
                reason: "named a patient; please post again without the name".to_owned(),
            }),
            ..reply(5, 1, max(), 60 * 9, "")
        },
        Post {
            new: true,
            sensitive: Some("description of a wound".to_owned()),
            ..reply(6, 1, max(), 35, "<p>Photographs from our teaching file follow.</p>")
        },
        Post {
            state: Some(DeliveryState::Unreachable {
                organization: "River University".to_owned(),
                since: ago(12),
            }),
            may: May { reply: true, edit: true, delete: true, ..May::default() },
            new: true,
            ..reply(
                7,
                1,
                nia(),
                4,
                "<p>I asked our biomedical engineers: the loan analyser arrives on Thursday.</p>",
            )
        },
        Post {
            state: Some(DeliveryState::Refused {
                reason: "This discussion was closed before your reply arrived.".to_owned(),
            }),
            ..reply(8, 2, nia(), 2, "<p>And the cartridges?</p>")
        },
    ]
}

impl Thread {
    pub(crate) fn sample() -> Self {
        Self {
            header: header(),
            title: "How do you screen when the ward is full and the lactate analyser is down?".to_owned(),
            post: Post {
                level: 0,
                thanks: 9,
                may: May {
                    reply: true,
                    thank: true,
                    report: true,
                    remove: true,
                    manage: true,
                    ..May::default()
                },
                original: Some("https://b.test/p/117000000000000001".to_owned()),
                ..reply(
                    0,
                    0,
                    dana(),
                    60 * 28,
                    "<p>Our point-of-care lactate analyser has been out of order since Friday, and the laboratory needs fifty minutes. With thirty-one patients on a ward for twenty-six, screening slips.</p><p>What do you use in the meantime? I know the <a href=\"https://example.org/qsofa\" rel=\"nofollow noopener noreferrer\">qSOFA criteria</a>, but I would like to hear what <strong>actually</strong> works at three in the morning.</p>",
                )
            },
            tags: vec!["screening".to_owned(), "emergency".to_owned()],
            link: None,
            pinned: true,
            locked: false,
            reply_count: 12,
            participants: vec![dana(), lee(), kim(), max(), nia()],
            organizations: 4,
            replies: replies(),
            pagination: Pagination { newer: None, older: Some("/p/117000000000000100?after=9".to_owned()) },
            reply_to: Some(InReplyTo {
                id: PostId::new(117_000_000_000_000_100),
                name: "Dana Reyes".to_owned(),
            }),
            reply_body: String::new(),
            preview: None,
            errors: FormErrors::default(),
        }
    }
}

fn languages() -> Vec<Choice> {
    [("en", "English", true), ("de", "Deutsch", false), ("ar", "العربية", false)].map(choice).to_vec()
}

fn choice((value, label, selected): (&str, &str, bool)) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), selected }
}

fn facet(value: &str, label: &str, selected: bool, count: u64) -> Facet {
    Facet { choice: choice((value, label, selected)), count }
}

fn errors(entries: &[(&'static str, &'static str)]) -> FormErrors {
    let mut errors = FormErrors::default();
    for (field, key) in entries {
        errors.add(field, Message::new(key));
    }
    errors
}

fn log_entry(action: LogAction, minutes: i64, subject: &str, reason: &str) -> LogEntry {
    LogEntry {
        at: ago(minutes),
        by: lee(),
        action,
        subject: Some((subject.to_owned(), "/p/117000000000000105".to_owned())),
        reason: reason.to_owned(),
        until: None,
    }
}

fn log() -> Vec<LogEntry> {
    vec![
        log_entry(
            LogAction::Removed,
            60 * 8,
            "a reply by Max",
            "named a patient; please post again without the name",
        ),
        log_entry(LogAction::Locked, 60 * 24 * 9, "Case clinic in September: notes and recording", ""),
        LogEntry {
            until: Some(ago(-60 * 24 * 14)),
            ..log_entry(LogAction::Banned, 60 * 24 * 15, "@bot@m.test", "advertising in five discussions")
        },
        log_entry(LogAction::ModeratorAdded, 60 * 24 * 60, "Dana Reyes", ""),
    ]
}

macro_rules! samples {
    ($($name:ident => $sample:expr),+ $(,)?) => {
        $(impl $name {
            pub(crate) fn sample() -> Self {
                $sample
            }
        })+
    };
}

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
    CommunityOverview => Self {
        header: header(),
        about: html("<p>We share what helps to recognize and treat sepsis early: screening, first-hour bundles, teaching and follow-up.</p><p>For nurses, physicians, educators and managers, from any organization.</p>"),
        pinned: pinned(),
        latest: topics().into_iter().take(4).collect(),
        resources: cards().into_iter().take(2).collect(),
        moderators: vec![lee(), dana()],
        tags: ["screening", "teaching", "handover", "paediatrics"].map(|tag| (tag.to_owned(), format!("/c/sepsis/topics?tag={tag}"))).to_vec(),
        backfill: Backfill::NotNeeded,
    },
    TopicList => Self {
        header: remote_header(),
        filter: TopicFilter::Latest,
        tag: None,
        unread: 4,
        topics: topics(),
        pagination: Pagination { newer: Some("/c/sepsis/topics".to_owned()), older: Some("/c/sepsis/topics?before=9".to_owned()) },
        backfill: Backfill::Running { done: 12, total: 50 },
    },
    Library => Self {
        header: header(),
        kinds: vec![facet("template", "Template", true, 3), facet("protocol", "Protocol", false, 2), facet("training-material", "Training material", false, 4)],
        tags: vec![facet("screening", "screening", false, 6), facet("handover", "handover", false, 2)],
        filtered: true,
        total: 4,
        resources: cards(),
        pagination: Pagination::default(),
    },
    CommunityPeople => Self {
        header: header(),
        people: vec![
            Member { person: lee(), role: Role::Moderator, last_active: Some(ago(90)) },
            Member { person: dana(), role: Role::Moderator, last_active: Some(ago(60 * 28)) },
            Member { person: kim(), role: Role::Participant, last_active: Some(ago(60 * 24 * 8)) },
            Member { person: max(), role: Role::Participant, last_active: None },
        ],
        organizations: vec![(northside(), 131), (river(), 52), (lakeside(), 24), (organization("m.test", "m.test"), 7)],
        pagination: Pagination::default(),
    },
    ModerationLog => Self { header: header(), entries: log(), pagination: Pagination::default() },
    CommunityForm => Self {
        header: None,
        domain: "northside.example".to_owned(),
        handle: "sepsis_care".to_owned(),
        name: "Sepsis".to_owned(),
        summary: String::new(),
        languages: languages(),
        visibility: Visibility::Public,
        post_policy: PostPolicy::Followers,
        similar: vec![sepsis()],
        errors: errors(&[("summary", "community-summary-hint")]),
    },
    Moderators => Self {
        header: header(),
        moderators: vec![(ActorId::new(1), lee()), (ActorId::new(2), dana())],
        may_resign: true,
        handle: String::new(),
        errors: FormErrors::default(),
    },
    Bans => Self {
        header: header(),
        bans: vec![Ban { id: ActorId::new(9), person: max(), reason: "advertising in five discussions".to_owned(), by: lee(), since: ago(60 * 24 * 3), until: Some(ago(-60 * 24 * 14)) }],
        handle: String::new(),
        reason: String::new(),
        until: String::new(),
        errors: FormErrors::default(),
    },
    Compose => Self {
        header: header(),
        editing: None,
        kind: ComposeKind::Resource,
        draft: Some(DraftId::new(7)),
        title: "Handover sheet for suspected sepsis".to_owned(),
        body: "## When to use it\n\nAt every handover of a patient who scores two or more.".to_owned(),
        tags: "screening, handover".to_owned(),
        link: String::new(),
        languages: languages(),
        sensitive: false,
        warning: String::new(),
        files: vec![AttachedFile { id: MediaId::new(5), name: "handover.png".to_owned(), thumbnail: Some("/media/handover-small".to_owned()), alt: String::new(), decorative: false }],
        resource_kind: Some(ResourceKind::Template),
        summary: "One page for the first hour.".to_owned(),
        licences: Licence::OFFERED.iter().map(|licence| choice((licence.id, licence.name, licence.id == "CC-BY-4.0"))).collect(),
        steward: "lee".to_owned(),
        review_by: "2027-03-31".to_owned(),
        note: String::new(),
        preview: Some(html("<h2>When to use it</h2><p>At every handover of a patient who scores two or more.</p>")),
        errors: FormErrors::default(),
    },
    EditPost => Self {
        id: PostId::new(117_000_000_000_000_103),
        header: header(),
        title: Some("Antibiotics within the hour".to_owned()),
        body: "What slowed us down was not what we thought.".to_owned(),
        tags: "antibiotics".to_owned(),
        languages: languages(),
        sensitive: true,
        warning: "a death on the ward".to_owned(),
        preview: None,
        errors: FormErrors::default(),
    },
    PostHistory => Self {
        id: PostId::new(117_000_000_000_000_101),
        header: header(),
        title: "How do you screen when the ward is full?".to_owned(),
        revisions: vec![
            Revision { number: 2, at: ago(60 * 20), by: lee(), diff: diff(), note: None },
            Revision { number: 1, at: ago(60 * 26), by: lee(), diff: vec![DiffLine { change: Change::Same, text: "The sheet is attached. It takes a minute.".to_owned() }], note: None },
        ],
    },
    Versions => Self {
        id: PostId::new(117_000_000_000_000_003),
        header: header(),
        title: "Handover sheet for suspected sepsis".to_owned(),
        versions: vec![version(3, 12, "Adds the row for lactate after one hour."), version(2, 90, "Wording agreed with Lakeside Clinic."), version(1, 200, "")],
        pagination: Pagination::default(),
    },
    ResourceDiff => Self {
        id: PostId::new(117_000_000_000_000_003),
        header: header(),
        title: "Handover sheet for suspected sepsis".to_owned(),
        from: version(2, 90, ""),
        to: version(3, 12, "Adds the row for lactate after one hour."),
        diff: diff(),
    },
    Resource => Self {
        thread: Thread {
            title: "Handover sheet for suspected sepsis".to_owned(),
            pinned: false,
            post: Post { author: lee(), html: html("<h2>When to use it</h2><p>At every handover of a patient who scores two or more.</p><table><thead><tr><th>Time</th><th>Who</th><th>What</th></tr></thead><tbody><tr><td>0 min</td><td>Nurse</td><td>Score, lactate, cultures</td></tr><tr><td>15 min</td><td>Physician</td><td>Antibiotics, fluids</td></tr></tbody></table>"), ..Thread::sample().post },
            reply_count: 2,
            replies: replies().into_iter().take(2).collect(),
            pagination: Pagination::default(),
            ..Thread::sample()
        },
        facts: ResourceFacts {
            kind: ResourceKind::Template,
            summary: "One page for the first hour: who does what, what to measure, when to call for help.".to_owned(),
            steward: Some(dana()),
            validity: Validity::Current(ago(-60 * 24 * 190)),
            licence: Some(("CC BY 4.0".to_owned(), Some("https://creativecommons.org/licenses/by/4.0/".to_owned()))),
            files: vec![Attachment { href: "/media/handover.pdf".to_owned(), name: "handover-sheet.pdf".to_owned(), alt: None, image: false, size: None, bytes: Some(182_000) }],
            version: 3,
            version_at: ago(60 * 24 * 12),
            versions: 4,
        },
        notice: Some(VersionNotice { current: 4 }),
    },
    Confirm => Self {
        kind: ConfirmKind::Remove,
        id: PostId::new(117_000_000_000_000_105),
        header: header(),
        author: max(),
        excerpt: "We had the same with Mr …".to_owned(),
        replies: 2,
        reason: String::new(),
        errors: FormErrors::default(),
    },
    ReportForm => Self {
        id: PostId::new(117_000_000_000_000_105),
        header: header(),
        author: max(),
        excerpt: "We had the same with Mr …".to_owned(),
        reason: Some(ReportReason::Confidential),
        comment: String::new(),
        errors: FormErrors::default(),
    },
    Profile => Self {
        person: dana(),
        address: "@dana@b.test".to_owned(),
        bio: html("<p>Nurse educator. I teach the first-hour bundle and collect what goes wrong with it.</p>"),
        fields: vec![
            ProfileField { name: "Function".to_owned(), value: html("Nurse educator"), verified: false },
            ProfileField { name: "Page".to_owned(), value: html("<a href=\"https://b.test/staff/dana\" rel=\"nofollow noopener noreferrer\">https://b.test/staff/dana</a>"), verified: true },
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
    },
    Notifications => Self {
        items: vec![
            notification(1, NotificationKind::Reply, kim(), "How do you screen when the ward is full?", "Do you repeat it after fluids, or only at the start of a shift?", 4, true),
            notification(2, NotificationKind::Thanks, dana(), "Handover sheet for suspected sepsis", "", 95, true),
            notification(3, NotificationKind::Mention, max(), "Antibiotics within the hour", "@nia@a.test, did you not try this last year?", 60 * 30, false),
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
    SettingsData => Self { posts: 48, communities: 3 },
    SettingsAppearance => Self {
        theme: Theme::System,
        locales: vec![choice(("en", "English", true)), choice(("de", "Deutsch", false))],
        time_zone: "Europe/London".to_owned(),
        time_zones: vec!["Europe/Berlin".to_owned(), "Europe/London".to_owned()],
        errors: FormErrors::default(),
    },
    ReportList => Self {
        resolved: false,
        open: 2,
        reports: vec![report_row(), ReportRow { reason: ReportReason::Spam, excerpt: "Buy certified cartridges now".to_owned(), ..report_row() }],
        pagination: Pagination::default(),
    },
    ReportDetail => Self {
        report: Report {
            row: report_row(),
            comment: "The second sentence names him.".to_owned(),
            post: Some(reply(5, 1, max(), 60 * 9, "<p>We had the same with Mr … in bed four.</p>")),
            thread: Some(("How do you screen when the ward is full?".to_owned(), "/p/117000000000000100".to_owned())),
            earlier: log().into_iter().take(1).collect(),
        },
        resolution: String::new(),
        reason: String::new(),
        until: String::new(),
        may: MayDecide { remove: true, ban: true, suspend: false },
        errors: FormErrors::default(),
    },
    AdminOrganization => Self {
        name: "Northside Hospital Trust".to_owned(),
        summary: "Communities of practice of Northside Hospital Trust.".to_owned(),
        rules: "Be kind. Say nothing that could identify a patient.".to_owned(),
        contact: "office@northside.example".to_owned(),
        logo: None,
        sign_up: "approval".to_owned(),
        errors: FormErrors::default(),
    },
    AdminPeople => Self {
        query: String::new(),
        waiting: 1,
        only_waiting: false,
        errors: FormErrors::default(),
        people: vec![
            ManagedPerson { id: ActorId::new(3), person: nia(), email: "nia@northside.example".to_owned(), role: NodeRole::Person, state: AccountState::Waiting, reason: "Staff nurse on the acute ward; Lee told me about Sepsis care.".to_owned(), since: ago(60 * 3), last_seen: None },
            ManagedPerson { id: ActorId::new(1), person: lee(), email: "lee@northside.example".to_owned(), role: NodeRole::Moderator, state: AccountState::Active, reason: String::new(), since: ago(60 * 24 * 300), last_seen: Some(ago(20)) },
            ManagedPerson { id: ActorId::new(4), person: person("Amir Haddad", "amir", northside()), email: "amir@northside.example".to_owned(), role: NodeRole::Admin, state: AccountState::Active, reason: String::new(), since: ago(60 * 24 * 400), last_seen: Some(ago(1)) },
        ],
        pagination: Pagination::default(),
    },
    AdminPeers => Self {
        summary: QueueSummary { peers: 4, failing: 1, pending: 31, inbox: 0 },
        peers: vec![
            Peer { id: PeerId::new(3), domain: "c.test".to_owned(), software: Some("Moothall 0.1.0".to_owned()), state: PeerState::Failing, last_success: Some(ago(60 * 5)), lag_seconds: 18_000, pending: 31, last_error: Some("connection refused".to_owned()), next_attempt: Some(ago(-12)), refusals: vec![] },
            Peer { id: PeerId::new(4), domain: "lemmy.example".to_owned(), software: Some("Lemmy 1.0.0".to_owned()), state: PeerState::Paused, last_success: Some(ago(60 * 24 * 2)), lag_seconds: 172_800, pending: 8, last_error: None, next_attempt: None, refusals: vec![Refusal { at: ago(90), status: Some(400), error: "unknown activity".to_owned() }] },
            Peer { id: PeerId::new(1), domain: "b.test".to_owned(), software: Some("Moothall 0.1.0".to_owned()), state: PeerState::Healthy, last_success: Some(ago(1)), lag_seconds: 0, pending: 0, last_error: None, next_attempt: None, refusals: vec![] },
            Peer { id: PeerId::new(2), domain: "m.test".to_owned(), software: Some("Mastodon 4.5.2".to_owned()), state: PeerState::Healthy, last_success: Some(ago(3)), lag_seconds: 4, pending: 1, last_error: None, next_attempt: None, refusals: vec![] },
        ],
        errors: FormErrors::default(),
        pagination: Pagination::default(),
    },
    AdminFederation => Self {
        mode: FederationMode::Open,
        rules: vec![
            DomainRule { domain: "spam.example".to_owned(), kind: RuleKind::Block, reason: "advertising".to_owned(), since: ago(60 * 24 * 80) },
            DomainRule { domain: "b.test".to_owned(), kind: RuleKind::Allow, reason: "partner since 2025".to_owned(), since: ago(60 * 24 * 300) },
        ],
        domain: String::new(),
        reason: String::new(),
        list: String::new(),
        dry_run: Some(DryRun { action: "block", subject: "m.test".to_owned(), list: None, reason: String::new(), followers_here: 1, followers_there: 7, communities: 0, pending: 1 }),
        errors: FormErrors::default(),
    },
    About => Self {
        introduction: html("<p>Communities of practice of Northside Hospital Trust, open to colleagues from every organization.</p>"),
        rules: html("<p>Be kind.</p>"),
        logo: None,
        contact: Some("office@northside.example".to_owned()),
        people: 312,
        communities: 9,
        mode: FederationMode::Open,
        organizations: vec![
            KnownOrganization { organization: river(), last_exchange: Some(ago(1)) },
            KnownOrganization { organization: lakeside(), last_exchange: Some(ago(60 * 5)) },
        ],
        blocked: vec![("spam.example".to_owned(), "advertising".to_owned())],
        version: "0.1.0".to_owned(),
    },
    ErrorPage => Self { status: 404, request_id: Some("01J8ZK4Q".to_owned()), retry_after: None },
}

fn diff() -> Vec<DiffLine> {
    [
        (Change::Same, "The sheet is attached."),
        (Change::Removed, "It takes a minute."),
        (Change::Added, "It takes forty seconds."),
    ]
    .map(|(change, text)| DiffLine { change, text: text.to_owned() })
    .to_vec()
}

fn version(number: u32, days: i64, note: &str) -> Revision {
    let note = (!note.is_empty()).then(|| note.to_owned());
    Revision { number, at: ago(60 * 24 * days), by: lee(), diff: vec![], note }
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
    }
}

fn report_row() -> ReportRow {
    ReportRow {
        id: ReportId::new(77),
        reason: ReportReason::Confidential,
        excerpt: "We had the same with Mr … in bed four.".to_owned(),
        author: max(),
        reporter: kim(),
        community: Some(sepsis()),
        at: ago(60 * 8),
        state: ReportState::Open,
    }
}
