//! Posts, and what people do with them.

use crate::api::ApiError;
use crate::api::error::Flaw;
use crate::http::HttpError;
use crate::services::marks::MarkError;
use crate::services::posts::one_text::ComposeError;
use crate::services::posts::text::TextError;
use crate::services::posts::{self, PostError};
use crate::services::reactions::ReactionError;
use crate::services::reports::ReportError;
use crate::services::scheduled::ScheduleError;
use crate::services::shares::ShareError;

impl From<PostError> for ApiError {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Denied(denial) => denial.into(),
            PostError::NotFound => Self::not_found(),
            PostError::Flawed(posts::Flaw::UnfinishedFile) => Self::unprocessable(UNFINISHED),
            PostError::Flawed(flaw) => Self::invalid(vec![of_wording(flaw)]),
            PostError::TooDeep => Self::unprocessable("The discussion is too deeply nested"),
            PostError::NotTheHost => HttpError::forbidden("This action is not allowed").into(),
            PostError::Store(error) => error.into(),
        }
    }
}

/// In Mastodon's words.
const UNFINISHED: &str = "Cannot attach files that have not finished processing. Try again in a moment!";
const UNLISTED: &str = "A post outside of communities cannot be unlisted here";

impl From<ComposeError> for ApiError {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Post(error) => error.into(),
            ComposeError::Text(TextError::TooLong { most }) => {
                PostError::from(posts::Flaw::LongText { most }).into()
            }
            ComposeError::Text(TextError::Store(error)) => error.into(),
            ComposeError::Listed => Self::unprocessable(UNLISTED),
        }
    }
}

impl From<ReactionError> for ApiError {
    fn from(error: ReactionError) -> Self {
        match error {
            ReactionError::Denied(denial) => denial.into(),
            ReactionError::NotFound => Self::not_found(),
            ReactionError::NotOffered | ReactionError::NotTheHost => {
                HttpError::forbidden("This action is not allowed").into()
            }
            ReactionError::Store(error) => error.into(),
        }
    }
}

impl From<ShareError> for ApiError {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Denied(denial) => denial.into(),
            ShareError::NotFound => Self::not_found(),
            ShareError::NotPublished => Self::unprocessable(
                "The post waits for its community's server; it can be shared when it is published",
            ),
            ShareError::Store(error) => error.into(),
        }
    }
}

impl From<MarkError> for ApiError {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::Denied(denial) => denial.into(),
            MarkError::NotFound => Self::not_found(),
            MarkError::NotYours => {
                Self::unprocessable("Validation failed: Someone else's post cannot be pinned")
            }
            MarkError::TooMany => {
                Self::unprocessable("Validation failed: You have already pinned the maximum number of posts")
            }
            MarkError::Store(error) => error.into(),
        }
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Denied(denial) => denial.into(),
            ReportError::NotFound => Self::not_found(),
            ReportError::TooMany => Self::unprocessable("There are too many open reports"),
            ReportError::Closed => Self::unprocessable("The report is closed"),
            ReportError::Store(error) => error.into(),
        }
    }
}

impl From<ScheduleError> for ApiError {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::Denied(denial) => denial.into(),
            ScheduleError::TooSoon => {
                Self::wrong("scheduled_at", "must be in the future, by five minutes at least")
            }
            ScheduleError::TooLate => Self::wrong("scheduled_at", "must be within a year"),
            ScheduleError::Listed => Self::unprocessable(UNLISTED),
            ScheduleError::TooMany => {
                Self::unprocessable("Validation failed: You have exceeded the limit of 300 scheduled posts")
            }
            ScheduleError::Flaw(flaw) => PostError::from(flaw).into(),
            ScheduleError::NotFound => Self::not_found(),
            ScheduleError::Json(error) => HttpError::internal(error).into(),
            ScheduleError::Store(error) => error.into(),
        }
    }
}

fn of_wording(flaw: posts::Flaw) -> Flaw {
    use posts::Flaw as Wrong;
    let (field, code, description) = match flaw {
        Wrong::NoTitle => ("status", "ERR_BLANK", "needs a first line, which becomes the title"),
        Wrong::LongTitle { .. } => ("spoiler_text", "ERR_TOO_LONG", "is longer than a title may be"),
        Wrong::Empty => ("status", "ERR_BLANK", "can't be blank"),
        Wrong::LongText { .. } => ("status", "ERR_TOO_LONG", "is longer than a post may be"),
        Wrong::LongSummary => ("spoiler_text", "ERR_TOO_LONG", "is longer than a warning may be"),
        Wrong::ManyTags => ("status", "ERR_INVALID", "has too many tags"),
        Wrong::ManyFiles => ("media_ids", "ERR_INVALID", "are more files than a post may have"),
        Wrong::ManyMentions => ("status", "ERR_INVALID", "names too many people"),
        Wrong::NotYourFile => ("media_ids", "ERR_INVALID", "could not be found"),
        Wrong::UnfinishedFile => ("media_ids", "ERR_INVALID", "have not finished processing"),
        Wrong::LongLicence => ("status", "ERR_INVALID", "has a licence that is too long"),
        Wrong::NotADate => ("status", "ERR_INVALID", "has a date that is none"),
        Wrong::NoCommunity => ("status", "ERR_INVALID", "belongs in a community"),
    };
    Flaw { field, code, description }
}
