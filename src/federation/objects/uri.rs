//! Ids of things, and the one question trust hangs on: do two of them come from the same server?
//!
//! Servers compare ids as text, so an id that has several spellings is refused instead of normalised (threats 15, 36
//! and 37): what is stored, fetched and compared is always the same bytes.

use url::Url;

/// The longest id or address that is read, in bytes.
pub const MAX_URI: usize = 2048;

/// Reads an id: http or https, a host in its canonical spelling, no user name, no dot segments.
pub fn parse(text: &str) -> Option<Url> {
    if text.len() > MAX_URI
        || !text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\<>\"`{}^|".contains(&byte))
    {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    let host = url.host_str()?;
    if !web || host.ends_with('.') || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let rest = text.strip_prefix(&url.origin().ascii_serialization())?;
    let separate = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    let path_kept = rest.strip_prefix(url.path()).is_some() || url.path() == "/";
    (separate && path_kept).then_some(url)
}

/// Whether both are ids and of the same scheme, host and port (FEP-fe34).
pub fn same_origin(one: &str, other: &str) -> bool {
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

/// The lower-cased authority of an id: how a server is called everywhere in this program.
pub fn authority(uri: &str) -> Option<String> {
    let url = parse(uri)?;
    let host = url.host_str()?.to_ascii_lowercase();
    Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn threat_015_spellings_of_one_address_are_not_two_ids() {
        for uri in
            ["https://v.test/note/1", "https://v.test:8443/n?x=1#y", "http://v.test", "https://v.test/a%20b"]
        {
            assert!(parse(uri).is_some(), "{uri}");
        }
        for uri in [
            "https://V.TEST/note/1",
            "https://v.test:443/note/1",
            "https://v.test./note/1",
            "https://v.test@e.test/note/1",
            "https://v.test\\@e.test/note/1",
            "https://%76.test/note/1",
            "https://v。test/note/1",
            "https://v.test/a/../note/1",
            "https://v.test/./note/1",
            "https:v.test/note/1",
        ] {
            assert_eq!(parse(uri), None, "{uri}");
        }
    }

    #[test]
    fn threat_038_what_is_not_a_web_address_is_not_an_id() {
        for uri in [
            "",
            "note/1",
            "javascript:alert(1)",
            "data:,x",
            "urn:uuid:1",
            "ap://v.test/1",
            "https://v.test/\n",
        ] {
            assert_eq!(parse(uri), None, "{uri:?}");
        }
        assert_eq!(parse(&format!("https://v.test/{}", "a".repeat(10_000))), None);
    }

    #[test]
    fn threat_037_scheme_and_port_belong_to_the_origin() {
        assert!(same_origin("https://v.test/a", "https://v.test/b#c"));
        for other in ["http://v.test/a", "https://v.test:8443/a", "https://e.test/a", "nonsense"] {
            assert!(!same_origin("https://v.test/a", other), "{other}");
        }
        assert!(!same_origin("nonsense", "nonsense"));
    }

    proptest! {
        #[test]
        fn an_id_is_kept_as_it_was_written(text in "https?://[a-zA-Z0-9.:@%\\\\-]{1,12}(/[a-z.%/]{0,8})?") {
            if let Some(url) = parse(&text) {
                let origin = url.origin().ascii_serialization();
                prop_assert!(text.starts_with(&origin));
            }
        }
    }
}
