//! The request as a verifier sees it, and our own address.

use std::borrow::Cow;

use http::header::{AsHeaderName, HOST};
use http::{HeaderMap, Method};
use url::Url;

use super::SignatureError;

/// No header that belongs to a signature may be longer, all its lines together.
pub(super) const MAX_HEADER_LENGTH: usize = 8 * 1024;

/// Where we are, as configured. A signature that was made for another address is not for us, and the address in the
/// request (`Host`, `Forwarded`) is only what the sender says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAddress {
    scheme: String,
    authority: String,
}

/// The address has no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address has no host")]
pub struct NoHost;

impl OwnAddress {
    /// From `server.public_url`.
    pub fn from_public_url(public_url: &Url) -> Result<Self, NoHost> {
        let authority = authority(public_url).ok_or(NoHost)?;
        Ok(Self { scheme: public_url.scheme().to_owned(), authority })
    }

    pub(super) fn scheme(&self) -> &str {
        &self.scheme
    }

    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether `host` names us; an explicit default port and letter case make no difference.
    fn is(&self, host: &str) -> bool {
        let default_port = if self.scheme == "https" { ":443" } else { ":80" };
        let without_default = host.strip_suffix(default_port).unwrap_or(host);
        without_default.eq_ignore_ascii_case(&self.authority)
    }
}

/// Host and port of a URL as in a `Host` header: no default port.
pub(super) fn authority(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// A received request, before anything about it is believed.
#[derive(Debug, Clone, Copy)]
pub struct IncomingRequest<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query exactly as received, `/inbox?x=1`.
    pub path_and_query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body byte for byte, before any parsing. Its length must have been bounded by the caller.
    pub body: &'a [u8],
}

impl<'a> IncomingRequest<'a> {
    /// The path, up to the question mark.
    pub(super) fn path(&self) -> &'a str {
        self.path_and_query.split_once('?').map_or(self.path_and_query, |(path, _)| path)
    }

    /// The query, without its question mark.
    pub(super) fn query(&self) -> Option<&'a str> {
        self.path_and_query.split_once('?').map(|(_, query)| query)
    }

    /// A `Host`, when there is one (HTTP/2 need not have it), must be ours.
    pub(super) fn check_host(&self, own: &OwnAddress) -> Result<(), SignatureError> {
        let mut hosts = self.headers.get_all(HOST).iter();
        match (hosts.next(), hosts.next()) {
            (None, _) => Ok(()),
            (Some(host), None) if host.to_str().is_ok_and(|host| own.is(host)) => Ok(()),
            _ => Err(SignatureError::WrongHost),
        }
    }

    /// The value of a covered header: its lines trimmed and joined, by the same rule in both schemes.
    pub(super) fn covered_header(
        &self,
        name: &str,
        own: &'a OwnAddress,
    ) -> Result<Cow<'a, str>, SignatureError> {
        match header_text(self.headers, name)? {
            Some(text) => Ok(text),
            // HTTP/2 carries the host elsewhere; the sender signed the address it meant.
            None if name == HOST.as_str() => Ok(Cow::Borrowed(own.authority())),
            None => Err(SignatureError::CoveredHeaderMissing),
        }
    }
}

/// All lines of a header, trimmed and joined with a comma; none when the header is absent.
pub(super) fn header_text<'h>(
    headers: &'h HeaderMap,
    name: impl AsHeaderName,
) -> Result<Option<Cow<'h, str>>, SignatureError> {
    let mut joined: Option<Cow<'h, str>> = None;
    for value in headers.get_all(name) {
        let line = value.to_str().map_err(|_| SignatureError::Malformed("header"))?.trim();
        let text = match joined {
            None => Cow::Borrowed(line),
            Some(before) => Cow::Owned(format!("{before}, {line}")),
        };
        if text.len() > MAX_HEADER_LENGTH {
            return Err(SignatureError::TooLarge);
        }
        joined = Some(text);
    }
    Ok(joined)
}

/// The text of a header that may occur only once.
pub(super) fn single_header(
    headers: &HeaderMap,
    name: impl AsHeaderName,
) -> Result<Option<&str>, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(SignatureError::Several);
    }
    if value.len() > MAX_HEADER_LENGTH {
        return Err(SignatureError::TooLarge);
    }
    value.to_str().map(Some).map_err(|_| SignatureError::Malformed("header"))
}
