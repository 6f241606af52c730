//! Pictures of other nodes that are kept here for a while. The bytes lie in the media store under their keys.

use super::json::JsonText;
use super::{StoreError, Tx};
use crate::domain::time::Timestamp;

/// A picture that was fetched, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePicture {
    /// Made from its address and the size in which it is kept.
    pub name: String,
    /// Under which its bytes lie; several pictures may be equal. `None`: it could not be fetched.
    pub storage_key: Option<String>,
    pub size_bytes: i64,
    /// When it was fetched, or when that failed last.
    pub tried_at: Timestamp,
    /// Written at most once a day.
    pub used_at: Timestamp,
    /// How often in a row it could not be fetched.
    pub failures: i64,
}

row!(RemotePicture { name, storage_key, size_bytes, tried_at, used_at, failures });

/// What is known of a picture.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<RemotePicture>, StoreError> {
    Ok(fetch_optional!(tx, RemotePicture, "SELECT * FROM remote_pictures WHERE name = $1", name)?)
}

/// Notes that a picture was fetched, in place of what was known of it.
pub async fn keep(
    tx: &mut Tx,
    name: &str,
    storage_key: &str,
    size_bytes: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO remote_pictures (name, storage_key, size_bytes, tried_at, used_at, failures)
        VALUES ($1, $2, $3, $4, $4, 0)
        ON CONFLICT (name) DO UPDATE SET
            storage_key = excluded.storage_key, size_bytes = excluded.size_bytes, tried_at = excluded.tried_at,
            used_at = excluded.used_at, failures = 0";
    execute!(tx, SQL, name, storage_key, size_bytes, now)?;
    Ok(())
}

/// Notes that a picture could not be fetched once more. One that is here stays as it is.
pub async fn note_failure(tx: &mut Tx, name: &str, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO remote_pictures (name, storage_key, size_bytes, tried_at, used_at, failures)
        VALUES ($1, NULL, 0, $2, $2, 1)
        ON CONFLICT (name) DO UPDATE SET
            tried_at = excluded.tried_at, used_at = excluded.used_at, failures = remote_pictures.failures + 1
        WHERE remote_pictures.storage_key IS NULL";
    execute!(tx, SQL, name, now)?;
    Ok(())
}

/// Notes that a picture was shown.
pub async fn note_use(tx: &mut Tx, name: &str, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, "UPDATE remote_pictures SET used_at = $2 WHERE name = $1", name, now)?;
    Ok(())
}

/// How much all pictures take together, in bytes; equal ones count each.
pub async fn total_bytes(tx: &mut Tx) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM remote_pictures";
    Ok(fetch_value!(tx, i64, SQL)?)
}

/// The pictures here that nobody looked at for longest, those first.
pub async fn least_recently_used(tx: &mut Tx, limit: i64) -> Result<Vec<RemotePicture>, StoreError> {
    const SQL: &str = "
        SELECT * FROM remote_pictures WHERE storage_key IS NOT NULL ORDER BY used_at, name LIMIT $1";
    Ok(fetch_all!(tx, RemotePicture, SQL, limit)?)
}

/// What was last tried before `before`, the oldest first.
pub async fn tried_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<RemotePicture>, StoreError> {
    const SQL: &str = "SELECT * FROM remote_pictures WHERE tried_at < $1 ORDER BY tried_at, name LIMIT $2";
    Ok(fetch_all!(tx, RemotePicture, SQL, before, limit)?)
}

/// Forgets what is known of these pictures.
pub async fn delete(tx: &mut Tx, names: &[&str]) -> Result<(), StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "DELETE FROM remote_pictures WHERE name IN (SELECT value FROM json_each($1))",
        postgres: "DELETE FROM remote_pictures
            WHERE name IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))",
    );
    execute!(tx, sql, JsonText(names))?;
    Ok(())
}

/// Whether a picture has its bytes under this key.
pub async fn is_stored(tx: &mut Tx, storage_key: &str) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM remote_pictures WHERE storage_key = $1)";
    Ok(fetch_value!(tx, bool, SQL, storage_key)?)
}
