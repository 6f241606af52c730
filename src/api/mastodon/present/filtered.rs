//! Which of the person's filters a status meets.

use crate::api::mastodon::entities::{Filter, FilterResult, Status};
use crate::domain::ids::PostId;
use crate::domain::text::plain::to_plain_text;
use crate::services::filters::{Match, Matcher};

/// How much of a status is looked at, in characters.
const MAX_TEXT: usize = 40_000;

/// Says at a status which filters find it. In which context a filter holds is for the app to heed, which knows what it is
/// showing.
pub(super) fn mark(filters: &Matcher, post: PostId, status: &mut Status) {
    if filters.is_empty() {
        return;
    }
    let text = text(status);
    let Some(own) = &mut status.own else { return };
    own.filtered = results(post, filters.matches(post, &text));
}

/// The filters that find a post, as apps see them.
pub(super) fn results(post: PostId, found: Vec<Match<'_>>) -> Vec<FilterResult> {
    let result = |found: Match<'_>| FilterResult {
        filter: Filter::new(found.filter, None),
        keyword_matches: (!found.keywords.is_empty())
            .then(|| found.keywords.iter().map(|keyword| (*keyword).to_owned()).collect()),
        status_matches: found.by_post.then(|| vec![post.to_string()]),
    };
    found.into_iter().map(result).collect()
}

/// All that can be read in a status: its words, what warns of them, what its pictures show, and the title of its link.
pub(super) fn text(status: &Status) -> String {
    let mut text = to_plain_text(&status.content, MAX_TEXT);
    let warning = Some(status.spoiler_text.as_str()).filter(|warning| !warning.is_empty());
    let described = status.media_attachments.iter().filter_map(|file| file.description.as_deref());
    let titled = status.card.iter().map(|card| card.title.as_str());
    for piece in warning.into_iter().chain(described).chain(titled) {
        text.push('\n');
        text.push_str(piece);
    }
    text
}
