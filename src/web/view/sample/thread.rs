//! A thread with all that can happen in one.

use super::*;
use crate::domain::ids::MediaId;

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
            shares: 0,
            shared: false,
            new: false,
            state: None,
            removed: None,
            deleted: false,
            sensitive: None,
            link: None,
            attachments: vec![],
            original: None,
            may: May { reply: true, thank: true, report: true, ..May::default() },
        }
    }
}

pub(super) fn reply(id: i64, level: u8, author: Person, minutes: i64, text: &str) -> Post {
    Post {
        id: PostId::new(117_000_000_000_000_100 + id),
        author,
        at: ago(minutes),
        html: html(text),
        level,
        ..Post::sample()
    }
}

pub(super) fn replies() -> Vec<Post> {
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
            link: None,
            attachments: vec![Attachment {
                href: "/media/qsofa.pdf".to_owned(),
                name: "qsofa-pocket-sheet.pdf".to_owned(),
                alt: None,
                image: false,
                link: false,
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
                shares: 2,
                may: May {
                    reply: true,
                    thank: true,
                    share: true,
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
            reply_files: vec![AttachedFile {
                id: MediaId::new(6),
                name: "board.jpg".to_owned(),
                thumbnail: Some("/media/board-small".to_owned()),
                alt: String::new(),
                decorative: false,
            }],
            preview: None,
            errors: FormErrors::default(),
        }
    }
}
