use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};

use super::admin;
use crate::api::testing::{Answer, TestApi, TestApp};
use crate::services::testing::on_both_engines;
use crate::store::Db;

fn document() -> Value {
    serde_json::from_str(crate::api::description()).unwrap()
}

/// Every operation: its path, its method and what is said about it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, item): (&String, &Value)| {
        let operations = item.as_object().unwrap().iter();
        let all = operations.map(|(method, operation)| (path.clone(), method.clone(), operation.clone()));
        all.collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_description_is_openapi_3_1() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    for (path, method, operation) in operations(&document) {
        assert!(path.starts_with('/'), "{path}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let complete = ["name", "in", "schema"].iter().all(|member| parameter.get(member).is_some());
            assert!(complete, "{method} {path}: {parameter}");
            assert!(
                parameter["in"] != "path" || parameter["required"] == true,
                "{method} {path}: {parameter}"
            );
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            let says = response.get("description").or(response.get("$ref"));
            assert!(says.is_some(), "{method} {path}: {status}");
        }
    }
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let target = document.pointer(reference.strip_prefix('#').unwrap());
        assert!(target.is_some(), "{reference} leads nowhere");
    }
}

/// `OpenApiRouter` serves an operation where its description says, so that there is none without the other. What is
/// checked here is that each of them says everything.
#[test]
fn every_operation_says_what_it_does_who_may_and_how_it_refuses() {
    let document = document();
    let groups: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let scopes = &document["components"]["securitySchemes"]["token"]["flows"]["authorizationCode"]["scopes"];
    let operations = operations(&document);
    assert!(operations.len() > 35, "{}", operations.len());
    let mut names = BTreeSet::new();
    for (path, method, operation) in &operations {
        let place = format!("{method} {path}");
        assert!(path.starts_with("/api/v1/moothall/"), "{place}");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{place}");
        assert!(groups.contains(operation["tags"][0].as_str().unwrap()), "{place}");
        assert!(names.insert(operation["operationId"].as_str().unwrap()), "{place} has the name of another");
        let security = operation["security"].as_array().unwrap();
        assert!(!security.is_empty(), "{place}");
        for scope in security.iter().filter_map(|needed| needed["token"].as_array()).flatten() {
            assert!(
                scopes[scope.as_str().unwrap()].is_string(),
                "{place} needs a scope that nobody explains"
            );
        }
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{place}");
        for (status, answer) in answers.iter().filter(|(status, _)| !status.starts_with('2')) {
            let answer = document.pointer(answer["$ref"].as_str().unwrap().trim_start_matches('#')).unwrap();
            let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{place} {status}");
        }
        assert!(answers.contains_key("429") && answers.contains_key("default"), "{place}");
        let sends = operation.get("requestBody").is_some();
        for status in ["413", "415", "422"] {
            assert!(!sends || answers.contains_key(status), "{place} {status}");
        }
        let in_path: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let no_parameters = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&no_parameters);
        let described = parameters.iter().filter(|parameter| parameter["in"] == "path");
        assert_eq!(
            described.map(|it| it["name"].as_str().unwrap()).collect::<BTreeSet<_>>(),
            in_path,
            "{place}"
        );
    }
}

#[test]
fn an_answer_has_all_its_fields_and_what_is_sent_may_leave_some_out() {
    let document = document();
    let schema = |name: &str| document["components"]["schemas"][name].clone();
    for name in ["Peer", "Community", "LogLine", "Resource", "Version"] {
        let schema = schema(name);
        let fields: BTreeSet<&str> =
            schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let required = schema["required"].as_array().unwrap().iter().map(|field| field.as_str().unwrap());
        assert_eq!(required.collect::<BTreeSet<_>>(), fields, "{name}");
    }
    assert_eq!(schema("CommunityChange").get("required"), None);
    assert_eq!(schema("NewSettings")["required"], json!(["mode"]));
    let actions = schema("ModerationAction")["enum"].to_string();
    assert!(actions.contains("ban_person") && !actions.contains("report"), "{actions}");
}

#[test]
fn an_operation_says_when_it_cannot_be_done() {
    let document = document();
    let refuses = |path: &str, method: &str, status: &str| {
        let answer = &document["paths"][format!("/api/v1/moothall{path}")][method]["responses"][status];
        answer["$ref"].as_str().is_some_and(|name| name.starts_with("#/components/responses/"))
    };
    assert!(refuses("/communities/{id}/moderators/{person}", "delete", "422"));
    assert!(refuses("/reports/{id}/reopen", "post", "422"));
    assert!(refuses("/resources/{id}", "put", "409") && refuses("/resources/{id}", "get", "410"));
    assert!(!refuses("/communities/{id}", "get", "410") && !refuses("/communities", "get", "404"));
}

async fn ask(app: &TestApp, method: &str, path: &str) -> Answer {
    let path = path.replace("{domain}", "b.test").replace("{number}", "1");
    let path = path.replace("{id}", "117").replace("{person}", "118");
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    app.send(method, &path, Some("application/json"), "{}").await
}

const OUTSIDE: &str = "This action is outside the authorized scopes";

on_both_engines! {
    async fn threat_088_what_the_description_says_about_scopes_is_true(db: Db) {
        let api = TestApi::on(db);
        let ada = admin(&api).await;
        let ada = ada.person.as_ref().unwrap();
        let nobody = api.stranger();
        let follower = api.app_of(ada, "follow").await;
        for (path, method, operation) in operations(&document()) {
            let place = format!("{method} {path}");
            let security = operation["security"].as_array().unwrap().clone();
            let open = security.contains(&json!({}));
            let answer = ask(&nobody, &method, &path).await;
            assert_eq!(answer.status != 401, open, "{place}: {}", answer.json);
            let Some(scope) = security.iter().find_map(|needed| needed["token"][0].as_str()) else { continue };
            let answer = ask(&follower, &method, &path).await;
            assert_eq!((answer.status, &answer.json["detail"]), (403, &json!(OUTSIDE)), "{place}");
            let answer = ask(&api.app_of(ada, scope).await, &method, &path).await;
            assert!(answer.status != 401 && answer.json["detail"] != OUTSIDE, "{place}: {}", answer.json);
        }
    }

    async fn the_description_is_served_to_everybody(db: Db) {
        let api = TestApi::on(db);
        let answer = api.stranger().get("/api/v1/moothall/openapi.json").await;
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.ok(), document());
        let page = api.stranger().get("/api/v1/moothall").await;
        assert_eq!((page.status, &page.headers["location"]), (303, &"/about/api".parse().unwrap()));
    }
}
