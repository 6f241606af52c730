//! Makes threads findable that were here before there was an index of words.

use std::collections::HashMap;

use crate::domain::ids::PostId;
use crate::domain::text::words::ThreadWords;
use crate::store::{StoreError, Tx, tags, thread_words};

/// Threads in one transaction, so that nobody waits long for the writer.
const STEP: i64 = 50;

/// The job that goes through all threads, the latest first. The schema asks for it when it brings the index.
pub const WORDS_JOB: &str = "thread_words";

/// Writes the words of some threads that are older than `before`; gives the oldest of them, or `None` when there are no more.
///
/// Whoever changes or deletes one of them meanwhile, on a database with several writers, is heard: newer words stay, and what
/// was deleted between being read and being written goes in the end.
pub async fn index_earlier(tx: &mut Tx, before: PostId) -> Result<Option<PostId>, StoreError> {
    let roots = thread_words::earlier(tx, before, STEP).await?;
    let Some(oldest) = roots.last().map(|root| root.id) else {
        thread_words::delete_of_deleted(tx).await?;
        return Ok(None);
    };
    let ids: Vec<PostId> = roots.iter().map(|root| root.id).collect();
    let mut tagged: HashMap<PostId, Vec<String>> = HashMap::new();
    for row in tags::of_posts(tx, &ids).await? {
        tagged.entry(row.post_id).or_default().push(row.tag);
    }
    for root in &roots {
        let words = ThreadWords::of(root, tagged.get(&root.id).map_or(&[], Vec::as_slice));
        thread_words::put_missing(tx, root.id, &words).await?;
    }
    Ok(Some(oldest))
}
