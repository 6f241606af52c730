//! A thread as it is read: in tree order, page by page. A page costs a constant number of queries.

use std::collections::{HashMap, HashSet};

use super::bylines::{self, Byline};
use super::dialect::id_list;
use super::topics::by_post;
use super::{StoreError, Tx, attachments, reactions, shares, tags};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::{Attachment, Post, ReactionKind};

/// How many posts one page holds.
pub const PAGE: usize = 200;
/// Of a longer thread only the oldest posts are shown.
const MAX_THREAD: i64 = 50_000;

/// Which page of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadPlace {
    /// By its number, from 1.
    Page(usize),
    /// The page on which this post stands; the first when it stands on none.
    At(PostId),
}

/// A post in a thread.
#[derive(Debug, Clone)]
pub struct ThreadRow {
    pub post: Post,
    pub author: Option<Byline>,
    pub tags: Vec<String>,
    pub attachments: Vec<Attachment>,
    /// How the viewer reacted.
    pub reaction: Option<ReactionKind>,
    /// Whether the viewer shared it.
    pub shared: bool,
}

/// A page of a thread.
#[derive(Debug, Clone)]
pub struct ThreadPage {
    pub rows: Vec<ThreadRow>,
    /// From 1.
    pub page: usize,
    /// At least 1.
    pub pages: usize,
}

struct Node {
    id: PostId,
    parent_id: Option<PostId>,
}

row!(Node { id, parent_id });

/// A page of the thread that begins with `root`, every post after the one that it answers. Posts on their way or
/// refused are there for their author alone; deleted and removed ones stay as marks.
pub async fn page(
    tx: &mut Tx,
    root: PostId,
    viewer: Option<ActorId>,
    place: ThreadPlace,
) -> Result<ThreadPage, StoreError> {
    const SQL: &str = "
        SELECT id, parent_id FROM posts WHERE root_id = $1 AND (state = 'published' OR author_id = $2)
        ORDER BY id LIMIT $3";
    let nodes = fetch_all!(tx, Node, SQL, root, viewer, MAX_THREAD)?;
    let order = tree_order(root, &nodes);
    let pages = order.len().div_ceil(PAGE).max(1);
    let number = match place {
        ThreadPlace::Page(number) => number.clamp(1, pages),
        ThreadPlace::At(id) => order.iter().position(|other| *other == id).unwrap_or(0) / PAGE + 1,
    };
    let ids: Vec<PostId> = order.into_iter().skip((number - 1) * PAGE).take(PAGE).collect();
    Ok(ThreadPage { rows: rows(tx, &ids, viewer).await?, page: number, pages })
}

/// These posts with all that is shown of them, in this order; ids without a post are left out.
pub async fn rows(
    tx: &mut Tx,
    ids: &[PostId],
    viewer: Option<ActorId>,
) -> Result<Vec<ThreadRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql_with_ids!(tx, "SELECT * FROM posts WHERE id IN ", "");
    let posts = fetch_all!(tx, Post, sql, id_list(ids.iter().map(|id| id.get())))?;
    let bylines = bylines::by_ids(tx, posts.iter().map(|post| post.author_id)).await?;
    let mut tags = by_post(tags::of_posts(tx, ids).await?);
    let mut files: HashMap<PostId, Vec<Attachment>> = HashMap::new();
    for file in attachments::of_posts(tx, ids).await? {
        files.entry(file.post_id).or_default().push(file);
    }
    let reactions = match viewer {
        Some(viewer) => reactions::of_actor(tx, viewer, ids).await?,
        None => Vec::new(),
    };
    let reactions: HashMap<PostId, ReactionKind> =
        reactions.into_iter().map(|row| (row.post_id, row.kind)).collect();
    let shared = match viewer {
        Some(viewer) => shares::among(tx, viewer, ids).await?,
        None => HashSet::new(),
    };
    let mut posts: HashMap<PostId, Post> = posts.into_iter().map(|post| (post.id, post)).collect();
    let complete = |id: &PostId| {
        let post = posts.remove(id)?;
        Some(ThreadRow {
            author: bylines.get(&post.author_id).cloned(),
            tags: tags.remove(id).unwrap_or_default(),
            attachments: files.remove(id).unwrap_or_default(),
            reaction: reactions.get(id).copied(),
            shared: shared.contains(id),
            post,
        })
    };
    Ok(ids.iter().filter_map(complete).collect())
}

/// How much of what is around a post is given.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    pub ancestors: usize,
    pub descendants: usize,
    /// How many answers deep, counted from the post.
    pub depth: usize,
}

/// What is around a post in its thread.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// What it answers, the root first.
    pub ancestors: Vec<PostId>,
    /// What answers it: every post after the one that it answers.
    pub descendants: Vec<PostId>,
}

/// What is around a post of the thread that begins with `root`. Posts on their way or refused are there for their author
/// alone; deleted and removed ones stay as marks where somebody answered them.
pub async fn context(
    tx: &mut Tx,
    root: PostId,
    post: PostId,
    viewer: Option<ActorId>,
    most: Around,
) -> Result<Context, StoreError> {
    const SQL: &str = "
        SELECT id, parent_id FROM posts
        WHERE root_id = $1 AND (state = 'published' OR author_id = $2)
            AND ((deleted_at IS NULL AND removed_at IS NULL) OR id = $3 OR EXISTS (
                SELECT 1 FROM posts AS answer WHERE answer.parent_id = posts.id AND answer.state = 'published'))
        ORDER BY id LIMIT $4";
    let nodes = fetch_all!(tx, Node, SQL, root, viewer, post, MAX_THREAD)?;
    Ok(Context { ancestors: above(post, &nodes, most.ancestors), descendants: below(post, &nodes, most) })
}

/// Those of the posts that somebody answered, as everyone can read.
pub async fn answered_among(tx: &mut Tx, posts: &[PostId]) -> Result<HashSet<PostId>, StoreError> {
    if posts.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT DISTINCT parent_id FROM posts WHERE state = 'published' AND parent_id IN ",
        ""
    );
    Ok(fetch_values!(tx, PostId, sql, id_list(posts.iter().map(|id| id.get())))?.into_iter().collect())
}

/// Who took part in a thread, in the order in which they came; suspended and deleted people too, as their posts stand.
pub async fn participants(tx: &mut Tx, root: PostId, limit: i64) -> Result<Vec<ActorId>, StoreError> {
    const SQL: &str = "
        SELECT author_id FROM posts
        WHERE root_id = $1 AND state = 'published' AND deleted_at IS NULL AND removed_at IS NULL
        GROUP BY author_id ORDER BY MIN(id) LIMIT $2";
    Ok(fetch_values!(tx, ActorId, SQL, root, limit)?)
}

/// What `post` answers, the first said first; of more than `most`, those next to it.
fn above(post: PostId, nodes: &[Node], most: usize) -> Vec<PostId> {
    let parents: HashMap<PostId, Option<PostId>> =
        nodes.iter().map(|node| (node.id, node.parent_id)).collect();
    let parent =
        |id: &PostId| parents.get(id).copied().flatten().filter(|parent| parents.contains_key(parent));
    let mut ancestors: Vec<PostId> = std::iter::successors(parent(&post), parent).take(most).collect();
    ancestors.reverse();
    ancestors
}

/// What answers `post`, depth first.
fn below(post: PostId, nodes: &[Node], most: Around) -> Vec<PostId> {
    let mut answers = answers(nodes);
    let mut order = Vec::new();
    let mut ahead = vec![(post, 0)];
    while let Some((id, depth)) = ahead.pop()
        && order.len() <= most.descendants
    {
        order.push(id);
        if depth < most.depth
            && let Some(below) = answers.remove(&id)
        {
            ahead.extend(below.into_iter().rev().map(|id| (id, depth + 1)));
        }
    }
    order.split_off(1)
}

/// The answers to each post, in the order of `nodes`.
fn answers(nodes: &[Node]) -> HashMap<PostId, Vec<PostId>> {
    let mut answers: HashMap<PostId, Vec<PostId>> = HashMap::new();
    for node in nodes {
        if let Some(parent) = node.parent_id {
            answers.entry(parent).or_default().push(node.id);
        }
    }
    answers
}

/// Depth first, answers in the order of their ids. What hangs on a post that is not there is left out.
fn tree_order(root: PostId, nodes: &[Node]) -> Vec<PostId> {
    let mut answers = answers(nodes);
    let mut order = Vec::with_capacity(nodes.len());
    let mut ahead: Vec<PostId> =
        nodes.iter().filter(|node| node.parent_id.is_none() && node.id == root).map(|node| node.id).collect();
    while let Some(id) = ahead.pop() {
        order.push(id);
        if let Some(below) = answers.remove(&id) {
            ahead.extend(below.into_iter().rev());
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(nodes: &[(i64, i64)]) -> Vec<i64> {
        let node = |&(id, parent): &(i64, i64)| Node {
            id: PostId::new(id),
            parent_id: (parent != 0).then(|| PostId::new(parent)),
        };
        let nodes: Vec<Node> = nodes.iter().map(node).collect();
        tree_order(PostId::new(1), &nodes).into_iter().map(PostId::get).collect()
    }

    #[test]
    fn every_answer_follows_what_it_answers() {
        assert_eq!(order(&[(1, 0), (2, 1), (3, 1), (4, 2), (5, 3), (6, 2)]), [1, 2, 4, 6, 3, 5]);
    }

    #[test]
    fn what_is_around_a_post_is_bounded() {
        let nodes = [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 3), (7, 1)];
        let nodes = nodes.map(|(id, parent)| Node {
            id: PostId::new(id),
            parent_id: (parent != 0).then(|| PostId::new(parent)),
        });
        let around = |descendants, depth| Around { ancestors: 2, descendants, depth };
        let ids = |ids: Vec<PostId>| ids.into_iter().map(PostId::get).collect::<Vec<_>>();
        assert_eq!(ids(above(PostId::new(4), &nodes, 2)), [2, 3]);
        assert!(above(PostId::new(1), &nodes, 2).is_empty());
        assert_eq!(ids(below(PostId::new(2), &nodes, around(9, 9))), [3, 4, 5, 6]);
        assert_eq!(ids(below(PostId::new(2), &nodes, around(2, 9))), [3, 4]);
        assert_eq!(ids(below(PostId::new(1), &nodes, around(9, 1))), [2, 7]);
        assert!(below(PostId::new(1), &nodes, around(0, 1)).is_empty());
    }

    #[test]
    fn threat_063_posts_that_answer_each_other_in_a_circle_are_left_out() {
        assert_eq!(order(&[(1, 0), (2, 3), (3, 2), (4, 4)]), [1]);
    }

    #[test]
    fn threat_063_a_very_deep_chain_is_walked_without_a_stack() {
        let chain: Vec<(i64, i64)> = (1..=50_000).map(|id| (id, id - 1)).collect();
        assert_eq!(order(&chain).len(), 50_000);
    }
}
