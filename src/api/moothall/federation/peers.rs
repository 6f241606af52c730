//! Other servers, and how deliveries to them are going.

use std::str::FromStr;

use axum::Json;
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
use crate::api::moothall::views::Peer;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::PeerId;
use crate::domain::permission::{Action, Viewer, can};
use crate::http::NotACursor;
use crate::services::peers::{self, steer};
use crate::store::peer_overview::{self, PeerOverview, Place};
use crate::store::{Tx, delivery_failures, peers as known};

/// How many refusals stand beside a server.
const REFUSALS: i64 = 3;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(order))
}

/// A place in the list: the last server before it, marked where nothing was wrong with it.
struct After {
    troubled: bool,
    domain: String,
}

impl FromStr for After {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (mark, domain) = text.split_once('.').ok_or(NotACursor)?;
        let troubled = match mark {
            "ill" => true,
            "well" => false,
            _ => return Err(NotACursor),
        };
        Ok(Self { troubled, domain: domain.to_owned() })
    }
}

fn position(row: &PeerOverview) -> String {
    format!("{}.{}", if row.troubled { "ill" } else { "well" }, row.peer.domain)
}

/// Known servers
///
/// Those with trouble come first, then by domain.
#[utoipa::path(
    get,
    path = "/peers",
    tag = "federation",
    params(Position),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "A page of servers", body = Listed<Peer>))
)]
async fn list(
    Person { state, viewer, .. }: Person<AdminRead>,
    listing: Listing,
) -> Result<Response, ApiError> {
    can(&viewer, Action::AdministerNode)?;
    let after = listing.after::<After>()?;
    let from = after
        .as_ref()
        .map_or(Place::START, |after| Place { troubled: after.troubled, domain: &after.domain });
    let mut tx = state.db.read().await?;
    let mut rows = peer_overview::list(&mut tx, from, listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(position);
    Ok(listing.answer(present(&mut tx, rows).await?, next))
}

async fn present(tx: &mut Tx, rows: Vec<PeerOverview>) -> Result<Vec<Peer>, ApiError> {
    let ids: Vec<PeerId> = rows.iter().map(|row| row.peer.id).collect();
    let refusals = delivery_failures::latest_of(tx, &ids, REFUSALS).await?;
    Ok(rows.into_iter().map(|row| Peer::new(row, &refusals)).collect())
}

/// One server
#[utoipa::path(
    get,
    path = "/peers/{domain}",
    tag = "federation",
    params(("domain" = String, Path, description = "Of the server, in lower case")),
    security(("token" = ["admin:read"])),
    responses((status = 200, description = "The server", body = Peer))
)]
async fn one(
    Person { state, viewer, .. }: Person<AdminRead>,
    Id(domain): Id<String>,
) -> Result<Json<Peer>, ApiError> {
    let mut tx = state.db.read().await?;
    Ok(Json(Peer::read(&state, &mut tx, &viewer, &domain).await?))
}

impl Shown for Peer {
    type Id = String;

    async fn read(_: &ApiState, tx: &mut Tx, viewer: &Viewer, domain: &String) -> Result<Self, ApiError> {
        can(viewer, Action::AdministerNode)?;
        let row = peer_overview::one(tx, domain).await?.ok_or_else(ApiError::not_found)?;
        present(tx, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
    }
}

/// What shall happen with what waits for a server.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// Try at once, whatever the back-off says.
    Retry,
    /// Let it wait until told otherwise.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Give up what waits: it will never reach the server.
    Drop,
}

/// What to do about a server.
#[derive(Debug, Deserialize, ToSchema)]
struct Ordered {
    /// `retry`: try at once; `pause`: let what is published wait; `resume`: go on; `drop`: give up what waits, for good.
    order: Order,
}

/// Say what shall happen with what waits for a server
///
/// Safe to repeat.
#[utoipa::path(
    post,
    path = "/peers/{domain}/orders",
    tag = "federation",
    params(("domain" = String, Path, description = "Of the server, in lower case")),
    request_body = Ordered,
    security(("token" = ["admin:write"])),
    responses((status = 200, description = "The server as it is then", body = Peer))
)]
async fn order(
    by: Person<AdminWrite>,
    Id(domain): Id<String>,
    Sent(sent): Sent<Ordered>,
) -> Result<Json<Peer>, ApiError> {
    let order = match sent.order {
        Order::Retry => peers::Order::Retry,
        Order::Pause => peers::Order::Pause,
        Order::Resume => peers::Order::Resume,
        Order::Drop => peers::Order::Drop,
    };
    let mut it = Doing::begin(by, domain.clone()).await?;
    let peer = known::by_domain(&mut it.tx, &domain).await?.ok_or_else(ApiError::not_found)?;
    steer(&it.person.state.context, &mut it.tx, Some(it.person.actor), peer.id, order).await?;
    it.finish().await
}
