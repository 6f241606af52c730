//! What a node knows before it is measured: peers that follow, replies that are signed.

use bytes::Bytes;
use moothall::app::Node;
use moothall::domain::actor::Actor;
use moothall::domain::ids::{ActorId, PeerId, PostId, ShareId};
use moothall::domain::post::{Post, PostKind, Share};
use moothall::domain::text::words::ThreadWords;
use moothall::services::Context;
use moothall::store::{Db, actors, peers, posts, shares, subscriptions, thread_words};

use crate::Measured;
use crate::apps::RARE;
use crate::ground::Place;
use crate::writers::{Reply, Writer, remote_actor};

/// Lets these servers follow a community, as after a `Follow` from each. Their software knows groups, so each gets an
/// activity once.
pub(crate) async fn subscribe(
    ctx: &Context,
    db: &Db,
    community: &Actor,
    authorities: impl Iterator<Item = String>,
) -> Measured<()> {
    let mut tx = db.begin().await?;
    for authority in authorities {
        let peer = peers::ensure(&mut tx, PeerId::new(ctx.ids.next()), &authority, ctx.now()).await?;
        peers::describe(&mut tx, peer, Some("moothall"), Some("0.1.0"), ctx.now()).await?;
        let inbox = format!("http://{authority}/inbox");
        subscriptions::add(&mut tx, peer, community.id, &inbox).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// `count` people of as many servers.
pub(crate) async fn writers(ctx: &Context, db: &Db, count: usize) -> Measured<Vec<Writer>> {
    let mut writers = Vec::new();
    for number in 0..count {
        writers.push(Writer::introduce(ctx, db, number).await?);
    }
    Ok(writers)
}

/// What one thread of many is about.
pub(crate) const RARE_WORD: &str = "lactate";
/// Who wrote what a node remembers.
const AUTHORS: usize = 200;
/// Each thread is a beginning and four answers.
const OF_THREAD: usize = 5;
/// Threads that are written together.
const CHUNK: usize = 500;

/// So many posts as a node has after years: threads of a community, each with answers, by people of other servers. They
/// are written as they are stored, without what follows from them.
pub(crate) async fn archive(node: &Node, place: &Place, count: usize) -> Measured<()> {
    let template = place.publish(node, "A question").await?;
    let ctx = node.context();
    let mut tx = node.db().begin().await?;
    let mut authors = Vec::new();
    for number in 0..AUTHORS {
        let domain = format!("a{number}.archive.localhost");
        let author = remote_actor(ctx, &domain, &format!("http://{domain}/u/kim"));
        actors::insert(&mut tx, &author).await?;
        authors.push(author.id);
    }
    tx.commit().await?;
    let threads = count / OF_THREAD;
    for first in (0..threads).step_by(CHUNK) {
        let mut tx = node.db().begin().await?;
        for number in first..threads.min(first + CHUNK) {
            for post in remembered(ctx, &template, &authors, number) {
                posts::insert(&mut tx, &post).await?;
                if post.is_root() {
                    thread_words::put(&mut tx, post.id, &ThreadWords::of(&post, &[])).await?;
                    let id = ShareId::new(ctx.ids.next());
                    let created_at = post.published_at;
                    let (actor_id, post_id) = (place.community.id, post.id);
                    shares::insert(&mut tx, &Share { id, actor_id, post_id, uri: None, created_at }).await?;
                }
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// A thread that somebody wrote long ago.
fn remembered(ctx: &Context, template: &Post, authors: &[ActorId], number: usize) -> Vec<Post> {
    let root = PostId::new(ctx.ids.next());
    let subject = if number.is_multiple_of(RARE) { RARE_WORD } else { "handover" };
    let post = |place: usize| {
        let id = if place == 0 { root } else { PostId::new(ctx.ids.next()) };
        let answers = place > 0;
        Post {
            id,
            uri: format!("http://archive.localhost/p/{id}"),
            url: None,
            kind: if answers { PostKind::Reply } else { PostKind::Discussion },
            author_id: authors[(number * 7 + place) % authors.len()],
            root_id: root,
            parent_id: answers.then_some(root),
            depth: i64::from(answers),
            title: (!answers).then(|| format!("Question {number} about {subject}")),
            context_uri: None,
            reply_count: if answers { 0 } else { 4 },
            published_at: ctx.now(),
            last_activity_at: ctx.now(),
            received_at: ctx.now(),
            ..template.clone()
        }
    };
    (0..OF_THREAD).map(post).collect()
}

/// Signed replies, by all writers in turn, to all threads in turn. Uses all cores.
pub(crate) fn replies(
    ctx: &Context,
    authority: &str,
    community: &str,
    writers: &[Writer],
    threads: &[String],
    count: usize,
) -> Measured<Vec<Bytes>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let sign = |from: usize| -> Measured<Vec<(usize, Bytes)>> {
        let mut signed = Vec::new();
        for number in (from..count).step_by(cores) {
            let (writer, thread) = (&writers[number % writers.len()], &threads[number % threads.len()]);
            let reply = Reply { number, community, in_reply_to: thread };
            signed.push((number, writer.request(ctx, authority, &writer.create(ctx, &reply))?));
        }
        Ok(signed)
    };
    let mut all = std::thread::scope(|scope| {
        let signing: Vec<_> = (0..cores).map(|core| scope.spawn(move || sign(core))).collect();
        let mut all = Vec::with_capacity(count);
        for thread in signing {
            all.extend(thread.join().map_err(|_| "signing panicked")??);
        }
        Measured::Ok(all)
    })?;
    all.sort_unstable_by_key(|(number, _)| *number);
    Ok(all.into_iter().map(|(_, request)| request).collect())
}
