//! What people asked moderators to look at. The Mastodon API takes reports; here they are decided.

use axum::Json;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{AdminRead, AdminWrite, Person};
use crate::api::body::Query;
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Id};
use crate::api::moothall::doing::{Doing, Shown};
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::sent::Sent;
use crate::api::moothall::views::{People, Report};
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::ReportId;
use crate::domain::permission::{Action, Denial, Viewer, can};
use crate::services::reports::{self, Outcome, ReportError};
use crate::store::{Tx, moderators, reports as stored};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(resolve))
        .routes(routes!(reopen))
}

/// Which reports to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `true`, unless stated: those that wait; `false`: those that were decided.
    #[param(value_type = Option<bool>)]
    open: Option<Flag>,
}

/// Reports
///
/// The newest first, of the communities that the person moderates; for moderators of the node, of everything. What is about
/// the person who asks is left out: nobody decides about themselves.
#[utoipa::path(
    get,
    path = "/reports",
    tag = "reports",
    params(Wanted, Position),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of reports", body = Listed<Report>))
)]
async fn list(
    Person { state, actor, viewer, .. }: Person<AdminRead>,
    Query(wanted): Query<Wanted>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let before = ReportId::new(listing.below()?);
    let open = wanted.open.is_none_or(|Flag(open)| open);
    let mut tx = state.db.read().await?;
    let node = can(&viewer, Action::ModerateNode).is_ok();
    if !node && !moderators::moderates_any(&mut tx, actor).await? {
        return Err(Denial::RoleNeeded.into());
    }
    let mut rows = stored::for_moderator(&mut tx, actor, node, open, before, listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(|report| place(0, report.id.get()));
    let people = People::read(&mut tx, rows.iter().flat_map(Report::named).collect::<Vec<_>>()).await?;
    let reports = rows.into_iter().map(|report| Report::new(report, &people)).collect();
    Ok(listing.answer(reports, next))
}

impl Shown for Report {
    type Id = ReportId;

    /// For those who may decide it; for everybody else there is none.
    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &ReportId) -> Result<Self, ApiError> {
        let by = viewer.actor.ok_or_else(ApiError::not_found)?;
        let report = match reports::visible(&state.context, tx, by, *id).await {
            Err(ReportError::Denied(_)) => return Err(ApiError::not_found()),
            outcome => outcome?,
        };
        let people = People::read(tx, Self::named(&report).collect::<Vec<_>>()).await?;
        Ok(Self::new(report, &people))
    }
}

/// One report
#[utoipa::path(
    get,
    path = "/reports/{id}",
    tag = "reports",
    params(("id" = ReportId, Path, description = "Of the report")),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The report", body = Report))
)]
async fn one(
    Person { state, viewer, .. }: Person<AdminRead>,
    Id(id): Id<ReportId>,
) -> Result<Json<Report>, ApiError> {
    let mut tx = state.db.read().await?;
    Ok(Json(Report::read(&state, &mut tx, &viewer, &id).await?))
}

/// Whether a report led to something.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReportOutcome {
    Resolved,
    Dismissed,
}

/// A decision about a report.
#[derive(Debug, Deserialize, ToSchema)]
struct DecidedReport {
    /// `dismissed`: nothing needed doing.
    outcome: ReportOutcome,
    /// What was done about it, for other moderators; between 1 and 2000 characters.
    resolution: String,
}

/// Decide a report
///
/// For those who moderate its community, or the node. What was decided about posts and people is done beside it.
#[utoipa::path(
    post,
    path = "/reports/{id}/resolve",
    tag = "reports",
    params(("id" = ReportId, Path, description = "Of the report")),
    request_body = DecidedReport,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The report as it is then", body = Report))
)]
async fn resolve(
    by: Person<AdminWrite>,
    Id(id): Id<ReportId>,
    Sent(sent): Sent<DecidedReport>,
) -> Result<Json<Report>, ApiError> {
    let resolution = sent.resolution.trim();
    let wrong = match resolution.chars().count() {
        0 => Some(("ERR_BLANK", "can't be blank")),
        1..=reports::MAX_REASON => None,
        _ => Some(("ERR_TOO_LONG", "has at most 2000 characters")),
    };
    if let Some((code, description)) = wrong {
        return Err(ApiError::invalid(vec![Flaw { field: "resolution", code, description }]));
    }
    let outcome = match sent.outcome {
        ReportOutcome::Resolved => Outcome::Resolved,
        ReportOutcome::Dismissed => Outcome::Dismissed,
    };
    let mut it = Doing::begin(by, id).await?;
    let ctx = &it.person.state.context;
    reports::resolve(ctx, &mut it.tx, it.person.actor, id, outcome, resolution, &Origin::Here).await?;
    it.finish().await
}

/// Open a decided report again
#[utoipa::path(
    post,
    path = "/reports/{id}/reopen",
    tag = "reports",
    params(("id" = ReportId, Path, description = "Of the report")),
    security(("token" = ["admin:write"])),
    responses(
        (status = 200, description = "The report as it is then", body = Report),
        (status = 422, description = "It is open"),
    )
)]
async fn reopen(by: Person<AdminWrite>, Id(id): Id<ReportId>) -> Result<Json<Report>, ApiError> {
    let mut it = Doing::begin(by, id).await?;
    reports::reopen(&it.person.state.context, &mut it.tx, it.person.actor, id).await?;
    it.finish().await
}
