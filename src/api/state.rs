//! What every handler of the client API is given, by way of who asks.

use std::sync::Arc;

use super::streaming::Hub;
use super::{Counts, KeptFigures};
use crate::config::Config;
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::http::RateLimits;
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::Context;
use crate::services::accounts::Passwords;
use crate::services::network::Network;
use crate::store::{Db, JustRead};

/// The parts of a node that the client API needs. Cheap to clone; `app` puts it together.
///
/// Handlers do not take it from the router: they take an extractor of [`super::access`], which says who may ask, and
/// have it from there.
#[derive(Clone)]
pub struct ApiState {
    pub db: Db,
    pub context: Context,
    pub config: Arc<Config>,
    /// What may be asked of other servers.
    pub network: Arc<dyn Network>,
    pub passwords: Passwords,
    /// Seals the keys of new people.
    pub sealer: Arc<Sealer>,
    pub media: MediaStore,
    pub uploads: Uploads,
    pub limits: RateLimits,
    /// Whom to tell what happens, as it happens.
    pub streams: Hub,
    pub counts: Counts,
    /// Whom others' pages showed a moment ago.
    pub actors: JustRead<ActorId, Arc<Actor>>,
    /// What was counted for those who ask how much the node is used.
    pub figures: KeptFigures,
}
