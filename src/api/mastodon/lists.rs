//! Lists: <https://docs.joinmastodon.org/methods/lists/>. Each community that the person follows is one too.

use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::entities::{Account, List};
use super::present;
use crate::api::access::{Person, ReadLists, WriteLists};
use crate::api::body::{Body, Query};
use crate::api::error::Flaw;
use crate::api::lenient::{Flag, Id, Many};
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, ListId};
use crate::domain::list::{MAX_MEMBERS, RepliesPolicy};
use crate::services::lists::{self, ListEdit, ListError};
use crate::store::{self, Span, Tx};

/// The most communities that are shown as lists.
const MOST_COMMUNITIES: i64 = 500;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/lists", get(list).post(create))
        .route("/api/v1/lists/{id}", get(show).put(edit).delete(delete))
        .route("/api/v1/lists/{id}/accounts", get(accounts).post(add).delete(remove))
        .route("/api/v1/accounts/{id}/lists", get(lists_with))
}

async fn list(Person { state, actor, .. }: Person<ReadLists>) -> Result<Json<Vec<List>>, ApiError> {
    let mut tx = state.db.read().await?;
    let communities = store::lists::followed_communities(&mut tx, actor, MOST_COMMUNITIES).await?;
    let own = store::lists::of(&mut tx, actor).await?;
    let communities = communities.iter().map(List::of_community);
    Ok(Json(communities.chain(own.into_iter().map(List::from)).collect()))
}

async fn show(
    Person { state, actor, .. }: Person<ReadLists>,
    Id(id): Id<ListId>,
) -> Result<Json<List>, ApiError> {
    match found(&mut state.db.read().await?, actor, id).await? {
        Found::Own(list) => Ok(Json(list.into())),
        Found::Community(community) => Ok(Json(List::of_community(&community))),
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    title: Option<String>,
    replies_policy: Option<String>,
    exclusive: Option<Flag>,
}

impl Asked {
    /// What is asked, and for the rest what is there.
    fn over(self, before: ListEdit) -> Result<ListEdit, ApiError> {
        let policy = match self.replies_policy {
            Some(name) => RepliesPolicy::parse(&name).ok_or_else(unknown_policy)?,
            None => before.replies_policy,
        };
        Ok(ListEdit {
            title: self.title.unwrap_or(before.title),
            replies_policy: policy,
            exclusive: self.exclusive.map_or(before.exclusive, |Flag(exclusive)| exclusive),
        })
    }
}

fn unknown_policy() -> ApiError {
    let description = "is none of followed, list and none";
    ApiError::invalid(vec![Flaw { field: "replies_policy", code: "ERR_INCLUSION", description }])
}

async fn create(
    Person { state, actor, .. }: Person<WriteLists>,
    Body(asked): Body<Asked>,
) -> Result<Json<List>, ApiError> {
    let usual = ListEdit { title: String::new(), replies_policy: RepliesPolicy::List, exclusive: false };
    let mut tx = state.db.begin().await?;
    let list = lists::create(&state.context, &mut tx, actor, &asked.over(usual)?).await?;
    tx.commit().await?;
    Ok(Json(list.into()))
}

async fn edit(
    Person { state, actor, .. }: Person<WriteLists>,
    Id(id): Id<ListId>,
    Body(asked): Body<Asked>,
) -> Result<Json<List>, ApiError> {
    let mut tx = state.db.begin().await?;
    store::accounts::lock(&mut tx, actor).await?;
    let Found::Own(before) = found(&mut tx, actor, id).await? else {
        return Err(ListError::Community.into());
    };
    let before =
        ListEdit { title: before.title, replies_policy: before.replies_policy, exclusive: before.exclusive };
    let list = lists::edit(&mut tx, actor, id, &asked.over(before)?).await?;
    tx.commit().await?;
    Ok(Json(list.into()))
}

async fn delete(
    Person { state, actor, .. }: Person<WriteLists>,
    Id(id): Id<ListId>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    lists::delete(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
struct Members {
    #[serde(default)]
    account_ids: Many<String>,
}

impl Members {
    /// # Errors
    /// 404 when one of them is no id.
    fn ids(&self) -> Result<Vec<ActorId>, ApiError> {
        let ids = self.account_ids.0.iter().map(|id| id.parse());
        ids.collect::<Result<_, _>>().map_err(|_| ApiError::not_found())
    }
}

async fn add(
    Person { state, actor, .. }: Person<WriteLists>,
    Id(id): Id<ListId>,
    Body(members): Body<Members>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    lists::add(&state.context, &mut tx, actor, id, &members.ids()?).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn remove(
    Person { state, actor, .. }: Person<WriteLists>,
    Id(id): Id<ListId>,
    Query(in_address): Query<Members>,
    Body(in_body): Body<Members>,
) -> Result<Json<Value>, ApiError> {
    // Clients that cannot send a body with `DELETE` put the ids into the address.
    let mut members = in_body.ids()?;
    members.extend(in_address.ids()?);
    let mut tx = state.db.begin().await?;
    lists::remove(&mut tx, actor, id, &members).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
struct Limit {
    limit: Option<String>,
}

/// With the limit 0, everybody who is on the list.
async fn accounts(
    Person { state, actor, .. }: Person<ReadLists>,
    Id(id): Id<ListId>,
    Query(asked): Query<Limit>,
    paging: Paging<40, 80>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let list = match found(&mut tx, actor, id).await? {
        Found::Own(list) => list,
        Found::Community(community) => {
            return Ok(paging.answer(&[present::account(&state, &mut tx, &community).await?], None));
        }
    };
    let everybody = asked.limit.as_deref() == Some("0");
    let span = if everybody { Span::newest(MAX_MEMBERS) } else { paging.span };
    let rows = store::lists::members(&mut tx, list.id, span).await?;
    let mut found = present::accounts_by_id(&state, &mut tx, rows.iter().map(|row| row.actor_id)).await?;
    let members: Vec<Account> = rows.iter().filter_map(|row| found.remove(&row.actor_id)).collect();
    let ends = rows.first().zip(rows.last()).map(|(first, last)| (first.id, last.id));
    Ok(paging.answer(&members, ends.filter(|_| !everybody)))
}

/// The person's lists on which an account is.
async fn lists_with(
    Person { state, actor, .. }: Person<ReadLists>,
    Id(member): Id<ActorId>,
) -> Result<Json<Vec<List>>, ApiError> {
    let mut tx = state.db.read().await?;
    let community = store::lists::followed_community(&mut tx, actor, member).await?;
    let own = store::lists::with(&mut tx, actor, member).await?;
    let community = community.iter().map(List::of_community);
    Ok(Json(community.chain(own.into_iter().map(List::from)).collect()))
}

/// What the id of a list names.
pub(super) enum Found {
    Own(crate::domain::list::List),
    Community(Box<crate::domain::actor::Actor>),
}

/// The person's list, or the community that they follow, with this id.
pub(super) async fn found(tx: &mut Tx, person: ActorId, id: ListId) -> Result<Found, ApiError> {
    if let Some(list) = store::lists::by_id(tx, person, id).await? {
        return Ok(Found::Own(list));
    }
    let community = store::lists::followed_community(tx, person, ActorId::new(id.get())).await?;
    community.map(|community| Found::Community(Box::new(community))).ok_or_else(ApiError::not_found)
}

impl From<ListError> for ApiError {
    fn from(error: ListError) -> Self {
        match error {
            ListError::NotFound | ListError::NotFollowed => Self::not_found(),
            ListError::Store(error) => error.into(),
            ListError::Community => Self::unprocessable(
                "This list is a community: it is there for as long as you follow it, and cannot be changed",
            ),
            ListError::TooMany => Self::unprocessable("There are too many lists"),
            ListError::Full => Self::unprocessable("There are too many accounts on this list"),
            ListError::Title => {
                let description = "has between 1 and 100 characters";
                Self::invalid(vec![Flaw { field: "title", code: "ERR_INVALID", description }])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::testing::TestApi;
    use crate::domain::community::FollowState;
    use crate::services::testing::{community, follow, on_both_engines};
    use crate::store::Db;

    const ALL: &str = "read write follow";

    on_both_engines! {
        async fn each_followed_community_is_a_list_that_cannot_be_changed(db: Db) {
            let api = TestApi::on(db.clone());
            let lee = api.app_of_new("lee", ALL).await;
            let nia = api.app_of_new("nia", ALL).await;
            let mut tx = db.begin().await.unwrap();
            let sepsis = community(&api.state.context, &mut tx, "sepsis", lee.person.as_ref().unwrap()).await;
            tx.commit().await.unwrap();
            let list = json!({"id": sepsis.id, "title": sepsis.name, "replies_policy": "list", "exclusive": false});
            assert_eq!(lee.get("/api/v1/lists").await.ok(), json!([list]));
            let address = format!("/api/v1/lists/{}", sepsis.id);
            assert_eq!(lee.get(&address).await.ok(), list);
            assert_eq!(lee.get(&format!("{address}/accounts")).await.ok()[0]["username"], "sepsis");
            assert_eq!(lee.get(&format!("/api/v1/accounts/{}/lists", sepsis.id)).await.ok(), json!([list]));
            let members = json!({"account_ids": [nia.id()]});
            for answer in [
                lee.put(&address, &json!({"title": "Mine"})).await,
                lee.delete(&address).await,
                lee.post(&format!("{address}/accounts"), &members).await,
            ] {
                assert_eq!(answer.status, 422);
                assert!(answer.json["error"].as_str().unwrap().contains("community"), "{}", answer.json);
            }
            assert_eq!(nia.get(&address).await.status, 404);
            assert_eq!(nia.delete(&address).await.status, 404);
        }

        async fn people_sort_those_whom_they_follow(db: Db) {
            let api = TestApi::on(db.clone());
            let lee = api.app_of_new("lee", ALL).await;
            let nia = api.app_of_new("nia", ALL).await;
            let kim = api.app_of_new("kim", ALL).await;
            let mut tx = db.begin().await.unwrap();
            for other in [&nia, &kim] {
                let (lee, other) = (lee.person.as_ref().unwrap(), other.person.as_ref().unwrap());
                follow(&api.state.context, &mut tx, lee, other, FollowState::Accepted).await;
            }
            tx.commit().await.unwrap();
            let made = lee.post_form("/api/v1/lists", "title=Ward&replies_policy=followed&exclusive=true").await;
            let made = made.ok();
            let expected =
                json!({"id": made["id"], "title": "Ward", "replies_policy": "followed", "exclusive": true});
            assert_eq!(made, expected);
            let address = format!("/api/v1/lists/{}", made["id"].as_str().unwrap());
            let changed = lee.put(&address, &json!({"title": "Night ward"})).await.ok();
            assert_eq!((&changed["title"], &changed["replies_policy"]), (&json!("Night ward"), &json!("followed")));

            let members = format!("{address}/accounts");
            let both = json!({"account_ids": [nia.id(), kim.id()]});
            assert_eq!(lee.post(&members, &both).await.ok(), json!({}));
            assert_eq!(lee.post(&members, &both).await.status, 200);
            let page = lee.get(&format!("{members}?limit=1")).await;
            assert!(page.headers.contains_key("link"));
            assert_eq!(page.ok()[0]["username"], "kim");
            let all = lee.get(&format!("{members}?limit=0")).await;
            assert!(!all.headers.contains_key("link"));
            assert_eq!(all.ok().as_array().unwrap().len(), 2);
            let with_nia = lee.get(&format!("/api/v1/accounts/{}/lists", nia.id())).await.ok();
            assert_eq!(with_nia, json!([changed]));

            let stranger = json!({"account_ids": [lee.id()]});
            assert_eq!(lee.post(&members, &stranger).await.status, 404);
            assert_eq!(lee.delete(&format!("{members}?account_ids[]={}", kim.id())).await.ok(), json!({}));
            lee.post(&format!("/api/v1/accounts/{}/unfollow", nia.id()), &json!({})).await.ok();
            assert_eq!(lee.get(&members).await.ok(), json!([]));
            assert_eq!(lee.delete(&address).await.ok(), json!({}));
            assert_eq!(lee.get(&address).await.status, 404);
        }

        async fn threat_092_lists_are_their_owners_alone(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", ALL).await;
            let nia = api.app_of_new("nia", ALL).await;
            let made = lee.post("/api/v1/lists", &json!({"title": "Ward"})).await.ok();
            let address = format!("/api/v1/lists/{}", made["id"].as_str().unwrap());
            let members = json!({"account_ids": [lee.id()]});
            for answer in [
                nia.get(&address).await,
                nia.put(&address, &json!({"title": "Mine"})).await,
                nia.delete(&address).await,
                nia.get(&format!("{address}/accounts")).await,
                nia.post(&format!("{address}/accounts"), &members).await,
                nia.delete(&format!("{address}/accounts?account_ids[]={}", lee.id())).await,
            ] {
                assert_eq!(answer.status, 404);
                assert_eq!(answer.json, json!({"error": "Record not found"}));
            }
            assert_eq!(lee.get(&address).await.ok(), made);
            assert_eq!(lee.get("/api/v1/lists/no-number").await.status, 404);
        }

        async fn threat_070_lists_are_bounded(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", ALL).await;
            for title in ["", "  ", &"x".repeat(101)] {
                let refused = lee.post("/api/v1/lists", &json!({"title": title})).await;
                assert_eq!(refused.status, 422);
                assert!(refused.json["details"]["title"].is_array());
            }
            for _ in 0..50 {
                lee.post("/api/v1/lists", &json!({"title": "x"})).await.ok();
            }
            assert_eq!(lee.post("/api/v1/lists", &json!({"title": "x"})).await.status, 422);
            let policy = json!({"title": "x", "replies_policy": "all"});
            assert_eq!(lee.post("/api/v1/lists", &policy).await.status, 422);
        }
    }
}
