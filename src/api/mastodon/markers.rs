//! How far timelines were read: <https://docs.joinmastodon.org/methods/markers/>.

use std::collections::BTreeMap;

use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::entities::Marker;
use crate::api::access::{Person, ReadStatuses, WriteStatuses};
use crate::api::body::{Body, Query};
use crate::api::lenient::{Many, Number};
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, NotificationId};
use crate::domain::marker::MarkedTimeline;
use crate::services::{markers, notifications};
use crate::store::{self, StoreError, Tx};

/// Markers by the names of their timelines.
type Markers = BTreeMap<&'static str, Marker>;

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/api/v1/markers", get(show).post(keep))
}

#[derive(Debug, Deserialize)]
struct Which {
    #[serde(default)]
    timeline: Many<String>,
}

async fn show(
    Person { state, actor, .. }: Person<ReadStatuses>,
    Query(which): Query<Which>,
) -> Result<Json<Markers>, ApiError> {
    let mut wanted: Vec<MarkedTimeline> =
        which.timeline.0.iter().filter_map(|name| MarkedTimeline::parse(name)).collect();
    if wanted.is_empty() {
        wanted = MarkedTimeline::ALL.to_vec();
    }
    Ok(Json(of(&mut state.db.read().await?, actor, &wanted).await?))
}

#[derive(Debug, Deserialize)]
struct Asked {
    home: Option<AskedPlace>,
    notifications: Option<AskedPlace>,
}

#[derive(Debug, Deserialize)]
struct AskedPlace {
    last_read_id: Number,
}

async fn keep(
    Person { state, actor, .. }: Person<WriteStatuses>,
    Body(asked): Body<Asked>,
) -> Result<Json<Markers>, ApiError> {
    let places = [(MarkedTimeline::Home, asked.home), (MarkedTimeline::Notifications, asked.notifications)];
    let mut tx = state.db.begin().await?;
    let mut kept = Vec::new();
    for (timeline, place) in places {
        let Some(Number(Some(last_read_id))) = place.map(|place| place.last_read_id) else { continue };
        markers::keep(&state.context, &mut tx, actor, timeline, last_read_id.max(0)).await?;
        if timeline == MarkedTimeline::Notifications {
            let to = NotificationId::new(last_read_id);
            notifications::mark_read(&state.context, &mut tx, actor, to).await?;
        }
        kept.push(timeline);
    }
    let shown = of(&mut tx, actor, &kept).await?;
    tx.commit().await?;
    Ok(Json(shown))
}

/// The places of these timelines. One that was never read is at the beginning: apps do not expect that there is none.
async fn of(tx: &mut Tx, actor: ActorId, wanted: &[MarkedTimeline]) -> Result<Markers, StoreError> {
    let stored = store::markers::of(tx, actor).await?;
    let place = |timeline: &MarkedTimeline| {
        let marker = stored.iter().find(|marker| marker.timeline == *timeline).cloned();
        let never = Marker { last_read_id: "0".to_owned(), version: 0, updated_at: actor.created_at() };
        (timeline.as_str(), marker.map_or(never, Marker::from))
    };
    Ok(wanted.iter().map(place).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::api::testing::TestApi;
    use crate::services::testing::on_both_engines;
    use crate::store::Db;

    on_both_engines! {
        async fn another_app_goes_on_where_one_stopped(db: Db) {
            let api = TestApi::on(db);
            let lee = api.app_of_new("lee", "read write").await;
            let nia = api.app_of_new("nia", "read write").await;
            let never = lee.get("/api/v1/markers?timeline[]=home").await.ok();
            assert_eq!((&never["home"]["last_read_id"], &never["home"]["version"]), (&json!("0"), &json!(0)));
            assert_eq!(never.as_object().unwrap().len(), 1);

            let kept = lee.post_form("/api/v1/markers", "home[last_read_id]=117000000000000001").await.ok();
            let place = |id: &str, version| {
                json!({"last_read_id": id, "version": version, "updated_at": "2026-09-21T14:13:20.000Z"})
            };
            assert_eq!(kept, json!({"home": place("117000000000000001", 1)}));
            let further = json!({
                "home": {"last_read_id": "117000000000000002"}, "notifications": {"last_read_id": "5"},
            });
            lee.post("/api/v1/markers", &further).await.ok();
            let both = lee.get("/api/v1/markers?timeline[]=home&timeline[]=notifications").await.ok();
            assert_eq!(
                both,
                json!({"home": place("117000000000000002", 2), "notifications": place("5", 1)})
            );
            assert_eq!(nia.get("/api/v1/markers").await.ok()["home"]["last_read_id"], "0", "threat 92");
            let garbage = json!({"home": {"last_read_id": "yesterday"}});
            assert_eq!(lee.post("/api/v1/markers", &garbage).await.status, 400);
        }
    }
}
