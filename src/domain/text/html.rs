//! Foreign HTML, made safe to show.
//!
//! Two passes: [`super::tidy`] bounds and orders the structure in linear time, then ammonia parses the result by the
//! rules of the HTML standard and keeps what its lists allow. Either alone would already remove scripts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::names::is_invisible;
use super::tidy::tidy;

/// HTML beyond this many bytes is cut off before it is parsed. The longest text that may be written here fits, even when
/// each of its 40,000 characters is a `&quot;`.
pub const MAX_HTML_BYTES: usize = 256 * 1024;

/// Links longer than this, in bytes, lose their address.
const MAX_LINK_BYTES: usize = 2048;

/// The elements that a post may have.
const TAGS: &[&str] = &[
    "p",
    "br",
    "hr",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "sup",
    "sub",
    "span",
];

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let set = |values: &[&'static str]| values.iter().copied().collect::<HashSet<_>>();
    let mut builder = Builder::empty();
    builder
        .tags(set(TAGS))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", set(&["href"])), ("ol", set(&["start", "reversed"]))]))
        .tag_attribute_values(HashMap::from([
            ("td", HashMap::from([("align", set(&["left", "center", "right"]))])),
            ("th", HashMap::from([("align", set(&["left", "center", "right"]))])),
        ]))
        // Mastodon hides parts of links with `invisible` and `ellipsis`. They are not among these: a link shows all of its text.
        .allowed_classes(HashMap::from([
            ("a", set(&["mention", "hashtag", "u-url"])),
            ("span", set(&["h-card", "mention", "hashtag"])),
        ]))
        .url_schemes(set(&["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer ugc"))
        .strip_comments(true)
        .attribute_filter(attribute);
    builder
});

/// The HTML with only what a post may have: text, paragraphs, lists, tables, headings from `h3` down, links to http,
/// https and mailto. Images become their alternative text. Sanitizing twice changes nothing. Never fails.
pub fn sanitize(html: &str) -> String {
    let bounded = super::plain::cut_bytes(html, MAX_HTML_BYTES);
    let mut clean = SANITIZER.clean(&tidy(bounded)).to_string();
    // Of which classes nothing is left shows only now; looked at again, they are empty and go.
    if clean.contains(" class=\"\"") {
        clean = SANITIZER.clean(&clean).to_string();
    }
    settle(&clean)
}

/// Checks and rewrites the value of an attribute that the lists allow.
fn attribute<'u>(_element: &str, name: &str, value: &'u str) -> Option<Cow<'u, str>> {
    match name {
        "href" => link(value).map(Cow::Owned),
        "start" => value.trim().parse::<i32>().ok().map(|number| Cow::Owned(number.to_string())),
        "reversed" => Some(Cow::Borrowed("")),
        "class" => Some(value).filter(|value| !value.is_empty()).map(Cow::Borrowed),
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The address in the form in which a browser will use it; none when a user name in front disguises the host.
fn link(text: &str) -> Option<String> {
    if text.len() > MAX_LINK_BYTES {
        return None;
    }
    let url = Url::parse(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let normal = String::from(url);
    (plain && normal.len() <= MAX_LINK_BYTES).then_some(normal)
}

/// Removes what parsing the result once more would change, so that sanitizing twice is the same as once: control
/// characters, byte order marks, and line ends right after `<pre>`, which parsers skip.
fn settle(html: &str) -> String {
    let text: String = html
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|&c| matches!(c, '\n' | '\t') || !(c.is_control() || c == '\u{FEFF}'))
        .collect();
    let mut pieces = text.split("<pre>");
    let mut settled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        settled.push_str("<pre>");
        settled.push_str(piece.trim_start_matches('\n'));
    }
    settled
}

/// Whether the HTML shows anything at all.
pub fn is_blank(html: &str) -> bool {
    super::plain::to_plain_text(html, 64).chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Plain text as HTML, for a text or an attribute in double quotes.
pub fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NEVER: &[&str] = &[
        "<script",
        "<style",
        "<iframe",
        "<form",
        "<input",
        "<object",
        "<embed",
        "<svg",
        "<math",
        "<img",
        "<template",
        "<noscript",
        "<!--",
        "<title",
        "<textarea",
        "<meta",
        "<link",
        "<base",
        "<h1",
        "<h2",
        "<select",
        "<video",
        "<frame",
    ];

    /// Every tag of safe output is one of these, to the letter.
    fn assert_safe(html: &str) {
        for needle in NEVER {
            assert!(!html.contains(needle), "{needle} in {html}");
        }
        for tag in html.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert!(TAGS.contains(&name.trim_start_matches('/')), "{tag} in {html}");
            let values = attributes.split("=\"").count();
            assert!(values <= 4, "{tag} in {html}");
            if let Some((_, href)) = attributes.split_once("href=\"") {
                let safe = ["http://", "https://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
                assert!(safe, "{tag} in {html}");
            }
            let names = attributes.split('"').step_by(2).map(|name| name.trim().trim_end_matches('='));
            for name in names.filter(|name| !name.is_empty()) {
                assert!(
                    ["href", "class", "rel", "start", "reversed", "align"].contains(&name),
                    "{name} in {html}"
                );
            }
            if name == "a" {
                assert!(attributes.contains("rel=\"nofollow noopener noreferrer ugc\""), "{tag} in {html}");
            }
        }
    }

    #[test]
    fn what_a_post_may_have_stays() {
        for html in [
            "<p>One<br>two</p><hr>",
            "<ol start=\"3\" reversed=\"\"><li>a</li><li>b<ul><li>c</li></ul></li></ol>",
            "<blockquote><p>q</p></blockquote><pre><code>x &lt; y\n</code></pre>",
            "<table><thead><tr><th align=\"right\">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            "<h3>Title</h3><p>H<sub>2</sub>O, <del>no</del> <strong>x<sup>2</sup></strong></p>",
        ] {
            assert_eq!(sanitize(html), html);
        }
    }

    #[test]
    fn headings_begin_below_those_of_the_page() {
        assert_eq!(sanitize("<h1>a</h1><h2>b</h2><h6>c</h6>"), "<h3>a</h3><h3>b</h3><h6>c</h6>");
    }

    #[test]
    fn links_carry_no_trust() {
        assert_eq!(
            sanitize("<a href=\"HTTPS://A.test\" target=_top rel=me class=\"mention evil\" onclick=x>a</a>"),
            "<a href=\"https://a.test/\" class=\"mention\" rel=\"nofollow noopener noreferrer ugc\">a</a>"
        );
        assert_eq!(
            sanitize("<a class=\"evil\" href=\"https://a.test/\">a</a><span class=\"evil\">b</span>"),
            "<a href=\"https://a.test/\" rel=\"nofollow noopener noreferrer ugc\">a</a><span>b</span>"
        );
    }

    #[test]
    fn threat_036_a_link_cannot_disguise_its_host() {
        let html =
            sanitize("<a href=\"https://v.test@e.test/\">v</a><a href=\"https://v.test\\@e.test\">w</a>");
        assert!(!html.contains("v.test@"), "{html}");
        assert!(html.contains("href=\"https://v.test/@e.test\""), "{html}");
    }

    #[test]
    fn threat_076_no_class_hides_a_part_of_a_link() {
        let html = sanitize(
            "<a href=\"https://e.test/\"><span class=\"invisible\">https://e.test/?</span><span class=\"ellipsis\">good.test</span></a>",
        );
        assert!(html.contains("https://e.test/?</span><span>good.test"), "{html}");
    }

    #[test]
    fn threat_075_nothing_active_survives() {
        for html in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1) alt=\"<b>\">",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"java\tscript:alert(1)\">x</a>",
            "<a href=\" &#106;avascript:alert(1)\">x</a>",
            "<a href=\"data:text/html,<script>\">x</a>",
            "<a href=\"//e.test\">x</a><a href=\"/settings\">y</a>",
            "<p style=\"position:fixed\" id=x name=y onmouseover=alert(1)>x</p>",
            "<iframe srcdoc=\"<script>\"></iframe><form action=/x><input autofocus onfocus=alert(1)></form>",
            "<p>unclosed <em>tags <a href=https://a.test",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<<script>alert(1)//<</script>",
            "<p/onclick=alert(1)/x=\"y\"z>",
            "<body onload=alert(1)><html><head><base href=//e.test>",
            "\u{0}<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
        ] {
            let clean = sanitize(html);
            assert_safe(&clean);
            assert!(!clean.contains("alert(1)\""), "{clean}");
        }
    }

    #[test]
    fn threat_076_parsers_cannot_be_played_against_each_other() {
        for html in [
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<template><script>alert(1)</script></template>",
            "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
            "<!-- <!-- --> --><img src=x onerror=alert(1)>",
            "<!--><img src=x onerror=alert(1)>-->",
            "<textarea></textarea><img src=x onerror=alert(1)>",
            "<select><option><style></select><img src=x onerror=alert(1)></style>",
            "<title><a href=\"</title><img src=x onerror=alert(1)>\">",
            "<svg><foreignObject><p><style><!--</style><a href=\"--><img src=x onerror=alert(1)>\">",
            "<p><table><tr><td><svg><desc><table><td></desc><script>alert(1)</script>",
            "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
            "<plaintext><p></plaintext><img src=x onerror=alert(1)>",
        ] {
            let clean = sanitize(html);
            assert_safe(&clean);
            assert_eq!(sanitize(&clean), clean, "{html}");
        }
    }

    #[test]
    fn threat_066_hostile_markup_of_full_length_is_cleaned() {
        let numbered = |format: fn(usize) -> String| (0..MAX_HTML_BYTES / 8).map(format).collect::<String>();
        let pieces = [
            "<a ",
            "<div>",
            "<blockquote>",
            "<table><tr><td>",
            "<ul><li>",
            "<!--",
            "<script>",
            "<svg>",
            "</p>",
            "<a href=\"",
            "<a href=\"https://a.test/&\">",
            "<p>",
            "&",
            "&nbsp;",
            "&eacute;",
            "°",
            "<",
            "<pre>\n\n",
        ];
        let repeated = pieces.map(|piece| piece.repeat(MAX_HTML_BYTES / piece.len()));
        let distinct = [numbered(|n| format!("<b a{n}>")), format!("<p{}>x", numbered(|n| format!(" a{n}")))];
        for html in repeated.iter().chain(&distinct) {
            assert_safe(&sanitize(html));
        }
    }

    #[test]
    fn threat_064_html_beyond_the_limit_is_cut_off() {
        assert_eq!(sanitize(&"a".repeat(3 * MAX_HTML_BYTES)).len(), MAX_HTML_BYTES);
    }

    #[test]
    fn images_are_replaced_by_their_text() {
        assert_eq!(sanitize("<p>Hi <img src=https://a.test/x.png alt=\":wave:\"></p>"), "<p>Hi :wave:</p>");
        assert!(is_blank("<p> <br>&#8203;</p>") && !is_blank("<p>x</p>"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn threat_075_any_markup_becomes_safe_and_stays_the_same(
            html in "(</?(p|br|a|em|b|i|del|code|pre|blockquote|ul|ol|li|h1|h2|h4|table|thead|tbody|tr|td|th|caption|hr|sup|span|div|script|style|svg|math|mtext|template|noscript|form|select|option|title|textarea|img|iframe)>|<a href=\"(https://a\\.test|javascript:x|//b|data:,)\" class=\"mention x\">|<img alt=\"[a<&]{0,3}\" onerror=x>|<ol start=(1|x|-2)>|<td align=left>|<!--|-->|[a-c \n\"'<>&=/]|&(lt|#13|#10|#0|nbsp|amp);|\\PC){0,30}"
        ) {
            let clean = sanitize(&html);
            assert_safe(&clean);
            prop_assert_eq!(sanitize(&clean), clean);
        }

        #[test]
        fn threat_075_any_text_becomes_safe_and_stays_the_same(html in "(?s).{0,200}") {
            let clean = sanitize(&html);
            assert_safe(&clean);
            prop_assert_eq!(sanitize(&clean), clean);
        }
    }
}
