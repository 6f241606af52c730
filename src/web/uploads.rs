//! What forms say about the files that may be sent: read from the one list of types and the one limit by which they are
//! taken or refused.

use crate::infra::media::FileType;

/// Which files a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// Pictures alone.
    Pictures,
    /// Everything that can be attached to a post.
    Files,
}

impl Accepts {
    fn types(self) -> impl Iterator<Item = FileType> {
        FileType::ALL.into_iter().filter(move |file| self == Self::Files || file.is_image())
    }

    /// For the attribute `accept` of a file field. Types and endings both: not every system knows every type, and some text
    /// has an ending alone.
    pub fn attribute(self) -> String {
        let types = self.types().map(|file| file.media_type().to_owned());
        let names = self.types().flat_map(FileType::names).map(|name| format!(".{name}"));
        types.chain(names).collect::<Vec<_>>().join(",")
    }

    /// For people: `JPG, PNG`.
    pub fn in_words(self) -> String {
        self.types().map(|file| file.extension().to_uppercase()).collect::<Vec<_>>().join(", ")
    }
}

/// A limit for people, such as `16 MB`; rounded down, so that nothing is promised that is refused.
pub fn size_in_words(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_accepts_what_an_upload_accepts() {
        let files = Accepts::Files.attribute();
        for name in [".md", ".csv", ".odt", ".docx", "application/pdf", "image/gif", ".jpeg"] {
            assert!(files.split(',').any(|part| part == name), "{files} without {name}");
        }
        assert_eq!(
            Accepts::Pictures.attribute(),
            "image/jpeg,image/png,image/gif,image/webp,.jpg,.jpeg,.png,.gif,.webp"
        );
        assert_eq!(Accepts::Pictures.in_words(), "JPG, PNG, GIF, WEBP");
    }

    #[test]
    fn no_more_is_promised_than_is_taken() {
        assert_eq!(size_in_words(16 * 1024 * 1024), "16 MB");
        assert_eq!(size_in_words(1_999_999), "1 MB");
        assert_eq!(size_in_words(300 * 1024), "307 kB");
        assert_eq!(size_in_words(12), "12 B");
    }
}
