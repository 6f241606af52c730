//! The collections of this node's actors. Followers are counted, never named (threat 102).

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::FederationState;
use super::actors::{by_handle, by_uri};
use super::answer::{NoAnswer, document};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::ids::PostId;
use crate::domain::post::Post;
use crate::federation::objects::PUBLIC;
use crate::federation::objects::activity::ActivityJson;
use crate::federation::objects::collection::Collection;
use crate::federation::objects::post::{FullPost, write};
use crate::federation::outgoing::{create, full_posts};
use crate::store::{Tx, collections as store, follows, moderators as store_moderators};

/// How many items one page has.
pub(super) const PAGE: i64 = 20;
/// How many pinned threads a community shows.
const PINNED: i64 = 50;

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    page: Option<bool>,
    before: Option<PostId>,
}

impl Paging {
    /// The items before which a page begins, or `None` for the collection itself.
    fn start(&self) -> Option<PostId> {
        self.before.or_else(|| self.page.filter(|page| *page).map(|_| PostId::new(i64::MAX)))
    }
}

type Shared = State<FederationState>;
type Answer = Result<Response, NoAnswer>;

pub(super) async fn outbox_of_person(
    State(state): Shared,
    Path(handle): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let mut tx = state.db.read().await?;
    let person = by_handle(&state, &mut tx, &handle, ActorKind::Person).await?;
    let Some(before) = paging.start() else {
        let total = store::count_of_author(&mut tx, person.id).await?;
        return Ok(beginning(&format!("{}/outbox", person.uri), total));
    };
    let posts = store::of_author(&mut tx, person.id, before, PAGE).await?;
    outbox_page(&state, &mut tx, &person, posts, before).await
}

pub(super) async fn outbox_of_community(
    State(state): Shared,
    Path(handle): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    let Some(before) = paging.start() else {
        let total = store::count_of_community(&mut tx, community.id).await?;
        return Ok(beginning(&format!("{}/outbox", community.uri), total));
    };
    let posts = store::of_community(&mut tx, community.id, before, PAGE).await?;
    outbox_page(&state, &mut tx, &community, posts, before).await
}

pub(super) async fn outbox_of_organization(State(state): Shared) -> Response {
    nothing_in(&state.ctx.addresses.organization(), "outbox")
}

pub(super) async fn outbox_of_application(State(state): Shared) -> Response {
    nothing_in(&state.ctx.addresses.application(), "outbox")
}

pub(super) async fn followers_of_person(State(state): Shared, Path(handle): Path<String>) -> Answer {
    let mut tx = state.db.read().await?;
    let person = by_handle(&state, &mut tx, &handle, ActorKind::Person).await?;
    followers(&mut tx, &person).await
}

pub(super) async fn followers_of_community(State(state): Shared, Path(handle): Path<String>) -> Answer {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    followers(&mut tx, &community).await
}

pub(super) async fn followers_of_organization(State(state): Shared) -> Answer {
    let mut tx = state.db.read().await?;
    let organization = by_uri(&mut tx, &state.ctx.addresses.organization()).await?;
    followers(&mut tx, &organization).await
}

/// Whom a person follows is counted, never named, as their followers are.
pub(super) async fn following_of_person(State(state): Shared, Path(handle): Path<String>) -> Answer {
    let mut tx = state.db.read().await?;
    let person = by_handle(&state, &mut tx, &handle, ActorKind::Person).await?;
    let total = follows::count_following(&mut tx, person.id).await?;
    Ok(document(Collection::<()>::counted(format!("{}/following", person.uri), total)))
}

pub(super) async fn following_of_organization(State(state): Shared) -> Response {
    nothing_in(&state.ctx.addresses.organization(), "following")
}

pub(super) async fn followers_of_application(State(state): Shared) -> Response {
    nothing_in(&state.ctx.addresses.application(), "followers")
}

/// Pinned threads: ours as documents, those of other servers by id, because only their own server vouches for them.
pub(super) async fn featured(State(state): Shared, Path(handle): Path<String>) -> Answer {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    let pinned = store::featured(&mut tx, community.id, PINNED).await?;
    let items = documents(&state, &mut tx, pinned).await?;
    let total = i64::try_from(items.len()).unwrap_or(PINNED);
    Ok(document(Collection::whole(format!("{}/featured", community.uri), total, items)))
}

pub(super) async fn moderators(State(state): Shared, Path(handle): Path<String>) -> Answer {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    let moderators = store_moderators::of_community(&mut tx, community.id).await?;
    let items: Vec<String> = moderators.into_iter().map(|moderator| moderator.uri).collect();
    let total = i64::try_from(items.len()).unwrap_or_default();
    let collection = Collection::whole(format!("{}/moderators", community.uri), total, items);
    Ok(document(collection.owned_by(&community.uri)))
}

pub(super) async fn resources(
    State(state): Shared,
    Path(handle): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let mut tx = state.db.read().await?;
    let community = by_handle(&state, &mut tx, &handle, ActorKind::Group).await?;
    let id = format!("{}/resources", community.uri);
    let Some(before) = paging.start() else {
        let total = store::count_resources(&mut tx, community.id).await?;
        return Ok(beginning(&id, total));
    };
    let posts = store::resources(&mut tx, community.id, before, PAGE).await?;
    let next = next(&id, &posts);
    let items = documents(&state, &mut tx, posts).await?;
    Ok(document(Collection::page(page_id(&id, before), id.clone(), items, next)))
}

async fn followers(tx: &mut Tx, actor: &Actor) -> Answer {
    let total = follows::count_followers(tx, actor.id).await?;
    Ok(document(Collection::<()>::counted(format!("{}/followers", actor.uri), total)))
}

fn nothing_in(actor: &str, name: &str) -> Response {
    document(Collection::<()>::whole(format!("{actor}/{name}"), 0, Vec::new()))
}

fn beginning(id: &str, total: i64) -> Response {
    document(Collection::<()>::paged(id.to_owned(), total, format!("{id}?page=true")))
}

fn page_id(id: &str, before: PostId) -> String {
    if before.get() == i64::MAX { format!("{id}?page=true") } else { format!("{id}?before={before}") }
}

fn next(id: &str, posts: &[Post]) -> Option<String> {
    let full = i64::try_from(posts.len()).is_ok_and(|count| count >= PAGE);
    posts.last().filter(|_| full).map(|last| format!("{id}?before={}", last.id))
}

async fn outbox_page(
    state: &FederationState,
    tx: &mut Tx,
    actor: &Actor,
    posts: Vec<Post>,
    before: PostId,
) -> Answer {
    let id = format!("{}/outbox", actor.uri);
    let next = next(&id, &posts);
    let mut items = Vec::new();
    for full in &full_posts(tx, posts).await? {
        items.push(outbox_item(state, actor, full)?);
    }
    Ok(document(Collection::page(page_id(&id, before), id.clone(), items, next)))
}

/// People create; communities announce what was created here, and share what was created elsewhere.
fn outbox_item(state: &FederationState, actor: &Actor, full: &FullPost) -> Result<Value, NoAnswer> {
    let created = || create(format!("{}#create", full.post.uri), full, &state.ctx.addresses);
    if !actor.is_community() {
        return Ok(serde_json::to_value(created()?)?);
    }
    let object = if full.author.local { serde_json::to_value(created()?)? } else { json!(full.post.uri) };
    let mut announce =
        ActivityJson::new(format!("{}#announce", full.post.uri), "Announce", &actor.uri, object)
            .to(vec![PUBLIC.to_owned()])
            .cc(actor.followers_url.iter().cloned().collect());
    announce.context = Some(state.ctx.addresses.context(full.post.root_id));
    announce.published = Some(full.post.received_at);
    Ok(serde_json::to_value(announce)?)
}

async fn documents(state: &FederationState, tx: &mut Tx, posts: Vec<Post>) -> Result<Vec<Value>, NoAnswer> {
    let mut items = Vec::new();
    for full in &full_posts(tx, posts).await? {
        let item = if full.author.local { write(full, &state.ctx.addresses)? } else { json!(full.post.uri) };
        items.push(item);
    }
    Ok(items)
}
