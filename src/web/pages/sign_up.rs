//! Asking for an account.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::Response;
use serde::Deserialize;

use crate::config::SignUpMode;
use crate::http::{ClientAddress, CookieKind, CsrfForm, HttpError};
use crate::services::accounts::{self, PasswordError, SignUp as Request, SignUpError, sessions};
use crate::services::actors::NewKeys;
use crate::store::settings;
use crate::web::i18n::Message;
use crate::web::reader::Reader;
use crate::web::view::{FormErrors, SignUp, SignUpWaiting};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Fields {
    handle: String,
    #[serde(default)]
    name: String,
    email: String,
    password: String,
    #[serde(default)]
    reason: String,
}

/// `GET /sign-up`
pub(super) async fn page(State(state): State<WebState>, reader: Reader) -> Result<Response, WebError> {
    reader.show(&view(&state, Fields::default(), FormErrors::default()).await?)
}

/// `POST /sign-up`
pub(super) async fn submit(
    State(state): State<WebState>,
    reader: Reader,
    client: ClientAddress,
    headers: HeaderMap,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    state.limits.sign_up.check(&client.network())?;
    let mut errors = FormErrors::default();
    let mode = accounts::sign_up_mode(&mut state.db.read().await?, state.config.people.sign_up).await?;
    if mode == SignUpMode::Closed {
        return reader.show_again(&view(&state, fields, errors).await?);
    }
    let hash = match state.passwords.hash(&fields.password).await {
        Ok(hash) => hash,
        Err(PasswordError::Failed) => return Err(HttpError::unavailable(PasswordError::Failed).into()),
        Err(error) => {
            let key = if error == PasswordError::TooShort {
                "problem-short-password"
            } else {
                "problem-long-password"
            };
            errors.add("password", Message::new(key));
            return reader.show_again(&view(&state, fields, errors).await?);
        }
    };
    let keys = NewKeys::make(&state.context, &state.sealer).await.map_err(HttpError::internal)?;
    let request = Request {
        handle: fields.handle.clone(),
        email: fields.email.clone(),
        name: fields.name.clone(),
        note: fields.reason.clone(),
        locale: reader.locale.tag().to_owned(),
    };
    let mut tx = state.db.begin().await?;
    match accounts::sign_up(&state.context, &mut tx, mode, request, &hash, keys).await {
        Ok(_) => tx.commit().await?,
        Err(error) => {
            drop(tx);
            let (field, key) = problem(error)?;
            errors.add(field, Message::new(key));
            return reader.show_again(&view(&state, fields, errors).await?);
        }
    }
    if mode == SignUpMode::Approval {
        return reader.show(&SignUpWaiting { email: fields.email });
    }
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (handle, password) = (fields.handle.as_str(), fields.password.as_str());
    let opened =
        accounts::sign_in(&state.context, &state.db, &state.passwords, handle, password, browser).await;
    let (_, token) = opened.map_err(HttpError::internal)?;
    let mut response = Done::SignedUp.at("/");
    let cookie = state.cookies.set(CookieKind::Session, token.expose(), Some(sessions::LIFETIME));
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

fn problem(error: SignUpError) -> Result<(&'static str, &'static str), WebError> {
    Ok(match error {
        SignUpError::Closed => ("", "problem-sign-up-closed"),
        SignUpError::Handle(_) => ("handle", "problem-handle"),
        SignUpError::HandleTaken => ("handle", "problem-handle-taken"),
        SignUpError::Email => ("email", "problem-email"),
        SignUpError::EmailTaken => ("email", "problem-email-taken"),
        SignUpError::Profile(_) => ("name", "problem-name"),
        SignUpError::NoteTooLong => ("reason", "problem-long-reason"),
        SignUpError::Store(error) => return Err(error.into()),
    })
}

async fn view(state: &WebState, fields: Fields, errors: FormErrors) -> Result<SignUp, WebError> {
    let mut tx = state.db.read().await?;
    let mode = accounts::sign_up_mode(&mut tx, state.config.people.sign_up).await?;
    let contact = settings::contact_email(&mut tx).await?;
    Ok(SignUp {
        open: mode != SignUpMode::Closed,
        by_approval: mode == SignUpMode::Approval,
        domain: state.context.addresses.authority().to_owned(),
        contact,
        handle: fields.handle,
        name: fields.name,
        email: fields.email,
        reason: fields.reason,
        errors,
    })
}
