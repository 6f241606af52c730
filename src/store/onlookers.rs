//! Of those who are looking on, to whom a line belongs: the other side of [`timelines`](super::timelines), from the line to
//! its readers. What keeps a line out of a timeline there keeps it from its readers here.

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::ids::{ActorId, ListId, PostId, ShareId, TokenId};
use crate::domain::time::Timestamp;

/// What decides who reads a line.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Who shared or said it: whose followers read it.
    pub by: ActorId,
    /// Who said it.
    pub author: ActorId,
    /// Where it was said.
    pub community: Option<ActorId>,
    pub language: Option<&'a str>,
    pub is_share: bool,
    /// What is shared or said begins a thread.
    pub is_thread: bool,
    pub now: Timestamp,
}

impl Line<'_> {
    /// The third of the actors for whom somebody may not read it; one of the others where there is none.
    fn place(&self) -> ActorId {
        self.community.unwrap_or(self.author)
    }

    /// The community in whose followers' homes the line stands already, because the community passed it on.
    fn passed_on_by(&self) -> Option<ActorId> {
        self.community.filter(|community| self.is_share && self.is_thread && *community != self.by)
    }
}

/// That a person, `$person`, does not read what `$2` shared, `$3` said and `$4` is the place of: one of these blocks the
/// person, or is on a server that the person muted; or the person blocked or muted one that is `$kept_away`.
macro_rules! unwanted_by {
    ($person:literal, $kept_away:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = ",
            $person,
            " AND blocks.target_id ",
            $kept_away,
            ") OR EXISTS (SELECT 1 FROM blocks WHERE blocks.target_id = ",
            $person,
            " AND blocks.actor_id IN ($2, $3, $4))
            OR EXISTS (SELECT 1 FROM mutes WHERE mutes.actor_id = ",
            $person,
            " AND mutes.target_id ",
            $kept_away,
            " AND (mutes.ends_at IS NULL OR mutes.ends_at > $5))
            OR EXISTS (SELECT 1 FROM muted_domains JOIN actors ON actors.domain = muted_domains.domain
                WHERE muted_domains.actor_id = ",
            $person,
            " AND actors.id IN ($2, $3, $4))"
        )
    };
}

/// That the follow of `$2` by a person, `$person`, leaves out no shares (`$6`) and not this language (`$7`).
macro_rules! wished_by {
    ($person:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM follow_wishes
                WHERE follow_wishes.follower_id = ",
            $person,
            " AND follow_wishes.target_id = $2 AND (($6 AND NOT follow_wishes.show_shares) OR ",
            unwished_language!("follow_wishes.languages", "CAST($7 AS TEXT)"),
            "))"
        )
    };
}

/// That nobody who shared, said or hosts the line is suspended or gone.
macro_rules! stands {
    () => {
        "NOT EXISTS (SELECT 1 FROM actors WHERE actors.id IN ($2, $3, $4)
            AND (actors.suspended_at IS NOT NULL OR actors.deleted_at IS NOT NULL))"
    };
}

macro_rules! follows {
    () => {
        "EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = accounts.actor_id
            AND follows.target_id = $2 AND follows.state = 'accepted')"
    };
}

/// Those of `people` in whose home the line stands: who follow its maker, and the maker.
pub async fn at_home(tx: &mut Tx, line: Line<'_>, people: &[ActorId]) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT accounts.actor_id FROM accounts WHERE accounts.actor_id IN ",
        concat!(
            " AND (accounts.actor_id = $2 OR ",
            follows!(),
            ") AND ",
            wished_by!("accounts.actor_id"),
            " AND NOT EXISTS (SELECT 1 FROM lists JOIN list_members ON list_members.list_id = lists.id
                WHERE lists.actor_id = accounts.actor_id AND lists.exclusive AND list_members.actor_id = $2)
            AND NOT (",
            unwanted_by!("accounts.actor_id", "IN ($2, $3, $4)"),
            ") AND NOT EXISTS (SELECT 1 FROM follows AS hosts WHERE hosts.follower_id = accounts.actor_id
                AND hosts.target_id = $8 AND hosts.state = 'accepted') AND ",
            stands!()
        )
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    let (place, again) = (line.place(), line.passed_on_by());
    let Line { by, author, language, is_share, now, .. } = line;
    Ok(fetch_values!(tx, ActorId, sql, ids, by, author, place, now, is_share, language, again)?)
}

/// Those of `people` who look at a community that they follow alone, and read the line that it shared, whatever else they
/// muted the community for.
pub async fn at_community(
    tx: &mut Tx,
    line: Line<'_>,
    people: &[ActorId],
) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT accounts.actor_id FROM accounts WHERE accounts.actor_id IN ",
        concat!(
            " AND ",
            follows!(),
            " AND NOT (",
            unwanted_by!("accounts.actor_id", "= $3"),
            ") AND ",
            stands!()
        )
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    Ok(fetch_values!(tx, ActorId, sql, ids, line.by, line.author, line.place(), line.now)?)
}

/// Those of the lists in which the line stands, with their owners. `answered`: whom it answers, when it is a reply.
pub async fn in_lists(
    tx: &mut Tx,
    line: Line<'_>,
    answered: Option<ActorId>,
    lists: &[ListId],
) -> Result<Vec<(ListId, ActorId)>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT lists.id, lists.actor_id FROM list_members JOIN lists ON lists.id = list_members.list_id
        WHERE list_members.actor_id = $2 AND lists.id IN ",
        concat!(
            " AND ($8 IS NULL
                OR (lists.replies_policy = 'list' AND EXISTS (SELECT 1 FROM list_members AS others
                    WHERE others.list_id = lists.id AND others.actor_id = $8))
                OR (lists.replies_policy = 'followed' AND EXISTS (SELECT 1 FROM follows
                    WHERE follows.follower_id = lists.actor_id AND follows.target_id = $8
                        AND follows.state = 'accepted')))
            AND ",
            wished_by!("lists.actor_id"),
            " AND NOT (",
            unwanted_by!("lists.actor_id", "IN ($2, $3, $4)"),
            ") AND ",
            stands!()
        )
    );
    let ids = id_list(lists.iter().map(|id| id.get()));
    let Line { by, author, language, is_share, now, .. } = line;
    let place = line.place();
    Ok(fetch_all!(tx, (ListId, ActorId), sql, ids, by, author, place, now, is_share, language, answered)?)
}

/// Those of `people` who do not want to read the line, or may not, where everybody else does.
pub async fn unwilling(tx: &mut Tx, line: Line<'_>, people: &[ActorId]) -> Result<Vec<ActorId>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT accounts.actor_id FROM accounts WHERE accounts.actor_id IN ",
        concat!(" AND (", unwanted_by!("accounts.actor_id", "IN ($2, $3, $4)"), ")")
    );
    let ids = id_list(people.iter().map(|id| id.get()));
    Ok(fetch_values!(tx, ActorId, sql, ids, line.by, line.author, line.place(), line.now)?)
}

/// What somebody did with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    pub person: ActorId,
    pub thanked: bool,
    pub shared: bool,
    pub bookmarked: bool,
    /// They want to hear no more of its thread.
    pub muted: bool,
    pub pinned: bool,
}

row!(Marks { person, thanked, shared, bookmarked, muted, pinned });

/// What each of `people` did with a post of the thread `root`.
pub async fn marks(
    tx: &mut Tx,
    post: PostId,
    root: PostId,
    people: &[ActorId],
) -> Result<Vec<Marks>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT accounts.actor_id AS person,
            EXISTS (SELECT 1 FROM reactions WHERE reactions.post_id = $2
                AND reactions.actor_id = accounts.actor_id AND reactions.kind = 'thanks') AS thanked,
            EXISTS (SELECT 1 FROM shares
                WHERE shares.post_id = $2 AND shares.actor_id = accounts.actor_id) AS shared,
            EXISTS (SELECT 1 FROM bookmarks
                WHERE bookmarks.post_id = $2 AND bookmarks.actor_id = accounts.actor_id) AS bookmarked,
            EXISTS (SELECT 1 FROM thread_mutes
                WHERE thread_mutes.root_id = $3 AND thread_mutes.actor_id = accounts.actor_id) AS muted,
            EXISTS (SELECT 1 FROM profile_pins
                WHERE profile_pins.post_id = $2 AND profile_pins.actor_id = accounts.actor_id) AS pinned
        FROM accounts WHERE accounts.actor_id IN ",
        ""
    );
    Ok(fetch_all!(tx, Marks, sql, id_list(people.iter().map(|id| id.get())), post, root)?)
}

/// That somebody shared a post, in the home of a person, in a list, or in a community that is looked at alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldShare {
    /// The person, the list or the community.
    pub holder: i64,
    pub share: ShareId,
}

row!(HeldShare { holder, share });

/// The shares of a post that stand in the homes, lists and communities with these ids: of each the latest, at most
/// `most`.
pub async fn shares_held(
    tx: &mut Tx,
    post: PostId,
    holders: &[i64],
    most: i64,
) -> Result<Vec<HeldShare>, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "WITH holders (id) AS ",
        " SELECT held.holder, held.share FROM (
            SELECT holder, share, ROW_NUMBER() OVER (PARTITION BY holder ORDER BY share DESC) AS place FROM (
                SELECT holders.id AS holder, shares.id AS share FROM holders
                JOIN shares ON shares.actor_id = holders.id AND shares.post_id = $2
                UNION
                SELECT holders.id, shares.id FROM holders
                JOIN follows ON follows.follower_id = holders.id AND follows.state = 'accepted'
                JOIN shares ON shares.actor_id = follows.target_id AND shares.post_id = $2
                UNION
                SELECT holders.id, shares.id FROM holders
                JOIN list_members ON list_members.list_id = holders.id
                JOIN shares ON shares.actor_id = list_members.actor_id AND shares.post_id = $2
            ) AS lines
        ) AS held WHERE held.place <= $3"
    );
    Ok(fetch_all!(tx, HeldShare, sql, id_list(holders.iter().copied()), post, most)?)
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
