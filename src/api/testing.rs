//! Ground for tests of the client API: the node `a.test` with its router, and apps that call it.
//!
//! People, communities and posts come from [`services::testing`](crate::services::testing), through [`TestApi::state`].

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use serde_json::Value;
use tower::ServiceExt;

use super::streaming::Hub;
use super::{ApiState, Counts, KeptFigures, for_apps, router};
use crate::config::{Config, StorageUrl};
use crate::domain::actor::Actor;
use crate::domain::app::App;
use crate::domain::ids::{ActorId, AppId};
use crate::domain::scope::Scopes;
use crate::http::{RateLimits, RequestIds, TrustedProxies, note_client, observe};
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::accounts::Passwords;
use crate::services::apps::tokens;
use crate::services::testing::{Nobody, context, person};
use crate::store::{Db, JustRead, Known, apps};

/// The node `a.test` as apps meet it. Its clock stands still.
pub(super) struct TestApi {
    pub(super) state: ApiState,
    router: Router,
    _files: tempfile::TempDir,
}

/// An app that somebody lets act for them.
pub(super) struct TestApp {
    router: Router,
    /// `None`: an app without a token.
    token: Option<String>,
    /// Whose app it is.
    pub(super) person: Option<Actor>,
}

/// What an app was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// [`Value::Null`] for a body that is no JSON.
    pub(super) json: Value,
}

impl TestApi {
    pub(super) fn on(db: Db) -> Self {
        let files = tempfile::tempdir().unwrap();
        let config = Arc::new(Config::default());
        let state = ApiState {
            network: Arc::new(Nobody(db.clone())),
            actors: JustRead::new(db.clone(), Known::Actors),
            db,
            context: context(),
            passwords: Passwords::new(1).unwrap(),
            sealer: Arc::new(Sealer::new(&[7; 32]).unwrap()),
            media: MediaStore::open(&StorageUrl::Directory(files.path().to_owned())).unwrap(),
            uploads: Uploads::new(&config.limits),
            limits: RateLimits::new(&config.limits),
            streams: Hub::default(),
            counts: Counts::default(),
            figures: KeptFigures::default(),
            config,
        };
        let router = router(state.clone())
            .layer(from_fn(for_apps))
            .layer(from_fn_with_state(TrustedProxies::new(&[]), note_client))
            .layer(from_fn_with_state(RequestIds::new(7), observe))
            .layer(MockConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4711))));
        Self { state, router, _files: files }
    }

    /// An app without a token.
    pub(super) fn stranger(&self) -> TestApp {
        TestApp { router: self.router.clone(), token: None, person: None }
    }

    /// An app with a token, whoever it belongs to.
    pub(super) fn with_token(&self, token: &str) -> TestApp {
        TestApp { router: self.router.clone(), token: Some(token.to_owned()), person: None }
    }

    /// Serves on loopback, for what needs a real connection. Gives where.
    pub(super) async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// A new person's app, with these scopes.
    pub(super) async fn app_of_new(&self, handle: &str, scopes: &str) -> TestApp {
        let mut tx = self.state.db.begin().await.unwrap();
        let person = person(&self.state.context, &mut tx, handle).await;
        tx.commit().await.unwrap();
        self.app_of(&person, scopes).await
    }

    /// Another app of somebody.
    pub(super) async fn app_of(&self, person: &Actor, scopes: &str) -> TestApp {
        let ctx = &self.state.context;
        let scopes = Scopes::parse(scopes).unwrap();
        let id = AppId::new(ctx.ids.next());
        let app = App {
            id,
            client_id: id.to_string(),
            secret_hash: "none matches".to_owned(),
            name: "An app".to_owned(),
            website: None,
            redirect_uris: vec!["https://app.test/back".to_owned()],
            scopes,
            created_at: ctx.now(),
        };
        let mut tx = self.state.db.begin().await.unwrap();
        apps::insert(&mut tx, &app).await.unwrap();
        let (_, bearer) = tokens::issue(ctx, &mut tx, id, Some(person.id), scopes).await.unwrap();
        tx.commit().await.unwrap();
        let token = Some(bearer.expose().to_owned());
        TestApp { router: self.router.clone(), token, person: Some(person.clone()) }
    }
}

impl TestApp {
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, "").await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, "").await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), &body.to_string()).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some("application/json"), &body.to_string()).await
    }

    pub(super) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some("application/json"), &body.to_string()).await
    }

    /// Sends a form, as it is encoded.
    pub(super) async fn post_form(&self, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), form).await
    }

    /// Uploads a file, with further fields.
    pub(super) async fn upload(
        &self,
        name: &str,
        content: impl AsRef<[u8]>,
        more: &[(&str, &str)],
    ) -> Answer {
        self.upload_to("/api/v2/media", name, content.as_ref(), more).await
    }

    /// The same, to an address of the test's own.
    pub(super) async fn upload_to(
        &self,
        path: &str,
        name: &str,
        content: &[u8],
        more: &[(&str, &str)],
    ) -> Answer {
        let part = |about: &str, value: &[u8]| {
            let head = format!("--x\r\nContent-Disposition: form-data; {about}\r\n\r\n");
            [head.as_bytes(), value, b"\r\n"].concat()
        };
        let mut body = part(&format!("name=\"file\"; filename=\"{name}\""), content);
        for (field, value) in more {
            body.extend(part(&format!("name=\"{field}\""), value.as_bytes()));
        }
        body.extend_from_slice(b"--x--\r\n");
        let head = self.head(Method::POST, path, Some("multipart/form-data; boundary=x"));
        self.answer_to(head.body(Body::from(body)).unwrap()).await
    }

    /// The body of an answer that does not end.
    pub(super) async fn open(&self, path: &str) -> Body {
        let token = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let head = Request::get(path);
        let head = token.into_iter().fold(head, |head, token| head.header(AUTHORIZATION, token));
        let response = self.router.clone().oneshot(head.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.into_body()
    }

    pub(super) async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: &str) -> Answer {
        self.answer(self.head(method, path, kind), body).await
    }

    fn head(&self, method: Method, path: &str, kind: Option<&str>) -> Builder {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        request
    }

    /// Posts what the app calls by this name, so that sending it twice does it once.
    pub(super) async fn post_named(&self, path: &str, name: &str, body: &Value) -> Answer {
        let token = self.token.as_deref().unwrap_or_default();
        let head = Request::post(path)
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", name);
        self.answer(head, &body.to_string()).await
    }

    /// Sends a request whose head is the test's own.
    pub(super) async fn answer(&self, head: Builder, body: &str) -> Answer {
        self.answer_to(head.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn answer_to(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 4 * 1024 * 1024).await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, json }
    }

    /// The text of its token.
    pub(super) fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// Whose app it is.
    pub(super) fn id(&self) -> ActorId {
        self.person.as_ref().unwrap().id
    }
}

impl Answer {
    /// The JSON of an answer that went well.
    #[track_caller]
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.json);
        self.json
    }
}
