//! Pages that ask before something is done.

use super::community::keyed;
use super::{CommunityHeader, FormErrors, Person, Validity};
use crate::domain::ids::PostId;

/// `GET /p/{id}/delete` and `GET /p/{id}/remove`. Posts to the same address; `remove` with `reason`.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// What will be done.
    pub kind: ConfirmKind,
    /// The post.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// Who wrote it.
    pub author: Person,
    /// Its title or beginning, without markup.
    pub excerpt: String,
    /// How many replies stand under it.
    pub replies: u32,
    /// What was typed before.
    pub reason: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /r/{id}/review`. Posts to the same address: `review_by`, a date.
#[derive(Debug, Clone)]
pub struct ConfirmReview {
    /// The resource.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// The resource's title.
    pub title: String,
    /// Whether it still holds, as things stand.
    pub validity: Validity,
    /// The next review day, as `2027-09-21`.
    pub review_by: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// What will be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmKind {
    /// The author deletes it.
    Delete,
    /// A moderator removes it.
    Remove,
}

/// `GET /p/{id}/report`. Posts to the same address: `reason` (a value of [`ReportReason`]), `comment`, `forward` (`1`).
#[derive(Debug, Clone)]
pub struct ReportForm {
    /// The post.
    pub id: PostId,
    /// The community.
    pub header: CommunityHeader,
    /// Who wrote it.
    pub author: Person,
    /// Its title or beginning, without markup.
    pub excerpt: String,
    /// What was chosen before.
    pub reason: Option<ReportReason>,
    /// What was typed before.
    pub comment: String,
    /// The author's organization, where that is neither ours nor the community's host and may be told too.
    pub forward_to: Option<String>,
    /// Whether it shall be.
    pub forward: bool,
    /// What was wrong.
    pub errors: FormErrors,
}

keyed! {
    /// Why something is reported.
    ReportReason {
        /// Advertising.
        Spam => "report-spam",
        /// Hurts somebody.
        Harassment => "report-harassment",
        /// Tells something about a patient, client or colleague that must stay private.
        Confidential => "report-confidential",
        /// Wrong in a way that may do harm.
        Harmful => "report-harmful",
        /// Anything else.
        Other => "report-other",
    }
}

impl ReportReason {
    /// All, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Confidential, Self::Harmful, Self::Harassment, Self::Spam, Self::Other];

    /// The form's value.
    pub fn value(self) -> &'static str {
        self.key().trim_start_matches("report-")
    }
}
