//! Where to go after signing in.

use url::Url;

/// The page on which an app asks to be let in has the longest query: address and state of the app, twice encoded.
const MOST_BYTES: usize = 8192;

/// A path on this node that a `next` field may lead to, with its query; `/` when the text names anything else.
///
/// Browsers read `//e.test`, `/\e.test` and a tab in between as another host, so the text is read as a browser would.
pub fn safe_next(text: &str) -> String {
    let home = || "/".to_owned();
    if text.len() > MOST_BYTES || !text.starts_with('/') || text.contains(char::is_control) {
        return home();
    }
    let Ok(base) = Url::parse("https://here.invalid") else { return home() };
    match base.join(text) {
        Ok(url) if url.origin() == base.origin() && !url.path().starts_with("//") => {
            let path = url.path();
            url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
        }
        _ => home(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_this_node_are_kept() {
        for path in
            ["/", "/c/sepsis/topics?filter=unread", "/p/117000000000000001?reply_to=1", "/web/%2Fe.test"]
        {
            assert_eq!(safe_next(path), path);
        }
    }

    #[test]
    fn threat_091_nothing_leads_to_another_host() {
        for text in [
            "",
            "//e.test",
            "///e.test",
            "/\\e.test",
            "/\t/e.test",
            "\\\\e.test",
            "https://e.test",
            "https:e.test",
            "javascript:alert(1)",
            "e.test",
            "/..//e.test",
            "/.//e.test",
            " //e.test",
        ] {
            assert_eq!(safe_next(text), "/", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn threat_091_whatever_is_asked_for_is_a_path_here(text in "[/\\\\a.:?#%@ \\t\\n2f-]{0,12}") {
            let base = Url::parse("https://a.test").unwrap();
            let url = base.join(&safe_next(&text)).unwrap();
            prop_assert_eq!(url.origin(), base.origin());
        }
    }
}
