//! What makes a post a resource.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::PostId;
use crate::domain::resource::Resource;

row!(Resource { post_id, kind, licence, steward_id, review_by });

/// Writes the details of a resource, new or changed.
pub async fn put(tx: &mut Tx, resource: &Resource) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO resources (post_id, kind, licence, steward_id, review_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (post_id) DO UPDATE SET
            kind = excluded.kind, licence = excluded.licence, steward_id = excluded.steward_id,
            review_by = excluded.review_by";
    execute!(
        tx,
        SQL,
        resource.post_id,
        resource.kind,
        &resource.licence,
        resource.steward_id,
        &resource.review_by,
    )?;
    Ok(())
}

pub async fn by_post(tx: &mut Tx, post: PostId) -> Result<Option<Resource>, StoreError> {
    Ok(fetch_optional!(tx, Resource, "SELECT * FROM resources WHERE post_id = $1", post)?)
}

/// The details of those of the posts that are resources, in no order.
pub async fn by_posts(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<Resource>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM resources WHERE post_id IN ", "");
    Ok(fetch_all!(tx, Resource, sql, id_list(posts.iter().map(|id| id.get())))?)
}
