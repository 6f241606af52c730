//! What programs are answered, told as those who write them would tell it.

mod communities;
mod description;
mod federation;
mod keeping_out;
mod moderation;
mod refusals;
mod resources;

use serde_json::Value;

use crate::api::testing::{Answer, TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::domain::role::NodeRole;
use crate::services::testing::{community, person_as};

/// Everything that this API asks for.
const ALL: &str = "read write admin:read admin:write";

/// Below the root of this API.
fn at(path: &str) -> String {
    format!("/api/v1/moothall{path}")
}

/// The app of somebody who administers the node.
async fn admin(api: &TestApi) -> TestApp {
    let mut tx = api.state.db.begin().await.unwrap();
    let ada = person_as(&api.state.context, &mut tx, "ada", NodeRole::Admin).await;
    tx.commit().await.unwrap();
    api.app_of(&ada, ALL).await
}

/// A community that somebody founded.
async fn sepsis(api: &TestApi, founder: &TestApp) -> Actor {
    let mut tx = api.state.db.begin().await.unwrap();
    let sepsis = community(&api.state.context, &mut tx, "sepsis", founder.person.as_ref().unwrap()).await;
    tx.commit().await.unwrap();
    sepsis
}

/// A refusal is a problem document; gives its fields that are wrong.
#[track_caller]
fn refused(answer: &Answer, status: u16) -> Vec<String> {
    assert_eq!(answer.status, status, "{}", answer.json);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let problem = &answer.json;
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    assert!(
        !problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty()
    );
    assert_eq!(answer.headers.get("www-authenticate").is_some(), status == 401);
    assert_eq!(problem["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

/// The values of one field of the items of a list.
fn each<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item.pointer(field).and_then(Value::as_str).unwrap_or_default()).collect()
}
