//! What handlers are given, and how the parts of it are reached.

use std::sync::Arc;

use axum::extract::FromRef;

use super::health::Readiness;
use super::node::StartError;
use crate::api::{self, ApiState, Counts, Hub, KeptFigures};
use crate::config::Config;
use crate::federation::endpoints::FederationState;
use crate::federation::fetch::Fetcher;
use crate::federation::inbox::Inbox;
use crate::federation::keyring::Keyring;
use crate::http::{Cookies, CsrfGuard, RateLimits};
use crate::infra::http::HttpClient;
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::Context;
use crate::services::accounts::Passwords;
use crate::services::remote_pictures::RemotePictures;
use crate::store::{Db, JustRead, Known};
use crate::web::view::ApiReference;
use crate::web::{OrganizationNames, WebState};

/// Password hashes computed side by side; each takes a core and 19 MiB for a while.
const HASHES_AT_ONCE: usize = 2;

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
    /// Pictures of other nodes.
    pub remote_pictures: RemotePictures,
    pub cookies: Cookies,
    pub csrf: CsrfGuard,
    pub limits: RateLimits,
    /// Whether people may come.
    pub readiness: Readiness,
}

impl AppState {
    /// What the pages are given.
    ///
    /// # Errors
    /// When the library that hashes passwords fails, or the description of the API cannot be read.
    pub fn web(&self) -> Result<WebState, StartError> {
        let reference = ApiReference::read(api::description()).map_err(StartError::Reference)?;
        Ok(WebState {
            db: self.db.clone(),
            context: self.context.clone(),
            config: Arc::clone(&self.config),
            network: Arc::new(self.fetcher.clone()),
            passwords: Passwords::new(HASHES_AT_ONCE)?,
            sealer: Arc::clone(&self.sealer),
            media: self.media.clone(),
            remote_pictures: self.remote_pictures.clone(),
            uploads: Uploads::new(&self.config.limits),
            limits: self.limits.clone(),
            cookies: self.cookies,
            organizations: OrganizationNames::new(self.context.addresses.clone()),
            api: Arc::new(reference),
        })
    }
}

impl AppState {
    /// What the client API is given. Passwords are hashed by as many at once as the pages share with it.
    pub fn api(&self, passwords: Passwords) -> ApiState {
        ApiState {
            db: self.db.clone(),
            context: self.context.clone(),
            config: Arc::clone(&self.config),
            network: Arc::new(self.fetcher.clone()),
            passwords,
            sealer: Arc::clone(&self.sealer),
            media: self.media.clone(),
            uploads: Uploads::new(&self.config.limits),
            limits: self.limits.clone(),
            streams: Hub::default(),
            counts: Counts::default(),
            actors: JustRead::new(self.db.clone(), Known::Actors),
            figures: KeptFigures::default(),
        }
    }
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
        let sign_up = state.config.people.sign_up;
        Self { ctx: state.context.clone(), db: state.db.clone(), sign_up }
    }
}
