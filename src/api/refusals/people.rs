//! People whom the node's moderators suspend.

use crate::api::ApiError;
use crate::services::accounts::SuspendError;

impl From<SuspendError> for ApiError {
    fn from(error: SuspendError) -> Self {
        Self::unprocessable(match error {
            SuspendError::Denied(denial) => return denial.into(),
            SuspendError::Store(error) => return error.into(),
            SuspendError::ReasonTooLong => return Self::wrong("reason", "has at most 500 characters"),
            SuspendError::Oneself => "Nobody suspends themselves",
            SuspendError::Staff => "Only an administrator can suspend those who moderate or administer",
            SuspendError::LastAdmin => "The node needs an administrator",
            SuspendError::NodeActor => "This belongs to the node itself",
        })
    }
}
