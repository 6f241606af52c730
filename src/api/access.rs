//! Who asks, and whether their app may: the extractors with which every handler begins.
//!
//! A handler has the state of the node from one of these and from nowhere else, so that none can forget to say whom it
//! serves: [`Person`] (a token of somebody), [`Client`] (a token of an app or of somebody), [`Anyone`] (a token or none),
//! [`Onlooker`] (the same, for streams), [`Everybody`] (whatever token there is says nothing). The type names the scope:
//! `Person<WriteStatuses>`. A test of the architecture keeps `State` out of handlers.
//!
//! The token is looked at once, by the layer [`recognize`], which also counts how often somebody asks.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use super::{ApiError, ApiState};
use crate::domain::app::AccessToken;
use crate::domain::ids::{ActorId, TokenId};
use crate::domain::permission::Viewer;
use crate::domain::role::AccountState;
use crate::domain::scope::Scope;
use crate::http::{ClientAddress, HttpError};
use crate::services::apps::tokens::{self, Bearer, Holder};
use crate::store::accounts;

/// A scope as a type.
pub(super) trait Needs: Send + Sync + 'static {
    const SCOPE: Scope;
}

macro_rules! needs {
    ($($name:ident),+ $(,)?) => {$(
        /// The scope of the same name.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $name;

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
    AdminRead,
    AdminWrite,
);

/// Somebody whose app has the scope `S`, and who may use the node.
pub(super) struct Person<S: Needs> {
    pub state: ApiState,
    pub actor: ActorId,
    /// For [`can`](crate::domain::permission::can).
    pub viewer: Viewer,
    pub token: AccessToken,
    scope: PhantomData<S>,
}

/// Whoever asks, with a token or without: for what is the same for all, and for apps that prove by other means who they
/// are. No token decides anything.
pub(super) struct Everybody {
    pub state: ApiState,
}

/// The text of the request's token, for what keeps it. Whether it counts is said by one of the others, which stands before.
pub(super) struct Presented(pub Bearer);

/// An app, for itself or for somebody. No scope is needed.
pub(super) struct Client {
    pub state: ApiState,
    pub token: AccessToken,
}

/// Somebody who wants to look on at streams, each of which needs a scope of its own, or somebody without a token.
pub(super) struct Onlooker {
    pub state: ApiState,
    holder: Option<(AccessToken, Viewer)>,
}

/// Somebody whose app has the scope `S`, or somebody without a token.
pub(super) struct Anyone<S: Needs> {
    pub state: ApiState,
    /// For [`can`](crate::domain::permission::can).
    pub viewer: Viewer,
    scope: PhantomData<S>,
}

/// Who speaks with the token of a request.
#[derive(Clone)]
enum Speaker {
    /// There is no token.
    Nobody,
    /// The token does not count.
    Unknown,
    Known(Holder),
}

/// Whose requests are counted together. An app cannot have more by changing its token.
#[derive(Hash)]
enum Counted {
    Person(ActorId),
    Network(std::net::IpAddr),
}

/// Middleware: learns who asks, and lets nobody ask too often. Every answer says how much is left.
pub(super) async fn recognize(
    State(state): State<ApiState>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let speaker = match speaker(&parts, &state).await {
        Ok(speaker) => speaker,
        Err(error) => return error.into_response(),
    };
    let counted = match &speaker {
        Speaker::Known(Holder { viewer: Some(Viewer { actor: Some(actor), .. }), .. }) => {
            Counted::Person(*actor)
        }
        _ => Counted::Network(client.network()),
    };
    let allowance = match state.limits.api.take(&counted) {
        Ok(allowance) => allowance,
        Err(refused) => return refused.answer(state.context.now()),
    };
    parts.extensions.insert(speaker);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    allowance.after(&response).tell(&mut response, state.context.now());
    response
}

impl<S: Needs> FromRequestParts<ApiState> for Person<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let holder = holder(parts)?.ok_or_else(no_token)?;
        let viewer = holder.viewer.ok_or_else(no_person)?;
        let actor = viewer.actor.ok_or_else(no_person)?;
        may_act(state, &viewer).await?;
        in_scope::<S>(&holder.token)?;
        Ok(Self { state: state.clone(), actor, viewer, token: holder.token, scope: PhantomData })
    }
}

impl FromRequestParts<ApiState> for Everybody {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &ApiState) -> Result<Self, Infallible> {
        Ok(Self { state: state.clone() })
    }
}

impl FromRequestParts<ApiState> for Presented {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, ApiError> {
        let text = bearer(&parts.headers, parts.uri.query()).ok_or_else(no_token)?;
        Ok(Self(Bearer::presented(text)))
    }
}

impl FromRequestParts<ApiState> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let holder = holder(parts)?.ok_or_else(no_token)?;
        if let Some(viewer) = &holder.viewer {
            may_act(state, viewer).await?;
        }
        Ok(Self { state: state.clone(), token: holder.token })
    }
}

impl<S: Needs> FromRequestParts<ApiState> for Anyone<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let viewer = match holder(parts)? {
            Some(Holder { token, viewer: Some(viewer) }) => {
                may_act(state, &viewer).await?;
                in_scope::<S>(&token)?;
                viewer
            }
            Some(Holder { viewer: None, .. }) | None => Viewer::ANYONE,
        };
        Ok(Self { state: state.clone(), viewer, scope: PhantomData })
    }
}

impl Onlooker {
    /// Who looks on, for a stream that needs `scope`.
    ///
    /// # Errors
    /// When nobody is known, or the app may not.
    pub(super) fn person(&self, scope: Scope) -> Result<ActorId, ApiError> {
        let (token, viewer) = self.holder.as_ref().ok_or_else(no_token)?;
        if !token.scopes.allow(scope) {
            return Err(out_of_scope());
        }
        viewer.actor.ok_or_else(no_person)
    }

    /// Counts what is asked on an open connection with the person's requests. What somebody without a token may listen to
    /// costs nothing to find.
    ///
    /// # Errors
    /// 429 when they asked too much.
    pub(super) fn count_one(&self) -> Result<(), ApiError> {
        let Some((person, _)) = self.known() else { return Ok(()) };
        self.state.limits.api.take(&Counted::Person(person)).map_err(HttpError::from)?;
        Ok(())
    }

    /// Whose app it is, and the token, where there is one.
    pub(super) fn known(&self) -> Option<(ActorId, TokenId)> {
        let (token, viewer) = self.holder.as_ref()?;
        Some((viewer.actor?, token.id))
    }
}

impl FromRequestParts<ApiState> for Onlooker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let Some(Holder { token, viewer: Some(viewer) }) = holder(parts)? else {
            return Ok(Self { state: state.clone(), holder: None });
        };
        may_act(state, &viewer).await?;
        Ok(Self { state: state.clone(), holder: Some((token, viewer)) })
    }
}

/// Looks at the request's token.
async fn speaker(parts: &Parts, state: &ApiState) -> Result<Speaker, ApiError> {
    let Some(text) = bearer(&parts.headers, parts.uri.query()) else { return Ok(Speaker::Nobody) };
    // Whatever comes is turned away without a word to the database.
    if !tokens::has_form(&text) {
        return Ok(Speaker::Unknown);
    }
    let mut tx = state.db.read().await?;
    let found = tokens::find(&state.context, &mut tx, &text).await?;
    drop(tx);
    let Some(holder) = found else { return Ok(Speaker::Unknown) };
    if tokens::is_due(&state.context, &holder.token) {
        let mut tx = state.db.begin().await?;
        tokens::touch(&state.context, &mut tx, holder.token.id).await?;
        tx.commit().await?;
    }
    Ok(Speaker::Known(holder))
}

/// Who speaks with the request's token; `None` when it has none. One that does not count is refused, never overlooked.
fn holder(parts: &Parts) -> Result<Option<Holder>, ApiError> {
    match parts.extensions.get::<Speaker>() {
        Some(Speaker::Nobody) => Ok(None),
        Some(Speaker::Unknown) => Err(no_token()),
        Some(Speaker::Known(holder)) => Ok(Some(holder.clone())),
        None => Err(HttpError::internal("the router lacks the layer that looks at tokens").into()),
    }
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

fn in_scope<S: Needs>(token: &AccessToken) -> Result<(), ApiError> {
    if token.scopes.allow(S::SCOPE) {
        return Ok(());
    }
    Err(out_of_scope())
}

fn out_of_scope() -> ApiError {
    HttpError::forbidden("This action is outside the authorized scopes").into()
}

/// A token outlives the right to act, of somebody who still waits for approval or may no longer take part.
async fn may_act(state: &ApiState, viewer: &Viewer) -> Result<(), ApiError> {
    let Some(actor) = viewer.actor.filter(|_| viewer.barred) else { return Ok(()) };
    let account = accounts::by_id(&mut state.db.read().await?, actor).await?;
    Err(HttpError::forbidden(match account.map(|account| account.state) {
        Some(AccountState::Pending) => "Your login is currently pending approval",
        _ => "Your login is currently disabled",
    })
    .into())
}

fn no_token() -> ApiError {
    HttpError::unauthorized("The access token is invalid").into()
}

/// 422 as Mastodon answers an app that asks for itself what only a person can have.
fn no_person() -> ApiError {
    ApiError::unprocessable("This method requires an authenticated user")
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

    #[tokio::test]
    async fn threat_068_what_is_no_token_does_not_reach_the_database() {
        let fresh = crate::store::contract::sqlite().await;
        let api = crate::api::testing::TestApi::on(fresh.db.clone());
        fresh.db.close().await;
        let known = "/api/v1/accounts/verify_credentials";
        assert_eq!(api.with_token("guessed").get(known).await.status, 401);
        assert!(api.with_token("moothall_guessed").get(known).await.status >= 500);
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
