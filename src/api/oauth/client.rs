//! By what an app is recognized: in the header or among the fields (RFC 6749, section 2.3.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::services::apps::Credentials;

/// What the app says: in `Authorization: Basic`, else in the fields. A secret that is there and empty is none.
pub(super) fn credentials(
    headers: &HeaderMap,
    client_id: Option<String>,
    client_secret: Option<String>,
) -> Credentials {
    let (client_id, secret) = basic(headers).unwrap_or((client_id.unwrap_or_default(), client_secret));
    Credentials { client_id, secret: secret.filter(|secret| !secret.is_empty()) }
}

fn basic(headers: &HeaderMap) -> Option<(String, Option<String>)> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some((client_id.to_owned(), Some(secret.to_owned())))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn given(header: Option<&str>) -> (String, Option<String>) {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(AUTHORIZATION, HeaderValue::from_str(header).unwrap());
        }
        let credentials = credentials(&headers, Some("field".to_owned()), Some(String::new()));
        (credentials.client_id, credentials.secret)
    }

    #[test]
    fn an_app_is_recognized_by_the_header_before_the_fields() {
        let encoded = STANDARD.encode("app:s:ecret");
        assert_eq!(given(Some(&format!("basic {encoded}"))), ("app".to_owned(), Some("s:ecret".to_owned())));
        for other in [None, Some("Bearer x"), Some("Basic ***"), Some("Basic")] {
            assert_eq!(given(other), ("field".to_owned(), None), "{other:?}");
        }
    }
}
