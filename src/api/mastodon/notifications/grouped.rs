//! Those of one time about one thing as one line, so that twenty thanks are not twenty lines.

use std::collections::{BTreeSet, HashMap, HashSet};

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};

use super::{Asked, Count, Nothing};
use crate::api::access::{Person, ReadNotifications, WriteNotifications};
use crate::api::body::Query;
use crate::api::mastodon::entities::{Account, GroupedNotifications, NotificationGroup, PartialAccount};
use crate::api::mastodon::present::{SPAN, Shown, group_key, ungrouped_key};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::alert::Alert;
use crate::domain::ids::{ActorId, NotificationId, PostId};
use crate::domain::moderation::Notification;
use crate::domain::time::Timestamp;
use crate::services::notifications as service;
use crate::store::notification_lists::{self as lists, Group, Wanted};
use crate::store::{Span, Tx};

/// How many notifications are read for a page of groups, whatever they come to.
const READ: i64 = 800;
/// How many of those who did something are named.
const SAMPLE: usize = 8;
/// How much of one group is shown.
const OF_GROUP: i64 = 200;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v2/notifications", get(list))
        .route("/api/v2/notifications/unread_count", get(unread_count))
        .route("/api/v2/notifications/{group_key}", get(one))
        .route("/api/v2/notifications/{group_key}/dismiss", post(dismiss))
        .route("/api/v2/notifications/{group_key}/accounts", get(accounts))
}

/// A group in the making: the newest first.
struct Members<'a> {
    key: String,
    alert: Alert,
    told: Vec<&'a Notification>,
}

/// `GET /api/v2/notifications`
async fn list(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    Query(asked): Query<Asked>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let wanted = asked.wanted().ok_or_else(ApiError::not_found)?;
    let mut tx = state.db.read().await?;
    let span = Span { limit: READ, ..paging.span };
    let mut told = lists::page(&mut tx, actor, &wanted, span).await?;
    // A page that was asked for from below begins below: so many groups next to its end.
    if span.nearest_first {
        told.reverse();
    }
    told.truncate(whole_groups(&told, &asked, paging.span.limit));
    if span.nearest_first {
        told.reverse();
    }
    let ends = told.first().zip(told.last()).map(|(first, last)| (first.id.get(), last.id.get()));
    let shown = Shown::read(&state, &mut tx, &viewer, &told).await?;
    let groups = gather(&told, &asked, &shown);
    let partial = asked.expand_accounts.as_deref() == Some("partial_avatars");
    Ok(paging.answer_with(&results(&groups, &shown, Page::Part, partial), ends))
}

/// How many of the notifications make up `most` groups.
fn whole_groups(told: &[Notification], asked: &Asked, most: i64) -> usize {
    let most = usize::try_from(most).unwrap_or(0);
    let mut keys = HashSet::new();
    for (index, told) in told.iter().enumerate() {
        if keys.insert(key_of(told, asked)) && keys.len() > most {
            return index;
        }
    }
    told.len()
}

fn key_of(told: &Notification, asked: &Asked) -> String {
    match Alert::of(told) {
        Some(alert) if asked.groups(alert) => group_key(told, alert),
        _ => ungrouped_key(told.id),
    }
}

fn gather<'a>(told: &'a [Notification], asked: &Asked, shown: &Shown) -> Vec<Members<'a>> {
    let mut groups: Vec<Members<'_>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for one in told {
        let Some(alert) = shown.alert(one) else { continue };
        let key = key_of(one, asked);
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.told.push(one),
            None => groups.push(Members { key, alert, told: vec![one] }),
        }
    }
    groups
}

/// Whether the groups are part of a list, or one by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Part,
    Alone,
}

fn results(groups: &[Members<'_>], shown: &Shown, page: Page, partial: bool) -> GroupedNotifications {
    let mut full = BTreeSet::new();
    let mut pictures = BTreeSet::new();
    let mut statuses: BTreeSet<PostId> = BTreeSet::new();
    let mut listed = Vec::new();
    for group in groups {
        let Some(newest) = group.told.first() else { continue };
        let sample = sample(group, shown);
        full.extend(sample.first().copied());
        pictures.extend(sample.iter().copied());
        let status = shown.status(newest, group.alert).and(newest.post_id);
        statuses.extend(status);
        let in_list = page == Page::Part;
        listed.push(NotificationGroup {
            group_key: group.key.clone(),
            notifications_count: group.told.len(),
            r#type: group.alert,
            most_recent_notification_id: newest.id.get(),
            page_min_id: group.told.last().filter(|_| in_list).map(|told| told.id),
            page_max_id: in_list.then_some(newest.id),
            latest_page_notification_at: in_list.then_some(newest.created_at),
            sample_account_ids: sample,
            status_id: status.map(|post| post.to_string()),
            moderation_warning: shown.warning(newest, group.alert),
        });
    }
    let account = |id: &ActorId| shown.accounts.get(id).cloned();
    let rest: Vec<PartialAccount> =
        pictures.difference(&full).filter_map(account).map(|account| in_part(&account)).collect();
    let whole = if partial { &full } else { &pictures };
    GroupedNotifications {
        accounts: whole.iter().filter_map(account).collect(),
        partial_accounts: partial.then_some(rest),
        statuses: statuses.iter().rev().filter_map(|post| shown.statuses.get(post).cloned()).collect(),
        notification_groups: listed,
    }
}

/// The latest of those who did it, each once.
fn sample(group: &Members<'_>, shown: &Shown) -> Vec<ActorId> {
    let mut seen = HashSet::new();
    let people = group.told.iter().filter_map(|told| shown.by(told, group.alert));
    people.filter(|person| seen.insert(*person)).take(SAMPLE).collect()
}

fn in_part(account: &Account) -> PartialAccount {
    PartialAccount {
        id: account.id,
        acct: account.acct.clone(),
        url: account.url.clone(),
        avatar: account.avatar.clone(),
        avatar_static: account.avatar_static.clone(),
        locked: account.locked,
        bot: account.bot,
    }
}

/// What a group key names: Mastodon's `{type}-{post}-{span}`, `{type}-{span}` or `ungrouped-{id}`.
enum Key {
    One(NotificationId),
    Group(Group),
}

impl Key {
    fn read(key: &str) -> Option<Self> {
        match key.split('-').collect::<Vec<_>>().as_slice() {
            ["ungrouped", id] => id.parse().ok().map(Self::One),
            [name, post, span] => group_of(name, Some(post.parse().ok()?), span).map(Self::Group),
            [name, span] => group_of(name, None, span).map(Self::Group),
            _ => None,
        }
    }
}

fn group_of(name: &str, post: Option<PostId>, span: &str) -> Option<Group> {
    let alert = Alert::parse(name).filter(|alert| alert.is_grouped())?;
    let from = span.parse::<i64>().ok()?.checked_mul(i64::try_from(SPAN.as_millis()).ok()?)?;
    let from = Timestamp::from_millis(from);
    Some(Group { kind: *alert.kinds().first()?, post, from, to: from + SPAN })
}

async fn members(tx: &mut Tx, person: ActorId, key: &str) -> Result<Vec<Notification>, ApiError> {
    let found = match Key::read(key).ok_or_else(ApiError::not_found)? {
        Key::One(id) => lists::one(tx, person, id).await?.into_iter().collect(),
        Key::Group(group) => lists::group(tx, person, group, OF_GROUP).await?,
    };
    if found.is_empty() { Err(ApiError::not_found()) } else { Ok(found) }
}

/// `GET /api/v2/notifications/:group_key`
async fn one(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    Path(key): Path<String>,
) -> Result<Json<GroupedNotifications>, ApiError> {
    let mut tx = state.db.read().await?;
    let told = members(&mut tx, actor, &key).await?;
    let shown = Shown::read(&state, &mut tx, &viewer, &told).await?;
    let alert = told.first().and_then(|told| shown.alert(told)).ok_or_else(ApiError::not_found)?;
    let group = Members { key, alert, told: told.iter().collect() };
    Ok(Json(results(&[group], &shown, Page::Alone, false)))
}

/// `POST /api/v2/notifications/:group_key/dismiss`
async fn dismiss(
    Person { state, actor, .. }: Person<WriteNotifications>,
    Path(key): Path<String>,
) -> Result<Json<Nothing>, ApiError> {
    let mut tx = state.db.begin().await?;
    let was_there = match Key::read(&key).ok_or_else(ApiError::not_found)? {
        Key::One(id) => service::dismiss(&mut tx, actor, &[id]).await?,
        Key::Group(group) => service::dismiss_group(&mut tx, actor, group).await?,
    };
    if !was_there {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Json(Nothing {}))
}

/// `GET /api/v2/notifications/:group_key/accounts`
async fn accounts(
    Person { state, actor, viewer, .. }: Person<ReadNotifications>,
    Path(key): Path<String>,
) -> Result<Json<Vec<Account>>, ApiError> {
    let mut tx = state.db.read().await?;
    let told = members(&mut tx, actor, &key).await?;
    let mut shown = Shown::read(&state, &mut tx, &viewer, &told).await?;
    let people: Vec<ActorId> = told.iter().filter_map(|told| shown.by(told, shown.alert(told)?)).collect();
    Ok(Json(people.iter().filter_map(|person| shown.accounts.remove(person)).collect()))
}

/// `GET /api/v2/notifications/unread_count`
async fn unread_count(
    Person { state, actor, .. }: Person<ReadNotifications>,
    Query(asked): Query<Asked>,
) -> Result<Json<Count>, ApiError> {
    let wanted = asked.wanted().ok_or_else(ApiError::not_found)?;
    let wanted = Wanted { unread_only: true, ..wanted };
    let mut tx = state.db.read().await?;
    let told = lists::page(&mut tx, actor, &wanted, Span::newest(asked.most())).await?;
    let keys = told.iter().map(|told| key_of(told, &asked));
    Ok(Json(Count { count: keys.collect::<HashSet<_>>().len() }))
}
