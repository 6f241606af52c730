//! How a person stands to others: <https://docs.joinmastodon.org/methods/accounts/#relationships>, and what changes it.

mod following;
mod keeping_away;
mod requests;
#[cfg(test)]
mod tests;

use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::accounts::visible;
use super::entities::{FamiliarFollowers, Relationship};
use crate::api::access::{Needs, Person, ReadFollows, WriteAccounts};
use crate::api::body::{Body, Query};
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Id, Many};
use crate::api::{ApiError, ApiState};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::relationship::Relationship as Between;
use crate::services::relationships::{RelationshipError, set_note};
use crate::store::{Tx, actors, relationships};

/// How many accounts one request can name.
const MOST_IDS: usize = 80;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/accounts/relationships", get(list))
        .route("/api/v1/accounts/familiar_followers", get(familiar_followers))
        .route("/api/v1/accounts/{id}/note", post(note))
        .merge(following::router())
        .merge(keeping_away::router())
        .merge(requests::router())
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    id: Many<String>,
    #[serde(default)]
    with_suspended: Option<Flag>,
}

impl Named {
    /// What is no id names nobody.
    fn ids(&self) -> Vec<ActorId> {
        self.id.0.iter().filter_map(|id| id.parse().ok()).take(MOST_IDS).collect()
    }
}

async fn list(
    Person { state, actor, .. }: Person<ReadFollows>,
    Query(named): Query<Named>,
) -> Result<Json<Vec<Relationship>>, ApiError> {
    let mut tx = state.db.read().await?;
    let suspended_too = named.with_suspended.is_some_and(|Flag(suspended_too)| suspended_too);
    let found = actors::by_ids(&mut tx, &named.ids()).await?;
    let there = |actor: &Actor| actor.deleted_at.is_none() && (suspended_too || actor.suspended_at.is_none());
    let mut ids = named.ids();
    ids.retain(|id| found.iter().any(|actor| actor.id == *id && there(actor)));
    let between = relationships::of(&mut tx, actor, &ids, state.context.now()).await?;
    Ok(Json(between.into_iter().map(Relationship::from).collect()))
}

/// Whom of those that the person follows also follows an account. Nobody learns that here.
async fn familiar_followers(
    _: Person<ReadFollows>,
    Query(named): Query<Named>,
) -> Json<Vec<FamiliarFollowers>> {
    let nobody = |id| FamiliarFollowers { id, accounts: [] };
    Json(named.ids().into_iter().map(nobody).collect())
}

#[derive(Debug, Deserialize)]
struct Remark {
    #[serde(default)]
    comment: String,
}

async fn note(
    person: Person<WriteAccounts>,
    Id(target): Id<ActorId>,
    Body(remark): Body<Remark>,
) -> Result<Json<Relationship>, ApiError> {
    let mut it = Doing::begin(person, target).await?;
    set_note(&mut it.tx, it.person.actor, it.target, &remark.comment).await?;
    it.finish().await
}

/// Something that a person does about somebody of whom they may know.
struct Doing<S: Needs> {
    person: Person<S>,
    tx: Tx,
    target: ActorId,
}

impl<S: Needs> Doing<S> {
    async fn begin(person: Person<S>, target: ActorId) -> Result<Self, ApiError> {
        let mut tx = person.state.db.begin().await?;
        let target = visible(&person.state, &mut tx, &person.viewer, target).await?.id;
        Ok(Self { person, tx, target })
    }

    /// Somebody of whom the person may know no more, such as who is suspended, can be let go of where something is between
    /// the two, and shows nothing of themselves by it.
    async fn let_go(person: Person<S>, target: ActorId) -> Result<Self, ApiError> {
        let mut tx = person.state.db.begin().await?;
        let target = there(&mut tx, target).await?.id;
        if visible(&person.state, &mut tx, &person.viewer, target).await.is_err() {
            let now = person.state.context.now();
            let between = relationships::of(&mut tx, person.actor, &[target], now).await?.pop();
            between.filter(Between::is_something).ok_or_else(ApiError::not_found)?;
        }
        Ok(Self { person, tx, target })
    }

    /// Commits, and says how it stands between the two now.
    async fn finish(mut self) -> Result<Json<Relationship>, ApiError> {
        let now = one(&self.person.state, &mut self.tx, self.person.actor, self.target).await?;
        self.tx.commit().await?;
        Ok(now)
    }
}

/// Somebody who is not gone.
async fn there(tx: &mut Tx, id: ActorId) -> Result<Actor, ApiError> {
    let actor = actors::by_id(tx, id).await?.filter(|actor| actor.deleted_at.is_none());
    actor.ok_or_else(ApiError::not_found)
}

/// How it stands between the two now.
async fn one(
    state: &ApiState,
    tx: &mut Tx,
    actor: ActorId,
    target: ActorId,
) -> Result<Json<Relationship>, ApiError> {
    let between = relationships::of(tx, actor, &[target], state.context.now()).await?.pop();
    between.map(|between| Json(between.into())).ok_or_else(ApiError::not_found)
}

impl From<RelationshipError> for ApiError {
    fn from(error: RelationshipError) -> Self {
        let (field, code, description) = match error {
            RelationshipError::Denied(denial) => return denial.into(),
            RelationshipError::Store(error) => return error.into(),
            RelationshipError::Oneself => {
                return Self::unprocessable("Nobody keeps away from themselves");
            }
            RelationshipError::Domain => ("domain", "ERR_INVALID", "is not the domain of another server"),
            RelationshipError::TooManyDomains => {
                ("domain", "ERR_TOO_MANY", "cannot be added: there are too many")
            }
            RelationshipError::NoteTooLong => ("comment", "ERR_TOO_LONG", "has at most 2000 characters"),
            RelationshipError::Languages => ("languages", "ERR_INVALID", "are not languages"),
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}
