//! Identifiers.
//!
//! Every row's id is 64 bits and ordered by time: 48 bits of Unix milliseconds, then 16 bits of sequence. In JSON
//! ids are decimal strings; between the years 2018 and 2445 all of them have eighteen digits, so that clients
//! which compare them as text sort them as we do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time::Timestamp;

/// The text is not a positive 64-bit decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a number that came from the id generator or the database.
            pub const fn new(raw: i64) -> Self {
                Self(raw)
            }

            /// The number, for the database.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// When the id was made, to the millisecond.
            pub const fn created_at(self) -> Timestamp {
                Timestamp::from_millis(self.0 >> 16)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

fn parse(text: &str) -> Result<i64, NotAnId> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return Err(NotAnId);
    }
    text.parse().map_err(|_| NotAnId)
}

ids! {
    /// A person, community, organization or application, here or elsewhere.
    ActorId,
    /// A discussion, reply or resource.
    PostId,
    /// A file or link that belongs to a post.
    AttachmentId,
    /// An uploaded file.
    MediaId,
    /// A signing key.
    KeyId,
    /// A browser's sign-in.
    SessionId,
    /// Something a person is told about.
    NotificationId,
    /// A report to moderators.
    ReportId,
    /// A line of a moderation log.
    ModerationId,
    /// An unfinished post.
    DraftId,
    /// Another server.
    PeerId,
    /// A delivery that arrived and waits to be, or was, processed.
    InboxId,
    /// A fact that waits to become an activity.
    OutgoingId,
    /// A piece of durable background work.
    JobId,
    /// A program that people let act for them.
    AppId,
    /// What an app holds after a person let it.
    TokenId,
    /// Something passed on to followers.
    ShareId,
    /// A private mark at a post.
    BookmarkId,
    /// A post that waits for its time.
    ScheduledId,
    /// Where an app wants notifications pushed to.
    PushId,
    /// A list of people and communities.
    ListId,
    /// What somebody does not want to read.
    FilterId,
    /// A word or phrase of a filter.
    FilterKeywordId,
    /// A single post of a filter.
    FilterPostId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_string_in_json_and_comes_back_the_same() {
        let id = PostId::new(117_000_000_000_000_001);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"117000000000000001\"");
        assert_eq!(serde_json::from_str::<PostId>(&json).unwrap(), id);
    }

    #[test]
    fn text_that_is_not_a_plain_number_is_refused() {
        for text in ["", "-1", "+1", "1.0", "0x10", "9223372036854775808", " 1"] {
            assert_eq!(text.parse::<PostId>(), Err(NotAnId), "{text:?}");
        }
    }
}
