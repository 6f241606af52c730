//! A node of ours: how it starts, stops, is killed and comes back with its data.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use moothall::app::{Node, Options};
use moothall::config::Config;
use moothall::federation::fetch::Fetcher;
use moothall::federation::keyring::Keyring;
use moothall::infra::clock::Clock;
use moothall::infra::http::HttpClient;
use moothall::infra::keys::Sealer;
use moothall::infra::media::MediaStore;
use moothall::infra::secret::NodeSecret;
use moothall::services::Context;
use moothall::services::actors::NewKeys;
use moothall::store::{Db, Tx};

use super::internet::Internet;
use super::wait::eventually;
use super::world::World;

pub(crate) struct TestNode {
    pub(crate) name: String,
    /// Where it listens, on loopback. In production a reverse proxy with TLS stands before it.
    pub(crate) port: u16,
    config: Config,
    clock: Clock,
    internet: Option<Arc<Internet>>,
    running: Option<Running>,
}

struct Running {
    node: Node,
    sealer: Arc<Sealer>,
    fetcher: Fetcher,
}

impl TestNode {
    /// A new node. It calls itself `http://{name}.localhost`, or `https://{name}.test` under the rules of production.
    pub(crate) async fn start(world: &World, name: &str) -> Self {
        Self::start_with(world, name, |_| ()).await
    }

    /// A new node with a changed configuration.
    pub(crate) async fn start_with(world: &World, name: &str, change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut config = world.config(name, port).await;
        change(&mut config);
        let (name, clock) = (name.to_owned(), world.clock.clone());
        let internet = world.any_internet().cloned();
        let mut node = Self { name, port, config, clock, internet, running: None };
        node.run(listener).await;
        node
    }

    async fn run(&mut self, listener: TcpListener) {
        let network = || self.internet.as_ref().map(|internet| internet.network());
        let options = Options {
            clock: Some(self.clock.clone()),
            listener: Some(listener),
            network: network(),
            ..Options::default()
        };
        let node = Box::pin(Node::build(self.config.clone(), options)).await.unwrap();
        let secret = NodeSecret::load_or_create(&self.config.secret).unwrap();
        let sealer = Arc::new(Sealer::new(secret.expose()).unwrap());
        let client = match network() {
            Some(network) => HttpClient::on_test_network(&self.config, self.clock.clone(), network),
            None => HttpClient::new(&self.config, self.clock.clone()),
        };
        let keyring = Keyring::new(node.db().clone(), Arc::clone(&sealer));
        let fetcher = Fetcher::new(node.context().clone(), node.db().clone(), client.unwrap(), keyring);
        self.running = Some(Running { node, sealer, fetcher });
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the node runs")
    }

    pub(crate) fn context(&self) -> &Context {
        self.running().node.context()
    }

    pub(crate) fn db(&self) -> &Db {
        self.running().node.db()
    }

    pub(crate) fn fetcher(&self) -> &Fetcher {
        &self.running().fetcher
    }

    pub(crate) async fn new_keys(&self) -> NewKeys {
        NewKeys::make(self.context(), &self.running().sealer).await.unwrap()
    }

    /// Where its files lie.
    pub(crate) fn files(&self) -> MediaStore {
        MediaStore::open(&self.config.storage.url).unwrap()
    }

    /// `https://northside.test/inbox` for `/inbox`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.server.origin())
    }

    pub(crate) fn authority(&self) -> String {
        self.config.server.authority().to_owned()
    }

    /// Does something in one transaction, as a page does.
    pub(crate) async fn act<T>(&self, act: impl AsyncFnOnce(&Context, &mut Tx) -> T) -> T {
        let mut tx = self.db().begin().await.unwrap();
        let done = act(self.context(), &mut tx).await;
        tx.commit().await.unwrap();
        done
    }

    /// Reads something, as a page does.
    pub(crate) async fn read<T>(&self, read: impl AsyncFnOnce(&mut Tx) -> T) -> T {
        let mut tx = self.db().read().await.unwrap();
        read(&mut tx).await
    }

    /// Ends properly. Nobody answers at its address then.
    pub(crate) async fn stop(&mut self) {
        let Running { node, .. } = self.running.take().expect("the node runs");
        node.stop().await;
    }

    /// Ends as a crash would.
    pub(crate) fn kill(&mut self) {
        let Running { node, .. } = self.running.take().expect("the node runs");
        node.kill();
    }

    /// Starts it again, on the same data and address.
    pub(crate) async fn restart(&mut self) {
        let port = self.port;
        let listener = eventually("the address to be free", async || {
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()
        })
        .await;
        self.run(listener).await;
    }
}
