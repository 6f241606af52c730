//! A community's pages that only show: overview, topics, library, people and the moderation log.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::ground::{Ground, topics as topic_rows, unread_in};
use crate::domain::ids::ModerationId;
use crate::domain::resource::ResourceKind;
use crate::domain::text::tags::normalize_tag;
use crate::store::bylines;
use crate::store::library::Shelf;
use crate::store::topics::{self, TopicFilter};
use crate::store::{Cursor, community_people, library, moderation_log, moderators, tags};
use crate::web::pages::log_lines::LogLines;
use crate::web::pages::paging::{older, place};
use crate::web::reader::Reader;
use crate::web::show::{self, resource_kind};
use crate::web::view::{
    self, Choice, CommunityOverview, CommunityPeople, Facet, Library, Member, ModerationLog, Pagination,
    Role, SafeHtml, TopicList,
};
use crate::web::{WebError, WebState};

const TOPICS: i64 = 30;
const LATEST: i64 = 10;
const PINNED: i64 = 10;
const CARDS: i64 = 20;
const LATEST_CARDS: i64 = 3;
const TAGS: i64 = 20;
const PEOPLE: i64 = 60;
const NODES: i64 = 50;
const LINES: i64 = 50;

/// `GET /c/{handle}`
pub(in crate::web::pages) async fn overview(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    let id = ground.actor.id;
    let pinned = topics::pinned(&mut tx, id, reader.actor(), PINNED).await?;
    let latest = topics::of_community(
        &mut tx,
        id,
        reader.actor(),
        TopicFilter::Latest,
        Cursor::START,
        LATEST + PINNED,
    )
    .await?;
    // What is pinned stands above already.
    let mut latest = latest.rows;
    latest.retain(|row| row.post.pinned_at.is_none());
    latest.truncate(usize::try_from(LATEST).unwrap_or(usize::MAX));
    let cards = library::of_community(&mut tx, id, Shelf::default(), Cursor::START, LATEST_CARDS).await?;
    let header = ground.header(&reader);
    let tag_link = |row: tags::TagCount| {
        let query =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("tag", &row.tag).finish();
        (row.tag, format!("{}?{query}", ground.path("/topics")))
    };
    let view = CommunityOverview {
        about: SafeHtml::from_sanitised(ground.actor.summary_html.clone()),
        pinned: topic_rows(&mut tx, &pinned, &reader, false).await?,
        latest: topic_rows(&mut tx, &latest, &reader, false).await?,
        resources: cards.rows.iter().map(|row| show::card(row, &reader.names, reader.now)).collect(),
        moderators: moderators::of_community(&mut tx, id)
            .await?
            .iter()
            .map(|actor| show::person(actor, &reader.names))
            .collect(),
        tags: tags::of_community(&mut tx, id, TAGS).await?.into_iter().map(tag_link).collect(),
        backfill: ground.backfill(&mut tx).await?,
        header,
    };
    drop(tx);
    let head = ground.head(&view.header.community.summary);
    reader.show_with_head(&view, head)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct TopicQuery {
    filter: Option<String>,
    tag: Option<String>,
    after: Option<String>,
}

/// `GET /c/{handle}/topics`
pub(in crate::web::pages) async fn topic_list(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    Query(query): Query<TopicQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let (filter, shown) = match (query.filter.as_deref(), reader.actor()) {
        (Some("unread"), Some(_)) => (TopicFilter::Unread, view::TopicFilter::Unread),
        (Some("mine"), Some(_)) => (TopicFilter::Mine, view::TopicFilter::Mine),
        _ => (TopicFilter::Latest, view::TopicFilter::Latest),
    };
    let tag = query.tag.as_deref().and_then(normalize_tag);
    let from = place(query.after.as_deref());
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    let id = ground.actor.id;
    let page = match &tag {
        Some(tag) => topics::tagged(&mut tx, id, reader.actor(), tag, from, TOPICS).await?,
        None => topics::of_community(&mut tx, id, reader.actor(), filter, from, TOPICS).await?,
    };
    let view = TopicList {
        header: ground.header(&reader),
        filter: shown,
        tag,
        unread: unread_in(&mut tx, &reader, id).await?,
        topics: topic_rows(&mut tx, &page.rows, &reader, false).await?,
        pagination: Pagination { newer: None, older: older(&reader.path, page.next) },
        backfill: ground.backfill(&mut tx).await?,
    };
    drop(tx);
    reader.show(&view)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct LibraryQuery {
    kind: Option<String>,
    tag: Option<String>,
    after: Option<String>,
}

/// `GET /c/{handle}/library`
pub(in crate::web::pages) async fn library_list(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    Query(query): Query<LibraryQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let kind = query.kind.as_deref().and_then(|kind| ResourceKind::parse(&kind.replace('-', "_")));
    let tag = query.tag.as_deref().and_then(normalize_tag);
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    let id = ground.actor.id;
    let from = place(query.after.as_deref());
    let shelf = Shelf { kind, tag: tag.as_deref(), due_at: None };
    let page = library::of_community(&mut tx, id, shelf, from, CARDS).await?;
    let kinds = library::kinds(&mut tx, id).await?;
    let used = tags::of_library(&mut tx, id, TAGS).await?;
    drop(tx);
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    let kind_facet = |row: &library::KindCount| {
        let shown = resource_kind(row.kind);
        facet(shown.value(), reader.locale.say(shown.key(), &[]), kind == Some(row.kind), number(row.posts))
    };
    let tag_facet = |row: &tags::TagCount| {
        facet(&row.tag, row.tag.clone(), tag.as_deref() == Some(row.tag.as_str()), number(row.posts))
    };
    let total = match (kind, &tag) {
        (Some(kind), _) => kinds.iter().filter(|row| row.kind == kind).map(|row| number(row.posts)).sum(),
        (None, Some(tag)) => used.iter().filter(|row| row.tag == *tag).map(|row| number(row.posts)).sum(),
        (None, None) => kinds.iter().map(|row| number(row.posts)).sum(),
    };
    let view = Library {
        header: ground.header(&reader),
        kinds: kinds.iter().map(kind_facet).collect(),
        tags: used.iter().map(tag_facet).collect(),
        filtered: kind.is_some() || tag.is_some(),
        total,
        resources: page.rows.iter().map(|row| show::card(row, &reader.names, reader.now)).collect(),
        pagination: Pagination { newer: None, older: older(&reader.path, page.next) },
    };
    reader.show(&view)
}

fn facet(value: &str, label: String, selected: bool, count: u64) -> Facet {
    Facet { choice: Choice { value: value.to_owned(), label, selected }, count }
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct PeopleQuery {
    after: Option<String>,
}

/// `GET /c/{handle}/people`
pub(in crate::web::pages) async fn people(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    Query(query): Query<PeopleQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    let id = ground.actor.id;
    let in_office = moderators::of_community(&mut tx, id).await?;
    let from = place(query.after.as_deref());
    let page = community_people::participants(&mut tx, id, from, PEOPLE).await?;
    let participants = page.rows;
    let nodes = community_people::followers_by_node(&mut tx, id, NODES).await?;
    let lines = bylines::by_ids(&mut tx, participants.iter().map(|row| row.actor_id)).await?;
    drop(tx);
    let last_active =
        |actor| participants.iter().find(|row| row.actor_id == actor).map(|row| row.last_active_at);
    // Those in office stand on the first page, whether they said something or not.
    let leading = in_office.iter().filter(|_| from == Cursor::START).map(|actor| Member {
        person: show::person(actor, &reader.names),
        role: Role::Moderator,
        last_active: last_active(actor.id),
    });
    let others = participants
        .iter()
        .filter(|row| in_office.iter().all(|actor| actor.id != row.actor_id))
        .filter_map(|row| lines.get(&row.actor_id).map(|line| (line, row.last_active_at)))
        .map(|(line, at)| Member {
            person: show::person_line(line, &reader.names),
            role: Role::Participant,
            last_active: Some(at),
        });
    let view = CommunityPeople {
        header: ground.header(&reader),
        people: leading.chain(others).collect(),
        organizations: nodes
            .into_iter()
            .map(|row| (reader.names.of(&row.domain), u64::try_from(row.followers).unwrap_or_default()))
            .collect(),
        pagination: Pagination { newer: None, older: older(&reader.path, page.next) },
    };
    reader.show(&view)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct LogQuery {
    before: Option<String>,
}

/// `GET /c/{handle}/log`
pub(in crate::web::pages) async fn log(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    Query(query): Query<LogQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    let before: Option<ModerationId> = query.before.and_then(|text| text.parse().ok());
    let mut entries = moderation_log::of_community(&mut tx, ground.actor.id, before, LINES + 1).await?;
    let more = entries.len() > usize::try_from(LINES).unwrap_or(usize::MAX);
    entries.truncate(usize::try_from(LINES).unwrap_or(usize::MAX));
    let last = entries.last().filter(|_| more).map(|entry| entry.id);
    let subjects = LogLines::read(&mut tx, &entries).await?;
    drop(tx);
    let view = ModerationLog {
        header: ground.header(&reader),
        entries: entries.iter().map(|entry| subjects.line(entry, &reader)).collect(),
        pagination: Pagination {
            newer: None,
            older: last.map(|id| format!("{}?before={id}", ground.path("/log"))),
        },
    };
    reader.show(&view)
}
