//! Resources.

use crate::api::ApiError;
use crate::api::error::Flaw;
use crate::http::HttpError;
use crate::services::resources::ConfirmReviewError;

impl From<ConfirmReviewError> for ApiError {
    fn from(error: ConfirmReviewError) -> Self {
        let description = match error {
            ConfirmReviewError::Denied(denial) => return denial.into(),
            ConfirmReviewError::Store(error) => return error.into(),
            ConfirmReviewError::NotFound => return Self::not_found(),
            ConfirmReviewError::KeptElsewhere => {
                return HttpError::forbidden("This resource is kept elsewhere").into();
            }
            ConfirmReviewError::NotADate => "is a day as YYYY-MM-DD",
            ConfirmReviewError::Passed => "has passed",
        };
        Self::invalid(vec![Flaw { field: "review_by", code: "ERR_INVALID", description }])
    }
}
