//! How many signed activities are accepted: answered with 202 after the insert that holds them is durable.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::routing::post;
use axum::serve::ListenerExt;
use futures::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode};
use moothall::app::Roles;
use moothall::federation::inbox::{Authenticator, Envelope, KeyOwners, OwnerError};
use moothall::federation::signatures::{IncomingRequest, OwnAddress};
use moothall::infra::clock::Clock;
use moothall::store::{Db, inbox};

use crate::ground::{Engine, Ground, runtime};
use crate::load::send;
use crate::report::{Figure, Report};
use crate::{Measured, Scale, seeds};

/// As many servers as deliver at once.
const CONNECTIONS: usize = 512;
const WRITERS: usize = 20;

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let count = scale.of(12_000, 400);
    let runtime = runtime()?;
    let mut ground = runtime.block_on(Ground::new(engine))?;
    // Processing is a figure of its own.
    let node = runtime.block_on(ground.start(Roles { web: true, worker: false }))?;
    let place = runtime.block_on(ground.settle(&node))?;
    let ctx = node.context();
    let writers = runtime.block_on(seeds::writers(ctx, node.db(), WRITERS))?;
    let thread = [runtime.block_on(place.publish(&node, "The first hour"))?.uri];
    let community = &place.community.uri;
    let requests = seeds::replies(ctx, &ground.authority(), community, &writers, &thread, count)?;

    let own = OwnAddress::from_public_url(ground.config.server.public_url.url())?;
    let floor_port = runtime.block_on(verify_only(node.db().clone(), own, ctx.clock.clone()))?;
    // Once before, so that keys are parsed and code is warm.
    send(floor_port, CONNECTIONS, requests.clone(), count / 4, 202)?;
    let floor = send(floor_port, CONNECTIONS, requests.clone(), count, 202)?;

    let (warm_up, measured) = requests.split_at(count / 6);
    send(ground.port, CONNECTIONS, warm_up.to_vec(), warm_up.len(), 202)?;
    let accepted = send(ground.port, CONNECTIONS, measured.to_vec(), measured.len(), 202)?;
    if floor.others + accepted.others > 0 {
        return Err(format!("{} answers were not 202", floor.others + accepted.others).into());
    }
    let depth = runtime.block_on(async { inbox::depth(&mut node.db().read().await?).await })?;
    if usize::try_from(depth)? != count {
        return Err(format!("{depth} of {count} deliveries are in the database").into());
    }
    let figure = Figure::new(format!("signed activities accepted, {engine}"), accepted.per_second(), "/s");
    report.add(
        figure
            .of_floor(floor.per_second(), 0.6, "≥ 60 % of verify and 202")
            .note(format!("{CONNECTIONS} connections, p99 {:.0} ms", accepted.p99())),
    );
    runtime.block_on(node.stop());
    Ok(())
}

/// The floor: the same axum, hyper and verification, which then answers 202 without writing anything.
async fn verify_only(db: Db, own: OwnAddress, clock: Clock) -> Measured<u16> {
    let authenticator = Arc::new(Authenticator::new(db, own, Arc::new(NobodyElse)));
    let router = Router::new().route("/inbox", post(verify)).with_state((authenticator, clock));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(port)
}

async fn verify(
    State((authenticator, clock)): State<(Arc<Authenticator>, Clock)>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let request =
        IncomingRequest { method: &method, path_and_query: uri.path(), headers: &headers, body: &body };
    let Ok(envelope) = Envelope::read(&body) else { return StatusCode::BAD_REQUEST };
    match authenticator.authenticate(&request, &envelope.actor, clock.now()).await {
        Ok(_) => StatusCode::ACCEPTED,
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

/// Every key is known already.
struct NobodyElse;

impl KeyOwners for NobodyElse {
    fn read<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), OwnerError>> {
        Box::pin(async { Err(OwnerError::NotAKey) })
    }

    fn read_again<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Vec<String>, OwnerError>> {
        Box::pin(async { Err(OwnerError::NotAKey) })
    }
}
