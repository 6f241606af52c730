//! Files that people upload: checked, made anew where they are pictures, stored, and noted.

use std::time::Duration;

use bytes::Bytes;

use crate::domain::ids::{ActorId, MediaId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::{AttachmentKind, Focus};
use crate::infra::images::{EncodedImage, ImagePurpose, ProcessedImage};
use crate::infra::media::{self as files, MediaKey, MediaStore, Upload, UploadError, Uploads};
use crate::services::{Context, standing};
use crate::store::media::{self, MediaRow};
use crate::store::{Db, StoreError, Tx};

/// The longest description of a file, in characters.
pub const MAX_DESCRIPTION: usize = 1_500;
/// The longest name of a file, in characters.
const MAX_NAME: usize = 200;

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
    /// It is too large, or nothing that is accepted.
    #[error(transparent)]
    Refused(#[from] UploadError),
    /// The bytes could not be kept.
    #[error(transparent)]
    Unavailable(#[from] files::MediaError),
    #[error("there is no such file")]
    NotFound,
    #[error("a post shows the file")]
    InUse,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where files are taken in and kept.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    pub uploads: &'a Uploads,
    pub store: &'a MediaStore,
}

/// Takes in a file for a post. Opens a transaction of its own; hold none meanwhile.
///
/// # Errors
/// When the file is refused, or its owner may not take part here.
pub async fn take(
    ctx: &Context,
    db: &Db,
    shelf: Shelf<'_>,
    owner: ActorId,
    content: Bytes,
    name: &str,
) -> Result<MediaId, MediaError> {
    let new = match shelf.uploads.attachment(content, name).await? {
        Upload::Image(image) => keep_image(shelf, owner, image, name).await?,
        Upload::Document { content, file_type, name } => {
            let key = MediaKey::of(&content, file_type);
            let size_bytes = size(&content);
            shelf.store.put(&key, content).await?;
            NewMedia {
                owner,
                kind: AttachmentKind::Document,
                storage_key: key.to_string(),
                thumbnail_key: None,
                media_type: file_type.media_type().to_owned(),
                file_name: name.as_str().to_owned(),
                size_bytes,
                width: None,
                height: None,
                blurhash: None,
            }
        }
    };
    let mut tx = db.begin().await?;
    let id = register(ctx, &mut tx, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes in the picture of a person, community or organization; gives its address. It is public at once, and no file of
/// anybody's.
///
/// # Errors
/// When the file is refused or cannot be kept.
pub async fn take_picture(
    ctx: &Context,
    shelf: Shelf<'_>,
    content: Bytes,
    purpose: ImagePurpose,
) -> Result<String, MediaError> {
    let image = shelf.uploads.picture(content, purpose).await?;
    let key = keep(shelf, &image.main).await?;
    Ok(ctx.addresses.media(&key))
}

pub(super) async fn keep_image(
    shelf: Shelf<'_>,
    owner: ActorId,
    image: ProcessedImage,
    name: &str,
) -> Result<NewMedia, MediaError> {
    let ProcessedImage { main, thumbnail, blurhash } = image;
    let storage_key = keep(shelf, &main).await?;
    let thumbnail_key = keep(shelf, &thumbnail).await?;
    Ok(NewMedia {
        owner,
        kind: AttachmentKind::Image,
        storage_key,
        thumbnail_key: Some(thumbnail_key),
        media_type: main.file_type.media_type().to_owned(),
        file_name: file_name(name),
        size_bytes: size(&main.content),
        width: Some(main.width.into()),
        height: Some(main.height.into()),
        blurhash: Some(blurhash),
    })
}

/// The name of a file as it is kept.
pub(super) fn file_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect()
}

async fn keep(shelf: Shelf<'_>, image: &EncodedImage) -> Result<String, MediaError> {
    let key = MediaKey::of(&image.content, image.file_type);
    shelf.store.put(&key, image.content.clone()).await?;
    Ok(key.to_string())
}

fn size(content: &Bytes) -> i64 {
    i64::try_from(content.len()).unwrap_or(i64::MAX)
}

/// Describes a file of the owner's. What is `None` stays as it is; an empty description takes it away.
///
/// # Errors
/// When there is no such file of theirs.
pub async fn describe(
    tx: &mut Tx,
    owner: ActorId,
    id: MediaId,
    description: Option<&str>,
    focus: Option<Focus>,
) -> Result<(), MediaError> {
    media::owned(tx, owner, &[id]).await?.pop().ok_or(MediaError::NotFound)?;
    if let Some(text) = description {
        let text = self::description(text);
        media::describe(tx, id, Some(text.as_str()).filter(|text| !text.is_empty())).await?;
    }
    if let Some(focus) = focus {
        media::set_focus(tx, id, &focus.to_string()).await?;
    }
    Ok(())
}

/// What of a description is kept.
pub(super) fn description(text: &str) -> String {
    text.chars().take(MAX_DESCRIPTION).collect()
}

/// Throws away a file of the owner's that no post shows. Its bytes stay until it is known that nothing else shows the
/// same.
///
/// # Errors
/// When there is no such file of theirs, or a post shows it.
pub async fn discard(tx: &mut Tx, owner: ActorId, id: MediaId) -> Result<(), MediaError> {
    media::owned(tx, owner, &[id]).await?.pop().ok_or(MediaError::NotFound)?;
    if media::delete_if_unused(tx, id).await? { Ok(()) } else { Err(MediaError::InUse) }
}

/// Notes an uploaded file. It is nobody else's to see until a post shows it.
///
/// # Errors
/// When its owner may not take part here.
pub async fn register(ctx: &Context, tx: &mut Tx, new: NewMedia) -> Result<MediaId, MediaError> {
    let viewer = standing::viewer(ctx, tx, new.owner).await?;
    can(&viewer, Action::Speak)?;
    let id = MediaId::new(ctx.ids.next());
    put(ctx, tx, id, new, (None, None)).await?;
    Ok(id)
}

/// Notes a file under an id that its owner knows already, with what they said of it.
pub(super) async fn put(
    ctx: &Context,
    tx: &mut Tx,
    id: MediaId,
    new: NewMedia,
    (description, focus): (Option<String>, Option<String>),
) -> Result<(), StoreError> {
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
        description: description.filter(|text| !text.is_empty()),
        focus,
        created_at: ctx.now(),
    };
    media::insert(tx, &row).await
}

/// A file that no post has may be in somebody's draft; drafts are forgotten after this long.
pub const UNUSED_FOR: Duration = Duration::from_hours(24 * 90);
/// What has been stored within this time is left alone: the same bytes may be about to be shown.
pub const YOUNG_FOR: Duration = Duration::from_hours(24);

/// Forgets files that no post has for [`UNUSED_FOR`], or whose owner is gone; at most `limit`. Gives their number. Their
/// bytes stay until it is known that nothing else shows the same; the caller removes them next, for until then they are
/// anybody's who knows their address.
pub async fn sweep(ctx: &Context, tx: &mut Tx, limit: i64) -> Result<u64, StoreError> {
    let now = ctx.now();
    media::delete_unused(tx, now - UNUSED_FOR, now - YOUNG_FOR, limit).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact::Origin;
    use crate::domain::resource::ResourceKind;
    use crate::services::posts::{
        Edit, Flaw, NewAttachment, NewPost, NewResource, PostError, Target, Wording, delete, edit, publish,
        remove, restore,
    };
    use crate::services::testing::{community, context, on_both_engines, person};
    use crate::store::{Db, attachments};

    fn upload(owner: ActorId, storage_key: &str) -> NewMedia {
        NewMedia {
            owner,
            kind: AttachmentKind::Document,
            storage_key: storage_key.to_owned(),
            thumbnail_key: None,
            media_type: "application/pdf".to_owned(),
            file_name: "tool.pdf".to_owned(),
            size_bytes: 10,
            width: None,
            height: None,
            blurhash: None,
        }
    }

    fn tool(file: MediaId) -> Wording {
        Wording {
            title: Some("Tool".to_owned()),
            attachments: vec![NewAttachment::Uploaded { media: file, name: "The tool".to_owned() }],
            resource: Some(NewResource {
                kind: ResourceKind::Tool,
                licence: None,
                steward_id: None,
                review_by: None,
            }),
            ..Wording::default()
        }
    }

    async fn everybody_has(tx: &mut Tx, key: &str) -> bool {
        let shown = media::visible(tx, key, None).await.unwrap().is_some();
        assert_eq!(media::is_public(tx, key).await.unwrap(), shown);
        shown
    }

    on_both_engines! {
        async fn an_earlier_version_keeps_its_files_as_long_as_the_resource_is_there(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            let mut files = Vec::new();
            for key in ["ab/first.pdf", "ab/second.pdf", "ab/third.pdf"] {
                files.push(register(&ctx, &mut tx, upload(lee.id, key)).await.unwrap());
            }
            let target = Target::Community(sepsis.id);
            let new = NewPost { author: lee.id, target, wording: tool(files[0]) };
            let post = publish(&ctx, &mut tx, new).await.unwrap().id;
            for file in &files[1..] {
                let edited = Edit { by: lee.id, post, wording: tool(*file), note: None };
                edit(&ctx, &mut tx, edited).await.unwrap();
            }
            ctx.clock.advance(UNUSED_FOR + Duration::from_mins(1));
            assert_eq!(sweep(&ctx, &mut tx, 10).await.unwrap(), 0);
            assert!(everybody_has(&mut tx, "ab/first.pdf").await && everybody_has(&mut tx, "ab/second.pdf").await);

            remove(&ctx, &mut tx, lee.id, post, "outdated", &Origin::Here).await.unwrap();
            assert!(!everybody_has(&mut tx, "ab/first.pdf").await);
            assert_eq!(sweep(&ctx, &mut tx, 10).await.unwrap(), 0);
            restore(&ctx, &mut tx, lee.id, post, None, &Origin::Here).await.unwrap();
            assert!(everybody_has(&mut tx, "ab/first.pdf").await);
            delete(&ctx, &mut tx, lee.id, post, &Origin::Here).await.unwrap();
            assert!(!everybody_has(&mut tx, "ab/first.pdf").await);
            assert_eq!(sweep(&ctx, &mut tx, 10).await.unwrap(), 3);
        }

        async fn a_file_that_an_edit_takes_out_of_a_discussion_is_gone(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            let file = register(&ctx, &mut tx, upload(lee.id, "ab/face.pdf")).await.unwrap();
            let with = Wording { resource: None, ..tool(file) };
            let without = Wording { attachments: vec![], ..with.clone() };
            let target = Target::Community(sepsis.id);
            let new = NewPost { author: lee.id, target, wording: with };
            let post = publish(&ctx, &mut tx, new).await.unwrap().id;
            assert!(everybody_has(&mut tx, "ab/face.pdf").await);
            edit(&ctx, &mut tx, Edit { by: lee.id, post, wording: without, note: None }).await.unwrap();
            assert!(!everybody_has(&mut tx, "ab/face.pdf").await);
        }

        async fn an_uploaded_file_is_shown_by_posts_of_its_owner_alone(db: Db) {
            let ctx = context();
            let mut tx = db.begin().await.unwrap();
            let lee = person(&ctx, &mut tx, "lee").await;
            let dana = person(&ctx, &mut tx, "dana").await;
            let sepsis = community(&ctx, &mut tx, "sepsis", &lee).await;
            let id = register(&ctx, &mut tx, upload(lee.id, "ab/cd.pdf")).await.unwrap();
            let wording = Wording {
                title: Some("Tool".to_owned()),
                attachments: vec![NewAttachment::Uploaded { media: id, name: "The tool".to_owned() }],
                ..Wording::default()
            };
            let target = Target::Community(sepsis.id);
            let stolen = NewPost { author: dana.id, target, wording: wording.clone() };
            let own = publish(&ctx, &mut tx, NewPost { author: lee.id, target, wording }).await.unwrap();
            let shown = attachments::of_posts(&mut tx, &[own.id]).await.unwrap();
            assert_eq!(shown[0].url, "https://a.test/media/ab/cd.pdf");
            ctx.clock.advance(UNUSED_FOR + Duration::from_mins(1));
            assert_eq!(sweep(&ctx, &mut tx, 10).await.unwrap(), 0);
            let result = publish(&ctx, &mut tx, stolen).await;
            assert!(matches!(result, Err(PostError::Flawed(Flaw::NotYourFile))));
        }
    }
}
