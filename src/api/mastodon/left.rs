//! What is said of a status to somebody who let go of it.

use serde::Serialize;

use super::entities::Status;
use super::present::{self, Entry};
use crate::api::ApiState;
use crate::domain::permission::Viewer;
use crate::store::{StoreError, Tx};

/// A status as the viewer sees it or, where its author blocks them, as everybody sees it who did not sign in: what one did
/// can be taken back whatever became of the others. An empty object where nobody sees anything.
#[derive(Debug, Serialize)]
pub(super) struct Left {
    #[serde(flatten)]
    pub(super) status: Option<Status>,
}

impl Left {
    pub(super) async fn of(
        state: &ApiState,
        tx: &mut Tx,
        viewer: &Viewer,
        entry: Entry,
    ) -> Result<Self, StoreError> {
        let entries = [entry];
        let mut shown = present::statuses(state, tx, viewer, &entries).await?;
        if shown.is_empty() {
            shown = present::statuses(state, tx, &Viewer::ANYONE, &entries).await?;
        }
        Ok(Self { status: shown.pop() })
    }
}
