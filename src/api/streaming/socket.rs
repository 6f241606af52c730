//! Streams over a WebSocket: many on one, opened and closed by messages.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::hub::{Listener, Owner, TooMany};
use super::stream::{Asked, Stream};
use crate::api::ApiError;
use crate::api::access::Onlooker;
use crate::api::body::Query;
use crate::http::{ClientAddress, HttpError};

/// How often a silent connection is asked whether it is still there.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// The longest message that an app may send, in bytes.
const MESSAGE: usize = 4096;
/// Buffers of one connection, in bytes: what is told is written at once, and what is heard is short.
const READ_BUFFER: usize = 1024;
const WRITE_BUFFER: usize = 0;

/// `GET /api/v1/streaming`, with a first stream in the query or without.
pub(super) async fn open(
    onlooker: Onlooker,
    client: ClientAddress,
    Query(asked): Query<Asked>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let listener = connect(&onlooker, client)?;
    if !asked.stream.is_empty() {
        let stream = Stream::find(&onlooker.state, &onlooker, &asked).await?;
        listener.subscribe(stream).map_err(too_many)?;
    }
    // Browsers hand over the token as a sub-protocol, and give up unless it is accepted.
    let upgrade = upgrade
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER);
    let protocol = upgrade.requested_protocols().next().cloned();
    let mut response = upgrade.on_upgrade(move |socket| serve(socket, onlooker, listener)).into_response();
    if let Some(protocol) = protocol.filter(|_| response.status() == StatusCode::SWITCHING_PROTOCOLS) {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    Ok(response)
}

/// Counts a new connection.
pub(super) fn connect(onlooker: &Onlooker, client: ClientAddress) -> Result<Listener, ApiError> {
    let network: IpAddr = client.network();
    let (owner, token) = match onlooker.known() {
        Some((person, token)) => (Owner::Person(person), Some(token)),
        None => (Owner::Network(network), None),
    };
    onlooker.state.streams.connect(owner, token).map_err(too_many)
}

pub(super) fn too_many(_: TooMany) -> ApiError {
    HttpError::new(StatusCode::TOO_MANY_REQUESTS, "Too many open streams").into()
}

/// Until either side ends it.
async fn serve(mut socket: WebSocket, onlooker: Onlooker, mut listener: Listener) {
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    let mut answered = true;
    heartbeat.reset();
    loop {
        let sent = tokio::select! {
            told = listener.next() => match told {
                Some(told) => match Utf8Bytes::try_from(told.frame) {
                    Ok(text) => socket.send(Message::Text(text)).await,
                    Err(_) => Ok(()),
                },
                None => return drop(socket.send(Message::Close(None)).await),
            },
            heard = socket.recv() => {
                answered = true;
                match heard {
                    Some(Ok(Message::Text(text))) => hear(&mut socket, &onlooker, &listener, &text).await,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => Ok(()),
                }
            }
            _ = heartbeat.tick() => {
                if !answered {
                    return;
                }
                answered = false;
                socket.send(Message::Ping(bytes::Bytes::new())).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// What an app says on its connection.
#[derive(Debug, Deserialize)]
struct Wish {
    r#type: String,
    #[serde(flatten)]
    asked: Asked,
}

async fn hear(
    socket: &mut WebSocket,
    onlooker: &Onlooker,
    listener: &Listener,
    text: &str,
) -> Result<(), axum::Error> {
    let refusal = match serde_json::from_str::<Wish>(text) {
        Ok(wish) => carry_out(onlooker, listener, &wish).await.err(),
        Err(_) => Some(ApiError::unprocessable("The message is malformed")),
    };
    let Some(refusal) = refusal else { return Ok(()) };
    let answer = json!({"error": refusal.sentence(), "status": refusal.status().as_u16()});
    socket.send(Message::Text(answer.to_string().into())).await
}

async fn carry_out(onlooker: &Onlooker, listener: &Listener, wish: &Wish) -> Result<(), ApiError> {
    let stream = Stream::find(&onlooker.state, onlooker, &wish.asked).await?;
    match wish.r#type.as_str() {
        "subscribe" => listener.subscribe(stream).map_err(too_many),
        "unsubscribe" => {
            listener.unsubscribe(&stream);
            Ok(())
        }
        _ => Err(ApiError::unprocessable("Unknown message type")),
    }
}
