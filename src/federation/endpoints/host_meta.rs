//! host-meta (RFC 6415): where WebFinger is. Phanpy asks for it before it signs in.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::FederationState;

pub(super) async fn host_meta(State(state): State<FederationState>) -> Response {
    // The origin was checked when the configuration was read: nothing in it needs escaping.
    let origin = state.ctx.addresses.origin();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{origin}/.well-known/webfinger?resource={{uri}}\"/>\n\
         </XRD>\n"
    );
    ([(header::CONTENT_TYPE, "application/xrd+xml; charset=utf-8")], document).into_response()
}
