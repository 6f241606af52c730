//! What handlers are given, and how the parts of it are reached.

use std::sync::Arc;

use axum::extract::FromRef;

use super::health::Readiness;
use crate::config::Config;
use crate::federation::endpoints::FederationState;
use crate::federation::fetch::Fetcher;
use crate::federation::inbox::Inbox;
use crate::federation::keyring::Keyring;
use crate::http::{Cookies, CsrfGuard, RateLimits};
use crate::infra::http::HttpClient;
use crate::infra::keys::Sealer;
use crate::infra::media::MediaStore;
use crate::services::Context;
use crate::store::Db;

/// The state of a running node. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub config: Arc<Config>,
    pub db: Db,
    pub context: Context,
    pub client: HttpClient,
    pub keyring: Keyring,
    /// Reads from other servers.
    pub fetcher: Fetcher,
    pub inbox: Arc<Inbox>,
    /// Names this process among those that share the database.
    pub process: String,
    pub sealer: Arc<Sealer>,
    pub media: MediaStore,
    pub cookies: Cookies,
    pub csrf: CsrfGuard,
    pub limits: RateLimits,
    /// Whether people may come.
    pub readiness: Readiness,
}

/// Lets a handler take a part of the state alone.
macro_rules! parts {
    ($($field:ident: $Part:ty),+ $(,)?) => {$(
        impl FromRef<AppState> for $Part {
            fn from_ref(state: &AppState) -> Self {
                state.$field.clone()
            }
        }
    )+};
}

parts! {
    config: Arc<Config>,
    db: Db,
    context: Context,
    client: HttpClient,
    keyring: Keyring,
    sealer: Arc<Sealer>,
    media: MediaStore,
    cookies: Cookies,
    csrf: CsrfGuard,
    limits: RateLimits,
}

impl FromRef<AppState> for FederationState {
    fn from_ref(state: &AppState) -> Self {
        Self { ctx: state.context.clone(), db: state.db.clone(), inbox: Arc::clone(&state.inbox) }
    }
}
