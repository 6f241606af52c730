//! Errors for programs: problem documents.

use serde::Serialize;

use super::error::PublicError;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
}

/// The problem document (RFC 9457) of an error, as JSON.
pub(super) fn document(error: &PublicError) -> String {
    let problem = Problem {
        r#type: "about:blank",
        title: error.status.canonical_reason().unwrap_or("Error"),
        status: error.status.as_u16(),
        detail: error.sentence,
    };
    serde_json::to_string(&problem).unwrap_or_default()
}
