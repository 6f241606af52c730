//! Pages of the node's staff, and about the node.

use super::thread::reply;
use super::*;
use crate::domain::ids::{ActorId, PeerId, ReportId};

samples! {
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
            ManagedPerson { id: ActorId::new(3), person: nia(), email: "nia@northside.example".to_owned(), role: NodeRole::Person, state: AccountState::Waiting, reason: "Staff nurse on the acute ward; Lee told me about Sepsis care.".to_owned(), since: ago(60 * 3), last_seen: None, may_suspend: true, last_admin: false },
            ManagedPerson { id: ActorId::new(1), person: lee(), email: "lee@northside.example".to_owned(), role: NodeRole::Moderator, state: AccountState::Active, reason: String::new(), since: ago(60 * 24 * 300), last_seen: Some(ago(20)), may_suspend: true, last_admin: false },
            ManagedPerson { id: ActorId::new(4), person: person("Amir Haddad", "amir", northside()), email: "amir@northside.example".to_owned(), role: NodeRole::Admin, state: AccountState::Active, reason: String::new(), since: ago(60 * 24 * 400), last_seen: Some(ago(1)), may_suspend: false, last_admin: true },
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
    ApiReference => Self {
        version: "0.1.0".to_owned(),
        about: Prose::paragraphs("What the Mastodon API has no word for.\n\nRefusals are `application/problem+json`."),
        groups: vec![ApiGroup { name: "communities".to_owned(), about: Prose::paragraphs("Communities."), operations: vec![operation()] }],
        shapes: vec![
            ApiShape { name: "Community".to_owned(), about: Prose::paragraphs("A community of practice."), fields: vec![id_field()], values: vec![] },
            ApiShape { name: "Visibility".to_owned(), about: vec![], fields: vec![], values: vec!["public".to_owned(), "unlisted".to_owned()] },
        ],
    },
    ErrorPage => Self { status: 404, reason: None, request_id: Some("01J8ZK4Q".to_owned()), retry_after: None },
}

fn id_field() -> ApiField {
    let kind = ApiKind { text: "string".to_owned(), shape: None };
    ApiField { name: "id".to_owned(), kind, required: true, about: Prose::paragraphs("Of the community.") }
}

fn operation() -> ApiOperation {
    let community = || Some(ApiKind { text: "Community".to_owned(), shape: Some("Community".to_owned()) });
    ApiOperation {
        method: "PATCH".to_owned(),
        path: "/api/v1/moothall/communities/{id}".to_owned(),
        summary: "Edit a community".to_owned(),
        about: Prose::paragraphs("For its moderators."),
        scope: Some("write:accounts".to_owned()),
        open: false,
        parameters: vec![id_field()],
        body: community(),
        answers: vec![ApiAnswer {
            status: "200".to_owned(),
            about: Prose::paragraphs("The community."),
            body: community(),
        }],
        refusals: vec!["401".to_owned(), "404".to_owned()],
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
