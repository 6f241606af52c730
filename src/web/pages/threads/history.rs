//! Earlier wordings of posts, versions of resources, and what changed between them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::reading::Found;
use crate::domain::ids::ActorId;
use crate::domain::post::{self, Authorship, PostKind};
use crate::domain::text::diff::{self, ChangeKind};
use crate::domain::text::plain;
use crate::domain::time::Timestamp;
use crate::http::HttpError;
use crate::services::resources::{self as versions, Version};
use crate::store::bylines::{self, Byline};
use crate::store::revisions;
use crate::web::reader::Reader;
use crate::web::show::{self, count};
use crate::web::view::{Change, DiffLine, Pagination, PostHistory, ResourceDiff, Revision, Versions};
use crate::web::{WebError, WebState};
use std::collections::HashMap;

/// How many wordings are shown.
const MOST: i64 = 50;
/// The longest text that is compared, in characters.
const MAX_COMPARED: usize = 40_000;

/// One wording, the current one included.
struct Wording {
    number: i64,
    at: Timestamp,
    authorship: Authorship,
    text: String,
}

/// All wordings, the newest first.
fn wordings(post: &post::Post, earlier: &[post::Revision]) -> Vec<Wording> {
    let text = |title: Option<&String>, source: Option<&String>, html: &str, link: Option<&String>| {
        let body = source.cloned().unwrap_or_else(|| plain::to_plain_text(html, MAX_COMPARED));
        title.into_iter().chain([&body]).chain(link).cloned().collect::<Vec<_>>().join("\n\n")
    };
    let mut all = vec![Wording {
        number: post.version,
        at: post.edited_at.unwrap_or(post.published_at),
        authorship: Authorship::of(post.author_id, earlier.first()),
        text: text(post.title.as_ref(), post.source.as_ref(), &post.html, post.link_url.as_ref()),
    }];
    for (index, revision) in earlier.iter().enumerate() {
        all.push(Wording {
            number: revision.version,
            at: revision.created_at,
            authorship: Authorship::of(post.author_id, earlier.get(index + 1)),
            text: text(
                revision.title.as_ref(),
                revision.source.as_ref(),
                &revision.html,
                revision.link_url.as_ref(),
            ),
        });
    }
    all
}

fn lines(changes: &[diff::Change]) -> Vec<DiffLine> {
    let kind = |kind: ChangeKind| match kind {
        ChangeKind::Same => Change::Same,
        ChangeKind::Added => Change::Added,
        ChangeKind::Removed => Change::Removed,
    };
    let line = |change: &diff::Change| -> Vec<DiffLine> {
        let text = change.text.lines().filter(|text| !text.trim().is_empty());
        text.map(|text| DiffLine { change: kind(change.kind), text: text.to_owned() }).collect()
    };
    changes.iter().flat_map(line).collect()
}

fn revision(
    wording: &Wording,
    diff: Vec<DiffLine>,
    lines: &HashMap<ActorId, Byline>,
    reader: &Reader,
) -> Revision {
    Revision {
        number: count(wording.number),
        at: wording.at,
        by: show::actor_of(wording.authorship.editor.and_then(|id| lines.get(&id)), &reader.names),
        diff,
        note: wording.authorship.note.clone(),
    }
}

/// `GET /p/{id}/history`
pub(in crate::web::pages) async fn history(
    State(state): State<WebState>,
    Path(id): Path<String>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &reader, &id).await?;
    if !found.post.is_readable() {
        return Err(HttpError::gone().into());
    }
    // One more than is shown: each is compared with the one before it, which also says who wrote it.
    let earlier = revisions::list(&mut tx, found.post.id, i64::MAX, MOST).await?;
    let all = wordings(&found.post, &earlier);
    let people = bylines::by_ids(&mut tx, all.iter().filter_map(|wording| wording.authorship.editor)).await?;
    drop(tx);
    let shown = usize::try_from(MOST).unwrap_or(usize::MAX);
    let oldest = all.last().map(|wording| wording.number).filter(|_| all.len() <= shown);
    // Comparing takes processor time: not on a thread that others wait for.
    let compared = tokio::task::spawn_blocking(move || {
        let diffs: Vec<Vec<DiffLine>> = all
            .iter()
            .enumerate()
            .map(|(index, wording)| {
                let before = all.get(index + 1).map_or("", |before| before.text.as_str());
                lines(&diff::lines(before, &wording.text))
            })
            .collect();
        (all, diffs)
    });
    let (all, diffs) = compared.await.map_err(HttpError::internal)?;
    let view = PostHistory {
        id: found.post.id,
        header: found.ground.header(&reader),
        title: show::title(&found.root),
        revisions: all
            .iter()
            .zip(diffs)
            .take(shown)
            .map(|(wording, diff)| {
                // The first text is all there is, not something added.
                let first = oldest == Some(wording.number);
                let diff = diff
                    .into_iter()
                    .map(|line| DiffLine { change: if first { Change::Same } else { line.change }, ..line })
                    .collect();
                revision(wording, diff, &people, &reader)
            })
            .collect(),
    };
    reader.show(&view)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct VersionsQuery {
    before: Option<String>,
}

/// `GET /r/{id}/versions`
pub(in crate::web::pages) async fn version_list(
    State(state): State<WebState>,
    Path(id): Path<String>,
    Query(query): Query<VersionsQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = resource(Found::read(&state, &mut tx, &reader, &id).await?)?;
    let before = query.before.and_then(|text| text.parse().ok()).unwrap_or(i64::MAX);
    let earlier = revisions::list(&mut tx, found.post.id, before, MOST + 1).await?;
    let mut all = wordings(&found.post, &earlier);
    let people = bylines::by_ids(&mut tx, all.iter().filter_map(|wording| wording.authorship.editor)).await?;
    drop(tx);
    all.retain(|wording| wording.number < before);
    let more = all.len() > usize::try_from(MOST).unwrap_or(usize::MAX);
    all.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let last = all.last().filter(|_| more).map(|wording| wording.number);
    let view = Versions {
        id: found.post.id,
        header: found.ground.header(&reader),
        title: show::title(&found.post),
        versions: all.iter().map(|wording| revision(wording, Vec::new(), &people, &reader)).collect(),
        pagination: Pagination {
            newer: None,
            older: last.map(|number| format!("/r/{}/versions?before={number}", found.post.id)),
        },
    };
    reader.show(&view)
}

fn resource(found: Found) -> Result<Found, WebError> {
    if found.post.kind != PostKind::Resource {
        return Err(WebError::not_found());
    }
    if found.post.is_readable() { Ok(found) } else { Err(HttpError::gone().into()) }
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct DiffQuery {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `GET /r/{id}/diff`
pub(in crate::web::pages) async fn difference(
    State(state): State<WebState>,
    Path(id): Path<String>,
    Query(query): Query<DiffQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let number = |text: &str| text.parse::<i64>().map_err(|_| WebError::malformed());
    let (from, to) = (number(&query.from)?, number(&query.to)?);
    let (from, to) = (from.min(to), from.max(to));
    let mut tx = state.db.read().await?;
    let found = resource(Found::read(&state, &mut tx, &reader, &id).await?)?;
    let old = versions::version(&mut tx, found.post.id, from).await?.ok_or_else(WebError::not_found)?;
    let new = versions::version(&mut tx, found.post.id, to).await?.ok_or_else(WebError::not_found)?;
    let people = bylines::by_ids(&mut tx, [old.editor, new.editor].into_iter().flatten()).await?;
    drop(tx);
    let shown = |version: &Version| Revision {
        number: count(version.number),
        at: version.created_at,
        by: show::actor_of(version.editor.and_then(|id| people.get(&id)), &reader.names),
        diff: Vec::new(),
        note: version.note.clone(),
    };
    let (from, to) = (Revision { note: None, ..shown(&old) }, shown(&new));
    let compared = tokio::task::spawn_blocking(move || versions::compare(&old, &new));
    let difference = compared.await.map_err(HttpError::internal)?;
    let is_change = |change: &diff::Change| change.kind != ChangeKind::Same;
    let mut diff = Vec::new();
    for part in [&difference.title, &difference.summary, &difference.link, &difference.body] {
        if part.iter().any(is_change) {
            diff.extend(lines(part));
        }
    }
    let view = ResourceDiff {
        id: found.post.id,
        header: found.ground.header(&reader),
        title: show::title(&found.post),
        from,
        to,
        diff,
    };
    reader.show(&view)
}
