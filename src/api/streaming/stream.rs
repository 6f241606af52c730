//! What one can look on at.

use serde::Deserialize;

use crate::api::access::Onlooker;
use crate::api::{ApiError, ApiState};
use crate::domain::ids::{ActorId, ListId};
use crate::domain::scope::Scope;
use crate::domain::text::tags::normalize_tag;
use crate::store::lists;

/// A stream, as it belongs to whoever asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Stream {
    /// Home, and notifications where the app may read them.
    User {
        of: ActorId,
        notified: bool,
    },
    Notifications(ActorId),
    Public(Part),
    Hashtag {
        tag: String,
        local: bool,
    },
    /// A list of this person, by its number.
    List {
        id: i64,
        of: ActorId,
    },
    /// There are no direct messages: a stream on which nothing comes.
    Direct(ActorId),
}

/// Which of what everybody can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Part {
    /// From here, from elsewhere, or both.
    pub(super) local: Option<bool>,
    pub(super) only_media: bool,
}

/// A stream as an app names it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) stream: String,
    pub(super) list: Option<String>,
    pub(super) tag: Option<String>,
    /// Only of a public stream, and only in an address.
    pub(super) only_media: Option<String>,
}

impl Stream {
    /// The stream that an app asks for.
    ///
    /// # Errors
    /// When there is none of that name, or whoever asks may not listen to it.
    pub(super) async fn find(state: &ApiState, onlooker: &Onlooker, asked: &Asked) -> Result<Self, ApiError> {
        let stream = Self::named(onlooker, asked)?;
        if let Self::List { id, of } = stream {
            let mut tx = state.db.read().await?;
            let community = lists::followed_community(&mut tx, of, ActorId::new(id)).await?;
            if community.is_none() && lists::by_id(&mut tx, of, ListId::new(id)).await?.is_none() {
                return Err(ApiError::not_found());
            }
        }
        Ok(stream)
    }

    /// The stream that an app names: one to which it listens, perhaps, so a list may be gone by now.
    ///
    /// # Errors
    /// As for [`Stream::find`].
    pub(super) fn named(onlooker: &Onlooker, asked: &Asked) -> Result<Self, ApiError> {
        let part = |local, only_media| Self::Public(Part { local, only_media });
        Ok(match asked.stream.as_str() {
            "user" => Self::User {
                of: onlooker.person(Scope::ReadStatuses)?,
                notified: onlooker.person(Scope::ReadNotifications).is_ok(),
            },
            "user:notification" => Self::Notifications(onlooker.person(Scope::ReadNotifications)?),
            "public" => part(None, false),
            "public:media" => part(None, true),
            "public:local" => part(Some(true), false),
            "public:local:media" => part(Some(true), true),
            "public:remote" => part(Some(false), false),
            "public:remote:media" => part(Some(false), true),
            "hashtag" => Self::Hashtag { tag: tag(asked)?, local: false },
            "hashtag:local" => Self::Hashtag { tag: tag(asked)?, local: true },
            "list" => Self::List { of: onlooker.person(Scope::ReadLists)?, id: list(asked)? },
            "direct" => Self::Direct(onlooker.person(Scope::ReadStatuses)?),
            _ => return Err(unknown()),
        })
    }

    /// Both that are called `user`.
    pub(super) fn homes_of(of: ActorId) -> [Self; 2] {
        [true, false].map(|notified| Self::User { of, notified })
    }

    /// Whether it is of what everybody can read.
    pub(super) fn is_open_to_all(&self) -> bool {
        matches!(self, Self::Public(_) | Self::Hashtag { .. })
    }

    /// Whose home or list it is.
    pub(super) fn reader(&self) -> Option<ActorId> {
        match self {
            Self::User { of, .. } | Self::List { of, .. } => Some(*of),
            _ => None,
        }
    }

    /// The name, and what belongs to it, as apps are told with each event.
    pub(super) fn name(&self) -> Vec<String> {
        let plain = |name: &str| vec![name.to_owned()];
        match self {
            Self::User { .. } => plain("user"),
            Self::Notifications(_) => plain("user:notification"),
            Self::Public(Part { local, only_media }) => {
                let local = match local {
                    None => "",
                    Some(true) => ":local",
                    Some(false) => ":remote",
                };
                vec![format!("public{local}{}", if *only_media { ":media" } else { "" })]
            }
            Self::Hashtag { tag, local: false } => vec!["hashtag".to_owned(), tag.clone()],
            Self::Hashtag { tag, local: true } => vec!["hashtag:local".to_owned(), tag.clone()],
            Self::List { id, .. } => vec!["list".to_owned(), id.to_string()],
            Self::Direct(_) => plain("direct"),
        }
    }
}

/// Its number.
fn list(asked: &Asked) -> Result<i64, ApiError> {
    asked.list.as_deref().and_then(|id| id.parse().ok()).ok_or_else(ApiError::not_found)
}

/// As posts have it, however it is spelt.
fn tag(asked: &Asked) -> Result<String, ApiError> {
    let tag = asked.tag.as_deref().and_then(normalize_tag);
    tag.ok_or_else(|| ApiError::unprocessable("No tag for stream provided"))
}

fn unknown() -> ApiError {
    ApiError::unprocessable("Unknown stream type")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_one_tag_in_every_spelling() {
        let of = |text: &str| tag(&Asked { tag: Some(text.to_owned()), ..Asked::default() }).ok();
        assert_eq!(of("#ＩＣＵ"), Some("icu".to_owned()));
        assert_eq!(of("icu "), None);
    }

    #[test]
    fn a_stream_is_called_what_apps_call_it() {
        let me = ActorId::new(7);
        let part = |local, only_media| Stream::Public(Part { local, only_media });
        for (stream, name) in [
            (Stream::User { of: me, notified: true }, vec!["user"]),
            (part(None, false), vec!["public"]),
            (part(Some(true), true), vec!["public:local:media"]),
            (part(Some(false), false), vec!["public:remote"]),
            (Stream::Hashtag { tag: "icu".to_owned(), local: true }, vec!["hashtag:local", "icu"]),
            (Stream::List { id: 12, of: me }, vec!["list", "12"]),
        ] {
            assert_eq!(stream.name(), name);
        }
    }
}
