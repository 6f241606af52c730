//! A node of ours and a server on Fedify, which shares no code with us: it verifies what we sign and writes what we
//! have to understand, with draft-cavage and with RFC 9421.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test whose stage cannot be set fails")]

#[expect(dead_code, unused_imports, unused_macros, reason = "the other tests use the rest of it")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use moothall::domain::community::FollowState;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use self::support::{TestNode, World, discussion, eventually, on_both_databases, until};

/// A running server on Fedify. It ends when its standard input closes, so with this test at the latest.
struct Fedify {
    _process: Child,
    control: String,
    alice: String,
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("federation_tests/peers/fedify")
}

impl Fedify {
    async fn start() -> Self {
        let node = home().join("node_modules/.bin/node");
        assert!(node.exists(), "Fedify is not installed: run npm ci in federation_tests/peers/fedify");
        let mut process = Command::new(node)
            .args(["peer.js", "--actors", "alice", "--host", "fedify.localhost"])
            .current_dir(home())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the peer says where it is");
        let ready: Value = serde_json::from_str(&line).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { _process: process, control: text(&ready["control"]), alice: text(&ready["actors"]["alice"]) }
    }

    async fn ask(&self, verb: &str, scheme: &str, mut input: Value) -> Value {
        input["scheme"] = json!(scheme);
        let request = support::peer::client().post(format!("{}/{verb}", self.control));
        let request = request.header("content-type", "application/json").body(input.to_string());
        let response = request.send().await.unwrap();
        let status = response.status();
        let answer: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(status.is_success(), "{verb}: {answer}");
        let knocks = answer["knocks"].as_array().cloned().unwrap_or_default();
        let last = knocks.iter().rfind(|knock| knock["method"] == "POST").cloned().unwrap_or_default();
        assert_eq!((&last["scheme"], &last["status"]), (&json!(scheme), &json!(202)), "{verb}: {answer}");
        answer
    }

    async fn received(&self) -> Vec<Value> {
        let response =
            support::peer::client().get(format!("{}/received", self.control)).send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// Waits for an announcement of this object, embedded or not, and checks what Fedify thought of it.
    async fn hears_of(&self, uri: &str) -> Value {
        let what = format!("Fedify to hear of {uri}");
        let entry = eventually(&what, async || {
            self.received().await.into_iter().find(|entry| {
                let announce = &entry["activity"];
                announce["type"] == "Announce"
                    && (announce["object"]["object"]["id"] == uri || announce["object"]["object"] == uri)
            })
        })
        .await;
        assert_eq!(entry["http"]["verified"], true, "{entry}");
        assert_eq!(entry["proof"], json!({"present": true, "verified": true}), "{entry}");
        entry
    }
}

on_both_databases! {
    async fn fedify_follows_reads_writes_likes_and_takes_back(world: World) {
        let fedify = Fedify::start().await;
        let node = TestNode::start(&world, "northside").await;
        let ann = node.person("ann").await;
        for scheme in ["draft-cavage", "rfc9421"] {
            let handle = if scheme == "rfc9421" { "modern" } else { "classic" };
            let community = node.community(handle, &ann).await;
            let group = community.uri.as_str();
            let follow = fedify.ask("follow", scheme, json!({"actor": group})).await;
            until("Fedify to be told that it may follow", async || {
                fedify.received().await.iter().any(|entry| {
                    let accept = &entry["activity"];
                    let answered = accept["object"] == follow["id"] || accept["object"]["id"] == follow["id"];
                    accept["type"] == "Accept" && answered && entry["http"]["verified"] == true
                })
            })
            .await;

            let thread = node.publish(&ann, community.id, discussion("Lactate", "Who measures it?")).await;
            fedify.hears_of(&thread.uri).await;

            let page = json!({"group": group, "title": "From elsewhere", "content": "<p>Hello.</p>"});
            let page = fedify.ask("create", scheme, page).await;
            let reply = json!({"group": group, "content": "<p>We do.</p>", "inReplyTo": thread.uri});
            let reply = fedify.ask("create", scheme, reply).await;
            let uri = |answer: &Value| answer["object"].as_str().unwrap().to_owned();
            fedify.hears_of(&uri(&page)).await;
            fedify.hears_of(&uri(&reply)).await;
            let seen = node.post(&uri(&page)).await.unwrap();
            assert_eq!((seen.title.as_deref(), seen.html.as_str()), (Some("From elsewhere"), "<p>Hello.</p>"));
            let said = node.words(&thread.uri).await;
            assert_eq!(said[1], (1, "alice".to_owned(), "<p>We do.</p>".to_owned()));

            let thanks = async |count: i64| {
                node.sees(&thread, "thanked", |post| post.thanks_count == count).await;
            };
            let like = fedify.ask("like", scheme, json!({"object": thread.uri, "group": group})).await;
            thanks(1).await;
            fedify.ask("unlike", scheme, json!({"like": like["id"], "group": group})).await;
            thanks(0).await;

            let edit = json!({"object": page["object"], "content": "<p>Hello again.</p>"});
            fedify.ask("update", scheme, edit).await;
            node.sees(&seen, "edited", |post| post.html == "<p>Hello again.</p>").await;
            fedify.ask("delete", scheme, json!({"object": page["object"]})).await;
            node.sees(&seen, "deleted", |post| post.deleted_at.is_some()).await;

            let alice = node.actor(&fedify.alice).await.unwrap();
            assert_eq!(node.follow_state(&alice, community.id).await, Some(FollowState::Accepted));
            fedify.ask("unfollow", scheme, json!({"actor": group, "follow": follow["id"]})).await;
            until("the follow to end", async || node.follow_state(&alice, community.id).await.is_none()).await;
        }
    }
}
