//! Other servers, and how deliveries to them are going.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::PeerId;
use crate::domain::time::Timestamp;
use crate::http::{CsrfForm, routes};
use crate::services::peers::{Order, PeerError, steer};
use crate::store::delivery_failures::DeliveryFailure;
use crate::store::peer_overview::{self, PeerOverview, Place};
use crate::store::{delivery_failures, inbox};
use crate::web::i18n::Message;
use crate::web::pages::paging::address;
use crate::web::reader::{Admin, SignedIn};
use crate::web::show;
use crate::web::view::{AdminPeers, FormErrors, Pagination, Peer, QueueSummary, Refusal};
use crate::web::{Done, WebError, WebState};

const LINES: usize = 50;
/// How many refusals stand beside a server.
const REFUSALS: i64 = 3;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// The last server of the part before, with `well` where nothing was wrong with it.
    after: String,
    well: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    peer: PeerId,
    action: String,
}

/// `GET /admin/peers`
pub(super) async fn page(
    State(state): State<WebState>,
    Admin(admin): Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let view = view(&state, &admin, &wanted, FormErrors::default()).await?;
    admin.reader.show(&view)
}

/// `POST /admin/peers`
pub(super) async fn submit(
    State(state): State<WebState>,
    Admin(admin): Admin,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let (order, done) = match fields.action.as_str() {
        "retry" => (Order::Retry, Done::PeerRetried),
        "pause" => (Order::Pause, Done::PeerPaused),
        "resume" => (Order::Resume, Done::PeerResumed),
        "drop" => (Order::Drop, Done::PeerDropped),
        _ => return Err(WebError::malformed()),
    };
    let mut tx = state.db.begin().await?;
    match steer(&state.context, &mut tx, Some(admin.actor), fields.peer, order).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(done.at(routes::ADMIN_PEERS))
        }
        Err(PeerError::Gone) => {
            drop(tx);
            let mut errors = FormErrors::default();
            errors.add("", Message::new("problem-server-gone"));
            admin.reader.show_again(&view(&state, &admin, &Wanted::default(), errors).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn view(
    state: &WebState,
    admin: &SignedIn,
    wanted: &Wanted,
    errors: FormErrors,
) -> Result<AdminPeers, WebError> {
    let from = Place { troubled: wanted.well != "1", domain: &wanted.after };
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut tx = state.db.read().await?;
    let mut rows = peer_overview::list(&mut tx, from, limit).await?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let ids: Vec<PeerId> = rows.iter().map(|row| row.peer.id).collect();
    let refusals = delivery_failures::latest_of(&mut tx, &ids, REFUSALS).await?;
    let totals = peer_overview::totals(&mut tx).await?;
    let inbox = inbox::depth(&mut tx).await?;
    drop(tx);
    let older = rows.last().filter(|_| more).map(|row| {
        let well = if row.troubled { "" } else { "1" };
        address(routes::ADMIN_PEERS, &[("after", row.peer.domain.as_str()), ("well", well)])
    });
    Ok(AdminPeers {
        summary: QueueSummary {
            peers: totals.peers.unsigned_abs(),
            failing: totals.failing.unsigned_abs(),
            pending: totals.pending.unsigned_abs(),
            inbox: inbox.unsigned_abs(),
        },
        peers: rows.into_iter().map(|row| line(row, &refusals, admin.reader.now)).collect(),
        pagination: Pagination { newer: None, older },
        errors,
    })
}

fn line(row: PeerOverview, refusals: &[DeliveryFailure], now: Timestamp) -> Peer {
    let PeerOverview { peer, pending, oldest_pending_at, .. } = row;
    let lag = oldest_pending_at.map_or(Duration::ZERO, |oldest| now.since(oldest));
    let of_this = refusals.iter().filter(|refusal| refusal.peer_id == peer.id);
    Peer {
        id: peer.id,
        state: show::peer_state(&peer),
        software: peer.software.map(|name| match peer.software_version {
            Some(version) => format!("{name} {version}"),
            None => name,
        }),
        last_success: peer.last_success_at,
        lag_seconds: lag.as_secs(),
        pending: pending.unsigned_abs(),
        last_error: peer.last_error.filter(|_| peer.failures > 0),
        next_attempt: peer.next_attempt_at,
        refusals: of_this
            .map(|refusal| Refusal {
                at: refusal.created_at,
                status: refusal.status,
                error: refusal.error.clone(),
            })
            .collect(),
        domain: peer.domain,
    }
}
