//! Fetching: redirects one by one, each checked and signed anew, under one deadline.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, LAST_MODIFIED, LINK, LOCATION};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use reqwest::Response;
use url::Url;

use super::body::read_bounded;
use super::client::{HttpClient, RequestSigner};
use super::content_type::ContentType;
use super::error::FetchError;
use super::retry_after::retry_after;
use super::rules::Refusal;

/// Headers of an answer that anyone here has a use for.
const KEPT_HEADERS: [HeaderName; 5] =
    [DATE, ETAG, LAST_MODIFIED, LINK, HeaderName::from_static("accept-signature")];

/// What kind of document is wanted: what the request asks for, and what the answer must be.
#[derive(Debug, Clone, Copy)]
pub struct Accept {
    /// Value of the `Accept` header; anything that is not printable ASCII makes the request fail.
    pub header: &'static str,
    /// Called with the type of a successful answer, before its body is read. An answer without a type is refused.
    pub matches: fn(&ContentType) -> bool,
}

/// How much a fetch may cost.
#[derive(Debug, Clone, Copy)]
pub struct FetchLimits {
    /// Of the body, after decompression.
    pub bytes: usize,
    /// For everything: every hop, from the name lookup to the last byte.
    pub deadline: Duration,
    pub redirects: u8,
    /// Refuse redirects to another host.
    pub same_host_only: bool,
}

impl FetchLimits {
    /// For documents of other nodes: 1 MiB, 10 seconds, three redirects.
    pub const DOCUMENT: Self =
        Self { bytes: 1024 * 1024, deadline: Duration::from_secs(10), redirects: 3, same_host_only: false };

    /// For images and files: 30 seconds, three redirects.
    pub const fn file(bytes: usize) -> Self {
        Self { bytes, deadline: Duration::from_secs(30), ..Self::DOCUMENT }
    }
}

/// A successful answer.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where the answer came from, after redirects and without fragment. Who trusts an answer must look here, not at
    /// the URL that was asked for.
    pub final_url: Url,
    pub content_type: ContentType,
    /// `Date`, `ETag`, `Last-Modified`, `Link` and `Accept-Signature`, as far as they were sent.
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl HttpClient {
    /// Fetches `url`. With a signer, each hop carries its own signature for the host it goes to.
    pub async fn get(
        &self,
        url: &Url,
        accept: Accept,
        limits: FetchLimits,
        signer: Option<&dyn RequestSigner>,
    ) -> Result<Fetched, FetchError> {
        tokio::time::timeout(limits.deadline, self.follow(url, accept, limits, signer))
            .await
            .unwrap_or(Err(FetchError::Timeout))
    }

    async fn follow(
        &self,
        url: &Url,
        accept: Accept,
        limits: FetchLimits,
        signer: Option<&dyn RequestSigner>,
    ) -> Result<Fetched, FetchError> {
        let mut url = url.clone();
        for _ in 0..=limits.redirects {
            url.set_fragment(None);
            self.rules.check(&url).map_err(FetchError::Refused)?;
            let mut request = self.client.get(url.clone()).header(ACCEPT, accept.header);
            if let Some(signer) = signer {
                request = request.headers(signer.sign(&Method::GET, &url));
            }
            let response = request.send().await.map_err(FetchError::from_client)?;
            if !is_redirect(response.status()) {
                return self.receive(url, response, accept, limits).await;
            }
            url = redirect_target(&url, &response, limits)?;
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn receive(
        &self,
        final_url: Url,
        response: Response,
        accept: Accept,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let status = response.status();
        if !status.is_success() {
            let retry_after = retry_after(response.headers(), self.clock.now());
            return Err(FetchError::Status { status: status.as_u16(), retry_after });
        }
        // The client takes this header away when it knows the encoding.
        if response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(FetchError::BadEncoding);
        }
        let content_type = content_type(&response)
            .filter(|content_type| (accept.matches)(content_type))
            .ok_or(FetchError::BadContentType)?;
        let mut headers = HeaderMap::new();
        for name in &KEPT_HEADERS {
            if let Some(value) = response.headers().get(name) {
                headers.insert(name, value.clone());
            }
        }
        let body = read_bounded(response, limits.bytes).await?;
        Ok(Fetched { final_url, content_type, headers, body })
    }
}

fn content_type(response: &Response) -> Option<ContentType> {
    response.headers().get(CONTENT_TYPE)?.to_str().ok()?.parse().ok()
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn redirect_target(from: &Url, response: &Response, limits: FetchLimits) -> Result<Url, FetchError> {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|location| from.join(location.to_str().ok()?).ok())
        .ok_or(FetchError::BadRedirect)?;
    if limits.same_host_only && target.host() != from.host() {
        return Err(FetchError::Refused(Refusal::OtherHost));
    }
    if from.scheme() == "https" && target.scheme() != "https" {
        return Err(FetchError::Refused(Refusal::Scheme));
    }
    Ok(target)
}
