//! Files that come with a form.

use bytes::Bytes;

use crate::domain::ids::{ActorId, MediaId};
use crate::domain::post::AttachmentKind;
use crate::http::HttpError;
use crate::infra::images::{EncodedImage, ImageError, ImagePurpose, ProcessedImage};
use crate::infra::media::{MediaKey, Upload, UploadError};
use crate::services::media::{self, MediaError, NewMedia};
use crate::web::i18n::Message;
use crate::web::uploads::{Accepts, size_in_words};
use crate::web::{WebError, WebState};

/// Why a file was not taken.
pub(super) enum FileProblem {
    /// What to tell the person beside the field.
    Refused(Message),
    /// Anything else.
    Failed(WebError),
}

impl From<UploadError> for FileProblem {
    fn from(error: UploadError) -> Self {
        Self::Refused(match error {
            UploadError::TooLarge { limit } => {
                Message::new("problem-file-large").with("size", size_in_words(limit))
            }
            UploadError::Unsupported(_) => {
                Message::new("problem-file-type").with("kinds", Accepts::Files.in_words())
            }
            UploadError::Image(ImageError::TooManyPixels { .. }) => Message::new("problem-image-large"),
            UploadError::Image(ImageError::NotAnImage) => not_an_image(),
            UploadError::Image(ImageError::Damaged) => Message::new("problem-image-damaged"),
            UploadError::Image(error @ ImageError::Unavailable) => {
                return Self::Failed(HttpError::unavailable(error).into());
            }
        })
    }
}

/// What is said of a file that had to be a picture.
pub(super) fn not_an_image() -> Message {
    Message::new("problem-not-an-image").with("kinds", Accepts::Pictures.in_words())
}

impl From<WebError> for FileProblem {
    fn from(error: WebError) -> Self {
        Self::Failed(error)
    }
}

/// Takes in a file for a post. Hold no transaction meanwhile.
pub(super) async fn attach(
    state: &WebState,
    owner: ActorId,
    content: Bytes,
    name: &str,
) -> Result<MediaId, FileProblem> {
    match state.uploads.attachment(content, name).await? {
        Upload::Image(image) => Ok(keep_image(state, owner, image, name).await?),
        Upload::Document { content, file_type, name } => {
            let key = MediaKey::of(&content, file_type);
            let size_bytes = size(&content);
            state
                .media
                .put(&key, content)
                .await
                .map_err(|error| WebError::from(HttpError::unavailable(error)))?;
            let new = NewMedia {
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
            };
            Ok(register(state, new).await?)
        }
    }
}

/// Takes in the picture of a person, community or organization; gives its address. It is public at once, and no file of
/// anybody's.
pub(super) async fn picture(
    state: &WebState,
    content: Bytes,
    purpose: ImagePurpose,
) -> Result<String, FileProblem> {
    let image = state.uploads.picture(content, purpose).await?;
    let key = keep(state, &image.main).await?;
    Ok(state.context.addresses.media(&key))
}

async fn keep_image(
    state: &WebState,
    owner: ActorId,
    image: ProcessedImage,
    name: &str,
) -> Result<MediaId, WebError> {
    let ProcessedImage { main, thumbnail, blurhash } = image;
    let storage_key = keep(state, &main).await?;
    let thumbnail_key = keep(state, &thumbnail).await?;
    let new = NewMedia {
        owner,
        kind: AttachmentKind::Image,
        storage_key,
        thumbnail_key: Some(thumbnail_key),
        media_type: main.file_type.media_type().to_owned(),
        file_name: name.chars().filter(|c| !c.is_control()).take(200).collect(),
        size_bytes: size(&main.content),
        width: Some(main.width.into()),
        height: Some(main.height.into()),
        blurhash: Some(blurhash),
    };
    register(state, new).await
}

async fn keep(state: &WebState, image: &EncodedImage) -> Result<String, WebError> {
    let key = MediaKey::of(&image.content, image.file_type);
    state.media.put(&key, image.content.clone()).await.map_err(HttpError::unavailable)?;
    Ok(key.to_string())
}

async fn register(state: &WebState, new: NewMedia) -> Result<MediaId, WebError> {
    let mut tx = state.db.begin().await?;
    let id = media::register(&state.context, &mut tx, new).await.map_err(|error| match error {
        MediaError::Denied(denial) => WebError::from(denial),
        MediaError::Store(error) => error.into(),
    })?;
    tx.commit().await?;
    Ok(id)
}

fn size(content: &Bytes) -> i64 {
    i64::try_from(content.len()).unwrap_or(i64::MAX)
}
