//! `Organization`: who runs the node.

use serde_json::Value;

use super::actor::ActorJson;
use super::key::PublishedKey;
use crate::domain::actor::Actor;

pub(super) fn write(actor: &Actor, keys: &[PublishedKey]) -> serde_json::Result<Value> {
    serde_json::to_value(ActorJson::of(actor, keys))
}
