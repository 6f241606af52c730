//! The servers that a node delivers to: one listener that answers for as many names as are asked for.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::time::Instant;

use crate::Measured;
use crate::load::Head;

const ACCEPTED: &[u8] = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
const CLOSING: &[u8] = b"HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
const PATIENCE: Duration = Duration::from_mins(2);

/// How the peers answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With 202, after this time.
    After(Duration),
    /// With 202 at once, and no more on that connection.
    Once,
    /// They take the request and never say anything.
    Silent,
}

/// All peers of a node.
pub(crate) struct Peers {
    pub(crate) port: u16,
    seen: Arc<Seen>,
}

struct Seen {
    born: Instant,
    count: AtomicUsize,
    /// Nanoseconds after `born`; 0: none yet.
    first: AtomicU64,
    last: AtomicU64,
}

impl Peers {
    /// Listens on a thread of its own until the process ends.
    pub(crate) fn start(manner: Manner) -> Measured<Self> {
        let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let seen = Arc::new(Seen {
            born: Instant::now(),
            count: AtomicUsize::new(0),
            first: AtomicU64::new(0),
            last: AtomicU64::new(0),
        });
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let theirs = Arc::clone(&seen);
        std::thread::spawn(move || runtime.block_on(listen(listener, theirs, manner)));
        Ok(Self { port, seen })
    }

    /// The authority of one of them.
    pub(crate) fn authority(&self, number: usize) -> String {
        format!("p{number}.peers.localhost:{}", self.port)
    }

    /// Counts from nothing again.
    pub(crate) fn forget(&self) {
        self.seen.count.store(0, Ordering::SeqCst);
        self.seen.first.store(0, Ordering::SeqCst);
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.count.load(Ordering::SeqCst)
    }

    /// Waits until so many deliveries have arrived since [`Peers::forget`].
    pub(crate) async fn have(&self, count: usize) -> Measured<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.count() < count {
            if Instant::now() > deadline {
                return Err(format!("{} of {count} deliveries arrived", self.count()).into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// How long after `start` the first and the last delivery came.
    pub(crate) fn after(&self, start: Instant) -> (Duration, Duration) {
        let at = |nanos: &AtomicU64| self.seen.born + Duration::from_nanos(nanos.load(Ordering::SeqCst));
        (at(&self.seen.first).duration_since(start), at(&self.seen.last).duration_since(start))
    }
}

impl Seen {
    fn note(&self) {
        let now = u64::try_from(self.born.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let _ = self.first.compare_exchange(0, now, Ordering::SeqCst, Ordering::SeqCst);
        self.last.store(now, Ordering::SeqCst);
        self.count.fetch_add(1, Ordering::SeqCst);
    }
}

async fn listen(listener: std::net::TcpListener, seen: Arc<Seen>, manner: Manner) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            // A connection that breaks is the client's to notice.
            let _ = serve(stream, &seen, manner).await;
        });
    }
}

async fn serve(mut stream: TcpStream, seen: &Seen, manner: Manner) -> Measured<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(4096);
    loop {
        if stream.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
        let Some(head) = Head::read(&buffer)? else { continue };
        if buffer.len() < head.length {
            continue;
        }
        buffer.clear();
        match manner {
            Manner::Silent => std::future::pending::<()>().await,
            Manner::After(wait) if !wait.is_zero() => tokio::time::sleep(wait).await,
            Manner::After(_) | Manner::Once => {}
        }
        seen.note();
        if manner == Manner::Once {
            return Ok(stream.write_all(CLOSING).await?);
        }
        stream.write_all(ACCEPTED).await?;
    }
}
