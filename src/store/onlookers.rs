//! Of those who are looking on, to whom a line belongs: the other side of [`timelines`](super::timelines), from the line to
//! its readers.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, ListId, TokenId};
use crate::domain::time::Timestamp;

/// What decides who reads a line.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Who shared or said it: whose followers read it.
    pub by: ActorId,
    /// Who said it.
    pub author: ActorId,
    pub is_share: bool,
    pub now: Timestamp,
}

/// That a person, `$person`, reads nothing of `$2` and `$3`: one of them blocks the other, or the person muted either of
/// them or their server.
macro_rules! unwanted_by {
    ($person:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM blocks
                WHERE (blocks.actor_id = ",
            $person,
            " AND blocks.target_id IN ($2, $3))
                    OR (blocks.target_id = ",
            $person,
            " AND blocks.actor_id IN ($2, $3)))
            OR EXISTS (SELECT 1 FROM mutes WHERE mutes.actor_id = ",
            $person,
            "
                AND mutes.target_id IN ($2, $3) AND (mutes.ends_at IS NULL OR mutes.ends_at > $4))
            OR EXISTS (SELECT 1 FROM muted_domains JOIN actors ON actors.domain = muted_domains.domain
                WHERE muted_domains.actor_id = ",
            $person,
            " AND actors.id IN ($2, $3))"
        )
    };
}

/// Those of `people` in whose home the line stands: who follow its maker, and the maker.
pub async fn at_home(tx: &mut Tx, line: Line, people: &[ActorId]) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT follows.follower_id FROM follows
        LEFT JOIN follow_wishes ON follow_wishes.follower_id = follows.follower_id
            AND follow_wishes.target_id = follows.target_id
        WHERE follows.target_id = $2 AND follows.state = 'accepted'
            AND (NOT $5 OR COALESCE(follow_wishes.show_shares, TRUE)) AND follows.follower_id IN ",
        concat!(" AND NOT (", unwanted_by!("follows.follower_id"), ")")
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    let mut readers = fetch_values!(tx, ActorId, sql, ids, line.by, line.author, line.now, line.is_share)?;
    if people.contains(&line.by) {
        readers.push(line.by);
    }
    Ok(readers)
}

/// The lists of `people` that hold the line's maker, with their owners.
pub async fn in_lists(
    tx: &mut Tx,
    line: Line,
    people: &[ActorId],
) -> Result<Vec<(ListId, ActorId)>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT lists.id, lists.actor_id FROM list_members JOIN lists ON lists.id = list_members.list_id
        WHERE list_members.actor_id = $2 AND lists.actor_id IN ",
        concat!(" AND NOT (", unwanted_by!("lists.actor_id"), ")")
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    Ok(fetch_all!(tx, (ListId, ActorId), sql, ids, line.by, line.author, line.now)?)
}

/// Those of the tokens that are still good: not revoked, and their person may use the node.
pub async fn usable_tokens(tx: &mut Tx, tokens: &[TokenId]) -> Result<Vec<TokenId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT access_tokens.id FROM access_tokens
        JOIN accounts ON accounts.actor_id = access_tokens.actor_id
        JOIN actors ON actors.id = access_tokens.actor_id
        WHERE accounts.state = 'active' AND actors.suspended_at IS NULL AND actors.deleted_at IS NULL
            AND access_tokens.id IN ",
        ""
    );
    Ok(fetch_values!(tx, TokenId, sql, id_list(tokens.iter().map(|id| id.get())))?)
}
