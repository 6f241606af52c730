//! Files.

use crate::api::ApiError;
use crate::http::HttpError;
use crate::infra::images::ImageError;
use crate::infra::media::UploadError;
use crate::services::media::MediaError;

impl From<MediaError> for ApiError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Denied(denial) => denial.into(),
            MediaError::Refused(refused) => of_upload(&refused),
            MediaError::Unavailable(error) => HttpError::unavailable(error).into(),
            MediaError::NotFound => Self::not_found(),
            MediaError::InUse => Self::unprocessable("Media attachment is currently used by a status"),
            MediaError::Store(error) => error.into(),
        }
    }
}

/// As Mastodon words it, with what can be done about it.
fn of_upload(error: &UploadError) -> ApiError {
    ApiError::unprocessable(match error {
        UploadError::TooLarge { .. } => {
            "Validation failed: File file size is larger than what is accepted here"
        }
        UploadError::Unsupported(_) => {
            "Validation failed: File content type is invalid; JPEG, PNG, GIF, WebP, PDF, text, CSV and office \
             documents are accepted"
        }
        UploadError::Image(ImageError::TooManyPixels { .. }) => {
            "Validation failed: File has more pixels than what is accepted here"
        }
        UploadError::Image(ImageError::NotAnImage) => "Validation failed: File is not an image",
        UploadError::Image(ImageError::Damaged) => "Validation failed: File is damaged",
        UploadError::Image(error @ ImageError::Unavailable) => return HttpError::unavailable(*error).into(),
    })
}
