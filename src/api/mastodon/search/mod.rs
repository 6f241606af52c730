//! Finding people, communities, threads, resources and tags, here and elsewhere:
//! <https://docs.joinmastodon.org/methods/search/>.
//!
//! Words are searched in what this node knows, by the functions of the store that the page *Explore* uses. A handle or
//! address names one thing; it is asked for elsewhere only when a person wants that (`resolve`), because it makes this
//! node contact another.

mod named;
mod words;

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use self::words::Page;
use super::entities::{Account, Search, SearchV1};
use super::present::{self, Entry};
use crate::api::access::{Anyone, Person, ReadAccounts, ReadSearch};
use crate::api::body::Query;
use crate::api::lenient::Flag;
use crate::api::{ApiError, ApiState};
use crate::domain::actor::ActorKind;
use crate::domain::community::FollowState;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::Viewer;
use crate::http::{ClientAddress, HttpError};
use crate::services::network::Found;
use crate::store::{Tx, actors, follows};

/// The longest query, in characters.
const MAX_QUERY: usize = 300;
/// How far a list of results can be followed.
const MAX_OFFSET: usize = 400;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/search", get(version_1))
        .route("/api/v2/search", get(version_2))
        .route("/api/v1/accounts/search", get(accounts))
}

/// What an app asks for.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    r#type: Option<String>,
    resolve: Option<Flag>,
    following: Option<Flag>,
    account_id: Option<String>,
    limit: Option<String>,
    offset: Option<String>,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Accounts,
    Statuses,
    Hashtags,
}

impl Asked {
    fn query(&self) -> String {
        self.q.trim().chars().take(MAX_QUERY).collect()
    }

    /// An unknown type finds nothing, rather than everything.
    fn takes(&self, kind: Kind) -> bool {
        self.r#type.as_deref().filter(|name| !name.is_empty()).is_none_or(|name| {
            name == match kind {
                Kind::Accounts => "accounts",
                Kind::Statuses => "statuses",
                Kind::Hashtags => "hashtags",
            }
        })
    }

    fn page(&self, default: usize, most: usize) -> Page {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<usize>().ok());
        Page {
            // An offset makes sense in a list of one type alone, as Mastodon has it.
            offset: number(&self.offset).filter(|_| self.r#type.is_some()).unwrap_or(0).min(MAX_OFFSET),
            limit: number(&self.limit).unwrap_or(default).clamp(1, most),
        }
    }

    fn resolves(&self) -> bool {
        self.resolve.is_some_and(|Flag(resolve)| resolve)
    }

    fn following_only(&self) -> bool {
        self.following.is_some_and(|Flag(following)| following)
    }
}

/// `GET /api/v2/search`
async fn version_2(
    Anyone { state, viewer, .. }: Anyone<ReadSearch>,
    client: ClientAddress,
    Query(asked): Query<Asked>,
) -> Result<Json<Search>, ApiError> {
    Ok(Json(search(&state, &viewer, client, &asked).await?))
}

/// `GET /api/v1/search`
async fn version_1(
    Anyone { state, viewer, .. }: Anyone<ReadSearch>,
    client: ClientAddress,
    Query(asked): Query<Asked>,
) -> Result<Json<SearchV1>, ApiError> {
    let Search { accounts, statuses, hashtags } = search(&state, &viewer, client, &asked).await?;
    let hashtags = hashtags.into_iter().map(|tag| tag.name).collect();
    Ok(Json(SearchV1 { accounts, statuses, hashtags }))
}

async fn search(
    state: &ApiState,
    viewer: &Viewer,
    client: ClientAddress,
    asked: &Asked,
) -> Result<Search, ApiError> {
    state.limits.search.check(&client.network())?;
    if viewer.actor.is_none() && (asked.resolves() || asked.offset.is_some()) {
        return Err(HttpError::unauthorized("This method requires an authenticated user").into());
    }
    let query = asked.query();
    let nothing = Search { accounts: Vec::new(), statuses: Vec::new(), hashtags: Vec::new() };
    if query.is_empty() {
        return Ok(nothing);
    }
    let found = named::find(state, viewer, &query, asked.resolves()).await?;
    let mut tx = state.db.read().await?;
    // An address names one thing, and no words.
    if named::is_address(&query) {
        return one(state, &mut tx, viewer, asked, found, nothing).await;
    }
    let page = asked.page(20, 40);
    let mut search = nothing;
    if asked.takes(Kind::Accounts) {
        let named = found.and_then(named::actor);
        search.accounts = find_accounts(state, &mut tx, viewer, asked, &query, named, page).await?;
    }
    if asked.takes(Kind::Statuses) {
        let author = asked.account_id.as_deref().and_then(|id| id.parse::<ActorId>().ok());
        if author.is_some() == asked.account_id.is_some() {
            let posts = words::posts(&mut tx, viewer, &query, author, page).await?;
            let posts = present::wanted_places(state, &mut tx, viewer, posts).await?;
            let entries: Vec<Entry> = posts.into_iter().map(Entry::Post).collect();
            let found = present::statuses(state, &mut tx, viewer, &entries).await?;
            search.statuses = present::wanted(state, &mut tx, viewer, found).await?;
        }
    }
    if asked.takes(Kind::Hashtags) {
        search.hashtags = words::tags(state, &mut tx, viewer, &query, page).await?;
    }
    Ok(search)
}

/// What an address names.
async fn one(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    asked: &Asked,
    found: Option<Found>,
    mut search: Search,
) -> Result<Search, ApiError> {
    match found {
        Some(Found::Actor(actor)) if asked.takes(Kind::Accounts) => {
            search.accounts = shown(state, tx, viewer, &[actor]).await?;
        }
        Some(Found::Post(post)) if asked.takes(Kind::Statuses) => {
            let post: PostId = post;
            search.statuses = present::statuses(state, tx, viewer, &[Entry::Post(post)]).await?;
        }
        _ => {}
    }
    Ok(search)
}

/// `GET /api/v1/accounts/search`
async fn accounts(
    Person { state, viewer, .. }: Person<ReadAccounts>,
    client: ClientAddress,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Account>>, ApiError> {
    state.limits.search.check(&client.network())?;
    let query = asked.query();
    if query.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let found = named::find(&state, &viewer, &query, asked.resolves()).await?.and_then(named::actor);
    let mut tx = state.db.read().await?;
    if named::is_address(&query) {
        let found: Vec<ActorId> = found.into_iter().collect();
        return Ok(Json(shown(&state, &mut tx, &viewer, &found).await?));
    }
    let asked = Asked { r#type: Some("accounts".to_owned()), ..asked };
    let page = asked.page(40, 80);
    Ok(Json(find_accounts(&state, &mut tx, &viewer, &asked, &query, found, page).await?))
}

/// People and communities; `named` is whom the query names exactly, who comes first.
async fn find_accounts(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    asked: &Asked,
    query: &str,
    named: Option<ActorId>,
    page: Page,
) -> Result<Vec<Account>, ApiError> {
    let following = viewer.actor.filter(|_| asked.following_only());
    if asked.following_only() && following.is_none() {
        return Ok(Vec::new());
    }
    let mut found: Vec<ActorId> = Vec::new();
    if let Some(named) = named
        && is_wanted(tx, following, named).await?
    {
        found.push(named);
    }
    for actor in words::accounts(tx, viewer, query, following, page).await? {
        if !found.contains(&actor) {
            found.push(actor);
        }
    }
    let found: Vec<ActorId> = found.into_iter().skip(page.offset).take(page.limit).collect();
    shown(state, tx, viewer, &found).await
}

/// Whether `followed_by`, where that is asked for, follows the actor.
async fn is_wanted(tx: &mut Tx, followed_by: Option<ActorId>, actor: ActorId) -> Result<bool, ApiError> {
    let Some(person) = followed_by else { return Ok(true) };
    let follow = follows::get(tx, person, actor).await?;
    Ok(follow.is_some_and(|follow| follow.state == FollowState::Accepted))
}

/// These actors as accounts, as far as they may be known.
async fn shown(
    state: &ApiState,
    tx: &mut Tx,
    viewer: &Viewer,
    ids: &[ActorId],
) -> Result<Vec<Account>, ApiError> {
    let found = actors::by_ids(tx, ids).await?;
    let mut found = present::visible_among(state, tx, viewer, found).await?;
    found.retain(|actor| actor.is_active() && actor.kind != ActorKind::Application);
    found.sort_by_key(|actor| ids.iter().position(|id| *id == actor.id));
    Ok(present::accounts(state, tx, &found).await?)
}

#[cfg(test)]
mod tests;
