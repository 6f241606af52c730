//! Reports of the communities that the reader moderates, or of the whole node.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::{ActorId, PostId, ReportId};
use crate::domain::moderation::Report;
use crate::domain::permission::{Action, can};
use crate::domain::post::Post;
use crate::http::routes;
use crate::store::bylines::{self, Byline};
use crate::store::{StoreError, Tx, moderators, posts, reports};
use crate::web::reader::{Reader, SignedIn};
use crate::web::show::{self, ReportContext, count};
use crate::web::view::{Pagination, ReportList};
use crate::web::{WebError, WebState};

const LINES: usize = 30;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    state: String,
    before: String,
}

/// `GET /moderation`
pub(super) async fn page(
    State(state): State<WebState>,
    person: SignedIn,
    Query(place): Query<Place>,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let node = can(&person.reader.viewer, Action::ModerateNode).is_ok();
    if !node && !moderators::moderates_any(&mut tx, person.actor).await? {
        return Err(WebError::not_found());
    }
    let resolved = place.state == "resolved";
    let before = place.before.parse().unwrap_or(ReportId::new(i64::MAX));
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut rows = reports::for_moderator(&mut tx, person.actor, node, !resolved, before, limit).await?;
    let open = reports::count_open(&mut tx, person.actor, node).await?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let about = About::read(&mut tx, &rows).await?;
    drop(tx);
    let last = rows.last().filter(|_| more).map(|report| report.id);
    let filter = if resolved { "state=resolved&" } else { "" };
    let context = about.context(&person.reader);
    person.reader.show(&ReportList {
        resolved,
        open: count(open),
        reports: rows.iter().map(|report| show::report(report, &context)).collect(),
        pagination: Pagination {
            newer: None,
            older: last.map(|id| format!("{}?{filter}before={id}", routes::MODERATION)),
        },
    })
}

/// Whom and what reports are about, by two queries.
pub(super) struct About {
    lines: HashMap<ActorId, Byline>,
    posts: HashMap<PostId, Post>,
}

impl About {
    pub(super) async fn read(tx: &mut Tx, reports: &[Report]) -> Result<Self, StoreError> {
        let people = reports.iter().flat_map(|report| {
            let named =
                [Some(report.subject_id), Some(report.reporter_id), report.community_id, report.resolved_by];
            named.into_iter().flatten()
        });
        let lines = bylines::by_ids(tx, people.collect::<Vec<_>>()).await?;
        let ids: Vec<PostId> = reports.iter().filter_map(|report| report.post_id).collect();
        let found = if ids.is_empty() { Vec::new() } else { posts::by_ids(tx, &ids).await? };
        Ok(Self { lines, posts: found.into_iter().map(|post| (post.id, post)).collect() })
    }

    pub(super) fn context<'a>(&'a self, reader: &'a Reader) -> ReportContext<'a> {
        ReportContext { lines: &self.lines, posts: &self.posts, names: &reader.names, locale: reader.locale }
    }
}
