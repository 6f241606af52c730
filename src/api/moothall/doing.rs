//! What every change has in common: it is about something that the person may know of, and it is answered with how that
//! stands then.

use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;

use crate::api::access::{Needs, Person};
use crate::api::{ApiError, ApiState};
use crate::domain::permission::Viewer;
use crate::store::Tx;

/// What a change is about, as it is shown.
pub(super) trait Shown: Serialize + Sized {
    /// What names it in an address.
    type Id;

    /// It, as it stands.
    ///
    /// # Errors
    /// 404 when there is none of which the viewer may know.
    async fn read(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &Self::Id) -> Result<Self, ApiError>;

    /// Whether the viewer may know of it: the same, where less needs to be read for that.
    ///
    /// # Errors
    /// As for [`Self::read`].
    async fn known(state: &ApiState, tx: &mut Tx, viewer: &Viewer, id: &Self::Id) -> Result<(), ApiError> {
        Self::read(state, tx, viewer, id).await.map(drop)
    }
}

/// Something that a person does.
pub(super) struct Doing<S: Needs, T: Shown> {
    pub(super) person: Person<S>,
    pub(super) tx: Tx,
    id: T::Id,
}

impl<S: Needs, T: Shown> Doing<S, T> {
    /// Finds what it is about.
    pub(super) async fn begin(person: Person<S>, id: T::Id) -> Result<Self, ApiError> {
        let mut tx = person.state.db.begin().await?;
        T::known(&person.state, &mut tx, &person.viewer, &id).await?;
        Ok(Self { person, tx, id })
    }

    /// Commits, and answers with how it stands.
    pub(super) async fn finish(mut self) -> Result<Json<T>, ApiError> {
        let Person { state, viewer, .. } = &self.person;
        let answer = T::read(state, &mut self.tx, viewer, &self.id).await?;
        self.tx.commit().await?;
        Ok(Json(answer))
    }

    /// Commits, and answers that it is done.
    pub(super) async fn done(self) -> Result<StatusCode, ApiError> {
        self.tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    }
}
