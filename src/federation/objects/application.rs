//! `Application`: the instance actor (FEP-2677, FEP-d556), which signs fetches and carries reports. Its document is
//! served to everybody, signed or not, because others need its key before they can check a signature.

use serde_json::Value;

use super::actor::ActorJson;
use super::key::PublishedKey;
use crate::domain::actor::Actor;

pub(super) fn write(actor: &Actor, keys: &[PublishedKey]) -> serde_json::Result<Value> {
    serde_json::to_value(ActorJson::of(actor, keys))
}
