//! The node's own two actors: the organization that runs it, and the application that signs its fetches.

use std::sync::Arc;

use super::{MakeKeysError, NewActor, NewKeys, create};
use crate::domain::actor::ActorKind;
use crate::infra::keys::Sealer;
use crate::services::Context;
use crate::store::{Db, StoreError, actors};

/// Why the node's actors could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EnsureError {
    #[error(transparent)]
    Keys(#[from] MakeKeysError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the organization at `/org` and the application at `/actor` where they are missing. Safe to repeat, and safe
/// when several processes start at once. Opens its own transactions: keys take time to make.
pub async fn ensure_node_actors(ctx: &Context, db: &Db, sealer: &Arc<Sealer>) -> Result<(), EnsureError> {
    let organization = (ActorKind::Organization, ctx.addresses.organization(), "org");
    let application = (ActorKind::Application, ctx.addresses.application(), "actor");
    for (kind, uri, handle) in [organization, application] {
        if actors::by_uri(&mut db.read().await?, &uri).await?.is_some() {
            continue;
        }
        let keys = NewKeys::make(ctx, sealer).await?;
        let new = NewActor {
            kind,
            uri,
            handle: handle.to_owned(),
            name: ctx.addresses.authority().to_owned(),
            summary_html: String::new(),
            summary_source: None,
            listed: kind == ActorKind::Organization,
            active: true,
        };
        let mut tx = db.begin().await?;
        match create(ctx, &mut tx, new, keys).await {
            Ok(_) => tx.commit().await?,
            // Another process was faster.
            Err(StoreError::AlreadyExists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
