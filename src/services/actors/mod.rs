//! Everyone who can sign: making those of this node, and remembering those of others.

mod create;
mod erase;
mod forget;
mod keys;
mod moved;
mod node;
mod organization;
mod remember;

pub(super) use create::{NewActor, create};
pub(super) use erase::begin_erasing;
pub use erase::{ERASE_JOB, erase};
pub use forget::{MOST_SERVERS, forget};
pub use keys::{MakeKeysError, NewKeys, rotate_keys, seal_purpose};
pub use moved::moved;
pub use node::{EnsureError, ensure_node_actors};
pub use organization::{OrganizationError, OrganizationProfile, edit_organization};
pub use remember::{ListedModerators, RememberError, RemoteActor, RemoteCommunity, RemoteKey, remember};

#[cfg(test)]
mod tests;
