//! From a listener to the router: HTTP/1.1, with patience for heads and none for crowds.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::background::Background;
use super::connections::{Connections, Counted};

/// For the head of a request, and for the silence between two.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// How long the other side may take nothing of what it is sent; after that it is cut off. It keeps a connection, and what
/// is to be sent to it, no longer by reading nothing.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);
const HEAD_BYTES: usize = 64 * 1024;
/// When the machine has no file descriptor left, trying again at once would only burn time.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(100);

/// Accepts connections until the background is asked to stop; those that are open finish the request they are in.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    background: Background,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = background.soft.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(counted) = connections.count(peer.ip()) else { continue };
                let soft = background.soft.clone();
                let stream = CountedStream::new(stream, counted);
                background.spawn_once(connection(stream, peer, router.clone(), soft));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }
}

async fn connection(stream: CountedStream, peer: SocketAddr, router: Router, soft: CancellationToken) {
    // Small answers must not wait for each other.
    if stream.stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = soft.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// A connection that is counted as long as anybody holds it: a WebSocket outlives the request that opened it. Writing to
/// it fails when the other side takes nothing for long.
struct CountedStream {
    stream: TcpStream,
    patience: Duration,
    /// When the other side is cut off, while it takes nothing.
    stuck: Option<Pin<Box<Sleep>>>,
    _counted: Counted,
}

impl CountedStream {
    fn new(stream: TcpStream, counted: Counted) -> Self {
        Self { stream, patience: TAKEN_WITHIN, stuck: None, _counted: counted }
    }

    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        stuck.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for CountedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CountedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::ws::WebSocketUpgrade;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn until(wanted: impl Fn() -> bool) {
        let look = async {
            while !wanted() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), look).await.expect("it never came to that");
    }

    #[tokio::test]
    async fn threat_061_whoever_reads_nothing_is_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _reads_nothing = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let connections = Connections::new(&[]);
        let stream = CountedStream::new(stream, connections.count(peer.ip()).unwrap());
        let mut stream = CountedStream { patience: Duration::from_millis(1), ..stream };
        let ended = stream.write_all(&vec![0; 64 * 1024 * 1024]).await;
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(stream);
        assert_eq!(connections.open(), 0);
    }

    #[tokio::test]
    async fn threat_061_a_websocket_counts_as_long_as_it_is_open() {
        let open = |upgrade: WebSocketUpgrade| async {
            upgrade.on_upgrade(|mut socket| async move { while socket.recv().await.is_some() {} })
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, background) = (Connections::new(&[]), Background::new());
        let router = Router::new().route("/", get(open));
        background.spawn_once(serve(listener, router, connections.clone(), background.clone()));

        let mut client = TcpStream::connect(address).await.unwrap();
        let head = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        client.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        client.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 101");
        // What served the request is done, and the acceptor alone is left.
        until(|| background.tracker.len() == 1).await;
        assert_eq!(connections.open(), 1);
        drop(client);
        until(|| connections.open() == 0).await;
        background.stop(Duration::from_secs(1)).await;
    }
}
