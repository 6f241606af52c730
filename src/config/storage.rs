//! `storage`: where files are kept.

use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use super::section::{as_text, section};

section! {
    /// Where images and documents are kept.
    pub struct StorageConfig = "storage" {
        /// A directory (`file://data/media`, created when it is missing) or a bucket (`s3://bucket`, or
        /// `s3://bucket/prefix`) of an S3-compatible service. Credentials, region and endpoint of the bucket come from
        /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT_URL`.
        url: StorageUrl = StorageUrl::Directory(PathBuf::from("data/media"));
        /// How much pictures of other nodes may take there, in megabytes. They are fetched once and shown from here, so
        /// that other nodes do not learn who reads what. Those that nobody looked at for longest make room for new
        /// ones. With 0 nothing is fetched: pages show initials and links in place of pictures.
        remote_pictures_megabytes: u32 = 1024;
        /// After how many days a picture of another node is thrown away, and fetched anew when somebody looks at it.
        remote_pictures_days: NonZeroU32 = A_MONTH;
    }
}

const A_MONTH: NonZeroU32 = match NonZeroU32::new(30) {
    Some(days) => days,
    None => NonZeroU32::MIN,
};

/// Where files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageUrl {
    /// Relative paths count from the working directory.
    Directory(PathBuf),
    Bucket {
        name: String,
        /// Without slashes at its ends; empty for the whole bucket.
        prefix: String,
    },
}

/// Why an address is not one of a place for files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must be file:// with a directory or s3:// with a bucket, for example file://data/media")]
pub struct NotAStorageUrl;

impl FromStr for StorageUrl {
    type Err = NotAStorageUrl;

    fn from_str(text: &str) -> Result<Self, NotAStorageUrl> {
        match text.split_once("://") {
            Some(("file", path)) if !path.is_empty() => Ok(Self::Directory(PathBuf::from(path))),
            Some(("s3", rest)) => {
                let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
                let name_is_valid = !name.is_empty()
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
                if !name_is_valid {
                    return Err(NotAStorageUrl);
                }
                Ok(Self::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
            }
            _ => Err(NotAStorageUrl),
        }
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => write!(f, "file://{}", path.display()),
            Self::Bucket { name, prefix } if prefix.is_empty() => write!(f, "s3://{name}"),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

as_text!(StorageUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_and_buckets_are_told_apart() {
        let bucket =
            |name: &str, prefix: &str| StorageUrl::Bucket { name: name.into(), prefix: prefix.into() };
        for (text, expected) in [
            ("file://data/media", StorageUrl::Directory("data/media".into())),
            ("file:///srv/media", StorageUrl::Directory("/srv/media".into())),
            ("s3://files", bucket("files", "")),
            ("s3://files/node-a", bucket("files", "node-a")),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
            assert_eq!(text.parse::<StorageUrl>().unwrap().to_string(), text);
        }
        for text in ["", "data/media", "file://", "s3://", "s3://key:secret@files", "https://files.example"] {
            assert_eq!(text.parse::<StorageUrl>(), Err(NotAStorageUrl), "{text}");
        }
    }
}
