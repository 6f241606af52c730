//! Servers that are not ours, honest or hostile: they serve whatever a test tells them to, sign with keys of their own,
//! and remember what they were asked and sent.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use moothall::domain::delivery::SignatureScheme;
use moothall::domain::time::Timestamp;
use moothall::federation::signatures::{BodyDigest, SigningKey, sign};
use moothall::infra::clock::Clock;
use moothall::infra::keys::KeyPair;
use serde_json::{Value, json};
use url::Url;

use super::node::TestNode;
use super::world::World;

pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";
const ACTIVITY_JSON: &str = "application/activity+json";

/// A request that a server received.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Arrival {
    pub(crate) fn activity(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

#[derive(Debug, Clone)]
struct Page {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

#[derive(Default)]
struct Behaviour {
    pages: HashMap<String, Page>,
    arrivals: Vec<Arrival>,
    /// What deliveries are answered with; 202 when nothing is set.
    refusal: Option<StatusCode>,
    /// Where deliveries are sent on to.
    elsewhere: Option<String>,
    hangs_up: bool,
    /// Below this path, questions are never answered.
    silent_below: Option<String>,
    /// How many wait for such an answer.
    kept_waiting: Arc<AtomicUsize>,
}

/// A server on loopback; under the rules of production, on the internet of the test.
pub(crate) struct FakePeer {
    origin: String,
    clock: Clock,
    behaviour: Arc<Mutex<Behaviour>>,
}

/// How a delivery is signed.
pub(crate) struct How {
    pub(crate) scheme: SignatureScheme,
    pub(crate) key_id: Option<String>,
    /// Relative to the clock of the world.
    pub(crate) seconds: i64,
    /// The path of the inbox.
    pub(crate) inbox: String,
}

impl Default for How {
    fn default() -> Self {
        Self { scheme: SignatureScheme::Cavage, key_id: None, seconds: 0, inbox: "/inbox".to_owned() }
    }
}

/// A signed request, ready to be spoiled and sent.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl FakePeer {
    pub(crate) async fn start(world: &World, name: &str) -> Self {
        let behaviour = Arc::new(Mutex::new(Behaviour::default()));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&behaviour));
        let port = if let Some(internet) = world.any_internet() {
            internet.serve(&format!("{name}.test"), app).await.port()
        } else {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            tokio::spawn(async move { axum::serve(listener, app).await });
            port
        };
        Self { origin: world.origin(name, port), clock: world.clock.clone(), behaviour }
    }

    pub(crate) fn authority(&self) -> String {
        self.origin.split_once("://").unwrap().1.to_owned()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Serves a document as ActivityPub.
    pub(crate) fn serve(&self, path: &str, document: &Value) {
        self.serve_as(path, ACTIVITY_JSON, document.to_string());
    }

    pub(crate) fn serve_as(&self, path: &str, content_type: &str, body: impl Into<Vec<u8>>) {
        self.put(path, StatusCode::OK, (header::CONTENT_TYPE, content_type), body.into());
    }

    pub(crate) fn redirect(&self, path: &str, to: &str) {
        self.put(path, StatusCode::FOUND, (header::LOCATION, to), vec![]);
    }

    pub(crate) fn gone(&self, path: &str) {
        self.put(path, StatusCode::GONE, (header::CONTENT_TYPE, "text/plain"), vec![]);
    }

    /// The server has trouble with this page.
    pub(crate) fn fail(&self, path: &str) {
        self.put(path, StatusCode::INTERNAL_SERVER_ERROR, (header::CONTENT_TYPE, "text/plain"), vec![]);
    }

    fn put(&self, path: &str, status: StatusCode, header: (header::HeaderName, &str), body: Vec<u8>) {
        let headers = HeaderMap::from_iter([(header.0, HeaderValue::from_str(header.1).unwrap())]);
        let page = Page { status, headers, body };
        self.behaviour.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    /// Deliveries are answered with this from now on.
    pub(crate) fn refuse_with(&self, status: Option<StatusCode>) {
        self.behaviour.lock().unwrap().refusal = status;
    }

    /// Deliveries are answered with a redirect from now on.
    pub(crate) fn redirect_deliveries(&self, to: &str) {
        self.refuse_with(Some(StatusCode::TEMPORARY_REDIRECT));
        self.behaviour.lock().unwrap().elsewhere = Some(to.to_owned());
    }

    /// Every request needs a connection of its own from now on.
    pub(crate) fn keep_no_connections(&self) {
        self.behaviour.lock().unwrap().hangs_up = true;
    }

    /// Whoever asks for something below `path` waits for ever from now on.
    pub(crate) fn fall_silent_below(&self, path: &str) {
        self.behaviour.lock().unwrap().silent_below = Some(path.to_owned());
    }

    /// How many have asked and wait for an answer that does not come.
    pub(crate) fn kept_waiting(&self) -> usize {
        self.behaviour.lock().unwrap().kept_waiting.load(Ordering::SeqCst)
    }

    /// What was asked for under this path.
    pub(crate) fn fetches(&self, path: &str) -> usize {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour
            .arrivals
            .iter()
            .filter(|arrival| arrival.method == Method::GET && arrival.path == path)
            .count()
    }

    /// Everything that was asked for.
    pub(crate) fn all_fetches(&self) -> usize {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour.arrivals.iter().filter(|arrival| arrival.method == Method::GET).count()
    }

    /// The deliveries, in order of arrival.
    pub(crate) fn deliveries(&self) -> Vec<Arrival> {
        let behaviour = self.behaviour.lock().unwrap();
        behaviour.arrivals.iter().filter(|arrival| arrival.method == Method::POST).cloned().collect()
    }

    /// The activities of this type that were delivered.
    pub(crate) fn received(&self, kind: &str) -> Vec<Value> {
        let activities = self.deliveries().into_iter().map(|arrival| arrival.activity());
        activities.filter(|activity| activity["type"] == kind).collect()
    }

    /// A person of this server.
    pub(crate) fn person(&self, handle: &str) -> FakeActor {
        self.actor("Person", handle)
    }

    /// A community of this server.
    pub(crate) fn group(&self, handle: &str) -> FakeActor {
        let mut group = self.actor("Group", handle);
        for name in ["featured", "outbox"] {
            let path = format!("/u/{handle}/{name}");
            let id = self.url(&path);
            self.serve(
                &path,
                &json!({"@context": CONTEXT, "id": id, "type": "OrderedCollection", "orderedItems": []}),
            );
            group.document[name] = json!(id);
        }
        let moderators = format!("{}/moderators", group.uri);
        group.document["attributedTo"] = json!(moderators);
        self.serve(
            &format!("/u/{handle}/moderators"),
            &json!({"@context": CONTEXT, "id": moderators, "type": "OrderedCollection", "orderedItems": []}),
        );
        self.serve(&group.path(), &group.document);
        group
    }

    fn actor(&self, kind: &str, handle: &str) -> FakeActor {
        let uri = self.url(&format!("/u/{handle}"));
        let pair = KeyPair::rsa().unwrap();
        let key_id = format!("{uri}#main-key");
        let pem = pair.public_pem();
        let document = json!({
            "@context": [CONTEXT, "https://w3id.org/security/v1"],
            "id": uri, "type": kind, "preferredUsername": handle, "name": handle, "url": uri,
            "inbox": format!("{uri}/inbox"), "outbox": format!("{uri}/outbox"),
            "followers": format!("{uri}/followers"),
            "endpoints": {"sharedInbox": self.url("/inbox")},
            "publicKey": {"id": key_id, "owner": uri, "publicKeyPem": pem},
        });
        self.serve(&format!("/u/{handle}"), &document);
        let links = json!([{"rel": "self", "type": ACTIVITY_JSON, "href": uri}]);
        let subject = format!("acct:{handle}@{}", self.authority());
        let finger = json!({"subject": subject, "links": links}).to_string();
        for resource in [&subject, &uri] {
            let query: String = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
            let path = format!("/.well-known/webfinger?resource={query}");
            self.serve_as(&path, "application/jrd+json", finger.clone());
        }
        FakeActor { uri, key_id, pem, pair, document, clock: self.clock.clone() }
    }
}

/// Somebody who waits, until this is dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn count(waiting: &Arc<AtomicUsize>) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(waiting))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(State(behaviour): State<Arc<Mutex<Behaviour>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 16 << 20).await.unwrap_or_default().to_vec();
    let path = parts.uri.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned());
    let silence = {
        let behaviour = behaviour.lock().unwrap();
        let silent = behaviour.silent_below.as_ref().is_some_and(|below| path.starts_with(below));
        silent.then(|| Waiting::count(&behaviour.kept_waiting))
    };
    if silence.is_some() {
        std::future::pending::<()>().await;
    }
    let mut behaviour = behaviour.lock().unwrap();
    behaviour.arrivals.push(Arrival { method: parts.method.clone(), path: path.clone(), body });
    let mut answer = match behaviour.pages.get(&path) {
        _ if parts.method == Method::POST => {
            behaviour.refusal.unwrap_or(StatusCode::ACCEPTED).into_response()
        }
        Some(page) => (page.status, page.headers.clone(), page.body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    if let Some(elsewhere) = behaviour.elsewhere.as_ref().filter(|_| parts.method == Method::POST) {
        answer.headers_mut().insert(header::LOCATION, HeaderValue::from_str(elsewhere).unwrap());
    }
    if behaviour.hangs_up {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}

/// Somebody on a server that is not ours.
#[derive(Clone)]
pub(crate) struct FakeActor {
    pub(crate) uri: String,
    pub(crate) key_id: String,
    pub(crate) pem: String,
    pub(crate) pair: KeyPair,
    pub(crate) document: Value,
    clock: Clock,
}

impl FakeActor {
    pub(crate) fn path(&self) -> String {
        Url::parse(&self.uri).unwrap().path().to_owned()
    }

    /// An address of their own on their server.
    pub(crate) fn below(&self, name: &str) -> String {
        format!("{}/{name}", self.uri)
    }

    /// A thread in a community.
    pub(crate) fn page(&self, name: &str, community: &str, title: &str) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": "Page", "attributedTo": self.uri,
            "name": title, "content": format!("<p>{title}</p>"), "mediaType": "text/html",
            "to": [community, PUBLIC], "audience": community, "published": self.clock.now(),
        })
    }

    /// An answer.
    pub(crate) fn note(&self, name: &str, community: &str, in_reply_to: &str, text: &str) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": "Note", "attributedTo": self.uri,
            "content": format!("<p>{text}</p>"), "inReplyTo": in_reply_to,
            "to": [community, PUBLIC], "audience": community, "published": self.clock.now(),
        })
    }

    /// An activity; its id is made of `name`.
    pub(crate) fn activity(&self, kind: &str, name: &str, object: &Value) -> Value {
        json!({
            "@context": CONTEXT, "id": self.below(name), "type": kind, "actor": self.uri,
            "object": object, "to": [PUBLIC],
        })
    }

    /// The same, addressed to a community too.
    pub(crate) fn activity_in(&self, community: &str, kind: &str, name: &str, object: &Value) -> Value {
        let mut activity = self.activity(kind, name, object);
        activity["cc"] = json!([community]);
        activity["audience"] = json!(community);
        activity
    }

    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_pkcs8(&self.pair.private).unwrap()
    }

    /// Base64 of the signature of any text, for signatures that no honest signer makes.
    pub(crate) fn sign_text(&self, text: &str) -> String {
        let key = RsaKeyPair::from_pkcs8(self.pair.private.expose()).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        STANDARD.encode(signature)
    }

    pub(crate) fn now(&self, seconds: i64) -> Timestamp {
        Timestamp::from_millis(self.clock.now().millis() + seconds * 1000)
    }

    /// Signs a delivery to a node.
    pub(crate) fn signed(&self, node: &TestNode, activity: &Value, how: &How) -> Sent {
        let body = activity.to_string().into_bytes();
        let target = Url::parse(&node.url(&how.inbox)).unwrap();
        let key_id = how.key_id.as_deref().unwrap_or(&self.key_id);
        let digest = BodyDigest::of(&body);
        let headers = sign(
            how.scheme,
            &self.signing_key(),
            key_id,
            &Method::POST,
            &target,
            Some(&digest),
            self.now(how.seconds),
        );
        Sent { method: Method::POST, path: how.inbox.clone(), headers: headers.unwrap(), body }
    }

    /// A draft-cavage signature over exactly these lines, with exactly these parameters beside it.
    pub(crate) fn cavage(&self, lines: &[(&str, &str)], parameters: &str) -> HeaderValue {
        let text: Vec<String> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let covered: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
        let signature = self.sign_text(&text.join("\n"));
        let value = format!(
            r#"keyId="{}",{parameters}headers="{}",signature="{signature}""#,
            self.key_id,
            covered.join(" ")
        );
        HeaderValue::from_str(&value).unwrap()
    }

    /// Signs and delivers an activity as an honest server does.
    pub(crate) async fn deliver(&self, node: &TestNode, activity: &Value) -> StatusCode {
        self.signed(node, activity, &How::default()).to(node).await
    }

    /// Delivers an activity that a node has to take.
    pub(crate) async fn tell(&self, node: &TestNode, activity: &Value) {
        let status = self.deliver(node, activity).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{activity}");
        node.inbox_is_empty().await;
    }
}

/// Keeps no connections: tests run on runtimes of their own.
pub(crate) fn client() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "a server that is not ours has a client of its own")]
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy().build();
        client.unwrap()
    });
    &CLIENT
}

impl Sent {
    pub(crate) async fn to(&self, node: &TestNode) -> StatusCode {
        self.answer(node).await.0
    }

    /// Status and body of the answer.
    pub(crate) async fn answer(&self, node: &TestNode) -> (StatusCode, String) {
        self.answer_unless_cut_off(node).await.unwrap()
    }

    /// An error when the node hangs up before it has read everything, as it may on a body that is too large.
    pub(crate) async fn answer_unless_cut_off(
        &self,
        node: &TestNode,
    ) -> Result<(StatusCode, String), reqwest::Error> {
        let client = client();
        let address = format!("http://127.0.0.1:{}{}", node.port, self.path);
        let request = client.request(self.method.clone(), address).headers(self.headers.clone());
        let response = request.body(self.body.clone()).send().await?;
        Ok((response.status(), response.text().await.unwrap_or_default()))
    }
}

/// Reads an address of a node as another server would, without a signature.
pub(crate) async fn get(node: &TestNode, path: &str) -> (StatusCode, Value) {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, HeaderValue::from_str(&node.authority()).unwrap());
    headers.insert(header::ACCEPT, HeaderValue::from_static(ACTIVITY_JSON));
    let request = Sent { method: Method::GET, path: path.to_owned(), headers, body: vec![] };
    let (status, body) = request.answer(node).await;
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// Reads an address of a node as a browser would, signed in nowhere.
pub(crate) async fn read_page(node: &TestNode, path: &str) -> String {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, HeaderValue::from_str(&node.authority()).unwrap());
    headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let request = Sent { method: Method::GET, path: path.to_owned(), headers, body: vec![] };
    let (status, body) = request.answer(node).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    body
}
