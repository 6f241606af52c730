//! The lists that people made, and who is on them.

use serde::Serialize;

use super::dialect::id_list;
use super::error::exactly_one;
use super::json::JsonText;
use super::page::Span;
use super::{StoreError, Tx};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, ListId};
use crate::domain::list::List;

row!(List { id, actor_id, title, replies_policy, exclusive });

/// Somebody on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListMember {
    /// The place on the list; larger for who came later.
    pub id: i64,
    pub actor_id: ActorId,
}

row!(ListMember { id, actor_id });

/// Of those who come onto a list together.
#[derive(Serialize)]
struct NewMember {
    actor_id: i64,
    id: i64,
}

/// Adds a list.
pub async fn insert(tx: &mut Tx, list: &List) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO lists (id, actor_id, title, replies_policy, exclusive) VALUES ($1, $2, $3, $4, $5)";
    execute!(tx, SQL, list.id, list.actor_id, &list.title, list.replies_policy, list.exclusive)?;
    Ok(())
}

/// Writes title, policy and whether it is exclusive.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such list.
pub async fn update(tx: &mut Tx, list: &List) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE lists SET title = $3, replies_policy = $4, exclusive = $5 WHERE id = $1 AND actor_id = $2";
    let rows = execute!(tx, SQL, list.id, list.actor_id, &list.title, list.replies_policy, list.exclusive)?;
    exactly_one(rows)
}

/// Takes a list away.
///
/// # Errors
/// [`StoreError::NotFound`] when the person has no such list.
pub async fn delete(tx: &mut Tx, person: ActorId, id: ListId) -> Result<(), StoreError> {
    exactly_one(execute!(tx, "DELETE FROM lists WHERE id = $1 AND actor_id = $2", id, person)?)
}

/// A list of the person's; `None` for one of somebody else's.
pub async fn by_id(tx: &mut Tx, person: ActorId, id: ListId) -> Result<Option<List>, StoreError> {
    Ok(fetch_optional!(tx, List, "SELECT * FROM lists WHERE id = $1 AND actor_id = $2", id, person)?)
}

/// The lists of a person, in the order in which they were made.
pub async fn of(tx: &mut Tx, person: ActorId) -> Result<Vec<List>, StoreError> {
    Ok(fetch_all!(tx, List, "SELECT * FROM lists WHERE actor_id = $1 ORDER BY id", person)?)
}

/// How many lists a person made.
pub async fn count(tx: &mut Tx, person: ActorId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM lists WHERE actor_id = $1", person)?)
}

/// The lists of a person on which `member` is.
pub async fn with(tx: &mut Tx, person: ActorId, member: ActorId) -> Result<Vec<List>, StoreError> {
    const SQL: &str = "
        SELECT lists.* FROM lists JOIN list_members ON list_members.list_id = lists.id
        WHERE lists.actor_id = $1 AND list_members.actor_id = $2 ORDER BY lists.id";
    Ok(fetch_all!(tx, List, SQL, person, member)?)
}

/// The communities that a person follows, each of them a list too, by name.
pub async fn followed_communities(
    tx: &mut Tx,
    person: ActorId,
    limit: i64,
) -> Result<Vec<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM follows JOIN actors ON actors.id = follows.target_id
        WHERE follows.follower_id = $1 AND follows.state = 'accepted' AND actors.kind = 'group'
            AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
        ORDER BY lower(actors.name), actors.id LIMIT $2";
    Ok(fetch_all!(tx, Actor, SQL, person, limit)?)
}

/// The community that a person follows with this id.
pub async fn followed_community(
    tx: &mut Tx,
    person: ActorId,
    community: ActorId,
) -> Result<Option<Actor>, StoreError> {
    const SQL: &str = "
        SELECT actors.* FROM follows JOIN actors ON actors.id = follows.target_id
        WHERE follows.follower_id = $1 AND follows.target_id = $2 AND follows.state = 'accepted'
            AND actors.kind = 'group' AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL";
    Ok(fetch_optional!(tx, Actor, SQL, person, community)?)
}

/// Puts people on a list; who is on it stays where they are.
pub async fn add_members(tx: &mut Tx, list: ListId, members: Vec<ListMember>) -> Result<(), StoreError> {
    let sql = dialect!(
        tx,
        sqlite: "
            INSERT INTO list_members (list_id, actor_id, id)
            SELECT $2, value ->> 'actor_id', value ->> 'id' FROM json_each($1) WHERE TRUE
            ON CONFLICT (list_id, actor_id) DO NOTHING",
        postgres: "
            INSERT INTO list_members (list_id, actor_id, id)
            SELECT $2, added.actor_id, added.id
            FROM json_to_recordset(CAST($1 AS JSON)) AS added (actor_id BIGINT, id BIGINT)
            ON CONFLICT (list_id, actor_id) DO NOTHING",
    );
    let members: Vec<NewMember> = members
        .into_iter()
        .map(|member| NewMember { actor_id: member.actor_id.get(), id: member.id })
        .collect();
    execute!(tx, sql, JsonText(members), list)?;
    Ok(())
}

pub async fn remove_member(tx: &mut Tx, list: ListId, member: ActorId) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM list_members WHERE list_id = $1 AND actor_id = $2", list, member)?;
    Ok(())
}

/// Takes somebody off all lists of a person.
pub async fn remove_from_all(tx: &mut Tx, person: ActorId, member: ActorId) -> Result<(), StoreError> {
    const SQL: &str = "
        DELETE FROM list_members
        WHERE actor_id = $2 AND list_id IN (SELECT lists.id FROM lists WHERE lists.actor_id = $1)";
    execute!(tx, SQL, person, member)?;
    Ok(())
}

/// How many of these are on a list.
pub async fn count_among(tx: &mut Tx, list: ListId, members: &[ActorId]) -> Result<i64, StoreError> {
    let sql = sql_with_ids!(tx, "SELECT COUNT(*) FROM list_members WHERE list_id = $2 AND actor_id IN ", "");
    Ok(fetch_value!(tx, i64, sql, id_list(members.iter().map(|id| id.get())), list)?)
}

/// How many are on a list.
pub async fn count_members(tx: &mut Tx, list: ListId) -> Result<i64, StoreError> {
    Ok(fetch_value!(tx, i64, "SELECT COUNT(*) FROM list_members WHERE list_id = $1", list)?)
}

/// Who is on a list, the last added first.
pub async fn members(tx: &mut Tx, list: ListId, span: Span) -> Result<Vec<ListMember>, StoreError> {
    let sql = in_span!(
        span,
        "SELECT id, actor_id FROM list_members WHERE list_id = $1 AND id < $2 AND id > $3",
        "id",
        "$4"
    );
    let rows = fetch_all!(tx, ListMember, sql, list, span.below, span.above, span.limit)?;
    Ok(span.newest_first(rows))
}
