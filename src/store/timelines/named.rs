//! Posts and shares by their ids, of which an app cannot tell which is which.

use super::{Entry, Step};
use crate::store::dialect::id_list;
use crate::store::{StoreError, Tx};

/// What these ids name, in their order; ids that name nothing are left out.
pub async fn named(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Entry>, StoreError> {
    let posts = sql_with_ids!(
        tx,
        "SELECT id AS position, id AS post_id, CAST(NULL AS BIGINT) AS sharer, published_at AS at
        FROM posts WHERE id IN ",
        ""
    );
    let shares = sql_with_ids!(
        tx,
        "SELECT id AS position, post_id, actor_id AS sharer, created_at AS at FROM shares WHERE id IN ",
        ""
    );
    let list = id_list(ids.iter().copied());
    let mut steps = fetch_all!(tx, Step, posts, &list)?;
    steps.extend(fetch_all!(tx, Step, shares, &list)?);
    steps.sort_by_key(|step| ids.iter().position(|id| *id == step.position));
    Ok(steps.into_iter().map(Entry::from).collect())
}
