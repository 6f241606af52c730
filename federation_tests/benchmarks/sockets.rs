//! Apps that look on: what an open stream costs, and how soon all of them know of something.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use moothall::app::Roles;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::ground::{Engine, Ground, runtime};
use crate::load::send;
use crate::memory::Process;
use crate::report::{Figure, Report};
use crate::{Measured, Scale};

/// One person has no more streams open than this; the node allows some more.
const OF_ONE: usize = 50;
const ROUNDS: usize = 9;
const PATIENCE: Duration = Duration::from_secs(20);
/// `OPCODE` of a text, in a frame that is whole.
const TEXT: u8 = 0x81;

/// What the readers of all sockets have seen.
#[derive(Default)]
struct Seen {
    updates: AtomicUsize,
    changed: Notify,
}

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    runtime()?.block_on(open(report, scale.of(1_000, 50), engine))
}

async fn open(report: &mut Report, count: usize, engine: Engine) -> Measured<()> {
    let mut ground = Ground::new(engine).await?;
    let node = ground.start(Roles { web: true, worker: false }).await?;
    let place = ground.settle(&node).await?;
    let founder = ground.token(&node, &place.founder).await?;
    let mut tokens = Vec::new();
    for person in ground.crowd(&node, &place, count.div_ceil(OF_ONE)).await? {
        tokens.push(ground.token(&node, &person).await?);
    }
    node.stop().await;

    let process = Process::start(&ground).await?;
    publish(&ground, &founder, 0)?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = process.memory("VmRSS")?;
    let seen = Arc::new(Seen::default());
    let mut sockets = JoinSet::new();
    for number in 0..count {
        let socket = connect(&ground, &tokens[number / OF_ONE]).await?;
        sockets.spawn(read(socket, Arc::clone(&seen)));
    }
    let mut last = Vec::new();
    for round in 1..=ROUNDS {
        let started = Instant::now();
        publish(&ground, &founder, round)?;
        timeout(PATIENCE, seen.reach(count * round))
            .await
            .map_err(|_| "an event did not reach all sockets")?;
        last.push(started.elapsed());
    }
    let after = process.memory("VmRSS")?;
    last.sort_unstable();
    let name = format!("an event at {count} open sockets");
    let median = Figure::new(format!("{name}, {engine}"), last[ROUNDS / 2].as_secs_f64() * 1000.0, "ms");
    report.add(median.at_most(200.0, "≤ 200 ms").note(format!(
        "from the request that posts to the last socket, median of {ROUNDS}; the longest {:.0} ms",
        last[ROUNDS - 1].as_secs_f64() * 1000.0
    )));
    let each = (after - before).max(0.0) * 1024.0 / f64::from(u32::try_from(count)?);
    let memory = Figure::new(format!("memory for each of {count} open sockets, {engine}"), each, "kB");
    report.add(
        memory.at_most(30.0, "≤ 30 kB").note(format!("{before:.0} MB without, {after:.0} MB with them")),
    );
    Ok(())
}

/// Says something through an app, in the community that all follow.
fn publish(ground: &Ground, token: &str, round: usize) -> Measured<()> {
    let said = json!({ "status": format!("@sepsis Question {round}\n\nWhat did you change?") }).to_string();
    let request = format!(
        "POST /api/v1/statuses HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{said}",
        ground.authority(),
        said.len()
    );
    let answers = send(ground.port, 1, vec![Bytes::from(request)], 1, 200)?;
    if answers.others > 0 { Err("the app may not post".into()) } else { Ok(()) }
}

/// A WebSocket that listens to what comes home.
async fn connect(ground: &Ground, token: &str) -> Measured<TcpStream> {
    let mut socket = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, ground.port))).await?;
    let request = format!(
        "GET /api/v1/streaming?stream=user HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\
         connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        ground.authority()
    );
    socket.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    if head.starts_with(b"HTTP/1.1 101") {
        return Ok(socket);
    }
    Err(String::from_utf8_lossy(&head).into_owned().into())
}

/// Counts what comes until the node ends it.
async fn read(mut socket: TcpStream, seen: Arc<Seen>) -> Measured<()> {
    let mut payload = Vec::new();
    loop {
        let kind = socket.read_u8().await?;
        let length = match socket.read_u8().await? {
            126 => usize::from(socket.read_u16().await?),
            127 => usize::try_from(socket.read_u64().await?)?,
            short => usize::from(short),
        };
        payload.resize(length, 0);
        socket.read_exact(&mut payload).await?;
        let update = b"\"event\":\"update\"";
        if kind == TEXT && payload.windows(update.len()).any(|window| window == update) {
            seen.updates.fetch_add(1, Ordering::AcqRel);
            seen.changed.notify_one();
        }
    }
}

impl Seen {
    async fn reach(&self, count: usize) {
        while self.updates.load(Ordering::Acquire) < count {
            self.changed.notified().await;
        }
    }
}
