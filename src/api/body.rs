//! What an app sends: the same fields as JSON, as a form or in parts.
//!
//! Clients disagree about the type of a body, and Mastodon takes them all. Forms name nested fields as Rails does:
//! `keywords_attributes[0][keyword]`, `media_ids[]`. In a form every value is text; the types of a request take what can
//! be read from it.

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::{ApiError, ApiState};
use crate::http::{HttpError, bytes_of};

/// How deep a form may nest.
const DEPTH: usize = 4;
/// More fields than any request has.
const MOST_FIELDS: usize = 300;

/// The fields of a request's body; an empty body is one without fields.
#[derive(Debug)]
pub(super) struct Body<T>(pub T);

/// The fields of a request's address.
#[derive(Debug)]
pub(super) struct Query<T>(pub T);

/// The fields of a request that may bring files, and the files.
#[derive(Debug)]
pub(super) struct WithFiles<T> {
    pub fields: T,
    pub files: Vec<SentFile>,
}

/// A file as it was sent; nothing about it has been checked.
#[derive(Debug, Clone)]
pub(super) struct SentFile {
    /// The name of its field.
    pub field: String,
    pub file_name: String,
    pub content: Bytes,
}

impl<T: DeserializeOwned> FromRequest<ApiState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, ApiError> {
        Ok(Self(WithFiles::from_request(request, state).await?.fields))
    }
}

impl<T: DeserializeOwned> FromRequestParts<ApiState> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self, ApiError> {
        Ok(Self(from_form(parts.uri.query().unwrap_or_default().as_bytes())?))
    }
}

impl<T: DeserializeOwned> FromRequest<ApiState> for WithFiles<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &ApiState) -> Result<Self, ApiError> {
        let kind = media_type(&request);
        if kind == "multipart/form-data" {
            return in_parts(request, state).await;
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| HttpError::too_large())?;
        let fields = if kind == "application/json" && !body.is_empty() {
            without_nul(&body)?;
            serde_json::from_slice(&body).map_err(|error| malformed().because(error))?
        } else {
            from_form(&body)?
        };
        Ok(Self { fields, files: Vec::new() })
    }
}

async fn in_parts<T: DeserializeOwned>(request: Request, state: &ApiState) -> Result<WithFiles<T>, ApiError> {
    let most = state.config.limits.upload_bytes;
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| malformed())?;
    let mut texts = Vec::new();
    let mut files = Vec::new();
    for _ in 0..MOST_FIELDS {
        let Some(part) = parts.next_field().await.map_err(|_| malformed())? else {
            let mut form = form_urlencoded::Serializer::new(String::new());
            let fields = from_form(form.extend_pairs(texts).finish().as_bytes())?;
            return Ok(WithFiles { fields, files });
        };
        let field = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let content = bytes_of(part, most).await?;
        if let Some(file_name) = file_name {
            files.push(SentFile { field, file_name, content });
        } else {
            let text = String::from_utf8(content.to_vec()).map_err(|_| malformed())?;
            texts.push((field, text));
        }
    }
    Err(malformed().into())
}

fn media_type(request: &Request) -> String {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn from_form<T: DeserializeOwned>(text: &[u8]) -> Result<T, ApiError> {
    if form_urlencoded::parse(text).any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(nul().into());
    }
    let config = serde_qs::Config::new().max_depth(DEPTH).use_form_encoding(true);
    config.deserialize_bytes(text).map_err(|error| malformed().because(error).into())
}

/// Refuses JSON with the character NUL in a text, at any depth: PostgreSQL cannot keep it, and nobody writes it.
///
/// In JSON it is always escaped, and a backslash stands in texts alone.
pub(super) fn without_nul(json: &[u8]) -> Result<(), HttpError> {
    let mut letters = json.iter().enumerate();
    while let Some((at, letter)) = letters.next() {
        if *letter == b'\\' && letters.next().is_some() && json.get(at + 1..at + 6) == Some(b"u0000") {
            return Err(nul());
        }
    }
    Ok(())
}

fn nul() -> HttpError {
    HttpError::bad_request("The request has the character NUL in a text")
}

fn malformed() -> HttpError {
    HttpError::bad_request("The request is malformed")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Keyword {
        keyword: String,
        whole_word: Option<bool>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Asked {
        title: Option<String>,
        limit: Option<i64>,
        #[serde(default)]
        context: Vec<String>,
        #[serde(default)]
        keywords_attributes: Vec<Keyword>,
    }

    #[test]
    fn forms_nest_as_rails_has_it() {
        let asked: Asked = from_form(
            b"title=a+b&limit=7&context[]=home&context%5B%5D=thread&keywords_attributes[0][keyword]=x&\
              keywords_attributes[0][whole_word]=true&unknown=1",
        )
        .unwrap();
        let keyword = Keyword { keyword: "x".to_owned(), whole_word: Some(true) };
        let context = vec!["home".to_owned(), "thread".to_owned()];
        assert_eq!(
            asked,
            Asked {
                title: Some("a b".to_owned()),
                limit: Some(7),
                context,
                keywords_attributes: vec![keyword]
            }
        );
    }

    #[test]
    fn the_character_nul_is_found_wherever_json_hides_it() {
        for json in [r#"{"a": "\u0000"}"#, r#"{"\u0000": 1}"#, r#"[{"a": ["\\\u0000"]}]"#] {
            assert!(without_nul(json.as_bytes()).is_err(), "{json}");
        }
        for json in [r#"{"a": "\\u0000"}"#, r#"{"u0000": "\\\\u0000"}"#, r#"["\u0001", "\n"]"#] {
            assert!(without_nul(json.as_bytes()).is_ok(), "{json}");
        }
        assert!(from_form::<Asked>(b"title=a%00b").is_err());
    }

    #[test]
    fn an_empty_form_has_no_fields() {
        let asked: Asked = from_form(b"").unwrap();
        assert_eq!(asked.limit, None);
    }
}
