//! What other servers see, and what they tell us: ActivityPub.
//!
//! `objects` are the wire shapes, `outgoing` turns facts into activities, `incoming` turns activities into calls of
//! services, `fetch` reads what others publish, and `endpoints` publishes ours. The only room that knows the crate
//! `activitypub_federation`.

pub mod objects;
