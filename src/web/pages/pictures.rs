//! Pictures of people and of the organization: uploaded in a form, made anew, kept in the media store.

use super::multipart::SentFile;
use crate::infra::images::{ImageError, ImagePurpose};
use crate::infra::media::{MediaKey, UploadError};
use crate::http::HttpError;
use crate::web::i18n::Message;
use crate::web::view::FormErrors;
use crate::web::{WebError, WebState};

/// The address of the picture after the form: that of the uploaded one, none when it was to be removed, else `current`.
/// What is wrong with an upload is added to `errors` under `field`.
///
/// # Errors
/// When the media store fails.
pub(super) async fn chosen(
    state: &WebState,
    errors: &mut FormErrors,
    field: &'static str,
    file: Option<SentFile>,
    purpose: ImagePurpose,
    remove: bool,
    current: Option<String>,
) -> Result<Option<String>, WebError> {
    let content = match file {
        Some(file) => file.content,
        None if remove => return Ok(None),
        None => return Ok(current),
    };
    let picture = match state.uploads.picture(content, purpose).await {
        Ok(picture) => picture.main,
        Err(error) => {
            errors.add(field, Message::new(problem(&error)));
            return Ok(current);
        }
    };
    let key = MediaKey::of(&picture.content, picture.file_type);
    state.media.put(&key, picture.content).await.map_err(HttpError::unavailable)?;
    Ok(Some(state.context.addresses.media(&key.to_string())))
}

fn problem(error: &UploadError) -> &'static str {
    match error {
        UploadError::TooLarge { .. } | UploadError::Image(ImageError::TooManyPixels { .. }) => {
            "picture-problem-large"
        }
        UploadError::Unsupported(_) | UploadError::Image(ImageError::NotAnImage) => "picture-problem-not-image",
        UploadError::Image(ImageError::Damaged) => "picture-problem-damaged",
        UploadError::Image(ImageError::Unavailable) => "problem-busy",
    }
}
