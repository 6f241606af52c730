//! The page of a thread and of a resource.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, can};
use crate::domain::post::{Post, PostKind};
use crate::domain::text::plain;
use crate::domain::time::Timestamp;
use crate::http::routes;
use crate::services::{reads as reading, resources as versions};
use crate::store::bylines::{self, Byline};
use crate::store::threads::{self, ThreadPage, ThreadPlace, ThreadRow};
use crate::store::{Tx, moderation_log, moderators, posts, reads, topics};
use crate::web::pages::communities::ground::Ground;
use crate::web::pages::threads::facts::{facts_of, facts_of_version};
use crate::web::pages::threads::note;
use crate::web::reader::Reader;
use crate::web::render::Head;
use crate::web::show::{self, PostContext, count};
use crate::web::view::{
    AttachedFile, FormErrors, InReplyTo, Pagination, Person, Resource, SafeHtml, Thread, VersionNotice,
};
use crate::web::{WebError, WebState};

/// How many people are named beside a thread.
const PARTICIPANTS: i64 = 100;
/// How much of a text describes its page elsewhere, in characters.
const DESCRIPTION: usize = 200;

/// A post that the reader may see, with its thread's first post and its community.
pub(in crate::web::pages) struct Found {
    pub post: Post,
    pub root: Post,
    pub ground: Ground,
}

impl Found {
    pub(crate) async fn read(
        state: &WebState,
        tx: &mut Tx,
        reader: &Reader,
        id: &str,
    ) -> Result<Self, WebError> {
        let id: PostId = id.parse().map_err(|_| WebError::not_found())?;
        let post = posts::by_id(tx, id).await?.ok_or_else(WebError::not_found)?;
        let root = if post.root_id == post.id {
            post.clone()
        } else {
            posts::by_id(tx, post.root_id).await?.ok_or_else(WebError::not_found)?
        };
        let community = root.community_id.ok_or_else(WebError::not_found)?;
        let ground = Ground::by_id(state, tx, reader, community).await?;
        for seen in [&root, &post] {
            can(&reader.viewer, Action::ViewPost(seen, Some(ground.place.view())))?;
        }
        Ok(Self { post, root, ground })
    }

    /// The path of the thread's page.
    pub(crate) fn thread_path(&self) -> String {
        match self.root.kind {
            PostKind::Resource => routes::resource(self.root.id),
            PostKind::Discussion | PostKind::Reply => routes::post(self.root.id),
        }
    }

    /// The path of the post within the thread's page.
    pub(crate) fn path(&self) -> String {
        if self.post.is_root() {
            self.thread_path()
        } else {
            format!("{}?at={id}#p{id}", self.thread_path(), id = self.post.id)
        }
    }
}

/// What was typed as a reply and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub reply_to: Option<PostId>,
    pub body: String,
    pub files: Vec<AttachedFile>,
    pub preview: Option<String>,
    pub errors: FormErrors,
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct ThreadQuery {
    page: Option<String>,
    at: Option<String>,
    reply_to: Option<String>,
}

/// `GET /p/{id}`
pub(in crate::web::pages) async fn thread(
    State(state): State<WebState>,
    Path(id): Path<String>,
    Query(query): Query<ThreadQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = match Found::read(&state, &mut tx, &reader, &id).await {
        Err(error) if error.is_not_found() => return note::show(tx, &reader, &id).await,
        outcome => outcome?,
    };
    if !found.post.is_root() && query.reply_to.is_none() {
        return Ok(Redirect::to(&found.path()).into_response());
    }
    let place = match query.page.as_deref().and_then(|page| page.parse().ok()) {
        Some(page) => ThreadPlace::Page(page),
        None => ThreadPlace::At(wanted(&query).unwrap_or(found.post.id)),
    };
    let typed = Typed { reply_to: query.reply_to.and_then(|id| id.parse().ok()), ..Typed::default() };
    if found.root.kind == PostKind::Resource {
        if typed.reply_to.is_none() {
            return Ok(Redirect::to(&found.path()).into_response());
        }
        return show_resource(&state, tx, &reader, found, place, typed).await;
    }
    show_thread(&state, tx, &reader, found, place, typed).await
}

/// `GET /r/{id}`
pub(in crate::web::pages) async fn resource(
    State(state): State<WebState>,
    Path(id): Path<String>,
    Query(query): Query<ThreadQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    if found.root.kind != PostKind::Resource || !found.post.is_root() {
        return Ok(Redirect::to(&found.path()).into_response());
    }
    let place = match query.page.as_deref().and_then(|page| page.parse().ok()) {
        Some(page) => ThreadPlace::Page(page),
        None => ThreadPlace::At(wanted(&query).unwrap_or(found.root.id)),
    };
    show_resource(&state, tx, &reader, found, place, Typed::default()).await
}

fn wanted(query: &ThreadQuery) -> Option<PostId> {
    query.at.as_deref().and_then(|id| id.parse().ok())
}

/// The page again after a reply that needs changes, or a preview.
pub(super) async fn with_reply(
    state: &WebState,
    reader: &Reader,
    id: &str,
    typed: Typed,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(state, &mut tx, reader, id).await?;
    let place = ThreadPlace::At(found.post.id);
    match found.root.kind {
        PostKind::Resource => show_resource(state, tx, reader, found, place, typed).await,
        PostKind::Discussion | PostKind::Reply => show_thread(state, tx, reader, found, place, typed).await,
    }
}

async fn show_thread(
    state: &WebState,
    mut tx: Tx,
    reader: &Reader,
    found: Found,
    place: ThreadPlace,
    typed: Typed,
) -> Result<Response, WebError> {
    let read = ReadThread::read(&mut tx, reader, &found, place).await?;
    drop(tx);
    let view = read.view(reader, &found, typed);
    read.mark(state, reader, &found).await?;
    reader.show_with_head(&view, head(&found))
}

async fn show_resource(
    state: &WebState,
    mut tx: Tx,
    reader: &Reader,
    found: Found,
    place: ThreadPlace,
    typed: Typed,
) -> Result<Response, WebError> {
    let read = ReadThread::read(&mut tx, reader, &found, place).await?;
    let facts = facts_of(&mut tx, reader, &found).await?;
    drop(tx);
    let thread = read.view(reader, &found, typed);
    read.mark(state, reader, &found).await?;
    reader.show_with_head(&Resource { thread, facts, notice: None }, head(&found))
}

/// `GET /r/{id}/versions/{number}`
pub(in crate::web::pages) async fn version(
    State(state): State<WebState>,
    Path((id, number)): Path<(String, String)>,
    reader: Reader,
) -> Result<Response, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::not_found())?;
    let mut tx = state.db.read().await?;
    let mut found = Found::read(&state, &mut tx, &reader, &id).await?;
    if found.post.kind != PostKind::Resource {
        return Err(WebError::not_found());
    }
    if found.post.version == number {
        return Ok(Redirect::to(&found.path()).into_response());
    }
    let old = versions::version(&mut tx, found.post.id, number).await?.ok_or_else(WebError::not_found)?;
    let read = ReadThread::read(&mut tx, &reader, &found, ThreadPlace::Page(1)).await?;
    let mut facts = facts_of(&mut tx, &reader, &found).await?;
    let steward = old.details.as_ref().and_then(|details| details.steward_id);
    let lines = bylines::by_ids(&mut tx, steward).await?;
    drop(tx);
    let current = found.post.version;
    if let Some(details) = &old.details {
        facts = facts_of_version(details, &facts, steward.and_then(|id| lines.get(&id)), &reader);
    }
    facts.summary = old.summary.clone().unwrap_or_default();
    facts.version = count(number);
    facts.version_at = old.created_at;
    found.root.title.clone_from(&old.title);
    let mut thread = read.view(&reader, &found, Typed::default());
    thread.post.html = SafeHtml::from_sanitised(old.html);
    thread.post.link = old.link_url;
    thread.post.attachments = Vec::new();
    thread.reply_to = None;
    let notice = Some(VersionNotice { current: count(current) });
    reader.show(&Resource { thread, facts, notice })
}

fn head(found: &Found) -> Head {
    let Found { root, ground, .. } = found;
    let readable = root.is_readable();
    let description = if readable { plain::excerpt(&root.html, DESCRIPTION) } else { String::new() };
    let mut head = ground.head(&description);
    head.canonical = Some(root.url.clone().unwrap_or_else(|| root.uri.clone()));
    head.activity_json = Some(root.uri.clone());
    head.indexable &= readable;
    head
}

/// Everything that the page of a thread shows, by a constant number of queries.
pub(super) struct ReadThread {
    page: ThreadPage,
    pub(super) first: ThreadRow,
    lines: HashMap<ActorId, Byline>,
    participants: Vec<ActorId>,
    moderators: Vec<ActorId>,
    removers: HashMap<PostId, Byline>,
    read_to: Option<Timestamp>,
    /// When this node last received something in it. Known only where somebody's marks are.
    received_to: Option<Timestamp>,
}

impl ReadThread {
    async fn read(tx: &mut Tx, reader: &Reader, found: &Found, place: ThreadPlace) -> Result<Self, WebError> {
        let root = found.root.id;
        let page = threads::page(tx, root, reader.actor(), place).await?;
        let first = match page.rows.first() {
            Some(first) if first.post.id == root => first.clone(),
            _ => threads::rows(tx, &[root], reader.actor()).await?.pop().ok_or_else(WebError::not_found)?,
        };
        let participants = threads::participants(tx, root, PARTICIPANTS).await?;
        let removed: Vec<PostId> =
            page.rows.iter().filter(|row| row.post.removed_at.is_some()).map(|row| row.post.id).collect();
        let acts = moderation_log::removers(tx, &removed).await?;
        let people = participants.iter().copied().chain(acts.iter().map(|act| act.moderator_id));
        let lines = bylines::by_ids(tx, people.collect::<Vec<_>>()).await?;
        let removers = acts
            .iter()
            .filter_map(|act| Some((act.post_id, lines.get(&act.moderator_id)?.clone())))
            .collect();
        let moderators = moderators::ids(tx, found.ground.actor.id).await?;
        let (read_to, received_to) = match reader.actor() {
            Some(person) => (reads::read_to(tx, person, root).await?, topics::last_received(tx, root).await?),
            None => (None, None),
        };
        Ok(Self { page, first, lines, participants, moderators, removers, read_to, received_to })
    }

    fn view(&self, reader: &Reader, found: &Found, typed: Typed) -> Thread {
        let Found { root, ground, .. } = found;
        let names = &reader.names;
        let context = PostContext {
            viewer: &reader.viewer,
            names,
            root,
            place: Some(&ground.place),
            host: (!ground.actor.local)
                .then(|| (show::organization(&ground.actor, names), ground.peer.as_ref())),
            moderators: &self.moderators,
            removers: &self.removers,
            read_to: self.read_to,
        };
        let authors: HashMap<PostId, Option<&Byline>> =
            self.page.rows.iter().map(|row| (row.post.id, row.author.as_ref())).collect();
        let reply = |row: &ThreadRow| {
            let parent = row.post.parent_id.filter(|parent| *parent != root.id);
            let parent = parent.and_then(|id| Some((id, *authors.get(&id)?)));
            show::post(row, &context, parent)
        };
        let replies = self.page.rows.iter().filter(|row| row.post.id != root.id);
        let post = show::post(&self.first, &context, None);
        let participants: Vec<Person> = self
            .participants
            .iter()
            .filter_map(|id| self.lines.get(id))
            .map(|line| show::person_line(line, names))
            .collect();
        Thread {
            header: ground.header(reader),
            title: if root.is_readable() { show::title(root) } else { reader.locale.say("log-a-post", &[]) },
            reply_to: self.composer(found, &context, typed.reply_to, &authors, &post),
            post,
            tags: self.first.tags.clone(),
            pinned: root.pinned_at.is_some(),
            locked: root.locked_at.is_some(),
            reply_count: count(root.reply_count),
            organizations: show::organizations(&participants),
            participants,
            replies: replies.map(reply).collect(),
            pagination: self.pagination(found),
            reply_body: typed.body,
            reply_files: typed.files,
            preview: typed.preview.map(SafeHtml::from_sanitised),
            errors: typed.errors,
        }
    }

    /// Which post the composer answers: the one asked for, else the first.
    fn composer(
        &self,
        found: &Found,
        context: &PostContext<'_>,
        wanted: Option<PostId>,
        authors: &HashMap<PostId, Option<&Byline>>,
        first: &crate::web::view::Post,
    ) -> Option<InReplyTo> {
        let place = context.place.map(crate::services::standing::Place::view);
        let may = |post: &Post| can(context.viewer, Action::Reply { root: &found.root, post, place }).is_ok();
        let answered = wanted.and_then(|id| self.page.rows.iter().find(|row| row.post.id == id));
        if let Some(row) = answered.filter(|row| may(&row.post)) {
            let line = authors.get(&row.post.id).copied().flatten();
            return Some(InReplyTo { id: row.post.id, name: show::actor_of(line, context.names).name });
        }
        may(&found.root).then(|| InReplyTo { id: found.root.id, name: first.author.name.clone() })
    }

    fn pagination(&self, found: &Found) -> Pagination {
        let ThreadPage { page, pages, .. } = self.page;
        let path = found.thread_path();
        let at = |page: usize| format!("{path}?page={page}");
        Pagination { newer: (page > 1).then(|| at(page - 1)), older: (page < pages).then(|| at(page + 1)) }
    }

    /// Notes that the reader has seen the thread to its end.
    async fn mark(&self, state: &WebState, reader: &Reader, found: &Found) -> Result<(), WebError> {
        let Some(person) = reader.actor() else { return Ok(()) };
        let seen = self.read_to.is_some() && self.read_to >= self.received_to;
        if seen || self.page.page < self.page.pages {
            return Ok(());
        }
        let mut tx = state.db.begin().await?;
        reading::mark_thread(&mut tx, person, found.root.id).await?;
        Ok(tx.commit().await?)
    }
}
