//! Delivering one post to many peers, and many posts to one that is far away.

use std::time::Duration;

use bytes::Bytes;
use moothall::app::{Node, Roles};
use tokio::time::Instant;
use url::Url;

use crate::ground::{Engine, Ground, Place, runtime};
use crate::load::rate;
use crate::peers::{Manner, Peers};
use crate::report::{Figure, Report};
use crate::{Measured, Scale, floor, seeds};

/// As many as the node has under way.
const AT_ONCE: usize = 512;
/// About the length of an Announce with its proofs.
const BODY: usize = 2_500;

/// Throughput, and time to the first and the last peer.
pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let runtime = runtime()?;
    let peers = Peers::start(Manner::After(Duration::ZERO))?;
    let many = scale.of(1_000, 50);
    for (count, posts) in [(10, scale.of(20, 3)), (many, scale.of(10, 2))] {
        let mut ground = runtime.block_on(Ground::new(engine))?;
        let node = runtime.block_on(ground.start(Roles::default()))?;
        let place = runtime.block_on(ground.settle(&node))?;
        let authorities = (0..count).map(|number| peers.authority(number));
        runtime.block_on(seeds::subscribe(node.context(), node.db(), &place.community, authorities))?;
        let run = runtime.block_on(publish(&node, &place, &peers, count, posts))?;
        let name = format!("publish to first delivery, {count} peers");
        report.add(Figure::new(name, milliseconds(run.first), "ms").at_most(50.0, "≤ 50 ms").note(format!(
            "median of {posts}; {:.0} ms when no connection is open yet",
            milliseconds(run.cold.0)
        )));
        let name = format!("publish to last delivery, {count} peers");
        report.add(Figure::new(name, milliseconds(run.last), "ms").note(format!(
            "median of {posts}; {:.0} ms when no connection is open yet",
            milliseconds(run.cold.1)
        )));
        if count == many {
            let signatures = floor::signatures_per_second(Duration::from_secs(1))?;
            let urls: Result<Vec<Url>, _> =
                (0..count).map(|peer| format!("http://{}/inbox", peers.authority(peer)).parse()).collect();
            let body = Bytes::from(vec![b'x'; BODY]);
            let posting = floor::posts_per_second(&ground.config, urls?, body, AT_ONCE, scale.of(10, 2));
            let posts_rate = runtime.block_on(posting)?;
            let delivered = rate(count * posts, run.total);
            let figure = Figure::new(format!("signed deliveries to {count} peers"), delivered, "/s");
            report.add(
                figure
                    .of_floor(signatures.min(posts_rate), 0.7, "≥ 70 % of signing or posting alone")
                    .note(format!("RSA-2048 signatures {signatures:.0}/s, unsigned posts {posts_rate:.0}/s")),
            );
        }
        runtime.block_on(node.stop());
    }
    Ok(())
}

struct Run {
    /// Medians.
    first: Duration,
    last: Duration,
    /// First and last delivery of a post before which no connection was open.
    cold: (Duration, Duration),
    /// From each publishing to its last delivery, all together.
    total: Duration,
}

/// One post after another, each after everybody has the one before.
async fn publish(node: &Node, place: &Place, peers: &Peers, count: usize, posts: usize) -> Measured<Run> {
    let (mut firsts, mut lasts) = (Vec::new(), Vec::new());
    for number in 0..=posts {
        peers.forget();
        let started = Instant::now();
        place.publish(node, &format!("Question {number}")).await?;
        peers.have(count).await?;
        let (first, last) = peers.after(started);
        firsts.push(first);
        lasts.push(last);
    }
    let cold = (firsts.remove(0), lasts.remove(0));
    let total = lasts.iter().sum();
    firsts.sort_unstable();
    lasts.sort_unstable();
    Ok(Run { first: firsts[posts / 2], last: lasts[posts / 2], cold, total })
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Throughput to one peer whose answers take 200 ms.
pub(crate) fn distant(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let posts = scale.of(1_500, 100);
    let runtime = runtime()?;
    let peers = Peers::start(Manner::After(Duration::from_millis(200)))?;
    let mut ground = runtime.block_on(Ground::new(engine))?;
    let node = runtime.block_on(ground.start(Roles::default()))?;
    let place = runtime.block_on(ground.settle(&node))?;
    let one = std::iter::once(peers.authority(0));
    runtime.block_on(seeds::subscribe(node.context(), node.db(), &place.community, one))?;
    let started = Instant::now();
    runtime.block_on(async {
        for number in 0..posts {
            place.publish(&node, &format!("Question {number}")).await?;
        }
        peers.have(posts).await
    })?;
    let (_, last) = peers.after(started);
    let figure = Figure::new("to one peer that answers after 200 ms", rate(posts, last), "/s");
    report.add(figure.at_least(100.0, "≥ 100/s").note("each in a thread of its own"));
    runtime.block_on(node.stop());
    Ok(())
}
