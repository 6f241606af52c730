//! Who signed in, for apps that want to know nothing else: <https://docs.joinmastodon.org/methods/oauth/#userinfo>

use axum::Json;
use serde::Serialize;

use crate::api::ApiError;
use crate::api::access::{Person, Profile};
use crate::api::mastodon::account;
use crate::store::actors;

/// Claims of `OpenID` Connect.
#[derive(Serialize)]
pub(super) struct UserInfo {
    iss: String,
    /// The person's id in the network.
    sub: String,
    name: String,
    preferred_username: String,
    profile: String,
    picture: String,
}

/// `GET /oauth/userinfo`
pub(super) async fn show(person: Person<Profile>) -> Result<Json<UserInfo>, ApiError> {
    let state = &person.state;
    let mut tx = state.db.read().await?;
    let actor = actors::by_id(&mut tx, person.actor).await?.ok_or_else(ApiError::not_found)?;
    let account = account(state, &mut tx, &actor).await?;
    Ok(Json(UserInfo {
        iss: format!("{}/", state.context.addresses.origin()),
        sub: account.uri,
        name: account.display_name,
        preferred_username: account.username,
        profile: account.url,
        picture: account.avatar,
    }))
}
