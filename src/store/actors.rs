//! Actors and their keys.

use super::dialect::{contains_pattern, id_list};
use super::error::exactly_one;
use super::json::JsonText;
use super::{Known, StoreError, Tx};
use crate::domain::actor::{Actor, KeyAlgorithm};
use crate::domain::ids::{ActorId, KeyId, PeerId};
use crate::domain::time::Timestamp;

row!(Actor {
    id, uri, kind, handle, domain, local, name, summary_html, summary_source, url, icon_url, banner_url, inbox_url,
    outbox_url, followers_url, featured_url, moderators_url, resources_url, shared_inbox_url, manually_approves,
    discoverable, indexable, moved_to, suspended_at, deleted_at, created_at, updated_at, fetched_at,
} json { fields, also_known_as });

/// A key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    pub id: KeyId,
    pub actor_id: ActorId,
    pub key_uri: String,
    pub algorithm: KeyAlgorithm,
    /// PEM for RSA, multibase for Ed25519.
    pub public_key: String,
    /// Sealed with the node's secret; `None` for remote actors.
    pub private_key_sealed: Option<String>,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}

row!(KeyRow { id, actor_id, key_uri, algorithm, public_key, private_key_sealed, created_at, retired_at });

/// Adds an actor.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when the uri, or the handle of a local actor, is taken.
pub async fn insert(tx: &mut Tx, actor: &Actor) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO actors (
            id, uri, kind, handle, domain, local, name, summary_html, summary_source, url, icon_url, banner_url,
            fields, inbox_url, outbox_url, followers_url, featured_url, moderators_url, resources_url,
            shared_inbox_url, manually_approves, discoverable, indexable, moved_to, also_known_as, suspended_at,
            deleted_at, created_at, updated_at, fetched_at
        ) VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27, $28, $29, $30
        )";
    execute!(
        tx,
        SQL,
        actor.id,
        &actor.uri,
        actor.kind,
        &actor.handle,
        &actor.domain,
        actor.local,
        &actor.name,
        &actor.summary_html,
        &actor.summary_source,
        &actor.url,
        &actor.icon_url,
        &actor.banner_url,
        JsonText(&actor.fields),
        &actor.inbox_url,
        &actor.outbox_url,
        &actor.followers_url,
        &actor.featured_url,
        &actor.moderators_url,
        &actor.resources_url,
        &actor.shared_inbox_url,
        actor.manually_approves,
        actor.discoverable,
        actor.indexable,
        &actor.moved_to,
        JsonText(&actor.also_known_as),
        actor.suspended_at,
        actor.deleted_at,
        actor.created_at,
        actor.updated_at,
        actor.fetched_at,
    )?;
    Ok(())
}

/// Writes what an actor says about itself: everything but the id, uri, kind, domain and when it was created. Whether it is
/// suspended or deleted stays as it is, whatever it was when `actor` was read.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such actor or it is deleted.
pub async fn update(tx: &mut Tx, actor: &Actor) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE actors SET
            handle = $2, name = $3, summary_html = $4, summary_source = $5, url = $6, icon_url = $7, banner_url = $8,
            fields = $9, inbox_url = $10, outbox_url = $11, followers_url = $12, featured_url = $13,
            moderators_url = $14, resources_url = $15, shared_inbox_url = $16, manually_approves = $17,
            discoverable = $18, indexable = $19, moved_to = $20, also_known_as = $21, updated_at = $22,
            fetched_at = $23
        WHERE id = $1 AND deleted_at IS NULL";
    tx.changes(Known::Actors);
    let rows = execute!(
        tx,
        SQL,
        actor.id,
        &actor.handle,
        &actor.name,
        &actor.summary_html,
        &actor.summary_source,
        &actor.url,
        &actor.icon_url,
        &actor.banner_url,
        JsonText(&actor.fields),
        &actor.inbox_url,
        &actor.outbox_url,
        &actor.followers_url,
        &actor.featured_url,
        &actor.moderators_url,
        &actor.resources_url,
        &actor.shared_inbox_url,
        actor.manually_approves,
        actor.discoverable,
        actor.indexable,
        &actor.moved_to,
        JsonText(&actor.also_known_as),
        actor.updated_at,
        actor.fetched_at,
    )?;
    exactly_one(rows)
}

/// Suspends an actor; says whether that is new. One that is deleted stays as it is.
pub async fn suspend(tx: &mut Tx, id: ActorId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE actors SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NULL AND deleted_at IS NULL";
    Ok(execute!(tx, SQL, id, now)? == 1)
}

/// Ends a suspension; says whether there was one. An actor that is deleted stays as it is.
pub async fn unsuspend(tx: &mut Tx, id: ActorId) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE actors SET suspended_at = NULL
        WHERE id = $1 AND suspended_at IS NOT NULL AND deleted_at IS NULL";
    Ok(execute!(tx, SQL, id)? == 1)
}

/// Deletes an actor for good: what it said about itself goes, and its row stays, so that its address can say that it is
/// gone. Says whether that is new.
pub async fn mark_deleted(tx: &mut Tx, id: ActorId, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE actors SET
            name = handle, summary_html = '', summary_source = NULL, icon_url = NULL, banner_url = NULL,
            fields = '[]', moved_to = NULL, also_known_as = '[]', discoverable = false, indexable = false,
            deleted_at = $2, updated_at = $2
        WHERE id = $1 AND deleted_at IS NULL";
    Ok(execute!(tx, SQL, id, now)? == 1)
}

/// People whose name or handle contains a text, those of this node first; of other nodes only who agreed to be found.
pub async fn people_named(
    tx: &mut Tx,
    text: &str,
    followed_by: Option<ActorId>,
    limit: i64,
) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = r"
        SELECT * FROM actors
        WHERE kind = 'person' AND suspended_at IS NULL AND deleted_at IS NULL AND (local OR discoverable)
            AND (lower(name) LIKE $1 ESCAPE '\' OR lower(handle) LIKE $1 ESCAPE '\')
            AND (CAST($3 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM follows
                WHERE follows.follower_id = $3 AND follows.target_id = actors.id AND follows.state = 'accepted'))
        ORDER BY local DESC, lower(name), id LIMIT $2";
    Ok(fetch_all!(tx, Actor, SQL, contains_pattern(text), limit, followed_by)?)
}

pub async fn by_id(tx: &mut Tx, id: ActorId) -> Result<Option<Actor>, StoreError> {
    Ok(fetch_optional!(tx, Actor, "SELECT * FROM actors WHERE id = $1", id)?)
}

/// The actors with these ids, in no order; ids without an actor are left out.
pub async fn by_ids(tx: &mut Tx, ids: &[ActorId]) -> Result<Vec<Actor>, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT * FROM actors WHERE id IN ", "");
    Ok(fetch_all!(tx, Actor, sql, id_list(ids.iter().map(|id| id.get())))?)
}

/// The actors with these uris, in no order; uris without an actor are left out.
pub async fn by_uris(tx: &mut Tx, uris: &[&str]) -> Result<Vec<Actor>, StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "SELECT * FROM actors WHERE uri IN (SELECT value FROM json_each($1))",
        postgres: "SELECT * FROM actors WHERE uri IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))",
    );
    Ok(fetch_all!(tx, Actor, sql, JsonText(uris))?)
}

pub async fn by_uri(tx: &mut Tx, uri: &str) -> Result<Option<Actor>, StoreError> {
    Ok(fetch_optional!(tx, Actor, "SELECT * FROM actors WHERE uri = $1", uri)?)
}

/// A local actor by its handle, in any case of letters.
pub async fn local_by_handle(tx: &mut Tx, handle: &str) -> Result<Option<Actor>, StoreError> {
    const SQL: &str = "SELECT * FROM actors WHERE local AND lower(handle) = lower($1)";
    Ok(fetch_optional!(tx, Actor, SQL, handle)?)
}

/// An actor of any node by `handle@domain`. Of several that claim the same, the one that was read last.
pub async fn by_acct(tx: &mut Tx, handle: &str, domain: &str) -> Result<Option<Actor>, StoreError> {
    const SQL: &str = "
        SELECT * FROM actors WHERE domain = $2 AND lower(handle) = lower($1) AND deleted_at IS NULL
        ORDER BY local DESC, fetched_at DESC LIMIT 1";
    Ok(fetch_optional!(tx, Actor, SQL, handle, domain)?)
}

/// Adds a key.
///
/// # Errors
/// [`StoreError::AlreadyExists`] when the key's uri is known.
pub async fn insert_key(tx: &mut Tx, key: &KeyRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO actor_keys (id, actor_id, key_uri, algorithm, public_key, private_key_sealed, created_at, retired_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    execute!(
        tx,
        SQL,
        key.id,
        key.actor_id,
        &key.key_uri,
        key.algorithm,
        &key.public_key,
        &key.private_key_sealed,
        key.created_at,
        key.retired_at,
    )?;
    Ok(())
}

/// The keys of an actor that are in use.
pub async fn keys(tx: &mut Tx, actor: ActorId) -> Result<Vec<KeyRow>, StoreError> {
    const SQL: &str = "SELECT * FROM actor_keys WHERE actor_id = $1 AND retired_at IS NULL ORDER BY id";
    Ok(fetch_all!(tx, KeyRow, SQL, actor)?)
}

/// A key that is in use, by its uri.
pub async fn key_by_uri(tx: &mut Tx, key_uri: &str) -> Result<Option<KeyRow>, StoreError> {
    const SQL: &str = "SELECT * FROM actor_keys WHERE key_uri = $1 AND retired_at IS NULL";
    Ok(fetch_optional!(tx, KeyRow, SQL, key_uri)?)
}

/// Takes a key out of use. Its row stays, so that its uri is not given out again.
pub async fn retire_key(tx: &mut Tx, id: KeyId, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, "UPDATE actor_keys SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL", id, now)?;
    Ok(())
}

/// Whether this is the inbox that actors of a peer share.
pub async fn share_inbox(tx: &mut Tx, peer: PeerId, inbox_url: &str) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM actors
        WHERE domain = (SELECT domain FROM peers WHERE id = $1) AND shared_inbox_url = $2 AND NOT local";
    Ok(fetch_value!(tx, i64, SQL, peer, inbox_url)? > 0)
}

/// Removes an actor that nothing refers to, with its keys.
///
/// # Errors
/// When something does refer to it: an actor that was ever seen by others is marked as deleted instead.
pub async fn delete(tx: &mut Tx, id: ActorId) -> Result<(), StoreError> {
    tx.changes(Known::Actors);
    exactly_one(execute!(tx, "DELETE FROM actors WHERE id = $1", id)?)
}

/// Adds a key of a remote actor, or takes over what its document says of it now. A key stays with the actor that
/// showed it first.
pub async fn put_remote_key(tx: &mut Tx, key: &KeyRow) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO actor_keys (id, actor_id, key_uri, algorithm, public_key, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (key_uri) DO UPDATE SET
            algorithm = excluded.algorithm, public_key = excluded.public_key, retired_at = NULL
        WHERE actor_keys.actor_id = excluded.actor_id AND actor_keys.private_key_sealed IS NULL";
    execute!(tx, SQL, key.id, key.actor_id, &key.key_uri, key.algorithm, &key.public_key, key.created_at)?;
    Ok(())
}
