//! With whom the node speaks: the mode, and rules for single domains.

use std::convert::Infallible;
use std::str::FromStr;

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminRead, AdminWrite, Person};
use crate::api::lenient::Id;
use crate::api::moothall::doing::{Doing, Shown};
use crate::api::moothall::listing::{Listed, Listing, Position};
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::{DomainRule, FederationSettings, Losses, People};
use crate::api::{ApiError, ApiState};
use crate::config::FederationMode;
use crate::domain::federation::Rule;
use crate::domain::permission::{Action, Viewer, can};
use crate::services::federation_policy::{self as policy, NewRule};
use crate::store::{Tx, domain_rules};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(settings, change_settings))
        .routes(routes!(list))
        .routes(routes!(put, remove))
        .routes(routes!(effect))
}

/// With whom the node speaks
#[utoipa::path(
    get,
    path = "/federation",
    tag = "federation",
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The mode", body = FederationSettings))
)]
async fn settings(
    Person { state, viewer, .. }: Person<AdminRead>,
) -> Result<Json<FederationSettings>, ApiError> {
    let mut tx = state.db.read().await?;
    Ok(Json(FederationSettings::read(&state, &mut tx, &viewer, &()).await?))
}

impl Shown for FederationSettings {
    type Id = ();

    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, (): &()) -> Result<Self, ApiError> {
        can(viewer, Action::AdministerNode)?;
        let mode = policy::mode(&state.context, tx).await?;
        Ok(Self { mode, configured: state.context.federation_mode })
    }
}

/// With whom the node shall speak.
#[derive(Debug, Deserialize, ToSchema)]
struct NewSettings {
    /// `null` goes back to the mode of the configuration.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    mode: Option<FederationMode>,
}

/// Change with whom the node speaks
///
/// Nothing is deleted: what another mode shuts out comes back with the old one.
#[utoipa::path(
    put,
    path = "/federation",
    tag = "federation",
    request_body = NewSettings,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The mode that holds then", body = FederationSettings))
)]
async fn change_settings(
    by: Person<AdminWrite>,
    Sent(sent): Sent<NewSettings>,
) -> Result<Json<FederationSettings>, ApiError> {
    let mut it = Doing::begin(by, ()).await?;
    policy::set_mode(&it.person.state.context, &mut it.tx, it.person.actor, sent.mode).await?;
    it.finish().await
}

/// A domain as a place in the list.
struct After(String);

impl FromStr for After {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

/// The rules about single domains
///
/// By domain. A rule for a domain is one for its subdomains.
#[utoipa::path(
    get,
    path = "/federation/rules",
    tag = "federation",
    params(Position),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of rules", body = Listed<DomainRule>))
)]
async fn list(
    Person { state, viewer, .. }: Person<AdminRead>,
    listing: Listing,
) -> Result<Response, ApiError> {
    can(&viewer, Action::AdministerNode)?;
    let after = listing.after::<After>()?.map(|After(domain)| domain).unwrap_or_default();
    let mut tx = state.db.read().await?;
    let mut rows = domain_rules::after(&mut tx, &after, listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(|rule| rule.domain.clone());
    let people = People::read(&mut tx, rows.iter().filter_map(|rule| rule.created_by)).await?;
    let rules = rows.into_iter().map(|rule| DomainRule::new(rule, &people)).collect();
    Ok(listing.answer(rules, next))
}

/// What shall hold for a domain and those below it.
#[derive(Debug, Deserialize, ToSchema)]
struct RuleToMake {
    rule: Rule,
    /// At most 500 characters; everybody can read it at blocked domains.
    #[serde(default)]
    reason: String,
}

/// Allow or block a domain
///
/// In place of an earlier rule about it. While a block holds, nothing is accepted from there and nothing is sent.
#[utoipa::path(
    put,
    path = "/federation/rules/{domain}",
    tag = "federation",
    params(("domain" = String, Path, description = "With everything below it")),
    request_body = RuleToMake,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The rule", body = DomainRule))
)]
async fn put(
    Person { state, actor, .. }: Person<AdminWrite>,
    Id(domain): Id<String>,
    Sent(sent): Sent<RuleToMake>,
) -> Result<Json<DomainRule>, ApiError> {
    let new = NewRule { domain: &domain, rule: sent.rule, reason: &sent.reason };
    let mut tx = state.db.begin().await?;
    let rule = policy::add_rule(&state.context, &mut tx, Some(actor), new).await?;
    let people = People::read(&mut tx, rule.created_by).await?;
    tx.commit().await?;
    Ok(Json(DomainRule::new(rule, &people)))
}

/// Take a rule away
///
/// Safe to repeat.
#[utoipa::path(
    delete,
    path = "/federation/rules/{domain}",
    tag = "federation",
    params(("domain" = String, Path, description = "As the rule has it")),
    security(("token" = ["admin:write"])),
    responses(
        (status = 204, description = "There is no such rule any more"),
        (status = 422, description = "That is no domain"),
    )
)]
async fn remove(by: Person<AdminWrite>, Id(domain): Id<String>) -> Result<StatusCode, ApiError> {
    let mut it = Doing::<_, FederationSettings>::begin(by, ()).await?;
    let ctx = &it.person.state.context;
    policy::remove_rule(ctx, &mut it.tx, Some(it.person.actor), &domain).await?;
    it.done().await
}

/// What a block of a domain would end
///
/// Changes nothing.
#[utoipa::path(
    get,
    path = "/federation/rules/{domain}/effect",
    tag = "federation",
    params(("domain" = String, Path, description = "With everything below it")),
    security(("token" = ["admin:read"])),
    responses(
        (status = 200, description = "What would end", body = Losses),
        (status = 422, description = "That is no domain"),
    )
)]
async fn effect(
    Person { state, actor, .. }: Person<AdminRead>,
    Id(domain): Id<String>,
) -> Result<Json<Losses>, ApiError> {
    let mut tx = state.db.read().await?;
    let losses = policy::dry_run(&state.context, &mut tx, actor, &domain).await?;
    Ok(Json(losses.into()))
}
