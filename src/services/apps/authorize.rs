//! A person lets an app act for them.

use std::fmt;
use std::time::Duration;

use crate::domain::app::{App, AuthorizationCode};
use crate::domain::ids::ActorId;
use crate::domain::scope::Scopes;
use crate::services::Context;
use crate::services::secret::{hash, random};
use crate::store::{StoreError, Tx, apps, authorization_codes};

/// How long a code is good. Apps exchange it within a second.
const LIFETIME: Duration = Duration::from_mins(10);
/// base64url of 32 bytes.
const CHALLENGE_LENGTH: usize = 43;

/// What an app asks for, in the words of RFC 6749 (section 4.1.1) and RFC 7636 (section 4.3).
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub client_id: String,
    pub redirect_uri: String,
    pub response_type: String,
    pub scope: String,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
}

/// A request that a person can agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub app: App,
    /// One of the app's.
    pub redirect_uri: String,
    pub scopes: Scopes,
    /// PKCE, S256.
    pub challenge: Option<String>,
}

/// Why an app is told that its request cannot be agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The person said no.
    AccessDenied,
    UnsupportedResponseType,
    /// Unknown, or more than the app was registered for.
    InvalidScope,
    /// The challenge is not of the method S256.
    InvalidRequest,
}

impl Refusal {
    /// The code of RFC 6749, section 4.1.2.1.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidRequest => "invalid_request",
        }
    }

    /// A sentence for whoever writes the app.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::AccessDenied => "The person or the server denied the request.",
            Self::UnsupportedResponseType => "The only response type is code.",
            Self::InvalidScope => "A scope is unknown, or the app is not registered for it.",
            Self::InvalidRequest => "A code challenge is of the method S256.",
        }
    }
}

/// Why a request cannot be agreed to.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("there is no such app")]
    UnknownApp,
    /// The person stays here: nobody knows who is at that address.
    #[error("the app is not registered with this redirect")]
    UnknownRedirect,
    /// The app learns of it at its redirect.
    #[error("{}", refusal.sentence())]
    Refused { redirect_uri: String, refusal: Refusal },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The text of a code. For the app alone; never in a log.
pub struct Code(String);

impl Code {
    /// The text for the app.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Checks what an app asks for. The redirect counts only when it is one of the app's letter by letter: no prefix, no other
/// port, no other query.
///
/// # Errors
/// See [`RequestError`].
pub async fn examine(tx: &mut Tx, asked: Asked) -> Result<Request, RequestError> {
    let app = apps::by_client_id(tx, &asked.client_id).await?.ok_or(RequestError::UnknownApp)?;
    if !app.redirect_uris.contains(&asked.redirect_uri) {
        return Err(RequestError::UnknownRedirect);
    }
    let redirect_uri = asked.redirect_uri.clone();
    match details(&app, asked) {
        Ok((scopes, challenge)) => Ok(Request { app, redirect_uri, scopes, challenge }),
        Err(refusal) => Err(RequestError::Refused { redirect_uri, refusal }),
    }
}

fn details(app: &App, asked: Asked) -> Result<(Scopes, Option<String>), Refusal> {
    if asked.response_type != "code" {
        return Err(Refusal::UnsupportedResponseType);
    }
    let scopes = Scopes::parse(&asked.scope).map_err(|_| Refusal::InvalidScope)?;
    if !scopes.are_within(app.scopes) {
        return Err(Refusal::InvalidScope);
    }
    let challenge = asked.code_challenge.filter(|challenge| !challenge.is_empty());
    let method = asked.code_challenge_method.as_deref();
    match &challenge {
        Some(text) if method != Some("S256") || !is_challenge(text) => Err(Refusal::InvalidRequest),
        _ => Ok((scopes, challenge)),
    }
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_LENGTH
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The person agrees: makes the code that the app exchanges for a token.
///
/// # Errors
/// When the database refuses.
pub async fn authorize(
    ctx: &Context,
    tx: &mut Tx,
    person: ActorId,
    request: &Request,
) -> Result<Code, StoreError> {
    let text = random();
    let code = AuthorizationCode {
        code_hash: hash(&text),
        app_id: request.app.id,
        actor_id: person,
        redirect_uri: request.redirect_uri.clone(),
        scopes: request.scopes,
        challenge: request.challenge.clone(),
        expires_at: ctx.now() + LIFETIME,
        token_id: None,
        created_at: ctx.now(),
    };
    authorization_codes::insert(tx, &code).await?;
    Ok(Code(text))
}
