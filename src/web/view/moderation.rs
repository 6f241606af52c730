//! The moderation desk: reports and what became of them.

use super::{Community, FormErrors, LogEntry, Pagination, Person, Post, ReportReason};
use crate::domain::ids::ReportId;
use crate::domain::time::Timestamp;

/// `GET /moderation?state=open|resolved`.
#[derive(Debug, Clone)]
pub struct ReportList {
    /// Whether resolved reports are listed instead of open ones.
    pub resolved: bool,
    /// How many are open.
    pub open: u32,
    /// The reports.
    pub reports: Vec<ReportRow>,
    /// Further reports.
    pub pagination: Pagination,
}

/// A report in the list.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// Its id.
    pub id: ReportId,
    /// Why.
    pub reason: ReportReason,
    /// The beginning of the reported post, without markup.
    pub excerpt: String,
    /// Who wrote the reported post.
    pub author: Person,
    /// Who reported it; another organization's report names only the organization.
    pub reporter: Person,
    /// Where.
    pub community: Option<Community>,
    /// When it was made.
    pub at: Timestamp,
    /// What became of it.
    pub state: ReportState,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportState {
    /// Nothing yet.
    Open,
    /// Somebody decided.
    Resolved {
        /// Who.
        by: String,
        /// What they noted.
        note: String,
        /// When.
        at: Timestamp,
    },
}

/// `GET /moderation/reports/{id}`. Posts to the same address: `resolution` (`dismiss`, `resolve`, `remove`, `ban`, `suspend`), `reason`,
/// `until` (a date, for a ban); or `action=reopen`.
#[derive(Debug, Clone)]
pub struct ReportDetail {
    /// The report.
    pub report: Report,
    /// What was chosen before.
    pub resolution: String,
    /// What was typed before.
    pub reason: String,
    /// What was typed before, as `2026-09-21`.
    pub until: String,
    /// What else than dismissing can be chosen.
    pub may: MayDecide,
    /// What was wrong.
    pub errors: FormErrors,
}

/// What whoever decides about a report can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayDecide {
    /// Remove the post.
    pub remove: bool,
    /// Ban its author from the community.
    pub ban: bool,
    /// Suspend its author on this node.
    pub suspend: bool,
}

/// A report with everything needed to decide.
#[derive(Debug, Clone)]
pub struct Report {
    /// As in the list.
    pub row: ReportRow,
    /// What the reporter wrote.
    pub comment: String,
    /// The reported post as it stands.
    pub post: Option<Post>,
    /// The thread's title and address.
    pub thread: Option<(String, String)>,
    /// Earlier decisions about the same person.
    pub earlier: Vec<LogEntry>,
}
