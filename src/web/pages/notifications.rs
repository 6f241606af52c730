//! What happened that concerns the reader.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::{NotificationId, ReportId};
use crate::domain::moderation::{ModerationAction, NotificationKind as Kind};
use crate::domain::post::{Post, PostKind};
use crate::domain::text::plain;
use crate::http::{CsrfForm, routes};
use crate::services::notifications as service;
use crate::store::bylines::Byline;
use crate::store::notifications::{self, NotificationRow};
use crate::web::organizations::Names;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show::{self, count};
use crate::web::view::{Notification, NotificationKind, Notifications, Pagination, Person};
use crate::web::{Done, WebError, WebState};

const LINES: i64 = 40;
/// How much of a post stands in a line, in characters.
const EXCERPT: usize = 160;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    before: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    action: String,
}

/// `GET /notifications`
pub(super) async fn page(
    State(state): State<WebState>,
    person: SignedIn,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let before = place.before.and_then(|id| id.parse().ok()).unwrap_or(NotificationId::new(i64::MAX));
    let mut tx = state.db.read().await?;
    let listed = notifications::list(&mut tx, person.actor, before, LINES).await?;
    let unread = notifications::count_unread(&mut tx, person.actor).await?;
    drop(tx);
    let older = listed.next.map(|id| format!("{}?before={id}", routes::NOTIFICATIONS));
    person.reader.show(&Notifications {
        items: listed.rows.iter().map(|row| line(row, &person.reader, &state)).collect(),
        unread: count(unread),
        pagination: Pagination { newer: None, older },
    })
}

/// `POST /notifications`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    if fields.action != "read-all" {
        return Err(WebError::malformed());
    }
    let mut tx = state.db.begin().await?;
    service::mark_all_read(&state.context, &mut tx, person.actor).await?;
    tx.commit().await?;
    Ok(Done::AllRead.at(routes::NOTIFICATIONS))
}

fn line(row: &NotificationRow, reader: &Reader, state: &WebState) -> Notification {
    let NotificationRow { notification, actor, community, post } = row;
    // What was deleted or removed since is named no more.
    let readable = post.as_ref().filter(|post| post.is_readable());
    let by = actor.as_ref().or(community.as_ref());
    let by =
        by.map_or_else(|| of_the_house(state, &reader.names), |line| show::person_line(line, &reader.names));
    let kind = kind(notification.kind, notification.detail.as_deref());
    let named = |line: &Byline| line.name.clone();
    let subject = readable
        .map(show::title)
        .or_else(|| community.as_ref().map(named))
        .unwrap_or_else(|| by.name.clone());
    let excerpt = match (kind, readable) {
        (NotificationKind::Refused, _) => notification.detail.clone().unwrap_or_default(),
        (NotificationKind::Reply | NotificationKind::Mention, Some(post)) => {
            plain::excerpt(&post.html, EXCERPT)
        }
        _ => String::new(),
    };
    Notification {
        id: notification.id,
        kind,
        href: href(row, &by),
        by,
        subject,
        excerpt,
        community: community.as_ref().map(|line| show::community_line(line, &reader.names)),
        at: notification.created_at,
        unread: notification.read_at.is_none(),
    }
}

fn kind(kind: Kind, detail: Option<&str>) -> NotificationKind {
    match kind {
        Kind::Reply => NotificationKind::Reply,
        Kind::Mention => NotificationKind::Mention,
        Kind::Thanks => NotificationKind::Thanks,
        Kind::Follow => NotificationKind::Follow,
        Kind::FollowAccepted => NotificationKind::FollowAccepted,
        Kind::Moderation if detail == Some(ModerationAction::RemovePost.as_str()) => {
            NotificationKind::Removed
        }
        Kind::Moderation => NotificationKind::Moderated,
        Kind::PostRefused => NotificationKind::Refused,
        Kind::Report => NotificationKind::Reported,
        Kind::SignUp => NotificationKind::SignUp,
    }
}

fn href(row: &NotificationRow, by: &Person) -> String {
    let report = || row.notification.detail.as_deref()?.parse::<ReportId>().ok().map(routes::report);
    match row.notification.kind {
        Kind::Report => report().unwrap_or_else(|| routes::MODERATION.to_owned()),
        Kind::SignUp => format!("{}?state=waiting", routes::ADMIN_PEOPLE),
        _ => match (&row.post, &row.community) {
            (Some(post), _) => address(post),
            (None, Some(community)) => routes::community(&community.local_acct()),
            (None, None) => by.href(),
        },
    }
}

/// Where a post is read.
fn address(post: &Post) -> String {
    if post.kind == PostKind::Resource {
        routes::resource(post.id)
    } else {
        routes::post_in_thread(post.root_id, post.id)
    }
}

/// The organization, where nobody else is named.
fn of_the_house(state: &WebState, names: &Names) -> Person {
    let organization = names.of(state.context.addresses.authority());
    Person { name: organization.name.clone(), handle: String::new(), organization, avatar: None }
}
