//! A thread became known by one of its replies: the rest of it is read in the background.

use serde_json::json;

use crate::domain::ids::{JobId, PostId};
use crate::services::Context;
use crate::store::jobs::{self, NewJob};
use crate::store::{StoreError, Tx};

/// The kind of the job that reads the rest of a thread. Its payload is `{"root": "<id>"}`.
pub const CONVERSATION_JOB: &str = "conversation";

/// Has the rest of the thread that begins with `root`, a post from elsewhere, read in the background. Asking again while
/// it is being read changes nothing.
pub async fn read_rest(ctx: &Context, tx: &mut Tx, root: PostId) -> Result<(), StoreError> {
    let job = NewJob {
        id: JobId::new(ctx.ids.next()),
        kind: CONVERSATION_JOB,
        unique_key: format!("{CONVERSATION_JOB}:{root}"),
        payload: json!({ "root": root.to_string() }),
        run_at: ctx.now(),
        created_at: ctx.now(),
    };
    jobs::enqueue(tx, &job).await?;
    Ok(())
}
