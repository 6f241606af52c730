//! What somebody did with posts, as a list of posts shows it beside each.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, PostId};

/// What one person did with one post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnMarks {
    pub post_id: PostId,
    pub thanked: bool,
    pub shared: bool,
    pub bookmarked: bool,
    /// Wants to hear no more of the thread that it is in.
    pub muted: bool,
    /// Shows it on top of their profile.
    pub pinned: bool,
}

row!(OwnMarks { post_id, thanked, shared, bookmarked, muted, pinned });

/// What `actor` did with each of these posts; posts that are not there are left out.
pub async fn of(tx: &mut Tx, actor: ActorId, posts: &[PostId]) -> Result<Vec<OwnMarks>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT posts.id AS post_id,
            EXISTS (SELECT 1 FROM reactions WHERE reactions.post_id = posts.id
                AND reactions.actor_id = $2 AND reactions.kind = 'thanks') AS thanked,
            EXISTS (SELECT 1 FROM shares
                WHERE shares.actor_id = $2 AND shares.post_id = posts.id) AS shared,
            EXISTS (SELECT 1 FROM bookmarks
                WHERE bookmarks.actor_id = $2 AND bookmarks.post_id = posts.id) AS bookmarked,
            EXISTS (SELECT 1 FROM thread_mutes
                WHERE thread_mutes.actor_id = $2 AND thread_mutes.root_id = posts.root_id) AS muted,
            EXISTS (SELECT 1 FROM profile_pins
                WHERE profile_pins.actor_id = $2 AND profile_pins.post_id = posts.id) AS pinned
        FROM posts WHERE posts.id IN ",
        ""
    );
    Ok(fetch_all!(tx, OwnMarks, sql, id_list(posts.iter().map(|id| id.get())), actor)?)
}
