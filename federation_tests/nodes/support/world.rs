//! The ground of one test: a database engine, a directory, and a clock that all nodes share and the test moves.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use moothall::config::Config;
use moothall::infra::clock::Clock;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::internet::Internet;

/// Which database the nodes of a test have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) struct World {
    /// Of every node and server in this world. It runs, and can be moved forward.
    pub(crate) clock: Clock,
    engine: Engine,
    directory: TempDir,
    /// Under the rules of production, what the nodes take for the internet.
    internet: Option<Arc<Internet>>,
}

impl World {
    /// For nodes that find each other on this machine, as `federation.dev_loopback` lets them.
    pub(crate) fn new(engine: Engine) -> Self {
        Self { clock: Clock::system(), engine, directory: tempfile::tempdir().unwrap(), internet: None }
    }

    /// For nodes under the rules of production: https, certificates, public addresses only.
    pub(crate) fn in_production(engine: Engine) -> Self {
        Self { internet: Some(Arc::new(Internet::new())), ..Self::new(engine) }
    }

    /// The internet of a world under the rules of production.
    pub(crate) fn internet(&self) -> &Arc<Internet> {
        self.internet.as_ref().expect("this world has an internet")
    }

    pub(super) fn any_internet(&self) -> Option<&Arc<Internet>> {
        self.internet.as_ref()
    }

    /// Scheme and host of a server of this name, which listens at `port`.
    pub(super) fn origin(&self, name: &str, port: u16) -> String {
        match self.internet {
            Some(_) => format!("https://{name}.test"),
            None => format!("http://{name}.localhost:{port}"),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The configuration of a node with data of its own.
    pub(crate) async fn config(&self, name: &str, port: u16) -> Config {
        let mut config = Config::default();
        config.server.public_url = self.origin(name, port).parse().unwrap();
        config.server.listen = ([127, 0, 0, 1], port).into();
        config.database.url = self.database(name).await.parse().unwrap();
        config.storage.url = format!("file://{}", self.path(name).join("media").display()).parse().unwrap();
        config.secret.file = self.path(name).join("secret.key");
        match &self.internet {
            Some(internet) => config.federation.extra_ca_file = Some(internet.authority_file()),
            None => config.federation.dev_loopback = true,
        }
        config
    }

    async fn database(&self, name: &str) -> String {
        std::fs::create_dir_all(self.path(name)).unwrap();
        match self.engine {
            Engine::Sqlite => format!("sqlite://{}", self.path(name).join("node.db").display()),
            Engine::Postgres => new_postgres_database().await,
        }
    }
}

/// A new database on the server that `MOOTHALL_TEST_POSTGRES` names; `make test` starts one.
async fn new_postgres_database() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("MOOTHALL_TEST_POSTGRES").expect(
        "MOOTHALL_TEST_POSTGRES names no server; run the tests through federation_tests/with-postgres",
    );
    let name = format!("nodes_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut admin).await.unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    url.into()
}

/// Makes a test for each database out of one scenario.
macro_rules! on_both_databases {
    ($($scenario:tt)*) => { crate::support::scenario! { new $($scenario)* } };
}
pub(crate) use on_both_databases;

/// The same, under the rules of production.
macro_rules! in_production {
    ($($scenario:tt)*) => { crate::support::scenario! { in_production $($scenario)* } };
}
pub(crate) use in_production;

macro_rules! scenario {
    ($kind:ident $(#[doc = $doc:literal])* async fn $name:ident($world:ident: World) $scenario:block) => {
        mod $name {
            use super::*;

            $(#[doc = $doc])*
            async fn scenario($world: World) $scenario

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                scenario(World::$kind(crate::support::Engine::Sqlite)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                scenario(World::$kind(crate::support::Engine::Postgres)).await;
            }
        }
    };
}
pub(crate) use scenario;
