//! Requests that are ready beforehand, sent over connections that stay open.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::Measured;

/// What came of it.
pub(crate) struct Answers {
    pub(crate) elapsed: Duration,
    /// One for each request, in order of length.
    latencies: Vec<Duration>,
    /// Answers other than the wanted one.
    pub(crate) others: usize,
}

impl Answers {
    pub(crate) fn per_second(&self) -> f64 {
        rate(self.latencies.len(), self.elapsed)
    }

    /// In milliseconds.
    pub(crate) fn p99(&self) -> f64 {
        let at = (self.latencies.len() * 99 / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(at).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
    }
}

pub(crate) fn rate(count: usize, elapsed: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / elapsed.as_secs_f64()
}

/// Sends `total` requests, those of `requests` over and over, on `connections` connections from a thread of its own, and
/// counts answers whose status is not `wanted`.
pub(crate) fn send(
    port: u16,
    connections: usize,
    requests: Vec<Bytes>,
    total: usize,
    wanted: u16,
) -> Measured<Answers> {
    let sending = std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(send_all(port, connections, requests.into(), total, wanted))
    });
    sending.join().map_err(|_| "the load generator panicked")?
}

async fn send_all(
    port: u16,
    connections: usize,
    requests: Arc<[Bytes]>,
    total: usize,
    wanted: u16,
) -> Measured<Answers> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let started = Instant::now();
    let mut connections: JoinSet<Measured<(Vec<Duration>, usize)>> = JoinSet::new();
    for mut stream in streams {
        let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
        connections.spawn(async move {
            let mut buffer = Vec::with_capacity(1 << 20);
            let (mut latencies, mut others) = (Vec::new(), 0);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= total {
                    return Ok((latencies, others));
                }
                let sent = Instant::now();
                stream.write_all(&requests[index % requests.len()]).await?;
                if read_answer(&mut stream, &mut buffer).await? != wanted {
                    others += 1;
                }
                latencies.push(sent.elapsed());
            }
        });
    }
    let (mut latencies, mut others) = (Vec::with_capacity(total), 0);
    while let Some(done) = connections.join_next().await {
        let (these, bad) = done??;
        latencies.extend(these);
        others += bad;
    }
    let elapsed = started.elapsed();
    latencies.sort_unstable();
    Ok(Answers { elapsed, latencies, others })
}

/// Reads one answer whole and gives its status. The buffer is empty before and after.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Measured<u16> {
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        let Some(head) = Head::read(buffer)? else { continue };
        while buffer.len() < head.length {
            if stream.read_buf(buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
        buffer.clear();
        return Ok(head.status);
    }
}

/// What must be known of a message to read over it.
pub(crate) struct Head {
    pub(crate) status: u16,
    /// Of head and body.
    pub(crate) length: usize,
}

impl Head {
    /// `None`: it has not arrived whole.
    pub(crate) fn read(buffer: &[u8]) -> Measured<Option<Self>> {
        let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&buffer[..end])?;
        let mut lines = head.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        let mut body = 0;
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                body = value.trim().parse()?;
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                return Err("the load generator reads no chunks".into());
            }
        }
        Ok(Some(Self { status, length: end + 4 + body }))
    }
}
