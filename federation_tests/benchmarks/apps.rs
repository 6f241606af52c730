//! What apps ask for, on a node that knows many posts, beside a file that the same server has in memory.

use bytes::Bytes;
use moothall::app::Roles;
use moothall::web::assets;

use crate::ground::{Engine, Ground, runtime};
use crate::load::{Answers, send};
use crate::pages::write_thread;
use crate::report::{Figure, Report};
use crate::{Measured, Scale, seeds};

const CONNECTIONS: usize = 16;
/// Whoever searches has a limit: so many people search from one address each.
const SEARCHERS: usize = 4096;
/// What is searched for stands in one thread of this many.
pub(crate) const RARE: usize = 50;

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let (posts, replies) = (scale.of(100_000, 1_000), scale.of(200, 20));
    let runtime = runtime()?;
    let mut ground = runtime.block_on(Ground::new(engine))?;
    ground.config.server.trusted_proxies = vec!["127.0.0.0/8".parse()?];
    let node = runtime.block_on(ground.start(Roles::default()))?;
    let place = runtime.block_on(ground.settle(&node))?;
    let thread = runtime.block_on(write_thread(&node, &place, replies))?;
    runtime.block_on(seeds::archive(&node, &place, posts))?;
    runtime.block_on(ground.learn_sizes(engine, &node))?;
    let token = runtime.block_on(ground.token(&node, &place.founder))?;

    let request = |path: &str, from: usize| {
        let address = format!("10.{}.{}.{}", from >> 16 & 255, from >> 8 & 255, from & 255);
        Bytes::from(format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nx-forwarded-for: {address}\r\nauthorization: Bearer {token}\r\n\r\n",
            ground.authority()
        ))
    };
    let ask = |path: &str, total: usize| -> Measured<Answers> {
        let requests: Vec<Bytes> = (0..SEARCHERS).map(|from| request(path, from)).collect();
        send(ground.port, CONNECTIONS, requests.clone(), total / 10, 200)?;
        let answers = send(ground.port, CONNECTIONS, requests, total, 200)?;
        if answers.others > 0 {
            return Err(format!("{} of {total} answers for {path} were not 200", answers.others).into());
        }
        Ok(answers)
    };
    let floor = ask(&assets::address("app.css"), scale.of(20_000, 100))?.per_second();
    let home = "/api/v1/timelines/home?limit=40".to_owned();
    let context = format!("/api/v1/statuses/{}/context", thread.id);
    let search = format!("/api/v2/search?q={}&limit=20", seeds::RARE_WORD);
    for (name, path, total) in [
        ("home timeline, 40 statuses".to_owned(), home, scale.of(2_000, 20)),
        (format!("context of {replies} replies"), context, scale.of(400, 20)),
        ("search, 20 statuses".to_owned(), search, scale.of(400, 20)),
    ] {
        let answers = ask(&path, total)?;
        let figure = Figure::new(format!("{name}, {engine}"), answers.per_second(), "/s");
        report.add(figure.of_floor(floor, 0.15, "≥ 15 % of a static file").note(format!(
            "p99 {:.0} ms with {CONNECTIONS} connections, among {posts} posts",
            answers.p99()
        )));
    }
    runtime.block_on(node.stop());
    Ok(())
}
