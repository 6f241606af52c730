//! Lists of threads and resources.

use std::collections::HashMap;

use super::{actor_of, community_line, licence, person_line, resource_kind};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::domain::resource::{self, Resource};
use crate::domain::text::plain;
use crate::domain::time::Timestamp;
use crate::store::library::LibraryRow;
use crate::store::topics::TopicRow as Row;
use crate::web::organizations::Names;
use crate::web::view::{Person, ResourceCard, TopicRow, Validity};

/// How many people stand beside a thread.
const PARTICIPANTS: usize = 5;
/// How long a title is that is made from a text, in characters.
const MADE_TITLE: usize = 80;
/// How much of an abstract stands in a list, in characters.
const SUMMARY: usize = 300;
/// A review date is near when it is closer than this.
const NEAR_DAYS: i64 = 30;

/// The title of a thread; what began on a microblog has none, and goes by its first line.
pub(crate) fn title(post: &Post) -> String {
    let made = || {
        let text = plain::to_plain_text(&post.html, 2 * MADE_TITLE);
        plain::first_line_title(&text, MADE_TITLE)
    };
    post.title.clone().or_else(made).unwrap_or_else(|| "…".to_owned())
}

/// A thread in a list. `with_community`: the list mixes several. `kinds` are those of the resources among them.
pub(crate) fn topic(
    row: &Row,
    kinds: &HashMap<PostId, resource::ResourceKind>,
    names: &Names,
    viewer: Option<ActorId>,
    with_community: bool,
) -> TopicRow {
    let author = actor_of(row.author.as_ref(), names);
    let mut participants = vec![author.clone()];
    for line in &row.repliers {
        if line.id != row.post.author_id {
            participants.push(person_line(line, names));
        }
    }
    let last_author = row.repliers.first().map_or_else(|| author.clone(), |line| person_line(line, names));
    let post = &row.post;
    TopicRow {
        id: post.id,
        title: title(post),
        language: post.language.clone(),
        community: row.community.as_ref().filter(|_| with_community).map(|line| community_line(line, names)),
        tags: row.tags.clone(),
        kind: kinds.get(&post.id).copied().map(resource_kind),
        organizations: organizations(&participants),
        participants: participants.into_iter().take(PARTICIPANTS).collect(),
        replies: count(post.reply_count),
        unread: count(row.unread_replies),
        new: row.is_new && viewer.is_some_and(|viewer| viewer != post.author_id),
        pinned: post.pinned_at.is_some(),
        locked: post.locked_at.is_some(),
        last_activity: post.last_activity_at,
        last_author,
        author,
    }
}

/// A resource in a library.
pub(crate) fn card(row: &LibraryRow, names: &Names, now: Timestamp) -> ResourceCard {
    let LibraryRow { post, resource, steward, tags, .. } = row;
    ResourceCard {
        id: post.id,
        title: title(post),
        language: post.language.clone(),
        kind: resource_kind(resource.kind),
        summary: plain::excerpt(post.summary.as_deref().unwrap_or(&post.html), SUMMARY),
        tags: tags.clone(),
        steward: steward.as_ref().map(|line| person_line(line, names)),
        licence: resource.licence.as_deref().map(|text| licence(text).0),
        version: count(post.version),
        validity: validity(resource, now),
        updated: post.edited_at.unwrap_or(post.published_at),
    }
}

/// Whether a resource is still valid, and its review day. The day has passed when it is over in UTC.
pub(crate) fn validity(resource: &Resource, now: Timestamp) -> Validity {
    let day = resource.review_by.as_deref().and_then(|date| date.parse::<jiff::civil::Date>().ok());
    let Some(day) = day else { return Validity::Unstated };
    let today = now.to_calendar().to_zoned(jiff::tz::TimeZone::UTC).date();
    if day < today {
        return Validity::Overdue(day);
    }
    let days = today.until(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if days <= NEAR_DAYS { Validity::DueSoon(day) } else { Validity::Current(day) }
}

/// From how many organizations people are.
pub(crate) fn organizations(people: &[Person]) -> u32 {
    let mut domains: Vec<&str> = people.iter().map(|person| person.organization.domain.as_str()).collect();
    domains.sort_unstable();
    domains.dedup();
    u32::try_from(domains.len()).unwrap_or(u32::MAX)
}

/// A number of the database, which is never negative, as pages count.
pub(crate) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_due_soon_in_the_month_before_its_review_and_overdue_the_day_after() {
        let resource = Resource {
            post_id: PostId::new(1),
            kind: resource::ResourceKind::Template,
            licence: None,
            steward_id: None,
            review_by: Some("2027-03-31".to_owned()),
        };
        let on = |text: &str| validity(&resource, Timestamp::parse(text).unwrap());
        assert!(matches!(on("2027-02-28T23:00:00Z"), Validity::Current(_)));
        assert!(matches!(on("2027-03-01T00:00:00Z"), Validity::DueSoon(_)));
        assert!(matches!(on("2027-03-31T23:59:59Z"), Validity::DueSoon(_)));
        assert!(matches!(on("2027-04-01T00:00:00Z"), Validity::Overdue(_)));
    }
}
