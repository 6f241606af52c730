//! Getting an account through an app: <https://docs.joinmastodon.org/methods/accounts/#create>
//!
//! The node's rule for signing up holds here as on the page. Where accounts need approval, the token that is answered
//! says so until somebody has approved. No e-mail address is confirmed by mail.

use axum::http::HeaderName;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::api::access::{Client, Person, ReadAccounts, WriteAccounts};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::api::lenient::Flag;
use crate::api::oauth::{KEPT_BY_NOBODY, Token};
use crate::api::{ApiError, ApiState};
use crate::config::SignUpMode;
use crate::domain::scope::Scope;
use crate::http::{ClientAddress, HttpError};
use crate::services::accounts::{self, PasswordError, SignUp, SignUpError};
use crate::services::actors::NewKeys;
use crate::services::apps::tokens;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts", post(register))
        .route("/api/v1/emails/confirmations", post(confirm_again))
        .route("/api/v1/emails/check_confirmation", get(is_confirmed))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    username: String,
    email: String,
    password: String,
    agreement: Option<Flag>,
    locale: String,
    reason: Option<String>,
}

/// `POST /api/v1/accounts`
async fn register(
    Client { state, token }: Client,
    client: ClientAddress,
    Body(fields): Body<Fields>,
) -> Result<([(HeaderName, &'static str); 2], Json<Token>), ApiError> {
    state.limits.sign_up.check(&client.network())?;
    if token.actor_id.is_some() {
        let sentence = "This method requires a client credentials authentication";
        return Err(HttpError::forbidden(sentence).into());
    }
    if !token.scopes.allow(Scope::WriteAccounts) {
        return Err(HttpError::forbidden("This action is outside the authorized scopes").into());
    }
    let mode = accounts::sign_up_mode(&mut state.db.read().await?, state.config.people.sign_up).await?;
    if mode == SignUpMode::Closed {
        return Err(SignUpError::Closed.into());
    }
    if !matches!(fields.agreement, Some(Flag(true))) {
        return Err(flawed("agreement", "ERR_ACCEPTED", "must be accepted"));
    }
    let hash = state.passwords.hash(&fields.password).await?;
    let keys = NewKeys::make(&state.context, &state.sealer).await.map_err(HttpError::internal)?;
    let request = SignUp {
        handle: fields.username,
        email: fields.email,
        name: String::new(),
        note: fields.reason.unwrap_or_default(),
        locale: language(&fields.locale),
    };
    let mut tx = state.db.begin().await?;
    let account = accounts::sign_up(&state.context, &mut tx, mode, request, &hash, keys).await?;
    let person = Some(account.actor_id);
    let (token, bearer) = tokens::issue(&state.context, &mut tx, token.app_id, person, token.scopes).await?;
    tx.commit().await?;
    Ok((KEPT_BY_NOBODY, Json(Token::new(&token, &bearer))))
}

/// The language of the interface: apps also send what is none, as `en-US-u-hc-h12`.
fn language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// `POST /api/v1/emails/confirmations`
async fn confirm_again(_: Person<WriteAccounts>) -> ApiError {
    HttpError::forbidden("This method is only available while the e-mail is awaiting confirmation").into()
}

/// `GET /api/v1/emails/check_confirmation`
async fn is_confirmed(_: Person<ReadAccounts>) -> Json<bool> {
    Json(true)
}

fn flawed(field: &'static str, code: &'static str, description: &'static str) -> ApiError {
    ApiError::invalid(vec![Flaw { field, code, description }])
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort => {
                flawed("password", "ERR_TOO_SHORT", "is too short (minimum is 10 characters)")
            }
            PasswordError::TooLong => {
                flawed("password", "ERR_TOO_LONG", "is too long (maximum is 256 bytes)")
            }
            PasswordError::Failed => HttpError::unavailable(error).into(),
        }
    }
}

impl From<SignUpError> for ApiError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::Closed => HttpError::forbidden("This action is not allowed").into(),
            SignUpError::Handle(_) => {
                flawed("username", "ERR_INVALID", "must contain only letters, numbers and underscores")
            }
            SignUpError::HandleTaken => flawed("username", "ERR_TAKEN", "has already been taken"),
            SignUpError::Email => flawed("email", "ERR_INVALID", "is not a valid e-mail address"),
            SignUpError::EmailTaken => flawed("email", "ERR_TAKEN", "has already been taken"),
            SignUpError::Profile(_) => flawed("locale", "ERR_INCLUSION", "is not included in the list"),
            SignUpError::NoteTooLong => {
                flawed("reason", "ERR_TOO_LONG", "is too long (maximum is 1000 characters)")
            }
            SignUpError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::api::testing::{TestApi, TestApp};
    use crate::domain::role::NodeRole;
    use crate::services::testing::{on_both_engines, person_as};
    use crate::store::{Db, actors};

    async fn mode(api: &TestApi, mode: SignUpMode) {
        let mut tx = api.state.db.begin().await.unwrap();
        crate::store::settings::set_sign_up(&mut tx, Some(mode)).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// An app with a token of its own.
    async fn app(api: &TestApi, scopes: &str) -> TestApp {
        let stranger = api.stranger();
        let new =
            json!({ "client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": scopes });
        let app = stranger.post("/api/v1/apps", &new).await.ok();
        let asked = json!({
            "grant_type": "client_credentials", "scope": scopes,
            "client_id": app["client_id"], "client_secret": app["client_secret"],
        });
        let token = stranger.post("/oauth/token", &asked).await.ok();
        api.with_token(token["access_token"].as_str().unwrap())
    }

    fn wish(handle: &str) -> Value {
        json!({
            "username": handle, "email": format!("{handle}@mail.test"), "password": "correct horse",
            "agreement": "true", "locale": "en-GB",
        })
    }

    on_both_engines! {
        async fn where_the_node_is_open_an_account_can_be_used_at_once(db: Db) {
            let api = TestApi::on(db);
            mode(&api, SignUpMode::Open).await;
            let app = app(&api, "read write").await;
            let token = app.post("/api/v1/accounts", &wish("lee")).await.ok();
            assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("read write")));
            let lee = api.with_token(token["access_token"].as_str().unwrap());
            assert_eq!(lee.get("/oauth/userinfo").await.ok()["preferred_username"], "lee");
            assert_eq!(lee.get("/api/v1/emails/check_confirmation").await.ok(), json!(true));
            assert_eq!(lee.post("/api/v1/emails/confirmations", &json!({})).await.status, 403);
            assert_eq!(lee.post("/api/v1/accounts", &wish("kim")).await.status, 403, "a person's app makes nobody");
        }

        async fn where_accounts_need_approval_the_token_waits_with_the_account(db: Db) {
            let api = TestApi::on(db);
            mode(&api, SignUpMode::Approval).await;
            let app = app(&api, "read write").await;
            let token = app.post("/api/v1/accounts", &wish("lee")).await.ok();
            let lee = api.with_token(token["access_token"].as_str().unwrap());
            let answer = lee.get("/oauth/userinfo").await;
            assert_eq!((answer.status, &answer.json["error"]), (403, &json!("Your login is currently pending approval")));

            let ctx = &api.state.context;
            let mut tx = api.state.db.begin().await.unwrap();
            let ann = person_as(ctx, &mut tx, "ann", NodeRole::Admin).await;
            let asked = actors::local_by_handle(&mut tx, "lee").await.unwrap().unwrap();
            accounts::approve(ctx, &mut tx, ann.id, asked.id).await.unwrap();
            tx.commit().await.unwrap();
            lee.get("/oauth/userinfo").await.ok();
        }

        async fn threat_088_nobody_gets_an_account_that_the_node_would_not_give(db: Db) {
            let api = TestApi::on(db);
            let app_of_all = app(&api, "read write").await;
            mode(&api, SignUpMode::Closed).await;
            assert_eq!(app_of_all.post("/api/v1/accounts", &wish("lee")).await.status, 403);
            mode(&api, SignUpMode::Open).await;
            assert_eq!(app(&api, "read").await.post("/api/v1/accounts", &wish("lee")).await.status, 403);
            assert_eq!(api.stranger().post("/api/v1/accounts", &wish("lee")).await.status, 401);
        }

        async fn what_is_wrong_with_a_wish_is_said_field_by_field(db: Db) {
            let api = TestApi::on(db);
            mode(&api, SignUpMode::Open).await;
            let app = app(&api, "write:accounts").await;
            let with = |field: &str, value: &str| {
                let mut wish = wish("lee");
                wish[field] = json!(value);
                wish
            };
            for (wish, field, code) in [
                (with("agreement", "false"), "agreement", "ERR_ACCEPTED"),
                (with("username", "not a handle"), "username", "ERR_INVALID"),
                (with("email", "nowhere"), "email", "ERR_INVALID"),
                (with("password", "short"), "password", "ERR_TOO_SHORT"),
            ] {
                let answer = app.post("/api/v1/accounts", &wish).await;
                assert_eq!(answer.status, 422, "{field}");
                assert_eq!(answer.json["details"][field][0]["error"], code, "{}", answer.json);
            }
        }
    }
}
