//! Letting an app act for oneself (RFC 6749, section 4.1).
//!
//! Nobody is sent to an address that is not one of the app's: as long as app and redirect are not both known, whatever
//! is wrong is said here. Anybody can register an app, so nobody is sent to one either before they have signed in and
//! decided: else a link to this page would lead wherever its writer likes (RFC 9700, section 4.11.2).

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;

use crate::domain::app::{OUT_OF_BAND, redirect_target};
use crate::http::{CsrfForm, HttpError, policy_with_forms_to, routes};
use crate::services::accounts::sessions;
use crate::services::apps::{self, Asked, Refusal, Request, RequestError};
use crate::store::actors;
use crate::web::i18n::Locale;
use crate::web::reader::{Reader, SignedIn};
use crate::web::view::{AuthorizationCode, Authorize, AuthorizeRefused};
use crate::web::{WebError, WebState, show};

/// The longest state that is brought back, in bytes.
const MAX_STATE: usize = 2_000;

/// What an app asks for; in the form also what the person decided.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    force_login: String,
    /// In which language the app would like the person to be asked.
    lang: String,
    decision: String,
}

/// `GET /oauth/authorize`
pub(super) async fn page(
    State(state): State<WebState>,
    mut reader: Reader,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Response {
    let shown = match fields {
        Ok(Query(fields)) => {
            reader.locale = fields.locale().unwrap_or(reader.locale);
            ask(&state, reader, fields).await
        }
        Err(_) => Err(malformed()),
    };
    for_popups(shown.unwrap_or_else(IntoResponse::into_response))
}

/// `POST /oauth/authorize`
pub(super) async fn submit(
    State(state): State<WebState>,
    mut person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Response {
    person.reader.locale = fields.locale().unwrap_or(person.reader.locale);
    let decided = decide(&state, &person, fields).await;
    for_popups(decided.unwrap_or_else(IntoResponse::into_response))
}

async fn ask(state: &WebState, reader: Reader, fields: Fields) -> Result<Response, WebError> {
    let examined = examine(state, &fields).await?;
    let here = fields.path();
    let Some(actor) = reader.actor() else { return Err(WebError::SignInFirst(here)) };
    let request = match examined {
        Ok(request) => request,
        Err(refused) => return say_why_not(&reader, &fields, &refused),
    };
    let again = format!("{}&again=1", routes::sign_in_then(&here));
    if matches!(fields.force_login.as_str(), "true" | "1") {
        return Ok(Redirect::to(&again).into_response());
    }
    let me = actors::by_id(&mut state.db.read().await?, actor).await?.ok_or_else(WebError::not_found)?;
    let leads_to = redirect_target(&request.redirect_uri);
    let view = Authorize {
        app: request.app.name,
        website: request.app.website,
        account: format!("@{}", me.acct()),
        may: show::scopes(request.scopes),
        leads_to: leads_to.clone(),
        fields: fields.pairs(),
        another: again,
    };
    let mut response = reader.show(&view)?;
    if let Some(target) = leads_to {
        let policy = HeaderValue::try_from(policy_with_forms_to(&target)).map_err(HttpError::internal)?;
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

async fn decide(state: &WebState, person: &SignedIn, fields: Fields) -> Result<Response, WebError> {
    let request = match examine(state, &fields).await? {
        Ok(request) => request,
        Err(Refused { redirect_uri, refusal }) => return Ok(refuse(&redirect_uri, &fields, refusal)),
    };
    match fields.decision.as_str() {
        "allow" => {}
        "deny" if request.redirect_uri == OUT_OF_BAND => {
            return Ok(Redirect::to(routes::FRONT).into_response());
        }
        "deny" => return Ok(refuse(&request.redirect_uri, &fields, Refusal::AccessDenied)),
        _ => return Err(WebError::malformed()),
    }
    let Some(session) = person.reader.session else { return Err(WebError::SignInFirst(fields.path())) };
    let mut tx = state.db.begin().await?;
    // All sessions may have been ended since the request came in, and with them all that apps hold.
    if !sessions::is_open(&state.context, &mut tx, person.actor, session).await? {
        return Err(WebError::SignInFirst(fields.path()));
    }
    let code = apps::authorize(&state.context, &mut tx, person.actor, &request).await?;
    tx.commit().await?;
    if request.redirect_uri != OUT_OF_BAND {
        return Ok(back(&request.redirect_uri, &fields, &[("code", code.expose())]));
    }
    let view = AuthorizationCode { app: request.app.name, code: code.expose().to_owned() };
    let mut response = person.reader.show(&view)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What a person cannot agree to, and where the app learns of it.
struct Refused {
    redirect_uri: String,
    refusal: Refusal,
}

/// The app learns of it when the person goes there, and not before.
fn say_why_not(reader: &Reader, fields: &Fields, refused: &Refused) -> Result<Response, WebError> {
    let Refused { redirect_uri, refusal } = refused;
    let view = AuthorizeRefused {
        why: if *refusal == Refusal::InvalidScope { "app-scope" } else { "app-malformed" },
        place: redirect_target(redirect_uri).unwrap_or_default(),
        back: address(redirect_uri, fields, &told(*refusal)),
    };
    let mut response = reader.show(&view)?;
    *response.status_mut() = StatusCode::BAD_REQUEST;
    Ok(response)
}

/// The request as a person may agree to it, or why they cannot.
async fn examine(state: &WebState, fields: &Fields) -> Result<Result<Request, Refused>, WebError> {
    if fields.state.as_ref().is_some_and(|text| text.len() > MAX_STATE) {
        return Err(malformed());
    }
    let found = apps::examine(&mut state.db.read().await?, fields.asked()).await;
    Err(match found {
        Ok(request) => return Ok(Ok(request)),
        Err(RequestError::Refused { redirect_uri, refusal }) if redirect_uri != OUT_OF_BAND => {
            return Ok(Err(Refused { redirect_uri, refusal }));
        }
        Err(RequestError::Refused { .. }) => malformed(),
        Err(RequestError::UnknownApp) => {
            HttpError::bad_request("This app is not known here.").named("app-unknown").into()
        }
        Err(RequestError::UnknownRedirect) => {
            HttpError::bad_request("This app may not be returned to at that address.")
                .named("app-unknown-redirect")
                .into()
        }
        Err(RequestError::Store(error)) => error.into(),
    })
}

fn malformed() -> WebError {
    HttpError::bad_request("What this app asks for cannot be understood.").named("app-malformed").into()
}

fn refuse(redirect_uri: &str, fields: &Fields, refusal: Refusal) -> Response {
    back(redirect_uri, fields, &told(refusal))
}

fn told(refusal: Refusal) -> [(&'static str, &'static str); 2] {
    [("error", refusal.code()), ("error_description", refusal.sentence())]
}

/// To the app.
fn back(redirect_uri: &str, fields: &Fields, told: &[(&str, &str)]) -> Response {
    Redirect::to(&address(redirect_uri, fields, told)).into_response()
}

/// The address of the app letter by letter, with what it is told and with its own state.
fn address(redirect_uri: &str, fields: &Fields, told: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(told);
    if let Some(state) = &fields.state {
        query.append_pair("state", state);
    }
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    format!("{redirect_uri}{joint}{}", query.finish())
}

/// Whether signing in leads to this page.
pub(super) fn is_next(next: &str) -> bool {
    next.strip_prefix(routes::OAUTH_AUTHORIZE).is_some_and(|rest| rest.starts_with(['?', '/']))
}

/// The language in which an app would like the person to be asked, when signing in leads to this page for it.
pub(super) fn language_of(next: &str) -> Option<Locale> {
    let (_, query) = next.split_once('?').filter(|_| is_next(next))?;
    let lang = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang");
    lang.and_then(|(_, tag)| tag.parse().ok())
}

/// Apps in a browser open this page in a window of their own and watch it: every answer on the way must leave the two
/// connected.
pub(super) fn for_popups(mut response: Response) -> Response {
    let name = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("unsafe-none"));
    response
}

impl Fields {
    fn asked(&self) -> Asked {
        Asked {
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            response_type: self.response_type.clone(),
            scope: self.scope.clone(),
            code_challenge: self.code_challenge.clone(),
            code_challenge_method: self.code_challenge_method.clone(),
        }
    }

    fn locale(&self) -> Option<Locale> {
        self.lang.parse().ok()
    }

    /// What the app asks for, without that the person shall sign in anew.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let always = [
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", &self.response_type),
            ("scope", &self.scope),
        ];
        let sometimes = [
            ("state", &self.state),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        let sometimes = sometimes.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let lang = self.locale().map(|locale| ("lang", locale.tag().to_owned()));
        let stated = always.into_iter().chain(sometimes).map(|(name, value)| (name, value.clone()));
        stated.chain(lang).collect()
    }

    /// This page with the same request, for coming back to.
    fn path(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        format!("{}?{query}", routes::OAUTH_AUTHORIZE)
    }
}
