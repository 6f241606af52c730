//! What operators do from the command line. Each function opens its own transaction, calls the service that pages call,
//! and answers with a plain value that can be printed as JSON. Whatever changes something is safe to repeat.

mod backup;
mod communities;
mod data;
mod doctor;
mod keys;
mod peers;
mod people;
mod tokens;

use crate::domain::ids::ActorId;
use crate::store::{StoreError, Tx, actors};

pub use crate::domain::federation::Rule;

pub use self::backup::{BackupReport, Engine, FileRecord, Manifest, back_up, restore, verify};
pub use self::communities::{CommunityArguments, CommunityLine, create_community, list_communities};
pub use self::data::{ImportReport, export_person, export_rules, import_rules, read_rule};
pub use self::doctor::{Finding, examine};
pub use self::keys::rotate_node_keys;
pub use self::peers::{
    PeerLine, allow_peer, block_peer, drop_queue, list_peers, pause_peer, resume_peer, retry_peer,
};
pub use self::people::{
    PersonArguments, PersonLine, change_role, create_person, list_people, set_password, suspend_person,
    unsuspend_person,
};
pub use self::tokens::{NewToken, TokenLine, create_token, list_tokens, revoke_token};

/// Why a command did nothing.
pub type OperatorError = Box<dyn std::error::Error + Send + Sync>;

const PAGE: i64 = 200;

/// The person or community of this node with a handle.
async fn local(tx: &mut Tx, handle: &str) -> Result<ActorId, OperatorError> {
    let handle = handle.trim_start_matches(['@', '!']);
    let found: Result<_, StoreError> = actors::local_by_handle(tx, handle).await;
    Ok(found?.ok_or_else(|| format!("nobody here has the handle {handle}"))?.id)
}
