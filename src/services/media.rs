//! Files that people upload. The bytes go to and from the media store by the hands of the caller; here is what is known
//! about them.

use crate::domain::ids::{ActorId, MediaId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::AttachmentKind;
use crate::domain::time::Timestamp;
use crate::services::{Context, standing};
use crate::store::media::{self, MediaRow};
use crate::store::{StoreError, Tx};

/// A file whose bytes are in the media store.
#[derive(Debug, Clone)]
pub struct NewMedia {
    pub owner: ActorId,
    /// Image or document.
    pub kind: AttachmentKind,
    pub storage_key: String,
    pub thumbnail_key: Option<String>,
    pub media_type: String,
    pub file_name: String,
    pub size_bytes: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub blurhash: Option<String>,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes an uploaded file. It is nobody else's to see until a post shows it.
///
/// # Errors
/// When its owner may not take part here.
pub async fn register(ctx: &Context, tx: &mut Tx, new: NewMedia) -> Result<MediaId, MediaError> {
    let viewer = standing::viewer(ctx, tx, new.owner).await?;
    can(&viewer, Action::Speak)?;
    let id = MediaId::new(ctx.ids.next());
    let row = MediaRow {
        id,
        owner_id: new.owner,
        kind: new.kind,
        storage_key: new.storage_key,
        thumbnail_key: new.thumbnail_key,
        media_type: new.media_type,
        file_name: new.file_name,
        size_bytes: new.size_bytes,
        width: new.width,
        height: new.height,
        blurhash: new.blurhash,
        created_at: ctx.now(),
    };
    media::insert(tx, &row).await?;
    Ok(id)
}

/// Forgets files that were uploaded before `before` and that no post shows. Gives them, so that their bytes can go once
/// this is committed.
pub async fn sweep(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<MediaRow>, StoreError> {
    let unused = media::unused(tx, before, limit).await?;
    for row in &unused {
        media::delete(tx, row.id).await?;
    }
    Ok(unused)
}
