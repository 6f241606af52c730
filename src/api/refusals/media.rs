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
    let description = match error {
        UploadError::TooLarge { .. } => "is larger than what is accepted here",
        UploadError::Unsupported(_) => {
            "has an invalid content type; JPEG, PNG, GIF, WebP, PDF, text, CSV and office documents are accepted"
        }
        UploadError::Image(ImageError::TooManyPixels { .. }) => "has more pixels than what is accepted here",
        UploadError::Image(ImageError::NotAnImage) => "is not an image",
        UploadError::Image(ImageError::Damaged) => "is damaged",
        UploadError::Image(error @ ImageError::Unavailable) => return HttpError::unavailable(*error).into(),
    };
    ApiError::wrong("file", description)
}
