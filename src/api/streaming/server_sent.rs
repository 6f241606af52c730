//! Streams as server-sent events: one on each connection.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::stream;

use super::hub::{Listener, Told};
use super::socket::{connect, too_many};
use super::stream::{Asked, Stream};
use crate::api::access::Onlooker;
use crate::api::body::Query;
use crate::api::{ApiError, ApiState};
use crate::http::ClientAddress;

/// How often a silent connection is told that it is still open: a comment that apps overlook.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/streaming/{name}", get(open_short))
        .route("/api/v1/streaming/{name}/{part}", get(open_long))
}

/// `GET /api/v1/streaming/user`, `…/public`, `…/hashtag?tag=`, `…/list?list=`, `…/direct`
async fn open_short(
    onlooker: Onlooker,
    client: ClientAddress,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    open(onlooker, client, Asked { stream: name, ..asked }).await
}

/// `GET /api/v1/streaming/user/notification`, `…/public/local`, `…/public/remote`, `…/hashtag/local?tag=`
async fn open_long(
    onlooker: Onlooker,
    client: ClientAddress,
    Path((name, part)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    open(onlooker, client, Asked { stream: format!("{name}:{part}"), ..asked }).await
}

async fn open(onlooker: Onlooker, client: ClientAddress, asked: Asked) -> Result<Response, ApiError> {
    let mut asked = asked;
    if asked.only_media.as_deref().is_some_and(|value| matches!(value, "true" | "1")) {
        asked.stream.push_str(":media");
    }
    let stream = Stream::find(&onlooker.state, &onlooker, &asked).await?;
    let listener = connect(&onlooker, client)?;
    listener.subscribe(stream).map_err(too_many)?;
    let events = stream::unfold(listener, |mut listener: Listener| async move {
        let told = listener.next().await?;
        Some((Ok::<_, Infallible>(event(&told)), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("thump")).into_response())
}

fn event(told: &Told) -> Event {
    // JSON as we write it has no line ends, and an id has none.
    Event::default().event(told.event).data(std::str::from_utf8(&told.payload).unwrap_or_default())
}
