//! What happened that concerns the reader.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::community::FollowState;
use crate::domain::ids::{ActorId, NotificationId, ReportId};
use crate::domain::moderation::{ModerationAction, NotificationKind as Kind, ReportState};
use crate::domain::post::{Post, PostKind};
use crate::domain::text::plain;
use crate::http::{CsrfForm, routes};
use crate::services::communities;
use crate::services::notifications as service;
use crate::store::bylines::Byline;
use crate::store::notifications::{self, NotificationRow};
use crate::store::{Tx, follows};
use crate::web::organizations::Names;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show::{self, count};
use crate::web::view::{FollowRequest, Notification, NotificationKind, Notifications, Pagination, Person};
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
    notification: Option<NotificationId>,
    /// The follower that an answer is about.
    person: Option<ActorId>,
    community: Option<ActorId>,
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
    let mut items: Vec<Notification> =
        listed.rows.iter().map(|row| line(row, &person.reader, &state)).collect();
    for item in &mut items {
        item.asks = still_asking(&mut tx, person.actor, item.asks).await?;
    }
    drop(tx);
    let older = listed.next.map(|id| format!("{}?before={id}", routes::NOTIFICATIONS));
    person.reader.show(&Notifications {
        items,
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
    let (ctx, reader) = (&state.context, person.actor);
    let mut tx = state.db.begin().await?;
    let done = match (fields.action.as_str(), fields.notification) {
        ("read-all", _) => {
            service::mark_all_read(ctx, &mut tx, reader).await?;
            Done::AllRead
        }
        ("read", Some(id)) => {
            service::mark_one_read(ctx, &mut tx, reader, id).await?;
            Done::MarkedRead
        }
        ("approve" | "refuse", Some(id)) => {
            let follower = fields.person.ok_or_else(WebError::malformed)?;
            let target = fields.community.unwrap_or(reader);
            service::mark_one_read(ctx, &mut tx, reader, id).await?;
            if fields.action == "approve" {
                communities::approve_follower(ctx, &mut tx, reader, target, follower).await?;
                Done::FollowerApproved
            } else {
                communities::refuse_follower(ctx, &mut tx, reader, target, follower).await?;
                Done::FollowerRefused
            }
        }
        _ => return Err(WebError::malformed()),
    };
    tx.commit().await?;
    Ok(done.at(routes::NOTIFICATIONS))
}

/// A request to follow is answered once, by whoever comes first.
async fn still_asking(
    tx: &mut Tx,
    reader: ActorId,
    asks: Option<FollowRequest>,
) -> Result<Option<FollowRequest>, WebError> {
    let Some(asks) = asks else { return Ok(None) };
    let follow = follows::get(tx, asks.follower, asks.community.unwrap_or(reader)).await?;
    Ok(follow.filter(|follow| follow.state == FollowState::Waiting).map(|_| asks))
}

fn line(row: &NotificationRow, reader: &Reader, state: &WebState) -> Notification {
    let NotificationRow { notification, actor, community, post, root } = row;
    // What was deleted or removed since is named no more.
    let readable = post.as_ref().filter(|post| post.is_readable());
    let by = actor.as_ref().or(community.as_ref());
    let by =
        by.map_or_else(|| of_the_house(state, &reader.names), |line| show::person_line(line, &reader.names));
    let asks = (notification.kind == Kind::Follow
        && notification.detail.as_deref() == Some(FollowState::Waiting.as_str()))
    .then_some(notification.actor_id)
    .flatten()
    .map(|follower| FollowRequest { follower, community: notification.community_id });
    let kind = kind(notification.kind, notification.detail.as_deref(), community.is_some());
    let named = |line: &Byline| line.name.clone();
    // A reply has no title of its own; the thread has.
    let titled = root.as_ref().filter(|root| readable.is_some() && root.is_readable()).or(readable);
    let subject =
        titled.map(show::title).or_else(|| community.as_ref().map(named)).unwrap_or_else(|| by.name.clone());
    let excerpt = match (kind, readable) {
        (NotificationKind::Refused | NotificationKind::NotPublished, _) => {
            notification.detail.clone().unwrap_or_default()
        }
        (
            NotificationKind::Reply
            | NotificationKind::Mention
            | NotificationKind::Thanks
            | NotificationKind::Shared
            | NotificationKind::Updated,
            Some(post),
        ) if root.is_some() || kind == NotificationKind::Mention => plain::excerpt(&post.html, EXCERPT),
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
        asks,
    }
}

fn kind(kind: Kind, detail: Option<&str>, of_community: bool) -> NotificationKind {
    let waits = detail == Some(FollowState::Waiting.as_str());
    match kind {
        Kind::Reply => NotificationKind::Reply,
        Kind::Mention => NotificationKind::Mention,
        Kind::Thanks => NotificationKind::Thanks,
        Kind::Posted => NotificationKind::Posted,
        Kind::Shared => NotificationKind::Shared,
        Kind::Updated => NotificationKind::Updated,
        Kind::Follow => match (of_community, waits) {
            (true, true) => NotificationKind::FollowAsked,
            (true, false) => NotificationKind::Follow,
            (false, true) => NotificationKind::FollowerAsked,
            (false, false) => NotificationKind::Follower,
        },
        Kind::FollowAccepted => NotificationKind::FollowAccepted,
        Kind::Moderation if detail == Some(ModerationAction::RemovePost.as_str()) => {
            NotificationKind::Removed
        }
        Kind::Moderation => NotificationKind::Moderated,
        Kind::PostRefused => NotificationKind::Refused,
        Kind::NotPublished => NotificationKind::NotPublished,
        Kind::Report => NotificationKind::Reported,
        Kind::ReportClosed if detail == Some(ReportState::Dismissed.as_str()) => {
            NotificationKind::ReportDismissed
        }
        Kind::ReportClosed => NotificationKind::ReportResolved,
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
