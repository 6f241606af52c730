//! Styles, script and icons, compiled into the program and served under names that contain their hash.
//!
//! A name changes when its content does, so that browsers may keep what they fetched for ever.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/web/assets/"]
struct Files;

/// One file, ready to be served.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// Whether the name contains the hash of the content, so that what lies under it never changes.
    pub immutable: bool,
}

/// Pictures that stand for missing ones. Apps and other servers are told their addresses and keep them, so these are names
/// without a hash.
const PICTURES: [&str; 3] = ["avatar.png", "community.png", "header.png"];

static HASHED: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let file = Files::get(&name)?;
            let hash = hex::encode(&file.metadata.sha256_hash()[..6]);
            let (stem, extension) = name.rsplit_once('.')?;
            Some((name.to_string(), format!("{stem}.{hash}.{extension}")))
        })
        .collect()
});

static PLAIN: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| HASHED.iter().map(|(plain, hashed)| (hashed.as_str(), plain.as_str())).collect());

/// The address of the file called `name` in `src/web/assets`, with its hash.
pub fn address(name: &str) -> String {
    format!("/assets/{}", HASHED.get(name).map_or(name, String::as_str))
}

/// The file behind `/assets/{name}`, a name with its hash or that of one of [`PICTURES`]; none when no file has exactly this
/// content.
pub fn find(asked: &str) -> Option<Asset> {
    let picture = PICTURES.iter().find(|name| **name == asked);
    let name = picture.or_else(|| PLAIN.get(asked))?;
    let content_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    Some(Asset { bytes: Files::get(name)?.data, content_type, immutable: picture.is_none() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_its_hashed_name_only() {
        let address = address("app.css");
        let name = address.strip_prefix("/assets/").unwrap();
        assert_ne!(name, "app.css");
        assert_eq!(find(name).unwrap().content_type, "text/css; charset=utf-8");
        assert!(find("app.css").is_none());
        assert!(find("../../Cargo.toml").is_none());
    }

    #[test]
    fn the_pictures_that_stand_for_missing_ones_have_addresses_for_ever() {
        for name in PICTURES {
            let picture = find(name).unwrap();
            assert_eq!((picture.content_type, picture.immutable), ("image/png", false));
            assert!(picture.bytes.starts_with(b"\x89PNG") && picture.bytes.len() < 20_000);
        }
    }

    #[test]
    fn the_script_stays_small() {
        assert!(Files::get("app.js").unwrap().data.len() <= 10_000);
    }
}
