//! The address for signing in, the password, and leaving.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

use crate::http::{ClientAddress, CookieKind, CsrfForm, HttpError, routes};
use crate::services::accounts::{
    ChangeEmailError, ChangePasswordError, CloseError, PasswordError, change_email, change_password, close,
};
use crate::store::{accounts, actors};
use crate::web::i18n::Message;
use crate::web::reader::SignedIn;
use crate::web::view::{FormErrors, SettingsAccount};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    email: String,
    password: String,
    current: String,
    new: String,
    repeat: String,
    close_password: String,
    close_sure: String,
}

/// What is wrong, and with which field.
type Problem = (&'static str, &'static str);

/// `GET /settings/account`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let view = view(&state, &person, None, FormErrors::default()).await?;
    person.reader.show(&view)
}

/// `POST /settings/account`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    client: ClientAddress,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    // Each of these tries a password.
    state.limits.sign_in.check(&client.network())?;
    state.limits.sign_in.check(&person.actor.get())?;
    let outcome = match fields.action.as_str() {
        "email" => email(&state, &person, &fields).await?,
        "password" => password(&state, &person, &fields).await?,
        "close" => leave(&state, &person, &fields).await?,
        _ => return Err(WebError::malformed()),
    };
    let (field, problem) = match outcome {
        Ok(response) => return Ok(response),
        Err(problem) => problem,
    };
    let mut errors = FormErrors::default();
    errors.add(field, Message::new(problem));
    let typed = (fields.action == "email").then_some(fields.email);
    let view = view(&state, &person, typed, errors).await?;
    person.reader.show_again(&view)
}

async fn email(
    state: &WebState,
    person: &SignedIn,
    fields: &Fields,
) -> Result<Result<Response, Problem>, WebError> {
    let WebState { context, db, passwords, .. } = state;
    let changed = change_email(context, db, passwords, person.actor, &fields.password, &fields.email);
    Ok(match changed.await {
        Ok(()) => Ok(Done::EmailChanged.at(routes::SETTINGS_ACCOUNT)),
        Err(ChangeEmailError::Wrong) => Err(("password", "problem-password")),
        Err(ChangeEmailError::Email) => Err(("email", "problem-email")),
        Err(ChangeEmailError::Taken) => Err(("email", "problem-email-used")),
        Err(ChangeEmailError::Password(error)) => return Err(HttpError::unavailable(error).into()),
        Err(ChangeEmailError::Store(error)) => return Err(error.into()),
    })
}

async fn password(
    state: &WebState,
    person: &SignedIn,
    fields: &Fields,
) -> Result<Result<Response, Problem>, WebError> {
    if fields.new != fields.repeat {
        return Ok(Err(("repeat", "problem-password-repeat")));
    }
    let WebState { context, db, passwords, .. } = state;
    let Some(kept) = person.reader.session else { return Err(WebError::not_found()) };
    let changed = change_password(context, db, passwords, person.actor, &fields.current, &fields.new, kept);
    Ok(match changed.await {
        Ok(()) => Ok(Done::PasswordChanged.at(routes::SETTINGS_ACCOUNT)),
        Err(ChangePasswordError::Wrong) => Err(("current", "problem-password")),
        Err(ChangePasswordError::New(PasswordError::TooShort)) => Err(("new", "problem-short-password")),
        Err(ChangePasswordError::New(PasswordError::TooLong)) => Err(("new", "problem-long-password")),
        Err(ChangePasswordError::New(error @ PasswordError::Failed)) => {
            return Err(HttpError::unavailable(error).into());
        }
        Err(ChangePasswordError::Store(error)) => return Err(error.into()),
    })
}

async fn leave(
    state: &WebState,
    person: &SignedIn,
    fields: &Fields,
) -> Result<Result<Response, Problem>, WebError> {
    if fields.close_sure != "1" {
        return Ok(Err(("close_sure", "problem-sure")));
    }
    let WebState { context, db, passwords, .. } = state;
    Ok(match close(context, db, passwords, person.actor, &fields.close_password).await {
        Ok(()) => {
            let mut response = Done::AccountClosed.at(routes::FRONT);
            let cookie = state.cookies.forget(CookieKind::Session);
            response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(CloseError::Wrong) => Err(("close_password", "problem-password")),
        Err(CloseError::LastAdmin) => Err(("", "problem-last-admin")),
        Err(CloseError::LastModerator) => Err(("", "problem-only-moderator")),
        Err(CloseError::Password(error)) => return Err(HttpError::unavailable(error).into()),
        Err(CloseError::Store(error)) => return Err(error.into()),
    })
}

async fn view(
    state: &WebState,
    person: &SignedIn,
    typed: Option<String>,
    errors: FormErrors,
) -> Result<SettingsAccount, WebError> {
    let mut tx = state.db.read().await?;
    let account = accounts::by_id(&mut tx, person.actor).await?.ok_or_else(WebError::not_found)?;
    let actor = actors::by_id(&mut tx, person.actor).await?.ok_or_else(WebError::not_found)?;
    Ok(SettingsAccount {
        address: format!("@{}", actor.acct()),
        email: typed.unwrap_or(account.email),
        errors,
    })
}
