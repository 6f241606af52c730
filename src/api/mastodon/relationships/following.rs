//! Following people and communities, and who follows: <https://docs.joinmastodon.org/methods/accounts/#follow>.

use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::Doing;
use crate::api::access::{Anyone, Person, ReadAccounts, WriteFollows};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Id, Many};
use crate::api::mastodon::accounts::visible;
use crate::api::mastodon::entities::{Account, Relationship};
use crate::api::mastodon::present;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::community::FollowState;
use crate::domain::ids::ActorId;
use crate::domain::permission::Viewer;
use crate::domain::relationship::Wishes;
use crate::http::HttpError;
use crate::services::communities::{self, FollowError};
use crate::services::relationships::{remove_follower, set_wishes};
use crate::store::{StoreError, Tx, accounts, follows, relationships};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts/{id}/follow", post(follow))
        .route("/api/v1/accounts/{id}/unfollow", post(unfollow))
        .route("/api/v1/accounts/{id}/remove_from_followers", post(remove_from_followers))
        .route("/api/v1/accounts/{id}/followers", get(followers))
        .route("/api/v1/accounts/{id}/following", get(following))
}

#[derive(Debug, Deserialize)]
struct Asked {
    reblogs: Option<Flag>,
    notify: Option<Flag>,
    languages: Option<Many<String>>,
}

async fn follow(
    person: Person<WriteFollows>,
    Id(target): Id<ActorId>,
    Body(asked): Body<Asked>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::begin(person, target).await?;
    let (ctx, actor) = (&it.person.state.context, it.person.actor);
    accounts::lock(&mut it.tx, actor).await?;
    communities::follow(ctx, &mut it.tx, actor, it.target).await?;
    let before = relationships::of(&mut it.tx, actor, &[it.target], ctx.now()).await?.pop();
    let before = before.map(|before| before.wishes).unwrap_or_default();
    let wishes = Wishes {
        shares: asked.reblogs.map_or(before.shares, |Flag(shares)| shares),
        notify: asked.notify.map_or(before.notify, |Flag(notify)| notify),
        languages: asked.languages.map_or_else(|| before.languages.clone(), |Many(tags)| Some(tags)),
    };
    if wishes != before {
        set_wishes(&mut it.tx, actor, it.target, wishes).await?;
    }
    it.finish().await
}

async fn unfollow(
    person: Person<WriteFollows>,
    Id(target): Id<ActorId>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::let_go(person, target).await?;
    communities::unfollow(&it.person.state.context, &mut it.tx, it.person.actor, it.target).await?;
    it.finish().await
}

async fn remove_from_followers(
    person: Person<WriteFollows>,
    Id(target): Id<ActorId>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::let_go(person, target).await?;
    remove_follower(&it.person.state.context, &mut it.tx, it.person.actor, it.target).await?;
    it.finish().await
}

/// Who follows the person who asks. Of others, only the number is known: it stands in the account.
async fn followers(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(target): Id<ActorId>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let target = visible(&state, &mut tx, &viewer, target).await?.id;
    if viewer.actor != Some(target) {
        return Ok(Json::<[Account; 0]>([]).into_response());
    }
    let found = follows::followers_by_id(&mut tx, target, FollowState::Accepted, paging.span).await?;
    Ok(listed(&state, &mut tx, &viewer, &paging, &found).await?)
}

/// Whom the person who asks follows. Of others, only the number is known.
async fn following(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(target): Id<ActorId>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let target = visible(&state, &mut tx, &viewer, target).await?.id;
    if viewer.actor != Some(target) {
        return Ok(Json::<[Account; 0]>([]).into_response());
    }
    let found = follows::followed_by_id(&mut tx, target, paging.span).await?;
    Ok(listed(&state, &mut tx, &viewer, &paging, &found).await?)
}

/// A page of accounts that is ordered by their ids, without those of which the viewer may know no more.
pub(super) async fn listed(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    paging: &Paging<40, 80>,
    ids: &[ActorId],
) -> Result<Response, StoreError> {
    let mut found = present::visible_by_id(state, tx, viewer, ids.iter().copied()).await?;
    let accounts: Vec<Account> = ids.iter().filter_map(|id| found.remove(id)).collect();
    let ends = ids.first().zip(ids.last()).map(|(first, last)| (first.get(), last.get()));
    Ok(paging.answer(&accounts, ends))
}

impl From<FollowError> for ApiError {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Denied(denial) => denial.into(),
            FollowError::Store(error) => error.into(),
            FollowError::NotFollowable => Self::unprocessable("Nobody can follow this account"),
            FollowError::Oneself => HttpError::forbidden("Nobody follows themselves").into(),
            FollowError::NotFederated => {
                HttpError::forbidden("This node does not federate with that server").into()
            }
        }
    }
}
