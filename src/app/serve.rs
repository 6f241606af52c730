//! From a listener to the router: HTTP/1.1, with patience for heads and none for crowds.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::background::Background;
use super::connections::{Connections, Counted};

/// For the head of a request, and for the silence between two.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
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
                background.spawn_once(connection(stream, peer, router.clone(), counted, soft));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    counted: Counted,
    soft: CancellationToken,
) {
    // Small answers must not wait for each other.
    if stream.set_nodelay(true).is_err() {
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
    drop(counted);
}
