//! Who moderates a community, and who is kept out of it.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::ground::{Ground, actor_by_handle};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::http::CsrfForm;
use crate::services::communities::bans::{self, BanError, NewBan};
use crate::services::communities::moderators::{self, ModeratorsError};
use crate::services::network::Found;
use crate::services::posts;
use crate::store::{actors, bans as banned, bylines, moderators as office};
use crate::web::i18n::Message;
use crate::web::pages::dates::end_of_day;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{Ban, Bans, FormErrors, Moderators};
use crate::web::{Done, WebError, WebState};

/// How many bans one page lists.
const BANS: i64 = 100;

/// The person that a handle means, asked for elsewhere when not known here. Hold no transaction meanwhile.
async fn person(state: &WebState, asker: ActorId, typed: &str) -> Result<Option<Actor>, WebError> {
    let handle = typed.trim().trim_start_matches('@');
    let known = actor_by_handle(state, &mut state.db.read().await?, handle).await?;
    let found = match known {
        Some(actor) => Some(actor),
        None if handle.contains('@') => {
            state.limits.look_up.check(&asker.get())?;
            match state.network.look_up(handle).await {
                Ok(Found::Actor(id)) => actors::by_id(&mut state.db.read().await?, id).await?,
                _ => None,
            }
        }
        None => None,
    };
    Ok(found.filter(|actor| !actor.is_community()))
}

async fn moderators_view(
    state: &WebState,
    reader: &Reader,
    ground: &Ground,
    handle: String,
    errors: FormErrors,
) -> Result<Moderators, WebError> {
    let in_office = office::of_community(&mut state.db.read().await?, ground.actor.id).await?;
    Ok(Moderators {
        header: ground.header(reader),
        may_resign: in_office.iter().any(|actor| Some(actor.id) == reader.actor()),
        moderators: in_office.iter().map(|actor| (actor.id, show::person(actor, &reader.names))).collect(),
        handle,
        errors,
    })
}

/// `GET /c/{handle}/moderators`
pub(in crate::web::pages) async fn moderators_page(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let ground = moderated(&state, &reader, &handle).await?;
    let view = moderators_view(&state, &reader, &ground, String::new(), FormErrors::default()).await?;
    reader.show(&view)
}

#[derive(Debug, Deserialize)]
pub(in crate::web::pages) struct ModeratorsFields {
    action: String,
    #[serde(default)]
    handle: String,
    person: Option<ActorId>,
}

/// `POST /c/{handle}/moderators`
pub(in crate::web::pages) async fn change_moderators(
    State(state): State<WebState>,
    Path(community): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(fields): CsrfForm<ModeratorsFields>,
) -> Result<Response, WebError> {
    // Who may do which of these, the service says.
    let ground = moderated(&state, &reader, &community).await?;
    let id = ground.actor.id;
    let (adds, subject) = match fields.action.as_str() {
        "add" => (true, person(&state, actor, &fields.handle).await?.map(|actor| actor.id)),
        "remove" => (false, fields.person),
        "resign" => (false, Some(actor)),
        _ => return Err(WebError::malformed()),
    };
    let mut errors = FormErrors::default();
    let Some(subject) = subject else {
        errors.add("handle", Message::new("problem-unknown-person"));
        return reader.show_again(&moderators_view(&state, &reader, &ground, fields.handle, errors).await?);
    };
    let mut tx = state.db.begin().await?;
    let (ctx, here) = (&state.context, Origin::Here);
    let changed = if adds {
        moderators::add(ctx, &mut tx, actor, id, subject, &here).await
    } else {
        moderators::remove(ctx, &mut tx, actor, id, subject, &here).await
    };
    let (field, key) = match changed {
        Ok(()) => {
            tx.commit().await?;
            let next = if subject == actor && !adds { "" } else { "/moderators" };
            return Ok(Done::Saved.at(&ground.path(next)));
        }
        Err(ModeratorsError::Denied(denial)) => return Err(denial.into()),
        Err(ModeratorsError::Store(error)) => return Err(error.into()),
        Err(ModeratorsError::NotEligible) => ("handle", "problem-not-eligible"),
        Err(ModeratorsError::TooMany) => ("handle", "problem-many-moderators"),
        Err(ModeratorsError::LastOne) => ("", "problem-last-moderator"),
    };
    drop(tx);
    errors.add(field, Message::new(key));
    reader.show_again(&moderators_view(&state, &reader, &ground, fields.handle, errors).await?)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::pages) struct BanFields {
    action: String,
    handle: String,
    reason: String,
    until: String,
    person: Option<ActorId>,
    remove_posts: Option<String>,
}

/// The community, when the reader moderates it.
async fn moderated(state: &WebState, reader: &Reader, handle: &str) -> Result<Ground, WebError> {
    let ground = Ground::find(state, &mut state.db.read().await?, reader, handle).await?;
    can(&reader.viewer, Action::ModerateCommunity(ground.place.view()))?;
    Ok(ground)
}

async fn bans_view(
    state: &WebState,
    reader: &Reader,
    ground: &Ground,
    fields: BanFields,
    errors: FormErrors,
) -> Result<Bans, WebError> {
    let mut tx = state.db.read().await?;
    let rows = banned::of_community(&mut tx, ground.actor.id, state.context.now(), None, BANS).await?;
    let lines = bylines::by_ids(&mut tx, rows.iter().filter_map(|row| row.banned_by)).await?;
    drop(tx);
    let ban = |row: &banned::BanRow| Ban {
        id: row.actor.id,
        person: show::person(&row.actor, &reader.names),
        reason: row.reason.clone(),
        by: show::actor_of(row.banned_by.and_then(|id| lines.get(&id)), &reader.names),
        since: row.banned_at,
        until: row.ends_at,
    };
    Ok(Bans {
        header: ground.header(reader),
        bans: rows.iter().map(ban).collect(),
        handle: fields.handle,
        reason: fields.reason,
        until: fields.until,
        remove_posts: fields.remove_posts.is_some(),
        errors,
    })
}

/// `GET /c/{handle}/bans`
pub(in crate::web::pages) async fn bans_page(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let ground = moderated(&state, &reader, &handle).await?;
    let view = bans_view(&state, &reader, &ground, BanFields::default(), FormErrors::default()).await?;
    reader.show(&view)
}

/// `POST /c/{handle}/bans`
pub(in crate::web::pages) async fn change_bans(
    State(state): State<WebState>,
    Path(community): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    CsrfForm(fields): CsrfForm<BanFields>,
) -> Result<Response, WebError> {
    let ground = moderated(&state, &reader, &community).await?;
    let (ctx, id) = (&state.context, ground.actor.id);
    if fields.action == "lift" {
        let person = fields.person.ok_or_else(WebError::malformed)?;
        let mut tx = state.db.begin().await?;
        bans::unban(ctx, &mut tx, actor, id, person, &Origin::Here).await.map_err(failed)?;
        tx.commit().await?;
        return Ok(Done::BanLifted.at(&ground.path("/bans")));
    }
    let mut errors = FormErrors::default();
    let subject = person(&state, actor, &fields.handle).await?;
    if subject.is_none() {
        errors.add("handle", Message::new("problem-unknown-person"));
    }
    if fields.reason.trim().is_empty() {
        errors.add("reason", Message::new("problem-no-reason"));
    }
    let ends_at = end_of_day(&fields.until, &reader.time_zone).unwrap_or_else(|_| {
        errors.add("until", Message::new("problem-not-a-date"));
        None
    });
    let Some(subject) = subject.filter(|_| errors.is_empty()) else {
        return reader.show_again(&bans_view(&state, &reader, &ground, fields, errors).await?);
    };
    let reason = fields.reason.trim().to_owned();
    let new = NewBan { person: subject.id, reason: reason.clone(), ends_at };
    let mut tx = state.db.begin().await?;
    let (field, key) = match bans::ban(ctx, &mut tx, actor, id, new, &Origin::Here).await {
        Ok(()) => {
            if fields.remove_posts.is_some() {
                posts::remove_all_of(ctx, &mut tx, actor, id, subject.id, &reason).await?;
            }
            tx.commit().await?;
            return Ok(Done::Banned.at(&ground.path("/bans")));
        }
        Err(BanError::Oneself) => ("handle", "problem-ban-oneself"),
        Err(BanError::Moderator) => ("handle", "problem-ban-moderator"),
        Err(BanError::EndsInThePast) => ("until", "problem-past-date"),
        Err(BanError::ReasonTooLong) => ("reason", "problem-long-reason"),
        Err(error) => return Err(failed(error)),
    };
    drop(tx);
    errors.add(field, Message::new(key));
    reader.show_again(&bans_view(&state, &reader, &ground, fields, errors).await?)
}

fn failed(error: BanError) -> WebError {
    match error {
        BanError::Denied(denial) => denial.into(),
        BanError::Store(error) => error.into(),
        _ => WebError::malformed(),
    }
}
