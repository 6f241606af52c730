//! What a node knows before it is measured: peers that follow, replies that are signed.

use bytes::Bytes;
use moothall::domain::actor::Actor;
use moothall::domain::ids::PeerId;
use moothall::services::Context;
use moothall::store::{Db, peers, subscriptions};

use crate::Measured;
use crate::writers::{Reply, Writer};

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
