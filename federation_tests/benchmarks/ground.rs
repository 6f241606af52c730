//! A node to measure, on a runtime of its own, with a community and somebody who writes in it.

use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::num::NonZeroU32;
use std::sync::Arc;

use moothall::app::{Node, Options, Roles};
use moothall::config::Config;
use moothall::domain::actor::Actor;
use moothall::domain::community::{PostPolicy, Visibility};
use moothall::domain::post::Post;
use moothall::domain::role::NodeRole;
use moothall::domain::scope::Scopes;
use moothall::infra::keys::Sealer;
use moothall::infra::secret::NodeSecret;
use moothall::services::accounts::{self, NewAccount, Passwords};
use moothall::services::actors::NewKeys;
use moothall::services::apps::{self, tokens};
use moothall::services::communities::{self, NewCommunity};
use moothall::services::posts::{self, NewPost, Target, Wording};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::Measured;

/// Which database the node has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Threads as a node on this machine has them.
pub(crate) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}

/// Where a node has its data, and how it is configured.
pub(crate) struct Ground {
    pub(crate) config: Config,
    pub(crate) port: u16,
    directory: TempDir,
    listener: Option<TcpListener>,
}

impl Ground {
    /// A node on development rules: its peers are on loopback.
    pub(crate) async fn new(engine: Engine) -> Measured<Self> {
        let directory = tempfile::tempdir()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let mut config = Config::default();
        config.server.public_url = format!("http://bench.localhost:{port}").parse()?;
        config.server.listen = ([127, 0, 0, 1], port).into();
        let database = match engine {
            Engine::Sqlite => format!("sqlite://{}", directory.path().join("node.db").display()),
            Engine::Postgres => new_postgres_database(port).await?,
        };
        config.database.url = database.parse()?;
        config.storage.url = format!("file://{}", directory.path().join("media").display()).parse()?;
        config.secret.file = directory.path().join("secret.key");
        config.federation.dev_loopback = true;
        config.limits.requests_per_minute = NonZeroU32::MAX;
        config.limits.api_requests_per_5_minutes = NonZeroU32::MAX;
        Ok(Self { config, port, directory, listener: Some(listener) })
    }

    /// The file of the SQLite database.
    pub(crate) fn database_file(&self) -> std::path::PathBuf {
        self.directory.path().join("node.db")
    }

    pub(crate) fn authority(&self) -> String {
        format!("bench.localhost:{}", self.port)
    }

    pub(crate) async fn start(&mut self, roles: Roles) -> Measured<Node> {
        let options = Options { roles, listener: self.listener.take(), ..Options::default() };
        Ok(Node::build(self.config.clone(), options).await?)
    }

    /// A community and its founder.
    pub(crate) async fn settle(&self, node: &Node) -> Measured<Place> {
        let secret = NodeSecret::load_or_create(&self.config.secret)?;
        let sealer = Arc::new(Sealer::new(secret.expose())?);
        let (ctx, password) = (node.context(), Passwords::new(1)?.hash("correct horse battery").await?);
        let (own, theirs) = (NewKeys::make(ctx, &sealer).await?, NewKeys::make(ctx, &sealer).await?);
        let account = NewAccount {
            handle: "dana".to_owned(),
            email: "dana@bench.example".to_owned(),
            name: "Dana".to_owned(),
            role: NodeRole::Person,
            locale: "en".to_owned(),
        };
        let community = NewCommunity {
            handle: "sepsis".to_owned(),
            name: "Sepsis care".to_owned(),
            summary: "What we *do* here.".to_owned(),
            language: None,
            visibility: Visibility::Public,
            post_policy: PostPolicy::Anyone,
        };
        let mut tx = node.db().begin().await?;
        let founder = accounts::create(ctx, &mut tx, account, &password, own).await?;
        let community = communities::create(ctx, &mut tx, founder.id, community, theirs).await?;
        tx.commit().await?;
        Ok(Place { founder, community })
    }
}

impl Ground {
    /// What lets an app do everything in somebody's name.
    pub(crate) async fn token(&self, node: &Node, person: &Actor) -> Measured<String> {
        let mut tx = node.db().begin().await?;
        let app = apps::command_line(node.context(), &mut tx).await?;
        let (_, bearer) =
            tokens::issue(node.context(), &mut tx, app.id, Some(person.id), Scopes::ALL).await?;
        tx.commit().await?;
        Ok(bearer.expose().to_owned())
    }

    /// People who follow the community.
    pub(crate) async fn crowd(&self, node: &Node, place: &Place, count: usize) -> Measured<Vec<Actor>> {
        let secret = NodeSecret::load_or_create(&self.config.secret)?;
        let sealer = Arc::new(Sealer::new(secret.expose())?);
        let ctx = node.context();
        let password = Passwords::new(1)?.hash("correct horse battery").await?;
        let mut people = Vec::new();
        let mut tx = node.db().begin().await?;
        for number in 0..count {
            let keys = NewKeys::make(ctx, &sealer).await?;
            let account = NewAccount {
                handle: format!("p{number}"),
                email: format!("p{number}@bench.example"),
                name: format!("Person {number}"),
                role: NodeRole::Person,
                locale: "en".to_owned(),
            };
            let person = accounts::create(ctx, &mut tx, account, &password, keys).await?;
            communities::follow(ctx, &mut tx, person.id, place.community.id).await?;
            people.push(person);
        }
        tx.commit().await?;
        Ok(people)
    }

    /// Lets the database look at what it holds, as it does from time to time in production.
    pub(crate) async fn learn_sizes(&self, engine: Engine, node: &Node) -> Measured<()> {
        if engine == Engine::Sqlite {
            return Ok(node.db().optimize().await?);
        }
        let mut connection = PgConnection::connect(self.config.database.url.expose()).await?;
        sqlx::raw_sql("ANALYZE").execute(&mut connection).await?;
        Ok(())
    }
}

/// Where things are said, and by whom.
pub(crate) struct Place {
    pub(crate) founder: Actor,
    pub(crate) community: Actor,
}

impl Place {
    /// Publishes a thread; it is committed when this returns.
    pub(crate) async fn publish(&self, node: &Node, title: &str) -> Measured<Post> {
        let text = "What did you change about the first hour, and how do you know that it helped?";
        let wording = Wording {
            title: Some(title.to_owned()),
            source: Some(text.to_owned()),
            html: format!("<p>{text}</p>"),
            ..Wording::default()
        };
        self.say(node, Target::Community(self.community.id), wording).await
    }

    /// Publishes something; it is committed when this returns.
    pub(crate) async fn say(&self, node: &Node, target: Target, wording: Wording) -> Measured<Post> {
        let mut tx = node.db().begin().await?;
        let new = NewPost { author: self.founder.id, target, wording };
        let post = posts::publish(node.context(), &mut tx, new).await?;
        tx.commit().await?;
        Ok(post)
    }
}

/// A new database on the server that `MOOTHALL_TEST_POSTGRES` names.
async fn new_postgres_database(number: u16) -> Measured<String> {
    let server = std::env::var("MOOTHALL_TEST_POSTGRES")?;
    let name = format!("bench_{}_{number}", std::process::id());
    let mut admin = PgConnection::connect(&server).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await?;
    let mut url = url::Url::parse(&server)?;
    url.set_path(&name);
    Ok(url.into())
}
