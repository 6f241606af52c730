//! Pages about one post.

use super::thread::replies;
use super::*;
use crate::domain::ids::{DraftId, MediaId};

samples! {
    Compose => Self {
        header: header(),
        editing: None,
        titled: true,
        kind: ComposeKind::Resource,
        draft: Some(DraftId::new(7)),
        title: "Handover sheet for suspected sepsis".to_owned(),
        longest_title: 200,
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
            validity: Validity::Current(day(190)),
            licence: Some(("CC BY 4.0".to_owned(), Some("https://creativecommons.org/licenses/by/4.0/".to_owned()))),
            files: vec![Attachment { href: "/media/handover.pdf".to_owned(), name: "handover-sheet.pdf".to_owned(), alt: None, image: false, link: false, size: None, bytes: Some(182_000) }],
            version: 3,
            version_at: ago(60 * 24 * 12),
            versions: 4,
            may_confirm: true,
            confirmed_at: None,
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
    ConfirmReview => Self {
        id: PostId::new(117_000_000_000_000_003),
        header: header(),
        title: "Handover sheet for suspected sepsis".to_owned(),
        validity: Validity::DueSoon(day(12)),
        review_by: "2027-09-21".to_owned(),
        errors: FormErrors::default(),
    },
    Note => Self {
        post: Post { level: 0, author: dana(), ..Post::sample() },
        title: "We print the qSOFA sheet".to_owned(),
        replies: replies().into_iter().take(2).collect(),
    },
    ReportForm => Self {
        id: PostId::new(117_000_000_000_000_105),
        header: header(),
        author: max(),
        excerpt: "We had the same with Mr …".to_owned(),
        reason: Some(ReportReason::Confidential),
        comment: String::new(),
        forward_to: Some("m.test".to_owned()),
        forward: true,
        errors: FormErrors::default(),
    },
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
