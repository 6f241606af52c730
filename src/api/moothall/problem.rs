//! Refusals as problem documents (RFC 9457).

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::error::{Flaw, Flaws};
use crate::http::{HttpError, PROBLEM_JSON, PublicError, RequestId};

/// Why a request is not answered as asked (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(super) struct Problem {
    /// `about:blank`: the status says it all.
    r#type: &'static str,
    /// The name of the status.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// A sentence for people.
    detail: &'static str,
    /// The id of the request, as in the head `X-Request-Id`: the node's log has it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Of a request that could not be carried out as it is: what is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Fault {
    /// The name of the field, in the body or in the address.
    field: String,
    /// `ERR_BLANK`, `ERR_TOO_LONG`, `ERR_INVALID` or `ERR_TAKEN`.
    code: &'static str,
    /// What it must be, as the end of a sentence that begins with the field.
    detail: &'static str,
}

/// 422: a field that is missing, or whose value is of another kind.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Where in the body; no text of the client's.
    pub(super) field: String,
}

impl From<&Flaw> for Fault {
    fn from(flaw: &Flaw) -> Self {
        Self { field: flaw.field.to_owned(), code: flaw.code, detail: flaw.description }
    }
}

impl IntoResponse for Misfit {
    fn into_response(self) -> Response {
        let error = HttpError::new(StatusCode::UNPROCESSABLE_ENTITY, "Validation failed");
        let mut response = error.into_response();
        let detail = "is missing, or has a value that it cannot have";
        response.extensions_mut().insert(Fault { field: self.field, code: "ERR_INVALID", detail });
        response
    }
}

/// Middleware: gives every refusal, wherever it was made, the body of a problem document that names the request.
pub(super) async fn tell(request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone());
    let mut response = next.run(request).await;
    let known = response.extensions().get::<PublicError>().cloned();
    let public = match known {
        Some(public) => public,
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            HttpError::new(StatusCode::METHOD_NOT_ALLOWED, "This address does not know the method.").public()
        }
        None => return response,
    };
    let problem = Problem {
        r#type: "about:blank",
        title: public.status.canonical_reason().unwrap_or("Error"),
        status: public.status.as_u16(),
        detail: public.sentence,
        request_id,
        errors: faults(&response),
    };
    *response.body_mut() = serde_json::to_string(&problem).unwrap_or_default().into();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if problem.status == StatusCode::UNAUTHORIZED.as_u16() {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn faults(response: &Response) -> Vec<Fault> {
    let flaws =
        response.extensions().get::<Flaws>().map(|Flaws(flaws)| flaws.iter().map(Fault::from).collect());
    let misfit = || response.extensions().get::<Fault>().cloned().into_iter().collect();
    flaws.unwrap_or_else(misfit)
}
