//! How many activities are taken in from the first byte to the thread that everybody sees.

use std::time::Duration;

use moothall::app::{Node, Roles};
use moothall::store::{activities, inbox, posts};
use tokio::time::Instant;

use crate::ground::{Engine, Ground, runtime};
use crate::load::{rate, send};
use crate::report::{Figure, Report};
use crate::{Measured, Scale, seeds};

/// As many servers as deliver at once.
const CONNECTIONS: usize = 512;
const WRITERS: usize = 20;
const THREADS: usize = 50;

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let count = scale.of(6_000, 300);
    let warm_up = count / 6;
    let runtime = runtime()?;
    let mut ground = runtime.block_on(Ground::new(engine))?;
    let node = runtime.block_on(ground.start(Roles::default()))?;
    let place = runtime.block_on(ground.settle(&node))?;
    let ctx = node.context();
    let writers = runtime.block_on(seeds::writers(ctx, node.db(), WRITERS))?;
    let mut threads = Vec::new();
    for number in 0..THREADS {
        threads.push(runtime.block_on(place.publish(&node, &format!("Question {number}")))?.uri);
    }
    let requests =
        seeds::replies(ctx, &ground.authority(), &place.community.uri, &writers, &threads, count + warm_up)?;
    let (first, measured) = requests.split_at(warm_up);
    send(ground.port, CONNECTIONS, first.to_vec(), first.len(), 202)?;
    runtime.block_on(seen(&node, &threads, warm_up))?;
    let logged = runtime.block_on(log_length(&node))?;

    let started = Instant::now();
    let accepted = send(ground.port, CONNECTIONS, measured.to_vec(), measured.len(), 202)?;
    runtime.block_on(seen(&node, &threads, warm_up + count))?;
    let elapsed = started.elapsed();
    runtime.block_on(announced(&node, logged + i64::try_from(count)?))?;
    let figure = Figure::new(format!("activities processed, {engine}"), rate(count, elapsed), "/s");
    report.add(figure.at_least(1_500.0, "≥ 1,500/s on two cores").note(format!(
        "received over HTTP at {:.0}/s meanwhile; with their Announces in the log {:.0}/s",
        accepted.per_second(),
        rate(count, started.elapsed())
    )));
    runtime.block_on(node.stop());
    Ok(())
}

/// Waits until the threads show so many replies.
async fn seen(node: &Node, threads: &[String], replies: usize) -> Measured<()> {
    loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let mut tx = node.db().read().await?;
        if inbox::depth(&mut tx).await? > 0 {
            continue;
        }
        let mut there = 0;
        for uri in threads {
            there += posts::by_uri(&mut tx, uri).await?.map_or(0, |post| post.reply_count);
        }
        if usize::try_from(there)? == replies {
            return Ok(());
        }
        return Err(format!("{there} of {replies} replies are in the threads").into());
    }
}

async fn log_length(node: &Node) -> Measured<i64> {
    let mut before = -1;
    loop {
        let head = activities::head(&mut node.db().read().await?).await?;
        if head == before {
            return Ok(head);
        }
        before = head;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn announced(node: &Node, length: i64) -> Measured<()> {
    while activities::head(&mut node.db().read().await?).await? < length {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
