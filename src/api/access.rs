//! Who asks, and whether their app may: the extractors with which every handler begins.
//!
//! A handler has the state of the node from one of these and from nowhere else, so that none can forget to say whom it
//! serves: [`Person`] (a token of somebody), [`Client`] (a token of an app or of somebody), [`Anyone`] (a token or none),
//! [`Everybody`] (what is the same for all).
//! The type names the scope: `Person<WriteStatuses>`. A test of the architecture keeps `State` out of handlers.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::http::request::Parts;
use url::form_urlencoded;

use super::{ApiError, ApiState};
use crate::domain::app::AccessToken;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::domain::scope::Scope;
use crate::http::HttpError;
use crate::services::apps::tokens::{self, Holder};

/// A scope as a type.
pub trait Needs: Send + Sync + 'static {
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),+ $(,)?) => {$(
        /// The scope of the same name.
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )+};
}

needs!(
    Profile,
    ReadAccounts,
    ReadBlocks,
    ReadBookmarks,
    ReadFavourites,
    ReadFilters,
    ReadFollows,
    ReadLists,
    ReadMutes,
    ReadNotifications,
    ReadSearch,
    ReadStatuses,
    WriteAccounts,
    WriteBlocks,
    WriteBookmarks,
    WriteConversations,
    WriteFavourites,
    WriteFilters,
    WriteFollows,
    WriteLists,
    WriteMedia,
    WriteMutes,
    WriteNotifications,
    WriteReports,
    WriteStatuses,
    Push,
);

/// Somebody whose app has the scope `S`, and who may use the node.
pub struct Person<S: Needs> {
    pub state: ApiState,
    pub actor: ActorId,
    /// For [`can`](crate::domain::permission::can).
    pub viewer: Viewer,
    pub token: AccessToken,
    scope: PhantomData<S>,
}

/// Whoever asks, with a token or without: for what is the same for all. No token is looked at.
pub struct Everybody {
    pub state: ApiState,
}

/// An app, for itself or for somebody. No scope is needed.
pub struct Client {
    pub state: ApiState,
    pub token: AccessToken,
}

/// Somebody whose app has the scope `S`, or somebody without a token.
pub struct Anyone<S: Needs> {
    pub state: ApiState,
    /// For [`can`](crate::domain::permission::can).
    pub viewer: Viewer,
    scope: PhantomData<S>,
}

impl<S: Needs> FromRequestParts<ApiState> for Person<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let holder = holder(parts, state).await?.ok_or_else(no_token)?;
        let viewer = holder.viewer.ok_or_else(no_person)?;
        let actor = viewer.actor.ok_or_else(no_person)?;
        allowed::<S>(&holder.token, &viewer)?;
        Ok(Self { state: state.clone(), actor, viewer, token: holder.token, scope: PhantomData })
    }
}

impl FromRequestParts<ApiState> for Everybody {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        Ok(Self { state: state.clone() })
    }
}

impl FromRequestParts<ApiState> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let holder = holder(parts, state).await?.ok_or_else(no_token)?;
        if holder.viewer.is_some_and(|viewer| viewer.barred) {
            return Err(disabled());
        }
        Ok(Self { state: state.clone(), token: holder.token })
    }
}

impl<S: Needs> FromRequestParts<ApiState> for Anyone<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let viewer = match holder(parts, state).await? {
            Some(Holder { token, viewer: Some(viewer) }) => {
                allowed::<S>(&token, &viewer)?;
                viewer
            }
            Some(Holder { viewer: None, .. }) | None => Viewer::ANYONE,
        };
        Ok(Self { state: state.clone(), viewer, scope: PhantomData })
    }
}

/// Who speaks with the request's token; `None` when it has none. One that does not count is refused, never overlooked.
async fn holder(parts: &Parts, state: &ApiState) -> Result<Option<Holder>, ApiError> {
    let Some(text) = bearer(&parts.headers, parts.uri.query()) else { return Ok(None) };
    let mut tx = state.db.read().await?;
    let found = tokens::find(&state.context, &mut tx, &text).await?;
    drop(tx);
    let holder = found.ok_or_else(|| HttpError::unauthorized("The access token is invalid"))?;
    if tokens::is_due(&state.context, &holder.token) {
        let mut tx = state.db.begin().await?;
        tokens::touch(&state.context, &mut tx, holder.token.id).await?;
        tx.commit().await?;
    }
    Ok(Some(holder))
}

/// The token of a request: in the header, or, where browsers cannot send one, in the query or as sub-protocol of a
/// WebSocket.
fn bearer(headers: &HeaderMap, query: Option<&str>) -> Option<String> {
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some((scheme, token)) = header.and_then(|value| value.split_once(' '))
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return Some(token.trim().to_owned());
    }
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let in_query = pairs.filter(|(name, _)| name == "access_token").map(|(_, token)| token.into_owned());
    let in_protocol = || {
        let value = headers.get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
        value.split(',').map(str::trim).find(|part| part.starts_with(tokens::PREFIX)).map(str::to_owned)
    };
    in_query.last().or_else(in_protocol)
}

fn allowed<S: Needs>(token: &AccessToken, viewer: &Viewer) -> Result<(), ApiError> {
    if viewer.barred {
        return Err(disabled());
    }
    if token.scopes.allow(S::SCOPE) {
        return Ok(());
    }
    Err(HttpError::forbidden("This action is outside the authorized scopes").into())
}

fn no_token() -> ApiError {
    HttpError::unauthorized("The access token is invalid").into()
}

/// 422 as Mastodon answers an app that asks for itself what only a person can have.
fn no_person() -> ApiError {
    ApiError::unprocessable("This method requires an authenticated user")
}

fn disabled() -> ApiError {
    HttpError::forbidden("Your login is currently disabled").into()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn given(header: Option<&'static str>, protocol: Option<&'static str>, query: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        let header = header.map(|value| (AUTHORIZATION, value));
        let protocol = protocol.map(|value| (SEC_WEBSOCKET_PROTOCOL, value));
        headers.extend(
            header.into_iter().chain(protocol).map(|(name, value)| (name, HeaderValue::from_static(value))),
        );
        bearer(&headers, Some(query))
    }

    #[test]
    fn a_token_comes_in_the_header_or_in_the_address_or_as_a_sub_protocol() {
        assert_eq!(given(Some("Bearer abc"), None, "access_token=def"), Some("abc".to_owned()));
        assert_eq!(given(Some("bearer abc"), None, ""), Some("abc".to_owned()));
        assert_eq!(given(None, None, "stream=user&access_token=def"), Some("def".to_owned()));
        assert_eq!(given(None, Some("moothall_x, v1"), "stream=user"), Some("moothall_x".to_owned()));
        assert_eq!(given(Some("Basic abc"), Some("v1"), "stream=user"), None);
    }
}
