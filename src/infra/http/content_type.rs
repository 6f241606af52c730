//! Media types as `Content-Type` carries them (RFC 9110 section 8.3.1).

use std::str::FromStr;

const MAX_BYTES: usize = 512;

/// A parsed media type. Type, subtype and the names of parameters are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    essence: String,
    parameters: Vec<(String, String)>,
}

/// The text is not a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a media type")]
pub struct NotAContentType;

impl ContentType {
    /// Type and subtype: `application/activity+json`.
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// The value of a parameter, unquoted, by its name in lower case. When it stands there twice, the first counts.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl FromStr for ContentType {
    type Err = NotAContentType;

    fn from_str(text: &str) -> Result<Self, NotAContentType> {
        if text.len() > MAX_BYTES {
            return Err(NotAContentType);
        }
        let (essence, mut rest) = text.split_once(';').unwrap_or((text, ""));
        let (main, sub) = essence.trim().split_once('/').ok_or(NotAContentType)?;
        if !is_token(main) || !is_token(sub) {
            return Err(NotAContentType);
        }
        let essence = format!("{main}/{sub}").to_ascii_lowercase();
        let mut parameters = Vec::new();
        while !rest.trim().is_empty() {
            // Empty parameters (`a/b;;c=d`) are allowed.
            if let Some(after) = rest.trim_start().strip_prefix(';') {
                rest = after;
                continue;
            }
            let (name, value_and_rest) = rest.split_once('=').ok_or(NotAContentType)?;
            let name = name.trim();
            let (value, after) = parameter_value(value_and_rest.trim_start())?;
            if !is_token(name) {
                return Err(NotAContentType);
            }
            parameters.push((name.to_ascii_lowercase(), value));
            rest = after;
        }
        Ok(Self { essence, parameters })
    }
}

/// Splits a value, quoted or not, from what follows behind its semicolon.
fn parameter_value(text: &str) -> Result<(String, &str), NotAContentType> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        let value = value.trim_end();
        return if is_token(value) { Ok((value.to_owned(), rest)) } else { Err(NotAContentType) };
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((position, character)) = characters.next() {
        match character {
            '"' => {
                let rest = quoted[position + 1..].trim_start();
                let separated = rest.is_empty() || rest.starts_with(';');
                return if separated { Ok((value, rest)) } else { Err(NotAContentType) };
            }
            '\\' => value.push(characters.next().ok_or(NotAContentType)?.1),
            other => value.push(other),
        }
    }
    Err(NotAContentType)
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AS2: &str = "https://www.w3.org/ns/activitystreams";

    #[test]
    fn threat_049_every_spelling_of_the_same_type_is_understood() {
        for text in [
            "application/activity+json",
            "application/activity+json; charset=utf-8",
            "application/activity+json;charset=UTF-8",
            "Application/Activity+JSON ; charset=\"utf-8\";",
        ] {
            assert_eq!(text.parse::<ContentType>().unwrap().essence(), "application/activity+json", "{text}");
        }
        for text in [
            format!("application/ld+json; profile=\"{AS2}\""),
            format!("application/ld+json;charset=utf-8;Profile = \"{AS2}\""),
            format!("application/ld+json; profile=\"{AS2}\"; charset=utf-8"),
        ] {
            let content_type: ContentType = text.parse().unwrap();
            assert_eq!(content_type.parameter("profile"), Some(AS2), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_media_type_is_refused() {
        for text in [
            "",
            "json",
            "a/",
            "/b",
            "a b/c",
            "a/b; c",
            "a/b; c=\"d",
            "a/b; c=\"d\"e",
            "a/b; c=d e",
            "a/b, c/d",
        ] {
            assert_eq!(text.parse::<ContentType>(), Err(NotAContentType), "{text}");
        }
        assert!(format!("a/{}", "b".repeat(600)).parse::<ContentType>().is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,80}") {
            let _ = text.parse::<ContentType>();
        }

        #[test]
        fn quoted_values_come_back(value in "[ -~]{0,40}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let content_type: ContentType = format!("a/b; c=\"{quoted}\"; d=e").parse().unwrap();
            prop_assert_eq!(content_type.parameter("c"), Some(value.as_str()));
            prop_assert_eq!(content_type.parameter("d"), Some("e"));
        }
    }
}
