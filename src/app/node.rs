//! A running node: how it starts, what runs in it, and how it stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;

use super::background::{Background, Task};
use super::base::{Base, OpenError, Schema};
use super::connections::Connections;
use super::health::Readiness;
use super::router::{self, Faces};
use super::serve::serve;
use super::state::AppState;
use super::{gauges, health, telemetry, workers};
use crate::api;
use crate::config::Config;
use crate::federation::delivery::{Delivery, DeliveryDeps};
use crate::federation::endpoints::{self, FederationState};
use crate::federation::fetch::Fetcher;
use crate::federation::inbox::{Authenticator, Inbox, Intake, NodePolicy};
use crate::federation::keyring::Keyring;
use crate::federation::signatures::{NoHost, OwnAddress};
use crate::http::{Cookies, CsrfGuard, RateLimits};
use crate::infra::clock::{Clock, random_bytes};
use crate::infra::http::{HttpClient, HttpClientError, TestNetwork};
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaError, MediaStore};
use crate::services::Context;
use crate::services::accounts::PasswordError;
use crate::services::actors::{EnsureError, ensure_node_actors};
use crate::services::remote_pictures::RemotePictures;
use crate::store::{Db, StoreError};
use crate::web;

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
    /// Answers for `/readyz`, for whoever fills the node before people come.
    pub readiness: Readiness,
}

/// Why a node does not start. The sentences are for the operator.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("server.public_url has no host")]
    NoHost(#[from] NoHost),
    #[error("passwords cannot be hashed")]
    Passwords(#[from] PasswordError),
    #[error("the database refused")]
    Store(#[from] StoreError),
    #[error("cannot open storage.url")]
    Media(#[from] MediaError),
    #[error(transparent)]
    Client(#[from] HttpClientError),
    #[error("cannot make the node's own actors")]
    Actors(#[from] EnsureError),
    #[error("the description of the API in this program cannot be read: it was not built well")]
    Reference(#[source] serde_json::Error),
    #[error("cannot start the threads for delivery")]
    Delivery(#[source] std::io::Error),
}

/// A running node. Dropping it cuts everything off, as a crash would; [`Node::stop`] ends it properly.
pub struct Node {
    base: Base,
    address: Option<SocketAddr>,
    background: Background,
    delivery: Option<Delivery>,
    fetcher: Fetcher,
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
        let (state, intake) = state(&base, options.network, options.readiness)?;
        let fetcher = state.fetcher.clone();
        let background = Background::new();
        let mut node = Self { base, address: None, background, delivery: None, fetcher };
        node.start_shared();
        node.background.spawn_once(intake);
        if options.roles.web {
            // Boxed: the parts of a node are large, and whoever starts one need not carry them.
            Box::pin(node.start_web(&state, options.listener)).await?;
        }
        if options.roles.worker {
            Box::pin(node.start_worker(&state)).await?;
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
        let (db, clock) = (self.base.db.clone(), self.base.context.clock.clone());
        self.background
            .spawn(Task::new("gauges", move |stop| gauges::watch(db.clone(), clock.clone(), stop)));
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
        let web = state.web()?;
        let api = state.api(web.passwords.clone());
        self.background.spawn(Task::new("streams", {
            let api = api.clone();
            move |stop| {
                let feed = api::feed(api.clone(), stop);
                async move {
                    feed.await;
                    Ok::<(), StoreError>(())
                }
            }
        }));
        // Apart from the feed, which may be pausing after an error just then.
        let (streams, soft) = (api.streams.clone(), self.background.soft.clone());
        self.background.spawn_once(async move {
            soft.cancelled().await;
            streams.close();
        });
        let faces = Faces {
            pages: web::router()
                .layer(from_fn_with_state(web::PublicPages::new(state.db.clone()), web::keep_public_pages))
                .with_state(web.clone()),
            documents: endpoints::router().with_state(FederationState::from_ref(state)),
            inboxes: endpoints::inboxes().with_state(Arc::clone(&state.inbox)),
            api: api::router(api),
            error_page: Some(web::error_pages(web)),
        };
        let public = router::public(state, faces);
        let connections = Connections::new(&server.trusted_proxies);
        self.background.spawn_once(serve(listener, public, connections.clone(), self.background.clone()));
        if let Some(address) = self.base.config.metrics.listen {
            let listener = listen(address, None).await?;
            let internal = health::internal();
            self.background.spawn_once(serve(listener, internal, connections, self.background.clone()));
        }
        Ok(())
    }

    async fn start_worker(&mut self, state: &AppState) -> Result<(), StartError> {
        let delivery = Delivery::start(DeliveryDeps {
            db: state.db.clone(),
            client: state.client.clone(),
            keyring: state.keyring.clone(),
            clock: state.context.clock.clone(),
            ids: state.context.ids.clone(),
            process: self.base.process.clone(),
        });
        self.delivery = Some(delivery.map_err(StartError::Delivery)?);
        workers::schedule(state).await?;
        for task in workers::tasks(state) {
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

    /// Finds what is on other nodes.
    pub(super) fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// Seals the keys of new actors.
    pub(super) fn sealer(&self) -> &Arc<Sealer> {
        &self.base.sealer
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

/// The state, and the task that writes accepted deliveries.
fn state(
    base: &Base,
    network: Option<TestNetwork>,
    readiness: Readiness,
) -> Result<(AppState, impl Future<Output = ()> + Send + 'static), StartError> {
    let (config, context, db) = (&base.config, &base.context, &base.db);
    let client = match network {
        Some(network) => HttpClient::on_test_network(config, context.clock.clone(), network)?,
        None => HttpClient::new(config, context.clock.clone())?,
    };
    let cookies = Cookies::new(config.server.public_url.is_https());
    let keyring = Keyring::new(db.clone(), Arc::clone(&base.sealer));
    let fetcher = Fetcher::new(context.clone(), db.clone(), client.clone(), keyring.clone());
    let (intake, writing) = Intake::new(db.clone());
    let own = OwnAddress::from_public_url(config.server.public_url.url())?;
    let inbox = Inbox {
        authenticator: Authenticator::new(db.clone(), own, Arc::new(fetcher.clone())),
        intake,
        policy: Arc::new(NodePolicy::new(db.clone(), context.clone())),
        clock: context.clock.clone(),
        ids: context.ids.clone(),
    };
    let media = MediaStore::open(&config.storage.url)?;
    let remote_pictures = RemotePictures::new(context.clone(), db.clone(), client.clone(), &media, config);
    let state = AppState {
        config: Arc::clone(config),
        db: db.clone(),
        context: context.clone(),
        client,
        keyring,
        fetcher,
        inbox: Arc::new(inbox),
        process: base.process.clone(),
        sealer: Arc::clone(&base.sealer),
        media,
        remote_pictures,
        cookies,
        csrf: CsrfGuard::new(base.secret.expose(), cookies, random_bytes),
        limits: RateLimits::new(&config.limits),
        readiness,
    };
    Ok((state, writing))
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::config::StorageUrl;
    use crate::domain::event::Event;
    use crate::domain::ids::PostId;

    fn config(directory: &Path) -> Config {
        let mut config = Config::default();
        let database = format!("sqlite://{}", directory.join("node.db").display());
        config.database.url = database.parse().unwrap();
        config.storage.url = StorageUrl::Directory(directory.join("media"));
        config.secret.file = directory.join("secret.key");
        config
    }

    async fn start(directory: &Path) -> Node {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let options = Options { listener: Some(listener), ..Options::default() };
        Node::build(config(directory), options).await.unwrap()
    }

    /// Sends raw bytes and reads until the node closes the connection.
    async fn exchange(node: &Node, request: &str) -> String {
        let mut stream = TcpStream::connect(node.address().unwrap()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(path: &str) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }

    #[tokio::test]
    async fn a_node_starts_on_nothing_and_starts_again_on_what_it_left() {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let node = start(directory.path()).await;
            assert!(exchange(&node, &get("/healthz")).await.starts_with("HTTP/1.1 200"));
            assert!(exchange(&node, &get("/health")).await.ends_with("OK"), "what apps expect");
            assert!(exchange(&node, &get("/readyz")).await.starts_with("HTTP/1.1 200"));
            assert!(exchange(&node, &get("/metrics")).await.starts_with("HTTP/1.1 404"));
            node.stop().await;
        }
        let node = start(directory.path()).await;
        let address = node.address().unwrap();
        node.kill();
        let again = start(directory.path()).await;
        assert!(exchange(&again, &get("/readyz")).await.starts_with("HTTP/1.1 200"));
        assert_ne!(again.address(), Some(address));
        again.stop().await;
    }

    #[tokio::test]
    async fn open_streams_end_when_the_node_stops_also_while_the_database_refuses() {
        let directory = tempfile::tempdir().unwrap();
        let node = start(directory.path()).await;
        let mut stream = TcpStream::connect(node.address().unwrap()).await.unwrap();
        stream.write_all(get("/api/v1/streaming/public").as_bytes()).await.unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).await.unwrap();
        assert_eq!(&start, b"HTTP/1.1 200");
        let mut tx = node.db().begin().await.unwrap();
        tx.publish_on_commit(Event::Gone(PostId::new(117)));
        tx.commit().await.unwrap();
        node.db().close().await;
        let mut rest = Vec::new();
        let ended = async {
            tokio::select! {
                end = stream.read_to_end(&mut rest) => end.map(|_| ()),
                () = node.stop() => Ok(()),
            }
        };
        // Well before what takes too long is cut off.
        tokio::time::timeout(PATIENCE / 2, ended).await.expect("the stream is still open").unwrap();
    }

    #[tokio::test]
    async fn threat_104_requests_that_two_servers_read_differently_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let node = start(directory.path()).await;
        let end = "Connection: close\r\n\r\n";
        for request in [
            format!("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n{end}"),
            format!("GET /healthz HTTP/1.1\r\n{end}"),
            format!("GET http://e.test/healthz HTTP/1.1\r\nHost: localhost\r\n{end}"),
            format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded\r\n{end}"),
        ] {
            let answer = exchange(&node, &request).await;
            assert!(answer.starts_with("HTTP/1.1 400"), "{request:?}: {answer}");
        }
        node.stop().await;
    }
}
