//! Streams over a WebSocket: many on one, opened and closed by messages.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use axum::http::StatusCode;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::{IntoResponse, Response};
use futures::{Sink, SinkExt};
use serde::Deserialize;
use serde_json::json;

use super::hub::{Listener, Owner, STREAMS, TooMany};
use super::stream::{Asked, Stream};
use crate::api::ApiError;
use crate::api::access::Onlooker;
use crate::api::body::Query;
use crate::http::{ClientAddress, HttpError};

/// How often a silent connection is asked whether it is still there.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// How long the other side may take to accept what it is sent; after that it is cut off.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);
/// What an app may say from one heartbeat to the next: it opens all its streams, and changes its mind.
const MESSAGES: usize = 2 * STREAMS;
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
    HttpError::too_many_open("Too many open streams", HEARTBEAT).into()
}

/// Why a connection is not kept: it broke, or the other side does not take what it is sent.
#[derive(Debug)]
struct Ended;

/// Until either side ends it.
async fn serve(mut socket: WebSocket, onlooker: Onlooker, mut listener: Listener) {
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    let mut said: usize = 0;
    let mut answered = true;
    heartbeat.reset();
    loop {
        let sent = tokio::select! {
            told = listener.next() => match told {
                Some(told) => match Utf8Bytes::try_from(told.frame) {
                    Ok(text) => send(&mut socket, Message::Text(text)).await,
                    Err(_) => Ok(()),
                },
                None => return farewell(&mut socket, None).await,
            },
            heard = socket.recv() => {
                answered = true;
                said += 1;
                match heard {
                    Some(Ok(_)) if said > MESSAGES => return farewell(&mut socket, Some(too_talkative())).await,
                    // Apart: what it needs to look something up is not kept for each of thousands who only listen.
                    Some(Ok(Message::Text(text))) => {
                        Box::pin(hear(&mut socket, &onlooker, &listener, &text)).await
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => Ok(()),
                }
            }
            _ = heartbeat.tick() => {
                if !answered {
                    return;
                }
                (answered, said) = (false, 0);
                send(&mut socket, Message::Ping(bytes::Bytes::new())).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Ended> {
    send_within(TAKEN_WITHIN, socket, message).await
}

/// Sends, unless the other side takes too long: whoever reads nothing must not be kept for ever.
async fn send_within(
    patience: Duration,
    socket: &mut (impl Sink<Message> + Unpin),
    message: Message,
) -> Result<(), Ended> {
    match tokio::time::timeout(patience, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Ended),
    }
}

/// Says that the connection ends; whether it arrives matters no more.
async fn farewell(socket: &mut WebSocket, why: Option<CloseFrame>) {
    if send(socket, Message::Close(why)).await.is_err() {
        tracing::debug!("a stream ended before it could be closed");
    }
}

fn too_talkative() -> CloseFrame {
    CloseFrame { code: close_code::POLICY, reason: Utf8Bytes::from_static("too many messages") }
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
) -> Result<(), Ended> {
    let refusal = match serde_json::from_str::<Wish>(text) {
        Ok(wish) => carry_out(onlooker, listener, &wish).await.err(),
        Err(_) => Some(ApiError::unprocessable("The message is malformed")),
    };
    let Some(refusal) = refusal else { return Ok(()) };
    let answer = json!({"error": refusal.sentence(), "status": refusal.status().as_u16()});
    send(socket, Message::Text(answer.to_string().into())).await
}

async fn carry_out(onlooker: &Onlooker, listener: &Listener, wish: &Wish) -> Result<(), ApiError> {
    match wish.r#type.as_str() {
        "subscribe" => {
            // It is looked up, as with a request.
            onlooker.count_one()?;
            let stream = Stream::find(&onlooker.state, onlooker, &wish.asked).await?;
            listener.subscribe(stream).map_err(too_many)
        }
        "unsubscribe" => {
            listener.unsubscribe(&Stream::named(onlooker, &wish.asked)?);
            Ok(())
        }
        _ => Err(ApiError::unprocessable("Unknown message type")),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::api::testing::TestApi;
    use crate::store::contract::sqlite;

    #[tokio::test]
    async fn threat_061_whoever_does_not_take_what_it_is_sent_is_cut_off() {
        let (mut socket, _not_read) = futures::channel::mpsc::channel(0);
        let patience = Duration::from_millis(1);
        assert!(send_within(patience, &mut socket, Message::Text("a".into())).await.is_err());
    }

    /// An app that has opened a connection, with its token in the query.
    async fn connected(api: &TestApi, query: &str) -> TcpStream {
        let mut app = TcpStream::connect(api.listen().await).await.unwrap();
        let head = format!(
            "GET /api/v1/streaming{query} HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        app.write_all(head.as_bytes()).await.unwrap();
        app
    }

    /// A short text, masked with zeros (RFC 6455, section 5.2).
    fn text(said: &str) -> Vec<u8> {
        let length = u8::try_from(said.len()).unwrap();
        assert!(length < 126);
        [&[0x81, 0x80 | length, 0, 0, 0, 0], said.as_bytes()].concat()
    }

    /// Until as many streams are open.
    async fn until_open(api: &TestApi, count: usize) {
        let look = async {
            while api.state.streams.streams(|_| Some(())).len() != count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), look).await.expect("it never came to that");
    }

    #[tokio::test]
    async fn a_list_that_is_gone_is_listened_to_no_more() {
        let fresh = sqlite().await;
        let api = TestApi::on(fresh.db.clone());
        let lee = api.app_of_new("lee", "read write").await;
        let list = lee.post("/api/v1/lists", &json!({ "title": "Wards" })).await.ok();
        let id = list["id"].as_str().unwrap();
        let mut app = connected(&api, &format!("?access_token={}", lee.token())).await;
        let wish = |wish: &str| text(&json!({ "type": wish, "stream": "list", "list": id }).to_string());
        app.write_all(&wish("subscribe")).await.unwrap();
        until_open(&api, 1).await;
        lee.delete(&format!("/api/v1/lists/{id}")).await.ok();
        app.write_all(&wish("unsubscribe")).await.unwrap();
        until_open(&api, 0).await;
    }

    #[tokio::test]
    async fn threat_069_what_is_asked_on_a_connection_counts_with_requests() {
        let fresh = sqlite().await;
        let api = TestApi::on(fresh.db.clone());
        let lee = api.app_of_new("lee", "read").await;
        let mut app = connected(&api, &format!("?access_token={}", lee.token())).await;
        while lee.get("/api/v1/lists").await.status == 200 {}
        let wish = text(r#"{"type":"subscribe","stream":"list","list":"7"}"#);
        app.write_all(&wish.repeat(MESSAGES + 1)).await.unwrap();
        let mut answers = Vec::new();
        app.read_to_end(&mut answers).await.unwrap();
        assert!(String::from_utf8_lossy(&answers).contains("Too many requests"));
    }

    #[tokio::test]
    async fn threat_061_an_app_that_says_too_much_is_cut_off() {
        let fresh = sqlite().await;
        let mut app = connected(&TestApi::on(fresh.db.clone()), "").await;
        app.write_all(&text("x").repeat(MESSAGES + 1)).await.unwrap();
        let mut answers = Vec::new();
        app.read_to_end(&mut answers).await.unwrap();
        let answers = String::from_utf8_lossy(&answers);
        assert_eq!(answers.matches("The message is malformed").count(), MESSAGES);
        assert!(answers.ends_with("too many messages"));
    }
}
