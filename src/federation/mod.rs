//! What other servers see, and what they tell us: ActivityPub.
//!
//! `objects` are the wire shapes, `outgoing` turns facts into activities, `incoming` turns activities into calls of
//! services, `fetch` reads what others publish, and `endpoints` publishes ours. `signatures` and `keyring` prove who
//! sent what, `inbox` takes deliveries in, `delivery` carries ours out. The only room that knows the crate
//! `activitypub_federation`.

pub mod delivery;
pub mod endpoints;
pub mod fetch;
pub mod inbox;
pub mod incoming;
pub mod keyring;
pub mod objects;
pub mod outgoing;
pub mod signatures;
