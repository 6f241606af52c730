//! The words by which threads are found. What a word is, and what a search means, is in [`words`](crate::domain::text::words);
//! searching is in [`topics`](super::topics).
//!
//! The words of what was deleted are found no more at once, and leave SQLite's file when it merges its index.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::PostId;
use crate::domain::post::Post;
use crate::domain::text::words::ThreadWords;

/// What PostgreSQL takes words by: as they are, each once.
macro_rules! insert_words {
    () => {
        "INSERT INTO thread_words (post_id, named, everything) VALUES (
            $1, array_to_tsvector(string_to_array($2, ' ')),
            array_to_tsvector(string_to_array($2, ' ') || string_to_array($3, ' ')))"
    };
}

/// Writes the words of a thread, in place of those that it had.
pub async fn put(tx: &mut Tx, root: PostId, words: &ThreadWords) -> Result<(), StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "INSERT OR REPLACE INTO thread_words (rowid, named, said) VALUES ($1, $2, $3)",
        postgres: concat!(
            insert_words!(),
            " ON CONFLICT (post_id) DO UPDATE SET named = excluded.named, everything = excluded.everything"
        ),
    );
    execute!(tx, sql, root, &words.named, &words.said)?;
    Ok(())
}

/// Writes the words of a thread that was read before: when somebody has written newer ones meanwhile, these stay. Nobody
/// has on SQLite, where there is one writer.
pub async fn put_missing(tx: &mut Tx, root: PostId, words: &ThreadWords) -> Result<(), StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "INSERT OR REPLACE INTO thread_words (rowid, named, said) VALUES ($1, $2, $3)",
        postgres: concat!(insert_words!(), " ON CONFLICT (post_id) DO NOTHING"),
    );
    execute!(tx, sql, root, &words.named, &words.said)?;
    Ok(())
}

/// Takes away the words of these threads.
pub async fn delete(tx: &mut Tx, roots: &[PostId]) -> Result<(), StoreError> {
    if roots.is_empty() {
        return Ok(());
    }
    let sql = dialect!(
        tx,
        sqlite: "DELETE FROM thread_words WHERE rowid IN (SELECT value FROM json_each($1))",
        postgres: sql_with_ids!(tx, "DELETE FROM thread_words WHERE post_id IN ", ""),
    );
    execute!(tx, sql, id_list(roots.iter().map(|id| id.get())))?;
    Ok(())
}

/// Takes away the words of all threads that were deleted.
pub async fn delete_of_deleted(tx: &mut Tx) -> Result<(), StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "DELETE FROM thread_words WHERE rowid IN (
            SELECT id FROM posts WHERE parent_id IS NULL AND deleted_at IS NOT NULL)",
        postgres: "DELETE FROM thread_words WHERE post_id IN (
            SELECT id FROM posts WHERE parent_id IS NULL AND deleted_at IS NOT NULL)",
    );
    execute!(tx, sql)?;
    Ok(())
}

/// Threads that are older than `before` and not deleted, the latest first.
pub async fn earlier(tx: &mut Tx, before: PostId, limit: i64) -> Result<Vec<Post>, StoreError> {
    const SQL: &str = "
        SELECT * FROM posts WHERE parent_id IS NULL AND deleted_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2";
    Ok(fetch_all!(tx, Post, SQL, before, limit)?)
}
