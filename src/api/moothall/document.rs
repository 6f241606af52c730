//! The description of this API, for programs: `OpenAPI` 3.1, made from the code that serves it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{AuthorizationCode, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::openapi::tag::Tag;
use utoipa::openapi::{
    Components, Content, ContentBuilder, InfoBuilder, License, OpenApi, Ref, RefOr, ResponseBuilder, Schema,
    SecurityRequirement, Server,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::{Fault, Problem};
use crate::api::ApiState;
use crate::api::access::Everybody;
use crate::domain::scope::Scope;
use crate::http::{PROBLEM_JSON, routes as paths};

/// The document as JSON.
pub(in crate::api) static TEXT: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&whole()).unwrap_or_default());

const ABOUT: &str = "\
What the Mastodon API has no word for: communities, moderation, resources and the servers that this node speaks with. \
Reading, writing and following are in the Mastodon API, which this node serves too, with the same tokens.

Ids are strings of digits and the same in both APIs: a community is the account of that id, a post the status. Moments are \
RFC 3339 in UTC. A list goes on where its `next` says: ask again with `after` set to it, or follow the link in the head \
of the answer. Limits beyond what a list gives are lowered to it; fields that are not known are passed over.

Refusals are problem documents (RFC 9457, `application/problem+json`).";

/// What the operations are grouped by.
const GROUPS: [(&str, &str); 7] = [
    ("communities", "Communities of this node and of others: find, open and edit them, and see who follows."),
    ("moderators", "Who moderates a community."),
    ("moderation", "What moderators do about posts and people, and the log of it."),
    ("reports", "What people asked moderators to look at."),
    ("resources", "What a community keeps: resources, their versions, and until when they hold."),
    ("federation", "The servers that this node speaks with. For administrators."),
    ("description", "This description."),
];

/// How an operation may refuse: the name of the response, its status, and when.
const REFUSALS: [(&str, &str, &str); 11] = [
    ("Malformed", "400", "The request cannot be read."),
    ("Unauthorized", "401", "There is no token, or it does not count."),
    ("Forbidden", "403", "The token lacks the scope, or the person may not do this."),
    ("NotFound", "404", "There is nothing here, or nothing that the person may know of."),
    ("Conflict", "409", "Somebody else changed it at the same moment."),
    ("Gone", "410", "It was deleted, or removed by a moderator."),
    ("TooLarge", "413", "The body is larger than what is accepted here."),
    ("NotJson", "415", "The body is not JSON, or does not say so."),
    ("Unprocessable", "422", "Well-formed, and cannot be done like this; `errors` names the fields."),
    ("TooMany", "429", "Too many requests; `Retry-After` says when to ask again."),
    ("Refusal", "default", "Any other refusal."),
];

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// This document
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "description",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value))
)]
async fn openapi(_: Everybody) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], TEXT.as_str())
}

/// The operations, and around them what they have in common.
pub(super) fn whole() -> OpenApi {
    let mut document = super::operations().into_openapi();
    document.info = InfoBuilder::new()
        .title("Moothall")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(License::new("AGPL-3.0-or-later")))
        .build();
    document.servers = Some(vec![Server::new("/")]);
    document.tags = Some(GROUPS.into_iter().map(|(name, about)| tag(name, about)).collect());
    let mut sent = BTreeSet::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations_of(item) {
            sent.extend(sent_with(operation));
            operation.operation_id = Some(id_of(method, path));
            add_refusals(path, operation);
        }
    }
    let components = document.components.get_or_insert_with(Components::new);
    for (_, answer) in components.schemas.iter_mut().filter(|(name, _)| !sent.contains(*name)) {
        require_all(answer);
    }
    components.schemas.insert(Problem::name().into_owned(), <Problem as utoipa::PartialSchema>::schema());
    components.schemas.insert(Fault::name().into_owned(), <Fault as utoipa::PartialSchema>::schema());
    components.security_schemes.insert("token".to_owned(), RefOr::T(token()));
    for (name, _, when) in REFUSALS {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let response = ResponseBuilder::new().description(when).content(PROBLEM_JSON, content).build();
        components.responses.insert(name.to_owned(), RefOr::T(response));
    }
    document
}

fn tag(name: &str, about: &str) -> Tag {
    let mut tag = Tag::new(name);
    tag.description = Some(about.to_owned());
    tag
}

fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let operations = [("get", get), ("put", put), ("post", post), ("delete", delete), ("patch", patch)];
    operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The names of what programs send, where a field may be left out. An answer has all of its own, `null` or not.
fn sent_with(operation: &Operation) -> Option<String> {
    let RefOr::T(body) = operation.request_body.as_ref()? else { return None };
    let RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) = body.content.values().next()? else {
        return None;
    };
    schema.ref_location.rsplit('/').next().map(str::to_owned)
}

fn require_all(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.required = object.properties.keys().cloned().collect(),
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(require_all),
        _ => {}
    }
}

/// A name for the operation that no other has: `get_communities_id_log`.
fn id_of(method: &str, path: &str) -> String {
    let within = path.strip_prefix(super::ROOT).unwrap_or(path);
    let words = within.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

/// How an operation may refuse follows from what it takes. What else there is it names itself.
fn add_refusals(path: &str, operation: &mut Operation) {
    let open = [SecurityRequirement::default()];
    let asks_who = operation.security.as_ref().is_some_and(|needed| *needed != open);
    let takes_more =
        operation.parameters.as_ref().is_some_and(|parameters| parameters.len() > path_variables(path));
    let sends = operation.request_body.is_some();
    for (name, status, _) in REFUSALS {
        let follows = match status {
            "400" | "422" => sends || takes_more,
            "401" | "403" => asks_who,
            "404" => path_variables(path) > 0,
            "409" | "410" => false,
            "413" | "415" => sends,
            _ => true,
        };
        if follows || operation.responses.responses.contains_key(status) {
            let refusal = RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.insert(status.to_owned(), refusal);
        }
    }
}

fn path_variables(path: &str) -> usize {
    path.matches('{').count()
}

/// How an app comes to a token, and the scopes that operations here ask for.
fn token() -> SecurityScheme {
    let scopes = Scopes::from_iter([
        (Scope::ReadAccounts.as_str(), "see communities"),
        (Scope::WriteAccounts.as_str(), "open communities"),
        (Scope::ReadStatuses.as_str(), "read resources"),
        (Scope::WriteStatuses.as_str(), "write resources"),
        (Scope::AdminRead.as_str(), "see what only moderators and administrators may"),
        (Scope::AdminWrite.as_str(), "moderate communities and administer the node"),
    ]);
    let flow = AuthorizationCode::new(paths::OAUTH_AUTHORIZE, paths::OAUTH_TOKEN, scopes);
    SecurityScheme::OAuth2(OAuth2::with_description(
        [Flow::AuthorizationCode(flow)],
        "The token of an app, as for the Mastodon API: `Authorization: Bearer …`.",
    ))
}
