//! What every page is given.

use std::sync::Arc;

use crate::config::Config;
use crate::domain::url::UrlRules;
use crate::http::{Cookies, RateLimits};
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::Context;
use crate::services::accounts::Passwords;
use crate::services::network::Network;
use crate::services::remote_pictures::RemotePictures;
use crate::store::Db;

use super::organizations::OrganizationNames;
use super::view::ApiReference;

/// The parts of a node that pages need. Cheap to clone; `app` puts it together.
#[derive(Clone)]
pub struct WebState {
    pub db: Db,
    pub context: Context,
    pub config: Arc<Config>,
    /// What may be asked of other servers.
    pub network: Arc<dyn Network>,
    pub passwords: Passwords,
    /// Seals the keys of new people and communities.
    pub sealer: Arc<Sealer>,
    pub media: MediaStore,
    /// Pictures of other nodes.
    pub remote_pictures: RemotePictures,
    pub uploads: Uploads,
    pub limits: RateLimits,
    pub cookies: Cookies,
    /// The names of organizations, read now and then.
    pub organizations: OrganizationNames,
    /// What our own API says about itself.
    pub api: Arc<ApiReference>,
}

impl WebState {
    /// Which hosts an account may have.
    pub fn url_rules(&self) -> UrlRules {
        self.context.url_rules()
    }
}
