//! How much memory a node takes: a process of its own, as it is started in production.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use moothall::app::Roles;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::ground::{Engine, Ground, runtime};
use crate::load::send;
use crate::peers::{Manner, Peers};
use crate::report::{Figure, Report};
use crate::{Measured, Scale, seeds};

const POSTS: usize = 3;
const MEGABYTE: f64 = 1024.0 * 1024.0;

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let mut ground = Ground::new(engine).await?;
        ground.start(Roles { web: true, worker: false }).await?.stop().await;
        let node = Process::start(&ground).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let idle = node.memory("VmRSS")?;
        report.add(Figure::new("memory, idle", idle, "MB").at_most(40.0, "≤ 40 MB"));
        Measured::Ok(())
    })?;
    runtime.block_on(many_peers(report, scale, engine))
}

/// A tenth of the peers is dead, and nobody knows yet: half of these refuse connections, half take requests and never answer.
async fn many_peers(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let count = scale.of(10_000, 200);
    let dead = count / 10;
    let (alive, silent) = (Peers::start(Manner::After(Duration::ZERO))?, Peers::start(Manner::Silent)?);
    let mut ground = Ground::new(engine).await?;
    let node = ground.start(Roles { web: true, worker: false }).await?;
    let place = ground.settle(&node).await?;
    let authority = |number: usize| match number {
        number if number < dead / 2 => format!("p{number}.refusing.localhost:1"),
        number if number < dead => silent.authority(number),
        number => alive.authority(number),
    };
    seeds::subscribe(node.context(), node.db(), &place.community, (0..count).map(authority)).await?;
    let writer = seeds::writers(node.context(), node.db(), 1).await?.remove(0);
    let mut requests = Vec::new();
    for number in 0..POSTS {
        let activity = writer.create_thread(node.context(), number, &place.community.uri);
        requests.push(writer.request(node.context(), &ground.authority(), &activity)?);
    }
    node.stop().await;

    let process = Process::start(&ground).await?;
    let started = Instant::now();
    send(ground.port, 1, requests, POSTS, 202)?;
    // Each thread comes once, wrapped, as the peers know groups.
    alive.have((count - dead) * POSTS).await?;
    let elapsed = started.elapsed();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (most, now) = (process.memory("VmHWM")?, process.memory("VmRSS")?);
    let figure = Figure::new(format!("memory, {count} peers of which {dead} dead"), most, "MB");
    report.add(figure.at_most(150.0, "≤ 150 MB").note(format!(
        "the most while {POSTS} posts go to all of them in {:.1} s; {now:.0} MB afterwards",
        elapsed.as_secs_f64()
    )));
    Ok(())
}

/// `moothall serve`, ended with this.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    pub(crate) async fn start(ground: &Ground) -> Measured<Self> {
        let config = &ground.config;
        let child = Command::new(env!("CARGO_BIN_EXE_moothall"))
            .arg("serve")
            .current_dir(ground.database_file().parent().unwrap_or(Path::new(".")))
            .env("MOOTHALL_SERVER__PUBLIC_URL", config.server.public_url.to_string())
            .env("MOOTHALL_SERVER__LISTEN", config.server.listen.to_string())
            .env("MOOTHALL_DATABASE__URL", config.database.url.expose())
            .env("MOOTHALL_STORAGE__URL", "file://media")
            .env("MOOTHALL_SECRET__FILE", &config.secret.file)
            .env("MOOTHALL_FEDERATION__DEV_LOOPBACK", "true")
            .env("MOOTHALL_LOG__LEVEL", "warn")
            .stdin(Stdio::null())
            .spawn()?;
        let process = Self { child };
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(config.server.listen).await.is_err() {
            if Instant::now() > deadline {
                return Err("the node does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(process)
    }

    /// A line of `/proc/…/status`, in megabytes.
    pub(crate) fn memory(&self, name: &str) -> Measured<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).ok_or("no such line")?;
        Ok(kilobytes.parse::<f64>()? * 1024.0 / MEGABYTE)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
