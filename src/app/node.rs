//! A running node: how it starts, what runs in it, and how it stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::background::{Background, Task};
use super::base::{Base, OpenError, Schema};
use super::connections::Connections;
use super::router::{self, Faces};
use super::serve::serve;
use super::state::AppState;
use super::{health, telemetry};
use crate::config::Config;
use crate::federation::delivery::{Delivery, DeliveryDeps};
use crate::federation::keyring::Keyring;
use crate::http::{Cookies, CsrfGuard, RateLimits};
use crate::infra::clock::{Clock, random_bytes};
use crate::infra::http::{HttpClient, HttpClientError, TestNetwork};
use crate::infra::media::{MediaError, MediaStore};
use crate::services::Context;
use crate::services::actors::{EnsureError, ensure_node_actors};
use crate::store::Db;

/// Requests and tasks have this long to finish when the node stops.
const PATIENCE: Duration = Duration::from_secs(25);

/// What a process does for the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Serves pages, documents and inboxes.
    pub web: bool,
    /// Processes what arrived, delivers, and does background jobs.
    pub worker: bool,
}

impl Default for Roles {
    fn default() -> Self {
        Self { web: true, worker: true }
    }
}

/// How to start, beside the configuration.
#[derive(Default)]
pub struct Options {
    pub roles: Roles,
    /// Refuse to work on a schema that is behind, instead of bringing it up.
    pub leave_schema: bool,
    /// The time of the node; the machine's, shifted as configured, when absent.
    pub clock: Option<Clock>,
    /// A stand-in for the internet, for tests.
    pub network: Option<TestNetwork>,
    /// Already bound, instead of `server.listen`.
    pub listener: Option<std::net::TcpListener>,
}

/// Why a node does not start. The sentences are for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("cannot open storage.url")]
    Media(#[from] MediaError),
    #[error(transparent)]
    Client(#[from] HttpClientError),
    #[error("cannot make the node's own actors")]
    Actors(#[from] EnsureError),
    #[error("cannot start the threads for delivery")]
    Delivery(#[source] std::io::Error),
}

/// A running node. Dropping it cuts everything off, as a crash would; [`Node::stop`] ends it properly.
pub struct Node {
    base: Base,
    address: Option<SocketAddr>,
    background: Background,
    delivery: Option<Delivery>,
}

impl Node {
    /// Opens the data and starts everything. When it returns, the node answers.
    ///
    /// # Errors
    /// With a sentence that says what to do. Nothing keeps running then.
    pub async fn build(config: Config, options: Options) -> Result<Self, StartError> {
        let schema = if options.leave_schema { Schema::Require } else { Schema::Migrate };
        let base = Base::open(config, schema, options.clock).await?;
        ensure_node_actors(&base.context, &base.db, &base.sealer).await?;
        telemetry::figures();
        let state = state(&base, options.network)?;
        let mut node = Self { base, address: None, background: Background::new(), delivery: None };
        node.start_shared();
        if options.roles.web {
            node.start_web(&state, options.listener).await?;
        }
        if options.roles.worker {
            node.start_worker(&state)?;
        }
        Ok(node)
    }

    /// What every process needs, whatever its roles.
    fn start_shared(&self) {
        let db = self.base.db.clone();
        self.background.spawn(Task::new("signals of other processes", move |stop| {
            let db = db.clone();
            async move {
                tokio::select! {
                    relayed = db.relay_signals() => relayed,
                    () = stop.cancelled() => Ok(()),
                }
            }
        }));
        let (base, hard) = (self.base.clone(), self.background.hard.clone());
        self.background.spawn_once({
            let soft = self.background.soft.clone();
            async move {
                tokio::select! {
                    lost = base.slot.keep(&base.db, &base.context.clock) => {
                        tracing::error!(error = %lost, "this process stops, because two could make the same ids");
                        hard.cancel();
                    }
                    () = soft.cancelled() => {}
                }
            }
        });
    }

    async fn start_web(
        &mut self,
        state: &AppState,
        listener: Option<std::net::TcpListener>,
    ) -> Result<(), StartError> {
        let server = &self.base.config.server;
        let listener = listen(server.listen, listener).await?;
        self.address = listener.local_addr().ok();
        let public = router::public(state, Faces::default());
        let connections = Connections::new(&server.trusted_proxies);
        self.background.spawn_once(serve(listener, public, connections.clone(), self.background.clone()));
        if let Some(address) = self.base.config.metrics.listen {
            let listener = listen(address, None).await?;
            let internal = health::internal(self.base.db.clone());
            self.background.spawn_once(serve(listener, internal, connections, self.background.clone()));
        }
        Ok(())
    }

    fn start_worker(&mut self, state: &AppState) -> Result<(), StartError> {
        let delivery = Delivery::start(DeliveryDeps {
            db: state.db.clone(),
            client: state.client.clone(),
            keyring: state.keyring.clone(),
            clock: state.context.clock.clone(),
            ids: state.context.ids.clone(),
            process: self.base.process.clone(),
        });
        self.delivery = Some(delivery.map_err(StartError::Delivery)?);
        for task in worker_tasks(state) {
            self.background.spawn(task);
        }
        Ok(())
    }

    /// Where the node listens, when it has the web role.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    pub fn context(&self) -> &Context {
        &self.base.context
    }

    pub fn db(&self) -> &Db {
        &self.base.db
    }

    /// Returns when the node had to stop by itself.
    pub async fn failed(&self) {
        self.background.hard.cancelled().await;
    }

    /// Takes no more requests, finishes what is under way, writes down how far deliveries came, and closes the
    /// database. What takes longer than 25 seconds is cut off; nothing is lost by that.
    pub async fn stop(mut self) {
        self.background.stop(PATIENCE).await;
        if let Some(delivery) = self.delivery.take() {
            delivery.stop().await;
        }
        self.base.close().await;
    }

    /// Ends at once, as a crash would.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.background.hard.cancel();
    }
}

/// The tasks of a process with the worker role, each under the name that the log knows it by.
fn worker_tasks(_state: &AppState) -> Vec<Task> {
    Vec::new()
}

fn state(base: &Base, network: Option<TestNetwork>) -> Result<AppState, StartError> {
    let (config, clock) = (&base.config, base.context.clock.clone());
    let client = match network {
        Some(network) => HttpClient::on_test_network(config, clock, network)?,
        None => HttpClient::new(config, clock)?,
    };
    let cookies = Cookies::new(config.server.public_url.is_https());
    Ok(AppState {
        config: Arc::clone(config),
        db: base.db.clone(),
        context: base.context.clone(),
        client,
        keyring: Keyring::new(base.db.clone(), Arc::clone(&base.sealer)),
        sealer: Arc::clone(&base.sealer),
        media: MediaStore::open(&config.storage.url)?,
        cookies,
        csrf: CsrfGuard::new(base.secret.expose(), cookies, random_bytes),
        limits: RateLimits::new(&config.limits),
    })
}

async fn listen(
    address: SocketAddr,
    bound: Option<std::net::TcpListener>,
) -> Result<tokio::net::TcpListener, StartError> {
    let failed = |source| StartError::Listen { address, source };
    match bound {
        Some(listener) => {
            listener.set_nonblocking(true).map_err(failed)?;
            tokio::net::TcpListener::from_std(listener).map_err(failed)
        }
        None => tokio::net::TcpListener::bind(address).await.map_err(failed),
    }
}
