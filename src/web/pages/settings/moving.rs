//! Other accounts of the same person: coming from one, and going to one (FEP-7628).

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::ActorId;
use crate::http::{ClientAddress, CsrfForm, HttpError, routes};
use crate::services::accounts::{MAX_ALIASES, MoveError, move_away, set_aliases, stay};
use crate::services::network::{Found, LookupError};
use crate::store::actors;
use crate::web::i18n::Message;
use crate::web::reader::SignedIn;
use crate::web::view::{FormErrors, SettingsMoving};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    others: String,
    to: String,
    password: String,
}

/// What is wrong, and with which field.
type Problem = (&'static str, Message);

/// `GET /settings/moving`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let view = view(&state, &person, Fields::default(), FormErrors::default()).await?;
    person.reader.show(&view)
}

/// `POST /settings/moving`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    client: ClientAddress,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    // Both ask other servers, and one tries a password.
    state.limits.look_up.check(&person.actor.get())?;
    let outcome = match fields.action.as_str() {
        "others" => name_others(&state, person.actor, &fields.others).await?,
        "move" => {
            state.limits.sign_in.check(&client.network())?;
            go(&state, person.actor, &fields).await?
        }
        "stay" => remain(&state, person.actor).await?,
        _ => return Err(WebError::malformed()),
    };
    let Err((field, problem)) = outcome else { return Ok(Done::Saved.at(routes::SETTINGS_MOVING)) };
    let mut errors = FormErrors::default();
    errors.add(field, problem);
    let view = view(&state, &person, fields, errors).await?;
    person.reader.show_again(&view)
}

async fn name_others(
    state: &WebState,
    person: ActorId,
    typed: &str,
) -> Result<Result<(), Problem>, WebError> {
    let named: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if named.len() > MAX_ALIASES {
        return Ok(Err(("others", Message::new("problem-many-accounts"))));
    }
    let mut others = Vec::new();
    for address in named {
        match state.network.look_up(address).await {
            Ok(Found::Actor(actor)) => others.push(actor),
            Ok(Found::Post(_)) => return Ok(Err(("others", not_an_account(address)))),
            Err(error) => return Ok(Err(("others", not_found(error, address)))),
        }
    }
    let mut tx = state.db.begin().await?;
    let saved = set_aliases(&state.context, &mut tx, person, &others).await;
    match answer(saved, "others", typed)? {
        Ok(()) => Ok(Ok(tx.commit().await?)),
        Err(problem) => Ok(Err(problem)),
    }
}

async fn go(state: &WebState, person: ActorId, fields: &Fields) -> Result<Result<(), Problem>, WebError> {
    let to = match state.network.look_up(&fields.to).await {
        Ok(Found::Actor(actor)) => actor,
        Ok(Found::Post(_)) => return Ok(Err(("to", not_an_account(&fields.to)))),
        Err(error) => return Ok(Err(("to", not_found(error, &fields.to)))),
    };
    // Whether it names this account may have changed a minute ago.
    if let Err(error) = state.network.read_again(to).await {
        return Ok(Err(("to", not_found(error, &fields.to))));
    }
    let WebState { context, db, passwords, .. } = state;
    let moved = move_away(context, db, passwords, person, &fields.password, to).await;
    answer(moved, "to", &fields.to)
}

async fn remain(state: &WebState, person: ActorId) -> Result<Result<(), Problem>, WebError> {
    let mut tx = state.db.begin().await?;
    match answer(stay(&state.context, &mut tx, person).await, "", "")? {
        Ok(()) => Ok(Ok(tx.commit().await?)),
        Err(problem) => Ok(Err(problem)),
    }
}

/// What the person can mend, beside `field`; anything else is an error page.
fn answer(
    outcome: Result<(), MoveError>,
    field: &'static str,
    typed: &str,
) -> Result<Result<(), Problem>, WebError> {
    let problem = match outcome {
        Ok(()) => return Ok(Ok(())),
        Err(MoveError::Wrong) => ("password", Message::new("problem-password")),
        Err(MoveError::NotAnAccount) => (field, not_an_account(typed)),
        Err(MoveError::NotConfirmed) => (field, Message::new("problem-not-confirmed")),
        Err(MoveError::TooMany) => (field, Message::new("problem-many-accounts")),
        Err(MoveError::Denied(denial)) => return Err(denial.into()),
        Err(MoveError::Password(error)) => return Err(HttpError::unavailable(error).into()),
        Err(MoveError::Store(error)) => return Err(error.into()),
    };
    Ok(Err(problem))
}

fn not_an_account(typed: &str) -> Message {
    named("problem-no-account", typed)
}

fn not_found(error: LookupError, typed: &str) -> Message {
    let key = match error {
        LookupError::NotAnAddress | LookupError::NotFound => "problem-no-account",
        LookupError::Unreachable | LookupError::TooMany => "problem-account-unreachable",
        LookupError::NotAllowed => "problem-account-not-allowed",
    };
    named(key, typed)
}

fn named(key: &'static str, typed: &str) -> Message {
    Message::new(key).with("name", typed.trim().chars().take(80).collect::<String>())
}

async fn view(
    state: &WebState,
    person: &SignedIn,
    typed: Fields,
    errors: FormErrors,
) -> Result<SettingsMoving, WebError> {
    let mut tx = state.db.read().await?;
    let actor = actors::by_id(&mut tx, person.actor).await?.ok_or_else(WebError::not_found)?;
    let mut others = typed.others;
    if typed.action != "others" {
        let mut lines = Vec::new();
        for uri in &actor.also_known_as {
            let known = actors::by_uri(&mut tx, uri).await?;
            lines.push(known.map_or_else(|| uri.clone(), |known| format!("@{}", known.acct())));
        }
        others = lines.join("\n");
    }
    Ok(SettingsMoving {
        address: format!("@{}", actor.acct()),
        others,
        to: typed.to,
        moved_to: actor.moved_to,
        errors,
    })
}
