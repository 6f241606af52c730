//! The name of a stored file: made from its content, so equal files are stored once and no name can be guessed or chosen.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};

use super::file_type::FileType;

/// `ab/cd/<sha-256>.<extension>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaKey {
    /// 64 hexadecimal digits, lower case.
    digest: String,
    file_type: FileType,
}

/// The text is not the name of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a stored file")]
pub struct NotAMediaKey;

impl MediaKey {
    /// The key under which `content` is stored.
    pub fn of(content: &[u8], file_type: FileType) -> Self {
        Self { digest: hex::encode(digest(&SHA256, content)), file_type }
    }

    /// With which type, and whether as a download, the file is served.
    pub fn file_type(&self) -> FileType {
        self.file_type
    }
}

impl fmt::Display for MediaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { digest, file_type } = self;
        write!(f, "{}/{}/{digest}.{}", &digest[..2], &digest[2..4], file_type.extension())
    }
}

impl FromStr for MediaKey {
    type Err = NotAMediaKey;

    fn from_str(text: &str) -> Result<Self, NotAMediaKey> {
        let (_, name) = text.rsplit_once('/').ok_or(NotAMediaKey)?;
        let (digest, extension) = name.split_once('.').ok_or(NotAMediaKey)?;
        let file_type = FileType::from_extension(extension).ok_or(NotAMediaKey)?;
        if digest.len() != 64 || !digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(NotAMediaKey);
        }
        let key = Self { digest: digest.to_owned(), file_type };
        if key.to_string() == text { Ok(key) } else { Err(NotAMediaKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_content_has_an_equal_key() {
        let key = MediaKey::of(b"hello", FileType::Text);
        assert_eq!(
            key.to_string(),
            "2c/f2/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824.txt"
        );
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn threat_084_only_names_we_made_are_read() {
        let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        for text in [
            String::new(),
            "../../etc/passwd".to_owned(),
            format!("{digest}.txt"),
            format!("aa/bb/{digest}.txt"),
            format!("2c/f2/{digest}.exe"),
            format!("2c/f2/../f2/{digest}.txt"),
            format!("2C/F2/{}.txt", digest.to_uppercase()),
            format!("2c/f2/{digest}.txt\0"),
        ] {
            assert_eq!(text.parse::<MediaKey>(), Err(NotAMediaKey), "{text}");
        }
    }
}
