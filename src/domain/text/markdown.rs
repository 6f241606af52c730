//! Markdown, made into HTML that is safe to show, with its mentions and tags found and linked.

use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use url::Url;

use super::html::escape_html;
use super::html::sanitize;
use super::references::{Kind, Reference, references};
use crate::domain::handle::{Acct, Domain};
use crate::domain::url::UrlRules;

/// The longest text that somebody may write, in characters.
pub const MAX_MARKDOWN_CHARS: usize = 40_000;

/// Mentions beyond these stay plain text.
pub const MAX_MENTIONS: usize = 50;

/// Tags beyond these stay plain text.
pub const MAX_TAGS: usize = 30;

/// Headings of a post begin below those of its page.
const HEADING_SHIFT: u8 = 2;

/// The text has more than [`MAX_MARKDOWN_CHARS`] characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("text longer than {MAX_MARKDOWN_CHARS} characters")]
pub struct TooLong;

/// Who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionRef {
    /// The account; for `@name` alone, that of this node.
    pub acct: Acct,
    /// Written with `!`, as Lemmy writes communities.
    pub group: bool,
}

/// Where this node is, and where mentions and tags lead.
pub struct Links<'a> {
    /// The domain that `@name` without a domain means.
    pub home: &'a Domain,
    /// Which hosts an account may have.
    pub rules: UrlRules,
    /// The page of an account; `None` leaves the mention plain text.
    pub mention: &'a dyn Fn(&Acct) -> Option<Url>,
    /// The page of a tag, given in normal form; `None` leaves the tag plain text.
    pub tag: &'a dyn Fn(&str) -> Option<Url>,
}

/// Markdown as HTML, and whom and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitized HTML.
    pub html: String,
    /// Everyone mentioned, once each, in order, whether or not an address was found.
    pub mentions: Vec<MentionRef>,
    /// The tags in normal form, once each, in order.
    pub tags: Vec<String>,
}

/// Renders `CommonMark` with tables, strikethrough and bare links. HTML in it is shown as it was typed; images become links.
/// Mentions and tags count only outside of code and links.
pub fn render(source: &str, links: &Links<'_>) -> Result<Rendered, TooLong> {
    let (mut mentions, mut tags) = (Vec::new(), Vec::new());
    let html = transform(source, links, &mut mentions, &mut tags)?;
    Ok(Rendered { html: sanitize(&html), mentions, tags })
}

/// Finds whom a text mentions, without rendering it: the accounts to look up before [`render`].
pub fn mentions(source: &str, home: &Domain, rules: UrlRules) -> Result<Vec<MentionRef>, TooLong> {
    let links = Links { home, rules, mention: &|_| None, tag: &|_| None };
    let (mut mentions, mut tags) = (Vec::new(), Vec::new());
    transform(source, &links, &mut mentions, &mut tags)?;
    Ok(mentions)
}

fn transform(
    source: &str,
    links: &Links<'_>,
    mentions: &mut Vec<MentionRef>,
    tags: &mut Vec<String>,
) -> Result<String, TooLong> {
    if source.chars().nth(MAX_MARKDOWN_CHARS).is_some() {
        return Err(TooLong);
    }
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options);
    let nodes: Vec<_> = root.descendants().collect();
    for node in &nodes {
        unlink_handle(node);
    }
    for node in &nodes {
        adjust(node);
    }
    merge_texts(&nodes);
    let mut linker = Linker { links, mentions, tags, linked_mentions: 0, linked_tags: 0 };
    for node in nodes
        .iter()
        .filter(|node| matches!(node.data.borrow().value, NodeValue::Text(_)))
        .filter(|node| node.parent().is_some() && !is_inside_link(node))
    {
        linker.link(&arena, node);
    }
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = format_html(root, &options, &mut html);
    Ok(html)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.render.escape = true;
    options
}

/// In `@ana@a.test` the parser sees an e-mail address behind an `@`. Makes it text again.
fn unlink_handle<'a>(node: &'a AstNode<'a>) {
    let address = match &node.data.borrow().value {
        NodeValue::Link(link) => link.url.strip_prefix("mailto:").map(str::to_owned),
        _ => None,
    };
    let Some(address) = address.filter(|address| node.collect_text() == *address) else {
        return;
    };
    let follows_sigil = node.previous_sibling().is_some_and(
        |before| matches!(&before.data.borrow().value, NodeValue::Text(text) if text.ends_with(['@', '!'])),
    );
    if follows_sigil {
        node.children().for_each(comrak::arena_tree::Node::detach);
        node.data.borrow_mut().value = NodeValue::Text(address.into());
    }
}

/// Shifts headings and makes images into links, or into their text where they already stand in a link.
fn adjust<'a>(node: &'a AstNode<'a>) {
    let in_link = matches!(node.data.borrow().value, NodeValue::Image(_)) && is_inside_link(node);
    let mut data = node.data.borrow_mut();
    match &mut data.value {
        NodeValue::Heading(heading) => heading.level = heading.level.saturating_add(HEADING_SHIFT).min(6),
        NodeValue::Image(image) => {
            let link = NodeLink { url: std::mem::take(&mut image.url), title: String::new() };
            data.value = if in_link { NodeValue::Emph } else { NodeValue::Link(Box::new(link)) };
        }
        _ => {}
    }
}

/// Links hold no blocks, so the search ends at the nearest block: blocks may be nested thousands deep.
fn is_inside_link<'a>(node: &'a AstNode<'a>) -> bool {
    node.ancestors()
        .skip(1)
        .take_while(|above| !above.data.borrow().value.block())
        .any(|above| matches!(above.data.borrow().value, NodeValue::Link(_)))
}

/// Joins neighbouring texts, into which the parser cuts words at characters such as `_` and `!`.
fn merge_texts<'a>(nodes: &[&'a AstNode<'a>]) {
    for node in nodes.iter().filter(|node| node.parent().is_some()) {
        let mut data = node.data.borrow_mut();
        let NodeValue::Text(text) = &mut data.value else {
            continue;
        };
        while let Some(next) = node.next_sibling() {
            let NodeValue::Text(more) = &next.data.borrow().value else {
                break;
            };
            text.to_mut().push_str(more);
            next.detach();
        }
    }
}

struct Linker<'l> {
    links: &'l Links<'l>,
    mentions: &'l mut Vec<MentionRef>,
    tags: &'l mut Vec<String>,
    linked_mentions: usize,
    linked_tags: usize,
}

impl Linker<'_> {
    /// Replaces a text by its pieces: plain ones, and links for the references in it.
    fn link<'a>(&mut self, arena: &'a Arena<'a>, node: &'a AstNode<'a>) {
        let NodeValue::Text(text) = node.data.borrow().value.clone() else {
            return;
        };
        let mut done = 0;
        for reference in references(&text, self.links.home, self.links.rules) {
            let Some(anchor) = self.anchor(&text, &reference) else {
                continue;
            };
            let plain = text[done..reference.range.start].to_owned();
            node.insert_before(arena.alloc(NodeValue::Text(plain.into()).into()));
            node.insert_before(arena.alloc(NodeValue::Raw(anchor).into()));
            done = reference.range.end;
        }
        if done > 0 {
            node.data.borrow_mut().value = NodeValue::Text(text[done..].to_owned().into());
        }
    }

    /// Notes the reference and makes its link, as far as there is room and an address.
    fn anchor(&mut self, text: &str, reference: &Reference) -> Option<String> {
        let shown = escape_html(&text[reference.range.clone()]);
        match &reference.kind {
            Kind::Mention(mention) if self.linked_mentions < MAX_MENTIONS => {
                self.linked_mentions += 1;
                if !self.mentions.iter().any(|known| known.acct.key() == mention.acct.key()) {
                    self.mentions.push(mention.clone());
                }
                let url = (self.links.mention)(&mention.acct)?;
                Some(format!("<a href=\"{}\" class=\"u-url mention\">{shown}</a>", escape_html(url.as_str())))
            }
            Kind::Tag(tag) if self.linked_tags < MAX_TAGS => {
                self.linked_tags += 1;
                if !self.tags.contains(tag) {
                    self.tags.push(tag.clone());
                }
                let url = (self.links.tag)(tag)?;
                Some(format!(
                    "<a href=\"{}\" class=\"mention hashtag\">{shown}</a>",
                    escape_html(url.as_str())
                ))
            }
            Kind::Mention(_) | Kind::Tag(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rendered(source: &str) -> Rendered {
        let home = Domain::parse("home.test").unwrap();
        let page = |acct: &Acct| Url::parse(&format!("https://{}/u/{}", acct.domain, acct.name)).ok();
        let tag = |tag: &str| Url::parse(&format!("https://home.test/tags/{tag}")).ok();
        render(source, &Links { home: &home, rules: UrlRules::Production, mention: &page, tag: &tag })
            .unwrap()
    }

    fn accounts(rendered: &Rendered) -> Vec<String> {
        rendered.mentions.iter().map(|mention| mention.acct.to_string()).collect()
    }

    #[test]
    fn markdown_becomes_html() {
        assert_eq!(
            rendered("# Title\n\nSee **this** ~~that~~ `code`\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n").html,
            "<h3>Title</h3>\n<p>See <strong>this</strong> <del>that</del> <code>code</code></p>\n\
             <table><thead><tr><th>a</th><th align=\"right\">b</th></tr></thead><tbody><tr><td>1</td><td align=\"right\">2</td></tr></tbody></table>\n"
        );
    }

    #[test]
    fn mentions_are_linked_wherever_the_person_lives() {
        let post = rendered("Thanks @ana, @Lee_K@b.test and !sepsis@a.test, @ana again");
        assert_eq!(accounts(&post), ["@ana@home.test", "@Lee_K@b.test", "@sepsis@a.test"]);
        assert!(post.mentions[2].group);
        assert!(
            post.html.contains(">@Lee_K@b.test</a>") && post.html.contains("href=\"https://b.test/u/Lee_K\""),
            "{}",
            post.html
        );
        assert!(post.html.contains("and <a href=\"https://a.test/u/sepsis\""), "{}", post.html);
    }

    #[test]
    fn tags_are_linked_in_normal_form() {
        let post = rendered("#Sepsis and #sepsis, not #1");
        assert_eq!(post.tags, ["sepsis"]);
        assert!(
            post.html.contains("href=\"https://home.test/tags/sepsis\" class=\"mention hashtag\""),
            "{}",
            post.html
        );
    }

    #[test]
    fn code_and_links_mention_nobody() {
        let post =
            rendered("`@ana` [@ana #x](https://a.test/) ana@b.test https://a.test/@ana#x\n\n    @ana #x\n");
        assert_eq!((post.mentions.len(), post.tags.len()), (0, 0));
        assert!(post.html.contains("href=\"mailto:ana@b.test\""), "{}", post.html);
    }

    #[test]
    fn mentions_can_be_found_before_they_are_looked_up() {
        let home = Domain::parse("home.test").unwrap();
        let found = mentions("@ana and `@lee` and @kim@c.test", &home, UrlRules::Production).unwrap();
        let names: Vec<_> = found.iter().map(|mention| mention.acct.to_string()).collect();
        assert_eq!(names, ["@ana@home.test", "@kim@c.test"]);
    }

    #[test]
    fn threat_075_html_is_shown_as_typed_and_images_become_links() {
        let post = rendered(
            "x <script>alert(1)</script> <b onclick=x> [x](javascript:alert(1)) ![alt](https://a.test/i.png)",
        );
        assert!(
            !post.html.contains("<script")
                && !post.html.contains("<b ")
                && !post.html.contains("href=\"javascript"),
            "{}",
            post.html
        );
        assert!(
            post.html.contains("&lt;script&gt;")
                && post.html.contains("rel=\"nofollow noopener noreferrer ugc\">alt</a>"),
            "{}",
            post.html
        );
    }

    #[test]
    fn threat_065_mentions_and_tags_are_limited() {
        let source = (0..1000).map(|n| format!("@u{n}@b.test #t{n} ")).collect::<Vec<_>>().concat();
        let post = rendered(&source);
        assert_eq!((post.mentions.len(), post.tags.len()), (MAX_MENTIONS, MAX_TAGS));
        assert_eq!(post.html.matches("<a ").count(), MAX_MENTIONS + MAX_TAGS);
    }

    #[test]
    fn threat_066_hostile_markdown_of_full_length_is_rendered() {
        for piece in [
            "[", "![", "*a_", "> ", "- ", "`a``", "<a ", "#a", "@a@", "[a](", "| ", "|-", "~~", "www.a",
            "a@b.", "&", "\\", "1. ", "http://", "**a ",
        ] {
            rendered(&piece.repeat(MAX_MARKDOWN_CHARS / piece.len()));
        }
    }

    #[test]
    fn a_text_beyond_the_limit_is_refused() {
        let home = Domain::parse("home.test").unwrap();
        assert_eq!(mentions(&"a".repeat(MAX_MARKDOWN_CHARS + 1), &home, UrlRules::Production), Err(TooLong));
    }

    proptest! {
        #[test]
        fn threat_075_rendered_markdown_is_sanitized(source in "([@!#\\[\\]()*_`>|~<&\\\\ \n-]|ana@b\\.test|https://a\\.test|<script>|javascript:|a|\\PC){0,60}") {
            let html = rendered(&source).html;
            prop_assert!(!html.contains("<script") && !html.contains("href=\"javascript"));
            prop_assert_eq!(sanitize(&html), html);
        }
    }
}
