//! What a person does with a status: thanks, shares, bookmarks, pins, mutes; and takes back.
//! <https://docs.joinmastodon.org/methods/statuses/#favourite>
//!
//! Each answers with the status as it is then. The id of somebody's sharing a status means the status.

use axum::routing::post;
use axum::{Json, Router};

use super::entities::Status;
use super::left::Left;
use super::present::Entry;
use super::{found, present};
use crate::api::access::{
    Needs, Person, WriteAccounts, WriteBookmarks, WriteFavourites, WriteMutes, WriteStatuses,
};
use crate::api::lenient::Id;
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::PostId;
use crate::domain::post::{Post, ReactionKind};
use crate::services::{marks, reactions, shares};
use crate::store::{Tx, posts, shares as shared};

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/statuses/{id}/favourite", post(favourite))
        .route("/api/v1/statuses/{id}/unfavourite", post(unfavourite))
        .route("/api/v1/statuses/{id}/bookmark", post(bookmark))
        .route("/api/v1/statuses/{id}/unbookmark", post(unbookmark))
        .route("/api/v1/statuses/{id}/pin", post(pin))
        .route("/api/v1/statuses/{id}/unpin", post(unpin))
        .route("/api/v1/statuses/{id}/mute", post(mute))
        .route("/api/v1/statuses/{id}/unmute", post(unmute))
        .route("/api/v1/statuses/{id}/reblog", post(reblog))
        .route("/api/v1/statuses/{id}/unreblog", post(unreblog))
}

/// Something that is done with a status.
struct Doing<S: Needs> {
    person: Person<S>,
    tx: Tx,
    post: Post,
}

impl<S: Needs> Doing<S> {
    async fn begin(person: Person<S>, id: PostId) -> Result<Self, ApiError> {
        let mut tx = person.state.db.begin().await?;
        let post = found::post(&person.state, &mut tx, &person.viewer, id).await?;
        Ok(Self { person, tx, post })
    }

    /// For what is taken back: whoever blocks the person since, that goes on.
    async fn begin_to_undo(person: Person<S>, id: PostId) -> Result<Self, ApiError> {
        let mut tx = person.state.db.begin().await?;
        let entry = present::entry(&mut tx, id.get()).await?.ok_or_else(ApiError::not_found)?;
        let post = posts::by_id(&mut tx, entry.post()).await?.ok_or_else(ApiError::not_found)?;
        Ok(Self { person, tx, post })
    }

    /// Commits, and gives what is left to see. Where nothing was taken back, what the person may not know of is not there
    /// (threat 93).
    async fn undone(mut self, was_there: bool) -> Result<Json<Left>, ApiError> {
        let Person { state, viewer, .. } = &self.person;
        if !was_there {
            found::post(state, &mut self.tx, viewer, self.post.id).await?;
        }
        let left = Left::of(state, &mut self.tx, viewer, Entry::Post(self.post.id)).await?;
        self.tx.commit().await?;
        Ok(Json(left))
    }

    /// Commits, and gives the status as it is now.
    async fn finish(self) -> Result<Json<Status>, ApiError> {
        let entry = Entry::Post(self.post.id);
        self.finish_as(entry).await
    }

    async fn finish_as(mut self, entry: Entry) -> Result<Json<Status>, ApiError> {
        let Person { state, viewer, .. } = &self.person;
        let status = present::statuses(state, &mut self.tx, viewer, &[entry]).await?.pop();
        self.tx.commit().await?;
        Ok(Json(status.ok_or_else(ApiError::not_found)?))
    }
}

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident($scope:ident): |$doing:ident| $does:expr;)+) => {$(
        $(#[$doc])*
        async fn $name(person: Person<$scope>, Id(id): Id<PostId>) -> Result<Json<Status>, ApiError> {
            let mut $doing = Doing::begin(person, id).await?;
            $does.await?;
            $doing.finish().await
        }
    )+};
}

/// What takes something back, and says whether it was there.
macro_rules! undoes {
    ($($(#[$doc:meta])* $name:ident($scope:ident): |$doing:ident| $does:expr;)+) => {$(
        $(#[$doc])*
        async fn $name(person: Person<$scope>, Id(id): Id<PostId>) -> Result<Json<Left>, ApiError> {
            let mut $doing = Doing::begin_to_undo(person, id).await?;
            let was_there = $does.await?;
            $doing.undone(was_there).await
        }
    )+};
}

marks! {
    /// `POST /api/v1/statuses/:id/favourite`: thanks.
    favourite(WriteFavourites): |it| reactions::react(
        &it.person.state.context, &mut it.tx, it.person.actor, it.post.id, ReactionKind::Thanks, None, &Origin::Here,
    );
    /// `POST /api/v1/statuses/:id/bookmark`
    bookmark(WriteBookmarks): |it|
        marks::bookmark(&it.person.state.context, &mut it.tx, it.person.actor, it.post.id);
    /// `POST /api/v1/statuses/:id/pin`
    pin(WriteAccounts): |it| marks::pin(&it.person.state.context, &mut it.tx, it.person.actor, it.post.id);
    /// `POST /api/v1/statuses/:id/mute`: of the whole thread.
    mute(WriteMutes): |it|
        marks::mute_thread(&it.person.state.context, &mut it.tx, it.person.actor, it.post.id);
}

undoes! {
    /// `POST /api/v1/statuses/:id/unfavourite`
    unfavourite(WriteFavourites): |it| reactions::withdraw(
        &it.person.state.context, &mut it.tx, it.person.actor, it.post.id, ReactionKind::Thanks, &Origin::Here,
    );
    /// `POST /api/v1/statuses/:id/unbookmark`
    unbookmark(WriteBookmarks): |it| marks::remove_bookmark(&mut it.tx, it.person.actor, it.post.id);
    /// `POST /api/v1/statuses/:id/unpin`
    unpin(WriteAccounts): |it| marks::unpin(&mut it.tx, it.person.actor, it.post.id);
    /// `POST /api/v1/statuses/:id/unmute`
    unmute(WriteMutes): |it| marks::unmute_thread(&mut it.tx, it.person.actor, it.post.root_id);
    /// `POST /api/v1/statuses/:id/unreblog`
    unreblog(WriteStatuses): |it|
        shares::withdraw(&it.person.state.context, &mut it.tx, it.person.actor, it.post.id, &Origin::Here);
}

/// `POST /api/v1/statuses/:id/reblog`: shares it with the person's followers, and answers with the share.
async fn reblog(person: Person<WriteStatuses>, Id(id): Id<PostId>) -> Result<Json<Status>, ApiError> {
    let mut it = Doing::begin(person, id).await?;
    let ctx = &it.person.state.context;
    let (share, _) = shares::share(ctx, &mut it.tx, it.person.actor, it.post.id, None, &Origin::Here).await?;
    let row = shared::by_id(&mut it.tx, share).await?.ok_or_else(ApiError::not_found)?;
    let entry = Entry::Share { id: row.id, actor: row.actor_id, post: row.post_id, at: row.created_at };
    it.finish_as(entry).await
}
