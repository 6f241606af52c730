//! Whom a person blocks and mutes, and how to take it back.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::relationship::MAX_MUTED_DOMAINS;
use crate::domain::time::Timestamp;
use crate::http::{CsrfForm, routes};
use crate::services::relationships::{self, RelationshipError};
use crate::store::{Cursor, Span, actors, blocks, mutes};
use crate::web::i18n::Message;
use crate::web::pages::paging;
use crate::web::reader::SignedIn;
use crate::web::view::{FormErrors, KeptAway, Pagination, SettingsKeptAway};
use crate::web::{Done, WebError, WebState, show};

/// How many blocks and how many mutes stand on one page.
const LISTED: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    person: Option<ActorId>,
    domain: String,
}

/// Where the page goes on, in each of its lists.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    blocked: Option<String>,
    muted: Option<String>,
}

/// `GET /settings/kept-away`
pub(super) async fn page(
    State(state): State<WebState>,
    Query(place): Query<Place>,
    person: SignedIn,
) -> Result<Response, WebError> {
    let view = view(&state, &person, &place, String::new(), FormErrors::default()).await?;
    person.reader.show(&view)
}

/// `POST /settings/kept-away`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let (ctx, actor) = (&state.context, person.actor);
    let outcome = match (fields.action.as_str(), fields.person) {
        ("unblock", Some(other)) => {
            relationships::unblock(ctx, &mut tx, actor, other).await.map(|()| Done::Unblocked)
        }
        ("unmute", Some(other)) => {
            relationships::unmute(&mut tx, actor, other).await?;
            Ok(Done::Unmuted)
        }
        ("mute-domain", _) => {
            relationships::mute_domain(ctx, &mut tx, actor, &fields.domain).await.map(|()| Done::Muted)
        }
        ("unmute-domain", _) => {
            relationships::unmute_domain(ctx, &mut tx, actor, &fields.domain).await.map(|()| Done::Unmuted)
        }
        _ => return Err(WebError::malformed()),
    };
    let problem = match outcome {
        Ok(done) => {
            tx.commit().await?;
            return Ok(done.at(routes::SETTINGS_KEPT_AWAY));
        }
        Err(RelationshipError::Domain) => "problem-domain",
        Err(RelationshipError::TooManyDomains) => "problem-many-domains",
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let mut errors = FormErrors::default();
    errors.add("domain", Message::new(problem));
    let view = view(&state, &person, &Place::default(), fields.domain, errors).await?;
    person.reader.show_again(&view)
}

async fn view(
    state: &WebState,
    person: &SignedIn,
    place: &Place,
    domain: String,
    errors: FormErrors,
) -> Result<SettingsKeptAway, WebError> {
    let mut tx = state.db.read().await?;
    let blocked = blocks::of(&mut tx, person.actor, span(place.blocked.as_deref())).await?;
    let muted = mutes::of(&mut tx, person.actor, person.reader.now, span(place.muted.as_deref())).await?;
    let domains = mutes::domains_of(&mut tx, person.actor, Span::newest(MAX_MUTED_DOMAINS)).await?;
    let blocked_places: Vec<i64> = blocked.iter().map(|row| row.id).collect();
    let muted_places: Vec<i64> = muted.iter().map(|row| row.id).collect();
    let blocked = blocked.iter().take(LISTED).map(|row| (row.target_id, None)).collect::<Vec<_>>();
    let muted = muted.iter().take(LISTED).map(|row| (row.target_id, row.ends_at)).collect::<Vec<_>>();
    let ids: Vec<ActorId> = blocked.iter().chain(&muted).map(|(id, _)| *id).collect();
    let found = actors::by_ids(&mut tx, &ids).await?;
    let found: HashMap<ActorId, Actor> = found.into_iter().map(|actor| (actor.id, actor)).collect();
    let line = |(id, until): (ActorId, Option<Timestamp>)| {
        let actor = found.get(&id)?;
        Some(KeptAway { id, person: show::person(actor, &person.reader.names), until })
    };
    let older = |name, places: &[i64]| Pagination {
        newer: None,
        older: paging::older_in(&person.reader.path, name, next(places)),
    };
    Ok(SettingsKeptAway {
        more_blocked: older("blocked", &blocked_places),
        more_muted: older("muted", &muted_places),
        blocked: blocked.into_iter().filter_map(line).collect(),
        muted: muted.into_iter().filter_map(line).collect(),
        domains: domains.into_iter().map(|row| row.domain).collect(),
        domain,
        errors,
    })
}

/// A page of a list, and one row more where it goes on.
fn span(place: Option<&str>) -> Span {
    let limit = i64::try_from(LISTED).unwrap_or(0) + 1;
    Span { below: paging::place(place).id, ..Span::newest(limit) }
}

/// Where the page after the one with these rows begins, when there is one.
fn next(places: &[i64]) -> Option<Cursor> {
    let id = places.get(LISTED).and(places.get(LISTED - 1))?;
    Some(Cursor { at: Timestamp::from_millis(0), id: *id })
}
