//! People and communities.
//!
//! Pictures of others lie on their own nodes; showing them from there would tell those nodes who reads what here. So this
//! node shows them, and where it does not, initials stand in.

use crate::domain::actor::Actor;
use crate::domain::address::ActorPicture;
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::text::plain;
use crate::store::bylines::Byline;
use crate::web::organizations::Names;
use crate::web::view::{self, Community, Organization, Person};

/// How much of a description stands in a list, in characters.
const SUMMARY: usize = 200;

/// The organization at which an actor is at home.
pub(crate) fn organization(actor: &Actor, names: &Names) -> Organization {
    names.of(&actor.domain)
}

/// How a reader stands to somebody or something that can be followed.
pub(crate) fn follow_state(reader: Option<ActorId>, follow: Option<FollowState>) -> view::FollowState {
    match (reader, follow) {
        (None, _) => view::FollowState::SignedOut,
        (_, None) => view::FollowState::None,
        (_, Some(FollowState::Waiting)) => view::FollowState::Waiting,
        (_, Some(FollowState::Accepted)) => view::FollowState::Following,
        (_, Some(FollowState::Refused)) => view::FollowState::Refused,
    }
}

fn icon(actor: &Actor, names: &Names) -> Option<String> {
    names.picture(actor.id, actor.local, ActorPicture::Icon, actor.icon_url.as_deref())
}

fn line_icon(line: &Byline, names: &Names) -> Option<String> {
    names.picture(line.id, line.local, ActorPicture::Icon, line.icon_url.as_deref())
}

/// What stands above the page of a person or community.
pub(crate) fn banner(actor: &Actor, names: &Names) -> Option<String> {
    names.picture(actor.id, actor.local, ActorPicture::Banner, actor.banner_url.as_deref())
}

/// A person.
pub(crate) fn person(actor: &Actor, names: &Names) -> Person {
    Person {
        name: actor.name.clone(),
        handle: actor.local_acct(),
        organization: organization(actor, names),
        avatar: icon(actor, names),
    }
}

/// A person beside a row.
pub(crate) fn person_line(line: &Byline, names: &Names) -> Person {
    Person {
        name: line.name.clone(),
        handle: line.local_acct(),
        organization: names.of(&line.domain),
        avatar: line_icon(line, names),
    }
}

/// The person behind an id that may be gone; its place is kept by a nameless one.
pub(crate) fn actor_of(line: Option<&Byline>, names: &Names) -> Person {
    line.map_or_else(
        || Person { name: "?".to_owned(), handle: "?".to_owned(), organization: names.of(""), avatar: None },
        |line| person_line(line, names),
    )
}

/// A community with the beginning of its description.
pub(crate) fn community(actor: &Actor, names: &Names) -> Community {
    Community {
        name: actor.name.clone(),
        handle: actor.local_acct(),
        organization: organization(actor, names),
        icon: icon(actor, names),
        summary: plain::excerpt(&actor.summary_html, SUMMARY),
    }
}

/// A community beside a row.
pub(crate) fn community_line(line: &Byline, names: &Names) -> Community {
    Community {
        name: line.name.clone(),
        handle: line.local_acct(),
        organization: names.of(&line.domain),
        icon: line_icon(line, names),
        summary: String::new(),
    }
}
