//! Communities as everybody may see them.

use axum::Json;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::access::{Anyone, ReadAccounts};
use crate::api::body::Query;
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Id};
use crate::api::moothall::doing::Shown;
use crate::api::moothall::found::Ground;
use crate::api::moothall::listing::{Listed, Listing, Position, place};
use crate::api::moothall::views::{Community, CommunityDetail, LogLine, May, Mine, People, Person};
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, ModerationId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::time::Timestamp;
use crate::http::Cursor;
use crate::services::communities::moderators::MAX_MODERATORS;
use crate::store::community_lists::{self, CommunityRow, Explore};
use crate::store::{Tx, domain_rules, follows, moderation_log, moderators};

/// The longest text to look for, in characters.
const MOST_WORDS: usize = 200;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(log))
}

/// Which communities to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Found anywhere in name, handle or description; at most 200 characters.
    q: Option<String>,
    /// `true`: only those of this node; `false`: only those of others.
    #[param(value_type = Option<bool>)]
    local: Option<Flag>,
    /// `true`: only those that the person follows.
    #[param(value_type = Option<bool>)]
    followed: Option<Flag>,
}

/// Communities that are listed
///
/// Those of this node and those of others that it knows, the one with the latest post first. Unlisted ones are left out.
#[utoipa::path(
    get,
    path = "/communities",
    tag = "communities",
    params(Wanted, Position),
    security((), ("token" = ["read:accounts"])),
    responses((status = 200, description = "A page of communities", body = Listed<Community>))
)]
async fn list(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Query(wanted): Query<Wanted>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let text = wanted.q.unwrap_or_default();
    if text.chars().nth(MOST_WORDS).is_some() {
        let description = "has at most 200 characters";
        return Err(ApiError::invalid(vec![Flaw { field: "q", code: "ERR_TOO_LONG", description }]));
    }
    let after = listing.after::<Cursor>()?.map(|cursor| community_lists::Position {
        active_at: Timestamp::from_millis(cursor.sort),
        id: ActorId::new(cursor.id),
    });
    let local = wanted.local.map(|Flag(local)| local);
    let followed_only = wanted.followed.is_some_and(|Flag(followed)| followed);
    let what = Explore { text: text.trim(), local, followed_only };
    let mut tx = state.db.read().await?;
    let mut rows = community_lists::explore(&mut tx, what, viewer.actor, after, listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(|row| place(row.position.active_at.millis(), row.actor.id.get()));
    let domains: Vec<&str> =
        rows.iter().filter(|row| !row.actor.local).map(|row| row.actor.domain.as_str()).collect();
    let blocked = domain_rules::blocked_among(&mut tx, &domains).await?;
    rows.retain(|row| row.actor.local || !blocked.contains(&row.actor.domain));
    let communities = present(&state, &mut tx, &viewer, rows).await?;
    Ok(listing.answer(communities, next))
}

async fn present(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    rows: Vec<CommunityRow>,
) -> Result<Vec<Community>, ApiError> {
    let ids: Vec<ActorId> = rows.iter().map(|row| row.actor.id).collect();
    let counts = state.counts.of(tx, &ids).await?;
    let organization =
        |id: ActorId| counts.get(&id).and_then(|counts| counts.community.as_ref()?.organization.clone());
    let one = |row: CommunityRow| {
        let mine = viewer.actor.map(|_| Mine { follow: row.follow, moderates: row.moderates });
        let organization = organization(row.actor.id);
        Community::new(state, row.actor, row.community, organization, mine)
    };
    Ok(rows.into_iter().map(one).collect())
}

/// One community
#[utoipa::path(
    get,
    path = "/communities/{id}",
    tag = "communities",
    params(("id" = ActorId, Path, description = "Of the community")),
    security((), ("token" = ["read:accounts"])),
    responses((status = 200, description = "The community", body = CommunityDetail))
)]
async fn one(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(id): Id<ActorId>,
) -> Result<Json<CommunityDetail>, ApiError> {
    let mut tx = state.db.read().await?;
    let ground = Ground::seen(&state, &mut tx, &viewer, id).await?;
    Ok(Json(detail(&state, &mut tx, &viewer, ground).await?))
}

/// A community with all that is shown of it.
async fn detail(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    Ground { actor, place }: Ground,
) -> Result<CommunityDetail, ApiError> {
    let id = actor.id;
    let moderators = moderators::page(tx, id, None, MAX_MODERATORS.into()).await?;
    let moderators = moderators.iter().map(|row| Person::from(&row.actor)).collect();
    let mine = match viewer.actor {
        Some(person) => {
            let follow = follows::get(tx, person, id).await?.map(|follow| follow.state);
            Some(Mine { follow, moderates: place.standing.moderates })
        }
        None => None,
    };
    let may = |action: Action<'_>| can(viewer, action).is_ok();
    let may = May {
        post: may(Action::StartThread(place.view())),
        moderate: may(Action::ModerateCommunity(place.view())),
        manage: may(Action::ManageCommunity(place.view())),
    };
    let counts = state.counts.now(tx, &[id]).await?.remove(&id).unwrap_or_default();
    let organization = counts.community.and_then(|terms| terms.organization);
    let community = Community::new(state, actor, place.community, organization, mine);
    Ok(CommunityDetail { community, moderators, may })
}

impl Shown for CommunityDetail {
    type Id = ActorId;

    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &ActorId) -> Result<Self, ApiError> {
        let ground = Ground::find(state, tx, viewer, *id).await?;
        detail(state, tx, viewer, ground).await
    }

    async fn known(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &ActorId) -> Result<(), ApiError> {
        Ground::find(state, tx, viewer, *id).await.map(drop)
    }
}

/// What its moderators did
///
/// The newest first. The log is public: who keeps order shows how.
#[utoipa::path(
    get,
    path = "/communities/{id}/log",
    tag = "moderation",
    params(("id" = ActorId, Path, description = "Of the community"), Position),
    security((), ("token" = ["read:accounts"])),
    responses((status = 200, description = "A page of the log", body = Listed<LogLine>))
)]
async fn log(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(id): Id<ActorId>,
    listing: Listing,
) -> Result<Response, ApiError> {
    let before = ModerationId::new(listing.below()?);
    let mut tx = state.db.read().await?;
    Ground::seen(&state, &mut tx, &viewer, id).await?;
    let mut rows = moderation_log::of_community(&mut tx, id, Some(before), listing.one_more()).await?;
    let next = listing.cut(&mut rows).map(|entry| place(0, entry.id.get()));
    let named = rows.iter().flat_map(|entry| [entry.moderator_id, entry.subject_id]).flatten();
    let people = People::read(&mut tx, named.collect::<Vec<_>>()).await?;
    let lines = rows.into_iter().map(|entry| LogLine::new(entry, &people)).collect();
    Ok(listing.answer(lines, next))
}
