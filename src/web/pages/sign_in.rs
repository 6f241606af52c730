//! Signing in and out.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::config::SignUpMode;
use crate::http::{ClientAddress, CookieKind, CsrfForm, safe_next};
use crate::services::accounts::{self, SignInError, sessions};
use crate::web::i18n::Message;
use crate::web::pages::{Pressed, authorize};
use crate::web::reader::{Reader, SignedIn};
use crate::web::view::{FormErrors, SignIn};
use crate::web::{Done, WebError, WebState};

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(super) struct Target {
    #[serde(default)]
    next: String,
    /// `1`: even somebody who is signed in is asked, to be somebody else.
    #[serde(default)]
    again: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    handle: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub(super) async fn page(
    State(state): State<WebState>,
    mut reader: Reader,
    Query(target): Query<Target>,
) -> Result<Response, WebError> {
    let next = safe_next(&target.next);
    reader.locale = authorize::language_of(&next).unwrap_or(reader.locale);
    let to_app = authorize::is_next(&next);
    let response = if reader.actor().is_some() && target.again != "1" {
        Redirect::to(&next).into_response()
    } else {
        reader.show(&view(&state, String::new(), next, FormErrors::default()).await?)?
    };
    Ok(if to_app { authorize::for_popups(response) } else { response })
}

/// `POST /sign-in`
pub(super) async fn submit(
    State(state): State<WebState>,
    mut reader: Reader,
    client: ClientAddress,
    headers: HeaderMap,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let next = safe_next(&fields.next);
    let to_app = authorize::is_next(&next);
    reader.locale = authorize::language_of(&next).unwrap_or(reader.locale);
    let response = open(&state, &reader, client, &headers, fields).await?;
    Ok(if to_app { authorize::for_popups(response) } else { response })
}

async fn open(
    state: &WebState,
    reader: &Reader,
    client: ClientAddress,
    headers: &HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let Fields { handle, password, next } = fields;
    let next = safe_next(&next);
    state.limits.sign_in.check(&client.network())?;
    state.limits.sign_in.check(handle.trim().to_lowercase().as_str())?;
    let browser = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opened =
        accounts::sign_in(&state.context, &state.db, &state.passwords, &handle, &password, browser).await;
    let problem = match opened {
        Ok((_, token)) => {
            end_session(state, reader).await?;
            let mut response = Redirect::to(&next).into_response();
            let cookie = state.cookies.set(CookieKind::Session, token.expose(), Some(sessions::LIFETIME));
            response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
            return Ok(response);
        }
        // The same whether there was such a request or not.
        Err(SignInError::Wrong) => match sign_up_mode(state).await? {
            SignUpMode::Approval => "sign-in-wrong-or-declined",
            SignUpMode::Open | SignUpMode::Closed => "sign-in-wrong",
        },
        Err(SignInError::Pending) => "sign-in-pending",
        Err(SignInError::Suspended) => "sign-in-suspended",
        Err(SignInError::Unavailable) => "sign-in-unavailable",
        Err(SignInError::Store(error)) => return Err(error.into()),
    };
    let mut errors = FormErrors::default();
    errors.add("", Message::new(problem));
    reader.show_again(&view(state, handle, next, errors).await?)
}

/// `POST /sign-out`
pub(super) async fn sign_out(
    State(state): State<WebState>,
    signed_in: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    end_session(&state, &signed_in.reader).await?;
    let mut response = Done::SignedOut.at("/");
    let cookie = state.cookies.forget(CookieKind::Session);
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

/// Ends the session with which somebody came.
async fn end_session(state: &WebState, reader: &Reader) -> Result<(), WebError> {
    let Some((actor, session)) = reader.actor().zip(reader.session) else { return Ok(()) };
    let mut tx = state.db.begin().await?;
    sessions::end(&mut tx, actor, session).await?;
    Ok(tx.commit().await?)
}

async fn sign_up_mode(state: &WebState) -> Result<SignUpMode, WebError> {
    let mut tx = state.db.read().await?;
    Ok(accounts::sign_up_mode(&mut tx, state.config.people.sign_up).await?)
}

async fn view(
    state: &WebState,
    handle: String,
    next: String,
    errors: FormErrors,
) -> Result<SignIn, WebError> {
    let mode = sign_up_mode(state).await?;
    Ok(SignIn { handle, next, sign_up_open: mode != SignUpMode::Closed, errors })
}
