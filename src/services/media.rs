//! Files that people upload. The bytes go to and from the media store by the hands of the caller; here is what is known
//! about them.

use std::time::Duration;

use crate::domain::ids::{ActorId, MediaId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::AttachmentKind;
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
        description: None,
        focus: None,
        created_at: ctx.now(),
    };
    media::insert(tx, &row).await?;
    Ok(id)
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
