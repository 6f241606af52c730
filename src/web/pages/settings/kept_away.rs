//! Whom a person blocks and mutes, and how to take it back.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::time::Timestamp;
use crate::http::{CsrfForm, routes};
use crate::services::relationships::{self, RelationshipError};
use crate::store::{Span, actors, blocks, mutes};
use crate::web::i18n::Message;
use crate::web::reader::SignedIn;
use crate::web::view::{FormErrors, KeptAway, SettingsKeptAway};
use crate::web::{Done, WebError, WebState, show};

/// How many of each are listed: those kept away last.
const LISTED: i64 = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    person: Option<ActorId>,
    domain: String,
}

/// `GET /settings/kept-away`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let view = view(&state, &person, String::new(), FormErrors::default()).await?;
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
    let view = view(&state, &person, fields.domain, errors).await?;
    person.reader.show_again(&view)
}

async fn view(
    state: &WebState,
    person: &SignedIn,
    domain: String,
    errors: FormErrors,
) -> Result<SettingsKeptAway, WebError> {
    let mut tx = state.db.read().await?;
    let span = Span::newest(LISTED);
    let blocked = blocks::of(&mut tx, person.actor, span).await?;
    let muted = mutes::of(&mut tx, person.actor, state.context.now(), span).await?;
    let domains = mutes::domains_of(&mut tx, person.actor, span).await?;
    let ids = blocked.iter().map(|row| row.target_id).chain(muted.iter().map(|row| row.target_id));
    let found = actors::by_ids(&mut tx, &ids.collect::<Vec<_>>()).await?;
    let found: HashMap<ActorId, Actor> = found.into_iter().map(|actor| (actor.id, actor)).collect();
    let line = |id: ActorId, until: Option<Timestamp>| {
        let actor = found.get(&id)?;
        Some(KeptAway { id, person: show::person(actor, &person.reader.names), until })
    };
    Ok(SettingsKeptAway {
        blocked: blocked.iter().filter_map(|row| line(row.target_id, None)).collect(),
        muted: muted.iter().filter_map(|row| line(row.target_id, row.ends_at)).collect(),
        domains: domains.into_iter().map(|row| row.domain).collect(),
        domain,
        errors,
    })
}
