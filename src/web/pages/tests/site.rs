//! A node with pages, and browsers that visit it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request};
use axum::middleware::from_fn_with_state;
use tower::ServiceExt;

use crate::config::{Config, StorageUrl};
use crate::domain::actor::Actor;
use crate::domain::role::NodeRole;
use crate::http::{
    Cookies, CsrfGuard, Https, RateLimits, RequestIds, TrustedProxies, add_security_headers, guard_forms,
    note_client, observe, render_errors,
};
use crate::infra::clock::random_bytes;
use crate::infra::http::HttpClient;
use crate::infra::keys::Sealer;
use crate::infra::media::{MediaStore, Uploads};
use crate::services::accounts::{self, NewAccount, Passwords};
use crate::services::actors::NewKeys;
use crate::services::remote_pictures::RemotePictures;
use crate::services::testing::{Nobody, context};
use crate::services::{Context, Lengths};
use crate::store::{actors, contract};
use crate::web::view::ApiReference;
use crate::web::{OrganizationNames, PublicPages, WebState, error_pages, keep_public_pages, router};

/// The password of everybody.
pub(super) const PASSWORD: &str = "correct horse battery";

/// The node `a.test`.
pub(super) struct Site {
    pub state: WebState,
    router: Router,
    _files: tempfile::TempDir,
    _database: Box<dyn std::any::Any>,
}

impl Site {
    pub(super) async fn new() -> Self {
        Self::configured(Config::default()).await
    }

    /// The same with another configuration.
    pub(super) async fn configured(config: Config) -> Self {
        let database = contract::sqlite().await;
        let files = tempfile::tempdir().unwrap();
        let config = Arc::new(config);
        let cookies = Cookies::new(false);
        let context = context();
        let shows = config.storage.remote_pictures_megabytes > 0;
        let addresses = context.addresses.clone().showing_remote_pictures(shows);
        let context = Context { lengths: Lengths::of(&config.limits), addresses, ..context };
        let media = MediaStore::open(&StorageUrl::Directory(files.path().to_owned())).unwrap();
        let client = HttpClient::new(&config, context.clock.clone()).unwrap();
        let remote_pictures =
            RemotePictures::new(context.clone(), database.db.clone(), client, &media, &config);
        let state = WebState {
            db: database.db.clone(),
            organizations: OrganizationNames::new(context.addresses.clone()),
            context,
            network: Arc::new(Nobody(database.db.clone())),
            passwords: Passwords::new(1).unwrap(),
            sealer: Arc::new(Sealer::new(&[7; 32]).unwrap()),
            media,
            remote_pictures,
            uploads: Uploads::new(&config.limits),
            limits: RateLimits::new(&config.limits),
            cookies,
            api: Arc::new(ApiReference::read(crate::api::description()).unwrap()),
            config,
        };
        let guard = CsrfGuard::new(&[7; 32], cookies, random_bytes::<16>);
        let router = router()
            .layer(from_fn_with_state(PublicPages::new(state.db.clone()), keep_public_pages))
            .with_state(state.clone())
            .layer(from_fn_with_state(TrustedProxies::new(&[]), note_client))
            .layer(from_fn_with_state(error_pages(state.clone()), render_errors))
            .layer(from_fn_with_state(guard, guard_forms))
            .layer(from_fn_with_state(Https(false), add_security_headers))
            .layer(from_fn_with_state(RequestIds::new(7), observe))
            .layer(MockConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4711))));
        Self { state, router, _files: files, _database: Box::new(database) }
    }

    /// Somebody with an account.
    pub(super) async fn person(&self, handle: &str, role: NodeRole) -> Actor {
        let ctx = &self.state.context;
        let keys = NewKeys::make(ctx, &self.state.sealer).await.unwrap();
        let hash = self.state.passwords.hash(PASSWORD).await.unwrap();
        let new = NewAccount {
            handle: handle.to_owned(),
            email: format!("{handle}@mail.test"),
            name: handle.to_owned(),
            role,
            locale: "en".to_owned(),
        };
        let mut tx = self.state.db.begin().await.unwrap();
        let actor = accounts::create(ctx, &mut tx, new, &hash, keys).await.unwrap();
        tx.commit().await.unwrap();
        actor
    }

    /// The id of somebody with an account, as forms send it.
    pub(super) async fn id_of(&self, handle: &str) -> String {
        let mut tx = self.state.db.read().await.unwrap();
        actors::local_by_handle(&mut tx, handle).await.unwrap().unwrap().id.to_string()
    }

    /// A browser that has not been here before.
    pub(super) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new() }
    }

    /// A browser in which a new person is signed in.
    pub(super) async fn signed_in(&self, handle: &str) -> Browser {
        self.signed_in_as(handle, NodeRole::Person).await
    }

    /// The same, with a role on the node.
    pub(super) async fn signed_in_as(&self, handle: &str, role: NodeRole) -> Browser {
        self.person(handle, role).await;
        self.sign_in(handle).await
    }

    /// Another browser of somebody who has an account.
    pub(super) async fn sign_in(&self, handle: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/sign-in", &[("handle", handle), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }

    /// A browser of a person who has opened the community `sepsis`.
    pub(super) async fn with_community(&self, owner: &str) -> Browser {
        let mut browser = self.signed_in(owner).await;
        let fields = [
            ("handle", "sepsis"),
            ("name", "Sepsis care"),
            ("summary", "Nurses who *share*."),
            ("language", "en"),
            ("visibility", "public"),
            ("post_policy", "anyone"),
        ];
        let answer = browser.post_files("/new-community", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/c/sepsis"), "{}", answer.body);
        browser
    }
}

/// What a server answered.
pub(super) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads.
    pub(super) fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts that the page says all of this.
    #[track_caller]
    pub(super) fn says(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.body.contains(text), "{} without {text:?}: {}", self.status, self.body);
        }
    }
}

/// A browser: it keeps cookies and sends the token of the page that it was shown.
pub(super) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, "", Body::empty()).await
    }

    /// Sends a form with the token that this browser's pages carry.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &token)
            .extend_pairs(fields)
            .finish();
        self.send(Method::POST, path, "application/x-www-form-urlencoded", body.into()).await
    }

    /// Sends a form without any token.
    pub(super) async fn post_without_token(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, "application/x-www-form-urlencoded", body.into()).await
    }

    /// Sends a form as multipart.
    pub(super) async fn post_files(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut body = String::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_str(), value, "\r\n"]);
        }
        body += "--edge--\r\n";
        self.send(Method::POST, path, "multipart/form-data; boundary=edge", body.into()).await
    }

    /// Sends a form as multipart, with one file.
    pub(super) async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &[u8]),
    ) -> Answer {
        let token = self.token().await;
        let mut body = Vec::new();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(content);
        body.extend(b"\r\n--edge--\r\n");
        self.send(Method::POST, path, "multipart/form-data; boundary=edge", body.into()).await
    }

    /// The token of the form in the header, or, for a visitor, of the sign-in page.
    async fn token(&mut self) -> String {
        let mut page = self.get("/explore").await;
        if !page.body.contains("name=\"csrf\"") {
            page = self.get("/sign-in").await;
        }
        let (_, rest) = page.body.split_once("name=\"csrf\" value=\"").expect("a form");
        rest.split('"').next().unwrap().to_owned()
    }

    async fn send(&mut self, method: Method, path: &str, content_type: &str, body: Body) -> Answer {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path.split('#').next().unwrap())
            .header(ACCEPT, "text/html")
            .header(CONTENT_TYPE, content_type);
        let request = if pairs.is_empty() { request } else { request.header(COOKIE, pairs.join("; ")) };
        let request = request.body(body).unwrap();
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        for value in head.headers.get_all(SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = to_bytes(body, 4 * 1024 * 1024).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }
}
