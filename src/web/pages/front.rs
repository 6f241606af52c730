//! The first page: one's own communities, or what the organization offers.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::communities::ground::topics as topic_rows;
use super::paging::{older, place};
use crate::config::SignUpMode;
use crate::domain::actor::ActorKind;
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::services::accounts;
use crate::store::community_lists::{self, Explore};
use crate::store::{actors, topics};
use crate::web::reader::Reader;
use crate::web::show::{self, count};
use crate::web::view::{FrontPage, Home, MyCommunity, Pagination, SafeHtml};
use crate::web::{WebError, WebState};

const TOPICS: i64 = 30;
const MINE: i64 = 200;
const SUGGESTIONS: i64 = 6;
const COMMUNITIES: i64 = 20;

#[derive(Debug, Deserialize)]
pub(super) struct FrontQuery {
    after: Option<String>,
}

/// `GET /`
pub(super) async fn page(
    State(state): State<WebState>,
    Query(query): Query<FrontQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    match reader.actor() {
        Some(person) => home(&state, &reader, person, query.after.as_deref()).await,
        None => front(&state, &reader, query.after.as_deref()).await,
    }
}

async fn home(
    state: &WebState,
    reader: &Reader,
    person: ActorId,
    after: Option<&str>,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let mine = community_lists::of_person(&mut tx, person, MINE).await?;
    let unread = topics::unread_counts(&mut tx, person).await?;
    let page = topics::of_followed(&mut tx, person, place(after), TOPICS).await?;
    let suggested = if mine.is_empty() {
        community_lists::explore(&mut tx, Explore::default(), Some(person), None, SUGGESTIONS).await?
    } else {
        Vec::new()
    };
    let topics = topic_rows(&mut tx, &page.rows, reader, true).await?;
    drop(tx);
    let of = |id| unread.iter().find(|row| row.community_id == id).map_or(0, |row| count(row.threads));
    let mut communities: Vec<MyCommunity> = mine
        .iter()
        .filter(|row| row.follow != Some(FollowState::Refused) || row.moderates)
        .map(|row| MyCommunity {
            community: show::community(&row.actor, &reader.names),
            unread: of(row.actor.id),
            waiting: row.follow == Some(FollowState::Waiting),
        })
        .collect();
    communities.sort_by_key(|mine| mine.unread == 0);
    reader.show(&Home {
        communities,
        topics,
        pagination: Pagination { newer: None, older: older(&reader.path, page.next) },
        suggestions: suggested.iter().map(|row| show::community(&row.actor, &reader.names)).collect(),
        may_create: can(&reader.viewer, Action::CreateCommunity).is_ok(),
    })
}

async fn front(state: &WebState, reader: &Reader, after: Option<&str>) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let organization = actors::by_uri(&mut tx, &state.context.addresses.organization()).await?;
    let organization = organization.filter(|actor| actor.kind == ActorKind::Organization);
    let local = Explore { local: Some(true), ..Explore::default() };
    let communities = community_lists::explore(&mut tx, local, None, None, COMMUNITIES).await?;
    let page = topics::of_public(&mut tx, place(after), TOPICS).await?;
    let mode = accounts::sign_up_mode(&mut tx, state.config.people.sign_up).await?;
    let topics = topic_rows(&mut tx, &page.rows, reader, true).await?;
    drop(tx);
    let introduction = organization.map(|actor| actor.summary_html).unwrap_or_default();
    reader.show(&FrontPage {
        introduction: SafeHtml::from_sanitised(introduction),
        communities: communities.iter().map(|row| show::community(&row.actor, &reader.names)).collect(),
        topics,
        sign_up_open: mode != SignUpMode::Closed,
    })
}
