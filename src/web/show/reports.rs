//! Reports, and how the reason of one is kept: a word of ours, a colon, and what the reporter wrote. Other software
//! sends only text.

use std::collections::HashMap;

use super::{actor_of, community_line, title};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::moderation::{self, ReportState as State};
use crate::domain::post::Post;
use crate::domain::text::plain;
use crate::store::bylines::Byline;
use crate::web::i18n::Locale;
use crate::web::organizations::Names;
use crate::web::view::{Person, ReportReason, ReportRow, ReportState};

/// How much of a reported post stands in the list, in characters.
const EXCERPT: usize = 160;

/// The text that is kept of what was chosen and written.
pub(crate) fn kept_reason(reason: ReportReason, comment: &str) -> String {
    let comment = comment.trim();
    if comment.is_empty() { reason.value().to_owned() } else { format!("{}: {comment}", reason.value()) }
}

/// What was chosen, and what was written.
pub(crate) fn read_reason(kept: &str) -> (ReportReason, &str) {
    let (word, comment) = kept.split_once(": ").unwrap_or((kept, ""));
    match ReportReason::ALL.into_iter().find(|reason| reason.value() == word) {
        Some(reason) => (reason, comment),
        None => (ReportReason::Other, kept),
    }
}

/// Who and what the reports of a list are about.
pub(crate) struct ReportContext<'a> {
    pub lines: &'a HashMap<ActorId, Byline>,
    pub posts: &'a HashMap<PostId, Post>,
    pub names: &'a Names,
    pub locale: Locale,
}

/// A report in the list.
pub(crate) fn report(report: &moderation::Report, context: &ReportContext<'_>) -> ReportRow {
    let ReportContext { lines, posts, names, locale } = context;
    let author = actor_of(lines.get(&report.subject_id), names);
    let post = report.post_id.and_then(|id| posts.get(&id));
    let excerpt = match post {
        Some(post) if post.is_readable() && post.title.is_some() => title(post),
        Some(post) if post.is_readable() => plain::excerpt(&post.html, EXCERPT),
        _ => locale.say("report-of-person", &[("name", author.name.clone().into())]),
    };
    let state = match (report.state, report.resolved_at) {
        (State::Resolved | State::Dismissed, Some(at)) => ReportState::Resolved {
            by: actor_of(report.resolved_by.and_then(|id| lines.get(&id)), names).name,
            note: report.resolution.clone().unwrap_or_default(),
            at,
        },
        _ => ReportState::Open,
    };
    ReportRow {
        id: report.id,
        reason: read_reason(&report.reason).0,
        excerpt,
        author,
        reporter: reporter(lines.get(&report.reporter_id), names, *locale),
        community: report.community_id.and_then(|id| lines.get(&id)).map(|line| community_line(line, names)),
        at: report.created_at,
        state,
    }
}

/// Who reported. People elsewhere trust their own organization with their name, not this one.
fn reporter(line: Option<&Byline>, names: &Names, locale: Locale) -> Person {
    match line {
        Some(line) if !line.local => {
            let organization = names.of(&line.domain);
            let name = locale.say("report-organization", &[("name", organization.name.clone().into())]);
            Person { name, handle: String::new(), organization, avatar: None }
        }
        line => actor_of(line, names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_report_is_read_as_it_was_written() {
        for reason in ReportReason::ALL {
            assert_eq!(read_reason(&kept_reason(reason, "bed four: a name")), (reason, "bed four: a name"));
            assert_eq!(read_reason(&kept_reason(reason, " ")), (reason, ""));
        }
        assert_eq!(read_reason("note: spam"), (ReportReason::Other, "note: spam"));
    }
}
