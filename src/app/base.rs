//! What a node and an operator's command share.

use std::sync::Arc;

use super::id_slot::{IdSlot, NoSlot};
use crate::config::{Config, ConfigError};
use crate::domain::address::Addresses;
use crate::infra::clock::{Clock, ID_SLOTS, IdGenerator, random_bytes};
use crate::infra::keys::{KeyError, Sealer};
use crate::infra::secret::{NodeSecret, SecretError};
use crate::services::{Context, Lengths};
use crate::store::{Db, DbOptions, StoreError};

/// Why the node's data cannot be opened. The sentences are for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("cannot open the database {url}")]
    Database { url: String, source: StoreError },
    #[error(transparent)]
    Schema(StoreError),
    #[error(
        "the schema is behind by {missing} migrations; run moothall migrate, or start without --no-migrate"
    )]
    Behind { missing: usize },
    #[error(transparent)]
    Slot(#[from] NoSlot),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("cannot derive keys from the node's secret")]
    Sealer(#[from] KeyError),
}

/// What to do when the schema is behind the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    Migrate,
    /// Leave it alone and refuse to work.
    Require,
}

/// The opened data of a node. Cheap to clone.
#[derive(Clone)]
pub struct Base {
    pub config: Arc<Config>,
    pub db: Db,
    pub context: Context,
    pub secret: Arc<NodeSecret>,
    pub sealer: Arc<Sealer>,
    /// Names this process among those that share the database.
    pub process: String,
    pub(super) slot: Arc<IdSlot>,
}

impl Base {
    /// Opens database and secret; both are made when they are missing.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub async fn open(config: Config, schema: Schema, clock: Option<Clock>) -> Result<Self, OpenError> {
        Self::open_in_slot(config, schema, clock, 0).await
    }

    /// For an operator's command, beside a node that may be running on the same data.
    ///
    /// # Errors
    /// With a sentence that says what to do.
    pub async fn for_command(config: Config) -> Result<Self, OpenError> {
        Self::open_in_slot(config, Schema::Migrate, None, ID_SLOTS - 1).await
    }

    /// `slot` holds where slots are not leased.
    async fn open_in_slot(
        config: Config,
        schema: Schema,
        clock: Option<Clock>,
        slot: u16,
    ) -> Result<Self, OpenError> {
        config.validate()?;
        let db = open_database(&config).await?;
        match schema {
            Schema::Migrate => db.migrate().await.map_err(OpenError::Schema)?,
            Schema::Require => {
                let missing = db.migration_plan().await.map_err(OpenError::Schema)?.missing.len();
                if missing > 0 {
                    return Err(OpenError::Behind { missing });
                }
            }
        }
        let secret = Arc::new(NodeSecret::load_or_create(&config.secret)?);
        let sealer = Arc::new(Sealer::new(secret.expose())?);
        let clock = clock.unwrap_or_else(|| Clock::shifted(config.dev.clock_offset_seconds));
        let process = hex::encode(random_bytes::<8>());
        let slot = IdSlot::take(&db, &clock, &process, slot).await?;
        let context = Context {
            ids: IdGenerator::new(clock.clone(), slot.number()),
            clock,
            addresses: Addresses::new(config.server.origin())
                .showing_remote_pictures(config.storage.remote_pictures_megabytes > 0),
            federation_mode: config.federation.mode,
            lengths: Lengths::of(&config.limits),
        };
        Ok(Self { config: Arc::new(config), db, context, secret, sealer, process, slot: Arc::new(slot) })
    }

    /// Gives back what only one process may hold, and closes the database.
    pub async fn close(&self) {
        self.slot.release(&self.db).await;
        self.db.close().await;
    }
}

/// Opens the database alone.
pub(super) async fn open_database(config: &Config) -> Result<Db, OpenError> {
    let url = &config.database.url;
    Db::open(url.expose(), DbOptions::default())
        .await
        .map_err(|source| OpenError::Database { url: url.to_string(), source })
}
