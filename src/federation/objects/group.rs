//! `Group`: a community (FEP-1b12, with the properties of Lemmy, PieFed, Mobilizon and NodeBB).

use serde::Serialize;
use serde_json::Value;

use super::actor::ActorJson;
use super::key::PublishedKey;
use crate::domain::actor::Actor;
use crate::domain::community::{Community, PostPolicy};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct GroupJson<'a> {
    #[serde(flatten)]
    actor: ActorJson<'a>,
    /// The collection of moderators.
    #[serde(skip_serializing_if = "Option::is_none")]
    attributed_to: Option<&'a str>,
    /// The same, under PieFed's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    moderators: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<&'a str>,
    posting_restricted_to_mods: bool,
    sensitive: bool,
    media_type: &'static str,
    #[serde(rename = "cop:postPolicy")]
    post_policy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<[Language<'a>; 1]>,
}

#[derive(Debug, Serialize)]
struct Language<'a> {
    identifier: &'a str,
    name: &'a str,
}

pub(super) fn write(
    actor: &Actor,
    community: &Community,
    keys: &[PublishedKey],
) -> serde_json::Result<Value> {
    let moderators = actor.moderators_url.as_deref();
    serde_json::to_value(GroupJson {
        actor: ActorJson::of(actor, keys),
        attributed_to: moderators,
        moderators,
        resources: actor.resources_url.as_deref(),
        posting_restricted_to_mods: community.post_policy == PostPolicy::Moderators,
        sensitive: false,
        media_type: "text/html",
        post_policy: community.post_policy.as_str(),
        language: community.language.as_deref().map(|code| [Language { identifier: code, name: code }]),
    })
}
