//! Files that come with a form.

use bytes::Bytes;

use crate::domain::ids::{ActorId, MediaId};
use crate::http::HttpError;
use crate::infra::images::{ImageError, ImagePurpose};
use crate::infra::media::UploadError;
use crate::services::media::{self, MediaError, Shelf};
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

impl From<MediaError> for FileProblem {
    fn from(error: MediaError) -> Self {
        Self::Failed(match error {
            MediaError::Refused(refused) => return refused.into(),
            MediaError::Denied(denial) => denial.into(),
            MediaError::Unavailable(error) => HttpError::unavailable(error).into(),
            MediaError::NotFound | MediaError::InUse => WebError::not_found(),
            MediaError::Store(error) => error.into(),
        })
    }
}

/// Takes in a file for a post. Hold no transaction meanwhile.
pub(super) async fn attach(
    state: &WebState,
    owner: ActorId,
    content: Bytes,
    name: &str,
) -> Result<MediaId, FileProblem> {
    Ok(media::take(&state.context, &state.db, shelf(state), owner, content, name).await?)
}

/// Takes in the picture of a person, community or organization; gives its address.
pub(super) async fn picture(
    state: &WebState,
    content: Bytes,
    purpose: ImagePurpose,
) -> Result<String, FileProblem> {
    Ok(media::take_picture(&state.context, shelf(state), content, purpose).await?)
}

fn shelf(state: &WebState) -> Shelf<'_> {
    Shelf { uploads: &state.uploads, store: &state.media }
}
