//! Communities, their moderators, and who is kept out of them.

use crate::api::ApiError;
use crate::api::error::Flaw;
use crate::services::communities::bans::BanError;
use crate::services::communities::moderators::ModeratorsError;
use crate::services::communities::{CreateError, EditError};
use crate::services::profile_text::ProfileError;

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        let (code, description) = match error {
            CreateError::Denied(denial) => return denial.into(),
            CreateError::Store(error) => return error.into(),
            CreateError::Profile(error) => return of_profile(error),
            CreateError::Handle(_) => ("ERR_INVALID", "has letters, digits and _, at most 30"),
            CreateError::HandleTaken => ("ERR_TAKEN", "is taken"),
        };
        Self::invalid(vec![Flaw { field: "handle", code, description }])
    }
}

impl From<EditError> for ApiError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Denied(denial) => denial.into(),
            EditError::Store(error) => error.into(),
            EditError::Profile(error) => of_profile(error),
        }
    }
}

/// By the names that the fields of a community have.
fn of_profile(error: ProfileError) -> ApiError {
    let (field, code, description) = match error {
        ProfileError::Name | ProfileError::Fields => {
            ("name", "ERR_INVALID", "has between 1 and 60 characters")
        }
        ProfileError::Summary => ("summary", "ERR_TOO_LONG", "has at most 5000 characters"),
        ProfileError::Picture => ("icon", "ERR_INVALID", "is not a picture of this node"),
        ProfileError::Language => ("language", "ERR_INVALID", "is not a language tag"),
    };
    ApiError::invalid(vec![Flaw { field, code, description }])
}

impl From<ModeratorsError> for ApiError {
    fn from(error: ModeratorsError) -> Self {
        Self::unprocessable(match error {
            ModeratorsError::Denied(denial) => return denial.into(),
            ModeratorsError::Store(error) => return error.into(),
            ModeratorsError::NotEligible => "Somebody who is banned or suspended cannot moderate",
            ModeratorsError::TooMany => "The community has as many moderators as it may have",
            ModeratorsError::LastOne => "The last moderator stays until there is another",
        })
    }
}

impl From<BanError> for ApiError {
    fn from(error: BanError) -> Self {
        let (field, code, description) = match error {
            BanError::Denied(denial) => return denial.into(),
            BanError::Store(error) => return error.into(),
            BanError::Oneself => return Self::unprocessable("Nobody bans themselves"),
            BanError::Moderator => {
                return Self::unprocessable("A moderator cannot be banned; the office must end first");
            }
            BanError::EndsInThePast => ("ends_at", "ERR_INVALID", "is in the past"),
            BanError::ReasonTooLong => ("reason", "ERR_TOO_LONG", "has at most 500 characters"),
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}
