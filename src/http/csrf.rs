//! Forms count only when they come from our own pages.
//!
//! Every form carries a token: a keyed hash of the cookie of the session, or, for somebody who is not signed in, of a
//! random cookie. Another site can make a browser send the form and the cookie, but cannot compute the token. A token
//! dies with its session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::Form;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::HttpError;
use super::cookies::{CookieKind, Cookies};

/// The name of the hidden field.
const FIELD: &str = "csrf";
/// A text of 100,000 characters of any script, percent-encoded.
const MOST_FORM_BYTES: usize = 2 * 1024 * 1024;

/// Makes and checks the tokens of a node. Cheap to clone.
#[derive(Clone)]
pub struct CsrfGuard {
    key: Arc<hmac::Key>,
    cookies: Cookies,
    random: fn() -> [u8; 16],
}

impl CsrfGuard {
    /// `random` draws bytes fit for secrets.
    pub fn new(node_secret: &[u8; 32], cookies: Cookies, random: fn() -> [u8; 16]) -> Self {
        let parent = hmac::Key::new(hmac::HMAC_SHA256, node_secret);
        let derived = hmac::sign(&parent, b"moothall csrf 1");
        Self { key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref())), cookies, random }
    }

    fn token_for(&self, headers: &HeaderMap) -> CsrfToken {
        let session = self.cookies.read(CookieKind::Session, headers);
        let known = session.or_else(|| self.cookies.read(CookieKind::Visitor, headers));
        let new_visitor = known.is_none();
        let bound_to = known.unwrap_or_else(|| hex::encode((self.random)()));
        let value = BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, bound_to.as_bytes()));
        CsrfToken { value, visitor: new_visitor.then_some(bound_to), shown: Arc::default() }
    }
}

/// The token of this request's browser. Pages write it into their forms.
#[derive(Clone)]
pub struct CsrfToken {
    value: String,
    /// The value of the cookie that a new visitor gets, once a page shows a form.
    visitor: Option<String>,
    shown: Arc<AtomicBool>,
}

impl CsrfToken {
    /// The value of the hidden field [`FIELD`]. Only from here on does a new visitor get a cookie.
    pub fn for_form(&self) -> &str {
        self.shown.store(true, Ordering::Relaxed);
        &self.value
    }

    /// Whether a page of this request carries the token.
    pub fn is_shown(&self) -> bool {
        self.shown.load(Ordering::Relaxed)
    }

    fn check(&self, given: &str) -> Result<(), HttpError> {
        // A browser that has no cookie yet cannot have a form of ours.
        let known = self.visitor.is_none();
        let equal = verify_slices_are_equal(self.value.as_bytes(), given.as_bytes()).is_ok();
        if known && equal { Ok(()) } else { Err(refused()) }
    }
}

fn refused() -> HttpError {
    HttpError::forbidden("This form is out of date. Please go back, reload the page and try again.")
}

impl<S: Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| HttpError::internal("the router lacks the layer for form tokens"))
    }
}

/// Middleware: gives each request its token, and a new visitor the cookie, once a form was shown.
pub async fn guard_forms(State(guard): State<CsrfGuard>, mut request: Request, next: Next) -> Response {
    let token = guard.token_for(request.headers());
    request.extensions_mut().insert(token.clone());
    let mut response = next.run(request).await;
    let cookie = token.visitor.as_deref().filter(|_| token.is_shown());
    if let Some(value) = cookie.and_then(|value| guard.cookies.set(CookieKind::Visitor, value, None)) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// A form of ours: bounded, with a valid token, read into `T`. Fields that repeat become lists.
#[derive(Debug)]
pub struct CsrfForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for CsrfForm<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let token = CsrfToken::from_request_parts(&mut parts, state).await?;
        let bytes = axum::body::to_bytes(body, MOST_FORM_BYTES).await.map_err(|_| HttpError::too_large())?;
        let given = form_urlencoded::parse(&bytes).find(|(name, _)| name == FIELD);
        token.check(given.as_ref().map_or("", |(_, value)| value))?;
        // No browser sends one, and PostgreSQL takes none.
        if form_urlencoded::parse(&bytes).any(|(_, value)| value.contains('\0')) {
            return Err(malformed());
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let Form(form) = Form::<T>::from_request(request, state).await.map_err(|rejection| {
            HttpError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Something in this form is missing or malformed.",
            )
            .because(rejection)
        })?;
        Ok(Self(form))
    }
}

/// A form with files, whose first field was a valid token. The route bounds the body with
/// [`DefaultBodyLimit`](axum::extract::DefaultBodyLimit).
#[derive(Debug)]
pub struct CsrfMultipart(Multipart);

impl<S: Send + Sync> FromRequest<S> for CsrfMultipart {
    type Rejection = HttpError;

    async fn from_request(request: Request, state: &S) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let token = CsrfToken::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let multipart = Multipart::from_request(request, state).await.map_err(|_| malformed())?;
        let mut form = Self(multipart);
        let first =
            form.next_field().await?.filter(|field| field.name() == Some(FIELD)).ok_or_else(refused)?;
        token.check(&text_of(first, 128).await?)?;
        Ok(form)
    }
}

impl CsrfMultipart {
    /// The next field, in the order of the page.
    ///
    /// # Errors
    /// When the body is malformed or too large.
    pub async fn next_field(&mut self) -> Result<Option<Field<'_>>, HttpError> {
        self.0.next_field().await.map_err(|error| as_http_error(&error))
    }
}

/// The text of a field of at most `most` bytes.
///
/// # Errors
/// When it is longer, not UTF-8, or holds a NUL.
pub async fn text_of(field: Field<'_>, most: usize) -> Result<String, HttpError> {
    let bytes = bytes_of(field, most).await?;
    String::from_utf8(bytes.into()).ok().filter(|text| !text.contains('\0')).ok_or_else(malformed)
}

/// The content of a field of at most `most` bytes.
///
/// # Errors
/// When it is longer, or the body is malformed.
pub async fn bytes_of(mut field: Field<'_>, most: usize) -> Result<Bytes, HttpError> {
    let mut content = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| as_http_error(&error))? {
        if content.len() + chunk.len() > most {
            return Err(HttpError::too_large());
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content.into())
}

fn as_http_error(error: &axum::extract::multipart::MultipartError) -> HttpError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { HttpError::too_large() } else { malformed() }
}

fn malformed() -> HttpError {
    HttpError::bad_request("This form is malformed.")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::header::{CONTENT_TYPE, COOKIE};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use serde::Deserialize;
    use tower::ServiceExt;

    use super::*;

    #[derive(Deserialize)]
    struct Choice {
        tag: Vec<String>,
    }

    fn router() -> Router {
        let guard = CsrfGuard::new(&[7; 32], Cookies::new(false), || [9; 16]);
        let page = get(|token: CsrfToken| async move { token.for_form().to_owned() })
            .post(|CsrfForm(choice): CsrfForm<Choice>| async move { choice.tag.join("+") });
        let upload = |mut form: CsrfMultipart| async move {
            let field = form.next_field().await?.ok_or_else(malformed)?;
            text_of(field, 10).await
        };
        Router::new()
            .route("/", page)
            .route("/plain", get(|| async { "no form" }))
            .route("/upload", axum::routing::post(upload))
            .layer(from_fn_with_state(guard, guard_forms))
    }

    async fn send(request: Request) -> (Response, String) {
        let (parts, body) = router().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(axum::body::to_bytes(body, 4096).await.unwrap().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    /// The token that a page shows to the browser with this cookie.
    async fn token(cookie: &str) -> String {
        send(Request::get("/").header(COOKIE, cookie).body(Body::empty()).unwrap()).await.1
    }

    async fn post(cookie: &str, body: String) -> (u16, String) {
        let request = Request::post("/")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (response, text) = send(request).await;
        (response.status().as_u16(), text)
    }

    #[tokio::test]
    async fn a_form_from_our_page_is_read_with_all_its_values() {
        let token = token("moothall_session=s1").await;
        let sent = post("moothall_session=s1", format!("csrf={token}&tag=a&tag=b")).await;
        assert_eq!(sent, (200, "a+b".to_owned()));
    }

    #[tokio::test]
    async fn a_form_without_the_token_of_its_own_session_is_refused() {
        let other = token("moothall_session=s2").await;
        for body in [format!("csrf={other}&tag=a"), "tag=a".to_owned(), "csrf=&tag=a".to_owned()] {
            assert_eq!(post("moothall_session=s1", body.clone()).await.0, 403, "{body}");
        }
        let visitor = token("").await;
        assert_eq!(
            post("", format!("csrf={visitor}&tag=a")).await.0,
            403,
            "the browser must hold the cookie"
        );
        let before_signing_in = token("moothall_visitor=v").await;
        let both = "moothall_visitor=v; moothall_session=s1";
        assert_eq!(post(both, format!("csrf={before_signing_in}&tag=a")).await.0, 403);
    }

    #[tokio::test]
    async fn a_visitor_gets_a_cookie_with_the_first_form_and_not_before() {
        let (page, shown) = send(Request::get("/").body(Body::empty()).unwrap()).await;
        let cookie = page.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        assert_eq!(post(&cookie, format!("csrf={shown}&tag=a")).await, (200, "a".to_owned()));
        let (plain, _) = send(Request::get("/plain").body(Body::empty()).unwrap()).await;
        assert!(!plain.headers().contains_key(SET_COOKIE));
    }

    #[tokio::test]
    async fn a_malformed_form_is_refused_without_an_echo() {
        let token = token("moothall_session=s1").await;
        let (status, text) = post("moothall_session=s1", format!("csrf={token}&unknown=%3Cscript%3E")).await;
        assert_eq!(status, 422);
        assert!(!text.contains("script") && !text.contains("tag"), "{text}");
        assert_eq!(post("moothall_session=s1", format!("csrf={token}&tag=a%00")).await.0, 400);
        let large = format!("csrf={token}&tag={}", "a".repeat(MOST_FORM_BYTES));
        assert_eq!(post("moothall_session=s1", large).await.0, 413);
    }

    #[tokio::test]
    async fn files_are_read_only_behind_a_token_and_only_up_to_their_limit() {
        let token = token("moothall_session=s1").await;
        let upload = async |csrf: &str, file: &str| {
            let body = format!(
                "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{file}\r\n--b--\r\n"
            );
            let request = Request::post("/upload")
                .header(COOKIE, "moothall_session=s1")
                .header(CONTENT_TYPE, "multipart/form-data; boundary=b")
                .body(Body::from(body))
                .unwrap();
            let (response, text) = send(request).await;
            (response.status().as_u16(), text)
        };
        assert_eq!(upload(&token, "hello").await, (200, "hello".to_owned()));
        assert_eq!(upload(&token, "hello, world").await.0, 413);
        assert_eq!(upload(&token, "hel\0lo").await.0, 400);
        assert_eq!(upload("guess", "hello").await.0, 403);
    }
}
