//! Hashtags: <https://docs.joinmastodon.org/methods/tags/>, <https://docs.joinmastodon.org/methods/followed_tags/> and
//! <https://docs.joinmastodon.org/methods/featured_tags/>.

use std::collections::HashSet;

use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::accounts;
use super::entities::{FeaturedTag, TagDay, TagWithHistory};
use crate::api::access::{
    Anyone, Person, ReadAccounts, ReadFollows, ReadStatuses, WriteAccounts, WriteFollows,
};
use crate::api::body::Body;
use crate::api::error::Flaw;
use crate::api::lenient::Id;
use crate::api::paging::Paging;
use crate::api::{ApiError, ApiState};
use crate::domain::actor::Actor;
use crate::domain::ids::ActorId;
use crate::domain::text::tags::normalize_tag;
use crate::domain::time::Timestamp;
use crate::services::own_tags::{self, MAX_FOLLOWED, TagError};
use crate::store::{self, Span, StoreError, Tx, actors, tags};

/// How many days back the use of a tag is told.
const DAYS: i64 = 7;
const SECONDS_OF_DAY: i64 = 24 * 60 * 60;
/// How many tags are suggested for a profile.
const SUGGESTED: i64 = 10;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/tags/{name}", get(show))
        .route("/api/v1/tags/{name}/follow", post(follow))
        .route("/api/v1/tags/{name}/unfollow", post(unfollow))
        .route("/api/v1/tags/{name}/feature", post(feature))
        .route("/api/v1/tags/{name}/unfeature", post(unfeature))
        .route("/api/v1/followed_tags", get(followed))
        .route("/api/v1/featured_tags", get(featured).post(add_featured))
        .route("/api/v1/featured_tags/{id}", delete(delete_featured))
        .route("/api/v1/featured_tags/suggestions", get(suggestions))
        .route("/api/v1/accounts/{id}/featured_tags", get(featured_of))
}

async fn show(
    Anyone { state, viewer, .. }: Anyone<ReadStatuses>,
    Id(name): Id<String>,
) -> Result<Json<TagWithHistory>, ApiError> {
    let name = normalize_tag(&name).ok_or_else(ApiError::not_found)?;
    one(&state, &mut state.db.read().await?, viewer.actor, name).await
}

async fn follow(
    Person { state, actor, .. }: Person<WriteFollows>,
    Id(name): Id<String>,
) -> Result<Json<TagWithHistory>, ApiError> {
    let mut tx = state.db.begin().await?;
    let name = own_tags::follow(&state.context, &mut tx, actor, &name).await?;
    let shown = one(&state, &mut tx, Some(actor), name).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn unfollow(
    Person { state, actor, .. }: Person<WriteFollows>,
    Id(name): Id<String>,
) -> Result<Json<TagWithHistory>, ApiError> {
    let mut tx = state.db.begin().await?;
    let name = own_tags::unfollow(&mut tx, actor, &name).await?;
    let shown = one(&state, &mut tx, Some(actor), name).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn feature(
    Person { state, actor, .. }: Person<WriteAccounts>,
    Id(name): Id<String>,
) -> Result<Json<TagWithHistory>, ApiError> {
    let mut tx = state.db.begin().await?;
    let name = own_tags::feature(&state.context, &mut tx, actor, &name).await?;
    let shown = one(&state, &mut tx, Some(actor), name).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn unfeature(
    Person { state, actor, .. }: Person<WriteAccounts>,
    Id(name): Id<String>,
) -> Result<Json<TagWithHistory>, ApiError> {
    let mut tx = state.db.begin().await?;
    let name = own_tags::unfeature(&mut tx, actor, &name).await?;
    let shown = one(&state, &mut tx, Some(actor), name).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn followed(
    Person { state, actor, .. }: Person<ReadFollows>,
    paging: Paging<100, 200>,
) -> Result<Response, ApiError> {
    let mut tx = state.db.read().await?;
    let rows = store::own_tags::followed(&mut tx, actor, paging.span).await?;
    let names = rows.iter().map(|row| row.tag.clone()).collect();
    let shown = with_history(&state, &mut tx, Some(actor), names).await?;
    Ok(paging.answer(&shown, rows.first().zip(rows.last()).map(|(first, last)| (first.id, last.id))))
}

async fn featured(
    Person { state, actor, .. }: Person<ReadAccounts>,
) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
    let mut tx = state.db.read().await?;
    let actor = actors::by_id(&mut tx, actor).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(featured_by(&state, &mut tx, &actor).await?))
}

/// What a person shows on their profile. Others elsewhere show theirs on their own server.
async fn featured_of(
    Anyone { state, viewer, .. }: Anyone<ReadAccounts>,
    Id(person): Id<ActorId>,
) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
    let mut tx = state.db.read().await?;
    let person = accounts::visible(&state, &mut tx, &viewer, person).await?;
    Ok(Json(featured_by(&state, &mut tx, &person).await?))
}

async fn featured_by(state: &ApiState, tx: &mut Tx, person: &Actor) -> Result<Vec<FeaturedTag>, StoreError> {
    let rows = store::own_tags::featured(tx, person.id).await?;
    let shown = rows.into_iter().map(|row| FeaturedTag {
        id: row.id.to_string(),
        url: state.context.addresses.tag(&row.tag),
        name: row.tag,
        statuses_count: row.posts.to_string(),
        last_status_at: row.last_post_at.map(|at| at.to_string()[..10].to_owned()),
    });
    Ok(shown.collect())
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

async fn add_featured(
    Person { state, actor, .. }: Person<WriteAccounts>,
    Body(named): Body<Named>,
) -> Result<Json<FeaturedTag>, ApiError> {
    let mut tx = state.db.begin().await?;
    let name = own_tags::feature(&state.context, &mut tx, actor, &named.name).await?;
    let person = actors::by_id(&mut tx, actor).await?.ok_or_else(ApiError::not_found)?;
    let shown = featured_by(&state, &mut tx, &person).await?.into_iter().find(|tag| tag.name == name);
    tx.commit().await?;
    shown.map(Json).ok_or_else(ApiError::not_found)
}

async fn delete_featured(
    Person { state, actor, .. }: Person<WriteAccounts>,
    Id(id): Id<i64>,
) -> Result<Json<Value>, ApiError> {
    let mut tx = state.db.begin().await?;
    own_tags::unfeature_by_id(&mut tx, actor, id).await?;
    tx.commit().await?;
    Ok(Json(json!({})))
}

async fn suggestions(
    Person { state, actor, .. }: Person<ReadAccounts>,
) -> Result<Json<Vec<TagWithHistory>>, ApiError> {
    let mut tx = state.db.read().await?;
    let names = store::own_tags::suggested(&mut tx, actor, SUGGESTED).await?;
    Ok(Json(with_history(&state, &mut tx, Some(actor), names).await?))
}

async fn one(
    state: &ApiState,
    tx: &mut Tx,
    person: Option<ActorId>,
    name: String,
) -> Result<Json<TagWithHistory>, ApiError> {
    let shown = with_history(state, tx, person, vec![name]).await?.pop();
    shown.map(Json).ok_or_else(ApiError::not_found)
}

/// These tags with how much they were used lately, by three queries.
pub(super) async fn with_history(
    state: &ApiState,
    tx: &mut Tx,
    person: Option<ActorId>,
    names: Vec<String>,
) -> Result<Vec<TagWithHistory>, StoreError> {
    let today = state.context.now().millis() / 1000 / SECONDS_OF_DAY;
    let since = Timestamp::from_millis((today - DAYS + 1) * SECONDS_OF_DAY * 1000);
    let used = tags::history(tx, &names, since).await?;
    let (mut followed, mut shown) = (HashSet::new(), HashSet::new());
    if let Some(person) = person {
        let rows = store::own_tags::followed(tx, person, Span::newest(MAX_FOLLOWED)).await?;
        followed = rows.into_iter().map(|row| row.tag).collect();
        let rows = store::own_tags::featured(tx, person).await?;
        shown = rows.into_iter().map(|row| row.tag).collect();
    }
    let day = |name: &str, day: i64| {
        let found = used.iter().find(|row| row.tag == name && row.day == day);
        TagDay {
            day: (day * SECONDS_OF_DAY).to_string(),
            uses: found.map_or(0, |row| row.posts).to_string(),
            accounts: found.map_or(0, |row| row.people).to_string(),
        }
    };
    let tag = |name: String| TagWithHistory {
        id: name.clone(),
        url: state.context.addresses.tag(&name),
        history: (0..DAYS).map(|back| day(&name, today - back)).collect(),
        following: person.map(|_| followed.contains(&name)),
        featuring: person.map(|_| shown.contains(&name)),
        name,
    };
    Ok(names.into_iter().map(tag).collect())
}

impl From<TagError> for ApiError {
    fn from(error: TagError) -> Self {
        let flaw = |description| Flaw { field: "name", code: "ERR_INVALID", description };
        match error {
            TagError::NotFound => Self::not_found(),
            TagError::Store(error) => error.into(),
            TagError::NotATag => Self::invalid(vec![flaw("is not a hashtag")]),
            TagError::TooMany => Self::invalid(vec![flaw("cannot be added: there are too many")]),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::testing::TestApi;
    use crate::services::posts::{NewPost, Target, Wording, publish};
    use crate::services::testing::{community, on_both_engines};
    use crate::store::Db;

    const ALL: &str = "read write follow";

    on_both_engines! {
        async fn a_tag_says_how_much_it_was_used_and_can_be_followed(db: Db) {
            let api = TestApi::on(db.clone());
            let lee = api.app_of_new("lee", ALL).await;
            let mut tx = db.begin().await.unwrap();
            let author = lee.person.as_ref().unwrap();
            let place = community(&api.state.context, &mut tx, "sepsis", author).await;
            let wording = Wording {
                title: Some("Who repeats lactate?".to_owned()),
                html: "<p>After fluids.</p>".to_owned(),
                tags: vec!["lactate".to_owned()],
                ..Wording::default()
            };
            let new = NewPost { author: author.id, target: Target::Community(place.id), wording };
            publish(&api.state.context, &mut tx, new).await.unwrap();
            tx.commit().await.unwrap();

            let shown = api.stranger().get("/api/v1/tags/Lactate").await.ok();
            assert_eq!((&shown["name"], &shown["url"]), (&json!("lactate"), &json!("https://a.test/tags/lactate")));
            assert_eq!(shown["history"].as_array().unwrap().len(), 7);
            assert_eq!(shown["history"][0], json!({"day": "1789948800", "uses": "1", "accounts": "1"}));
            assert_eq!(shown["history"][1]["uses"], "0");
            assert!(shown.get("following").is_none());
            assert_eq!(lee.post("/api/v1/tags/lactate/follow", &json!({})).await.ok()["following"], true);
            let followed = lee.get("/api/v1/followed_tags").await;
            assert!(followed.headers.contains_key("link"));
            assert_eq!(followed.ok()[0]["name"], "lactate");
            assert_eq!(lee.post("/api/v1/tags/lactate/unfollow", &json!({})).await.ok()["following"], false);
            assert_eq!(lee.get("/api/v1/followed_tags").await.ok(), json!([]));
            assert_eq!(lee.post("/api/v1/tags/2026/follow", &json!({})).await.status, 422);
            assert_eq!(lee.get("/api/v1/tags/2026").await.status, 404);

            assert_eq!(lee.get("/api/v1/featured_tags/suggestions").await.ok()[0]["name"], "lactate");
            let featured = lee.post("/api/v1/featured_tags", &json!({"name": "#Lactate"})).await.ok();
            let expected = json!({
                "id": featured["id"], "name": "lactate", "url": "https://a.test/tags/lactate",
                "statuses_count": "1", "last_status_at": "2026-09-21",
            });
            assert_eq!(featured, expected);
            let of_lee = api.stranger().get(&format!("/api/v1/accounts/{}/featured_tags", lee.id())).await.ok();
            assert_eq!(of_lee, json!([featured]));
            assert_eq!(lee.get("/api/v1/featured_tags/suggestions").await.ok(), json!([]));
            let address = format!("/api/v1/featured_tags/{}", featured["id"].as_str().unwrap());
            let nia = api.app_of_new("nia", ALL).await;
            assert_eq!(nia.delete(&address).await.status, 404, "threat 92");
            assert_eq!(lee.delete(&address).await.ok(), json!({}));
            for number in 0..10 {
                lee.post("/api/v1/featured_tags", &json!({"name": format!("tag{number}")})).await.ok();
            }
            let more = lee.post("/api/v1/featured_tags", &json!({"name": "one_more"})).await;
            assert_eq!(more.status, 422, "threat 70");
        }

        async fn what_there_is_none_of_is_an_empty_list(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", ALL).await;
            for path in [
                "v1/announcements", "v1/conversations", "v1/custom_emojis", "v1/endorsements", "v1/suggestions",
                "v2/suggestions", "v1/trends", "v1/trends/links", "v1/trends/statuses", "v1/trends/tags",
            ] {
                assert_eq!(lee.get(&format!("/api/{path}")).await.ok(), json!([]), "{path}");
            }
            assert_eq!(api.stranger().get("/api/v1/custom_emojis").await.status, 200);
            assert_eq!(api.stranger().get("/api/v1/conversations").await.status, 401);
            let dismissed = lee.post("/api/v1/announcements/1/dismiss", &json!({})).await;
            assert_eq!((dismissed.status, dismissed.json), (404, json!({"error": "Record not found"})));
            assert_eq!(lee.post("/api/v1/conversations/1/read", &json!({})).await.status, 404);
            assert_eq!(lee.delete("/api/v1/conversations/1").await.status, 404);
        }
    }
}
