//! Posts of this node, their replies, and whole conversations (FEP-7888).

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::FederationState;
use super::answer::{Gone, NoAnswer, document};
use super::collections::PAGE;
use crate::domain::ids::PostId;
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::{Post, PostKind, PostState};
use crate::federation::objects::collection::Collection;
use crate::federation::objects::post::{kind_name, write};
use crate::federation::outgoing::full_posts;
use crate::services::standing;
use crate::store::collections::Listed;
use crate::store::{Tx, actors, collections as store, posts};

/// Where a page of a conversation begins.
#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    page: Option<bool>,
    after: Option<PostId>,
}

impl Paging {
    fn start(&self) -> Option<PostId> {
        self.after.or_else(|| self.page.filter(|page| *page).map(|_| PostId::new(0)))
    }
}

pub(super) async fn discussion(
    State(state): State<FederationState>,
    Path(id): Path<PostId>,
) -> Result<Response, NoAnswer> {
    post(&state, id, |kind| kind != PostKind::Resource).await
}

pub(super) async fn resource(
    State(state): State<FederationState>,
    Path(id): Path<PostId>,
) -> Result<Response, NoAnswer> {
    post(&state, id, |kind| kind == PostKind::Resource).await
}

pub(super) async fn replies(
    State(state): State<FederationState>,
    Path(id): Path<PostId>,
    Query(paging): Query<Paging>,
) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let post = visible(&state, &mut tx, id).await?;
    let collection = format!("{}/replies", post.uri);
    let Some(after) = paging.start() else {
        let total = store::count_replies(&mut tx, post.id).await?;
        return Ok(document(Collection::<()>::paged(collection.clone(), total, first(&collection))));
    };
    let listed = store::replies(&mut tx, post.id, after, PAGE).await?;
    Ok(page(&collection, after, listed))
}

/// The whole conversation of a thread in one of our communities, root first. The community owns it.
pub(super) async fn context(
    State(state): State<FederationState>,
    Path(id): Path<PostId>,
    Query(paging): Query<Paging>,
) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let root = seen(&state, &mut tx, id).await?;
    let community = match root.community_id {
        Some(community) => actors::by_id(&mut tx, community).await?,
        None => None,
    };
    let community =
        community.filter(|community| community.local && root.is_root()).ok_or(NoAnswer::NotFound)?;
    let collection = state.ctx.addresses.context(root.id);
    let Some(after) = paging.start() else {
        let total = store::count_context(&mut tx, root.id).await?;
        let paged = Collection::<()>::paged(collection.clone(), total, first(&collection));
        return Ok(document(paged.owned_by(&community.uri)));
    };
    let listed = store::context(&mut tx, root.id, after, PAGE).await?;
    Ok(page(&collection, after, listed))
}

async fn post(state: &FederationState, id: PostId, fits: fn(PostKind) -> bool) -> Result<Response, NoAnswer> {
    let mut tx = state.db.read().await?;
    let post = visible(state, &mut tx, id).await?;
    if !fits(post.kind) {
        return Err(NoAnswer::NotFound);
    }
    let full = full_posts(&mut tx, vec![post]).await?.pop().ok_or(NoAnswer::NotFound)?;
    Ok(document(write(&full, &state.ctx.addresses)?))
}

/// A post of this node that anyone may read.
async fn visible(state: &FederationState, tx: &mut Tx, id: PostId) -> Result<Post, NoAnswer> {
    let post = seen(state, tx, id).await?;
    if !state.ctx.addresses.is_ours(&post.uri) {
        return Err(NoAnswer::NotFound);
    }
    if !post.is_readable() {
        let former_type = kind_name(&post);
        return Err(NoAnswer::Gone(Gone {
            uri: post.uri,
            former_type,
            deleted: post.deleted_at.or(post.removed_at),
        }));
    }
    Ok(post)
}

/// A post that anyone may see. One that waits for its host must be readable already: the host fetches it to check it.
async fn seen(state: &FederationState, tx: &mut Tx, id: PostId) -> Result<Post, NoAnswer> {
    let post = posts::by_id(tx, id).await?.ok_or(NoAnswer::NotFound)?;
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, None, state.ctx.now()).await?,
        None => None,
    };
    can(&Viewer::ANYONE, Action::ViewPost(&post, place.as_ref().map(standing::Place::view)))?;
    if post.state == PostState::Refused { Err(NoAnswer::NotFound) } else { Ok(post) }
}

fn first(collection: &str) -> String {
    format!("{collection}?page=true")
}

fn page(collection: &str, after: PostId, listed: Vec<Listed>) -> Response {
    let full = i64::try_from(listed.len()).is_ok_and(|count| count >= PAGE);
    let next = listed.last().filter(|_| full).map(|last| format!("{collection}?after={}", last.id));
    let id = if after.get() == 0 { first(collection) } else { format!("{collection}?after={after}") };
    let items: Vec<String> = listed.into_iter().map(|listed| listed.uri).collect();
    document(Collection::page(id, collection.to_owned(), items, next))
}
