//! Pages for people, beside a file that the same server has in memory.

use bytes::Bytes;
use moothall::app::{Node, Roles};
use moothall::domain::post::Post;
use moothall::services::posts::{Target, Wording};
use moothall::web::assets;

use crate::ground::{Engine, Ground, Place, runtime};
use crate::load::{Answers, send};
use crate::report::{Figure, Report};
use crate::{Measured, Scale};

const CONNECTIONS: usize = 16;

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let (replies, requests) = (scale.of(500, 40), scale.of(2_000, 50));
    let runtime = runtime()?;
    let mut ground = runtime.block_on(Ground::new(engine))?;
    let node = runtime.block_on(ground.start(Roles::default()))?;
    let place = runtime.block_on(ground.settle(&node))?;
    let thread = format!("/p/{}", runtime.block_on(write_thread(&node, &place, replies))?.id);

    let ask = |path: &str, cookie: &str, total: usize| -> Measured<Answers> {
        let host = ground.authority();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\n{cookie}\r\n");
        let request = vec![Bytes::from(request)];
        send(ground.port, CONNECTIONS, request.clone(), total / 10, 200)?;
        let answers = send(ground.port, CONNECTIONS, request, total, 200)?;
        if answers.others > 0 {
            return Err(format!("{} of {total} answers for {path} were not 200", answers.others).into());
        }
        Ok(answers)
    };
    let floor = ask(&assets::address("app.css"), "", requests * 5)?.per_second();
    let pages = [
        (format!("thread page, {replies} replies"), thread.as_str(), requests),
        ("community page".to_owned(), "/c/sepsis", requests * 2),
    ];
    for (name, path, total) in pages {
        let answers = ask(path, "", total)?;
        // Whoever has a cookie gets a page of their own.
        let own = ask(path, "cookie: moothall_theme=light\r\n", total / 10)?;
        let figure = Figure::new(name, answers.per_second(), "/s");
        report.add(figure.of_floor(floor, 0.2, "≥ 20 % of a static file").note(format!(
            "p99 {:.1} ms with {CONNECTIONS} connections; made anew for each request {:.0}/s, p99 {:.0} ms",
            answers.p99(),
            own.per_second(),
            own.p99()
        )));
    }
    runtime.block_on(node.stop());
    Ok(())
}

/// A thread in which answers have answers, in a community with other threads. Gives its beginning.
pub(crate) async fn write_thread(node: &Node, place: &Place, replies: usize) -> Measured<Post> {
    for number in 0..30 {
        place.publish(node, &format!("Question {number}")).await?;
    }
    let root = place.publish(node, "What did you change about the first hour?").await?;
    let mut latest = root.id;
    for number in 0..replies {
        let text = format!(
            "We measured it for a month before and after, and looked at the median: number {number} says that the \
             antibiotic came eleven minutes earlier, and that nobody had to be asked twice."
        );
        let wording =
            Wording { source: Some(text.clone()), html: format!("<p>{text}</p>"), ..Wording::default() };
        let parent = if number % 4 == 0 { root.id } else { latest };
        latest = place.say(node, Target::Reply(parent), wording).await?.id;
    }
    Ok(root)
}
