//! Registering apps: <https://docs.joinmastodon.org/methods/apps/>

use axum::Json;
use serde::{Deserialize, Serialize};

use crate::api::ApiError;
use crate::api::access::{Client, Everybody};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::domain::app::App;
use crate::domain::ids::AppId;
use crate::domain::scope::Scope;
use crate::http::ClientAddress;
use crate::services::apps::{self, NewApp, RegisterError};
use crate::services::push;
use crate::store;

/// One address or many; many may also come as lines of one text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    client_name: Option<String>,
    redirect_uris: Option<OneOrMany>,
    scopes: Option<String>,
    website: Option<String>,
}

/// <https://docs.joinmastodon.org/entities/Application/>
#[derive(Serialize)]
pub(super) struct Application {
    id: AppId,
    name: String,
    website: Option<String>,
    scopes: Vec<Scope>,
    /// All of them, a line each, as it was before there were many.
    redirect_uri: String,
    redirect_uris: Vec<String>,
    /// For Web Push (RFC 8292).
    vapid_key: String,
}

/// <https://docs.joinmastodon.org/entities/Application/#CredentialApplication>
#[derive(Serialize)]
pub(super) struct CredentialApplication {
    #[serde(flatten)]
    application: Application,
    client_id: String,
    client_secret: String,
    /// Never.
    client_secret_expires_at: u8,
}

/// `POST /api/v1/apps`
pub(super) async fn register(
    Everybody { state }: Everybody,
    client: ClientAddress,
    Body(fields): Body<Fields>,
) -> Result<Json<CredentialApplication>, ApiError> {
    state.limits.new_app.check(&client.network())?;
    let vapid_key = push::public_key(&state.db, &state.sealer).await?;
    let new = NewApp {
        name: fields.client_name.unwrap_or_default(),
        website: fields.website,
        redirect_uris: fields.redirect_uris.map_or_else(Vec::new, OneOrMany::each),
        scopes: fields.scopes.unwrap_or_default(),
    };
    let mut tx = state.db.begin().await?;
    let (app, secret) = apps::register(&state.context, &mut tx, new).await?;
    tx.commit().await?;
    Ok(Json(CredentialApplication {
        client_id: app.client_id.clone(),
        client_secret: secret.expose().to_owned(),
        client_secret_expires_at: 0,
        application: application(app, vapid_key),
    }))
}

/// `GET /api/v1/apps/verify_credentials`
pub(super) async fn verify_credentials(
    Client { state, token }: Client,
) -> Result<Json<Application>, ApiError> {
    let app = store::apps::by_id(&mut state.db.read().await?, token.app_id).await?;
    let app = app.ok_or_else(ApiError::not_found)?;
    let vapid_key = push::public_key(&state.db, &state.sealer).await?;
    Ok(Json(application(app, vapid_key)))
}

fn application(app: App, vapid_key: String) -> Application {
    Application {
        id: app.id,
        name: app.name,
        website: app.website,
        scopes: app.scopes.names().collect(),
        redirect_uri: app.redirect_uris.join("\n"),
        redirect_uris: app.redirect_uris,
        vapid_key,
    }
}

impl OneOrMany {
    fn each(self) -> Vec<String> {
        let texts = match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        };
        texts.iter().flat_map(|text| text.split_ascii_whitespace()).map(str::to_owned).collect()
    }
}

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        let (field, code, description) = match error {
            RegisterError::NameMissing => ("client_name", "ERR_BLANK", "can't be blank"),
            RegisterError::NameTooLong => {
                ("client_name", "ERR_TOO_LONG", "is too long (maximum is 60 characters)")
            }
            RegisterError::Website => ("website", "ERR_INVALID", "must be a valid URL"),
            RegisterError::RedirectMissing => ("redirect_uris", "ERR_BLANK", "can't be blank"),
            RegisterError::RedirectsTooLong => {
                ("redirect_uris", "ERR_TOO_LONG", "is too long (maximum is 2000 characters)")
            }
            RegisterError::Redirect => {
                ("redirect_uris", "ERR_INVALID", "must be absolute addresses that lead to an app")
            }
            RegisterError::Scopes => ("scopes", "ERR_INVALID", "doesn't match configured on the server"),
            RegisterError::Store(error) => return error.into(),
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}
