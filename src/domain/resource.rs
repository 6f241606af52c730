//! Resources: knowledge that a community keeps, with somebody who looks after it and a date to check it by.

use serde::{Deserialize, Serialize};

use super::ids::{ActorId, PostId};
use super::time::Timestamp;

text_enum! {
    /// What sort of resource it is; the eleven kinds of requirement R50.
    ResourceKind {
        Article = "article",
        Template = "template",
        Guideline = "guideline",
        Protocol = "protocol",
        CaseStudy = "case_study",
        Tool = "tool",
        Website = "website",
        Video = "video",
        Recording = "recording",
        TrainingMaterial = "training_material",
        Dataset = "dataset",
    }
}

/// What makes a post a resource. The title, abstract and body are the post's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub post_id: PostId,
    pub kind: ResourceKind,
    /// An SPDX identifier or the address of a licence.
    pub licence: Option<String>,
    /// Who looks after it.
    pub steward_id: Option<ActorId>,
    /// A calendar date, `YYYY-MM-DD`.
    pub review_by: Option<String>,
}

/// What a version of a resource holds beside its wording; stored with the version as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub kind: ResourceKind,
    pub licence: Option<String>,
    pub steward_id: Option<ActorId>,
    pub review_by: Option<String>,
    pub tags: Vec<String>,
    pub files: Vec<FileDetails>,
}

/// A file or link of an earlier version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDetails {
    pub name: String,
    pub url: String,
    pub media_type: Option<String>,
}

/// Whether a resource can still be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Nobody promised to check it.
    Undated,
    Current,
    /// The date has passed.
    ReviewDue,
}

impl Resource {
    /// Compares the review date with the day of `now` in UTC.
    pub fn validity(&self, now: Timestamp) -> Validity {
        let Some(date) = &self.review_by else { return Validity::Undated };
        if *date < day_of(now) { Validity::ReviewDue } else { Validity::Current }
    }
}

/// The day of a moment in UTC, `YYYY-MM-DD`.
pub fn day_of(moment: Timestamp) -> String {
    moment.to_calendar().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Whether the text is a calendar date written `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_due_the_day_after_its_review_date() {
        let resource = Resource {
            post_id: PostId::new(1),
            kind: ResourceKind::Template,
            licence: None,
            steward_id: None,
            review_by: Some("2027-03-01".to_owned()),
        };
        let on = |text: &str| resource.validity(Timestamp::parse(text).unwrap());
        assert_eq!(on("2027-03-01T23:59:59Z"), Validity::Current);
        assert_eq!(on("2027-03-02T00:00:00Z"), Validity::ReviewDue);
    }

    #[test]
    fn only_real_dates_are_dates() {
        assert!(is_date("2027-02-28"));
        for text in ["2027-02-30", "2027-2-28", "20270228", "next year", ""] {
            assert!(!is_date(text), "{text}");
        }
    }
}
