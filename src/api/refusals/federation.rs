//! Other servers, and with whom the node speaks.

use crate::api::ApiError;
use crate::api::error::Flaw;
use crate::services::federation_policy::PolicyError;
use crate::services::peers::PeerError;

impl From<PeerError> for ApiError {
    fn from(error: PeerError) -> Self {
        match error {
            PeerError::Denied(denial) => denial.into(),
            PeerError::Gone => Self::unprocessable("The server said that it is gone for good"),
            PeerError::Store(error) => error.into(),
        }
    }
}

impl From<PolicyError> for ApiError {
    fn from(error: PolicyError) -> Self {
        let (field, code, description) = match error {
            PolicyError::Denied(denial) => return denial.into(),
            PolicyError::Store(error) => return error.into(),
            PolicyError::NotADomain => ("domain", "ERR_INVALID", "is not a domain name"),
            PolicyError::OwnDomain => ("domain", "ERR_INVALID", "is this node's own"),
            PolicyError::ReasonTooLong => ("reason", "ERR_TOO_LONG", "has at most 500 characters"),
            PolicyError::ListTooLong => ("domains", "ERR_TOO_LONG", "are more than a list may have"),
        };
        Self::invalid(vec![Flaw { field, code, description }])
    }
}
