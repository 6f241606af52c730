//! How domain types stand in the database: ids and moments as BIGINT, enums as TEXT.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};

use crate::domain::actor::{ActorKind, KeyAlgorithm};
use crate::domain::community::{FollowState, PostPolicy, Visibility};
use crate::domain::delivery::{Audience, InboxState, PeerState, Rendering, SignatureScheme};
use crate::domain::federation::Rule;
use crate::domain::filter::FilterAction;
use crate::domain::ids::{
    ActorId, AppId, AttachmentId, BookmarkId, DraftId, FilterId, FilterKeywordId, FilterPostId, InboxId,
    JobId, KeyId, ListId, MediaId, ModerationId, NotificationId, OutgoingId, PeerId, PostId, PushId,
    ReportId, ScheduledId, SessionId, ShareId, TokenId,
};
use crate::domain::list::RepliesPolicy;
use crate::domain::marker::MarkedTimeline;
use crate::domain::moderation::{ModerationAction, NotificationKind, ReportState};
use crate::domain::post::{AttachmentKind, PostKind, PostState, ReactionKind};
use crate::domain::push::{Alerts, PushEncoding, PushPolicy};
use crate::domain::resource::ResourceKind;
use crate::domain::role::{AccountState, NodeRole, Theme};
use crate::domain::scope::Scopes;
use crate::domain::time::Timestamp;

macro_rules! stored_as {
    ($inner:ty, $db:ty, $name:ty, |$value:ident| $encode:expr, |$raw:ident| $decode:expr) => {
        impl Type<$db> for $name {
            fn type_info() -> <$db as Database>::TypeInfo {
                <$inner as Type<$db>>::type_info()
            }

            fn compatible(info: &<$db as Database>::TypeInfo) -> bool {
                <$inner as Type<$db>>::compatible(info)
            }
        }

        impl<'q> Encode<'q, $db> for $name {
            fn encode_by_ref(
                &self,
                buffer: &mut <$db as Database>::ArgumentBuffer,
            ) -> Result<IsNull, BoxDynError> {
                let $value = self;
                Encode::<$db>::encode($encode, buffer)
            }
        }

        impl<'r> Decode<'r, $db> for $name {
            fn decode(value: <$db as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let $raw = <$inner as Decode<'r, $db>>::decode(value)?;
                $decode
            }
        }
    };
}

macro_rules! numbers {
    ($($name:ident),+ $(,)?) => {$(
        stored_as!(i64, Sqlite, $name, |id| id.get(), |raw| Ok($name::new(raw)));
        stored_as!(i64, Postgres, $name, |id| id.get(), |raw| Ok($name::new(raw)));
    )+};
}

macro_rules! words {
    ($($name:ident),+ $(,)?) => {$(
        stored_as!(String, Sqlite, $name, |word| word.as_str(), |raw| unknown($name::parse(&raw), &raw));
        stored_as!(String, Postgres, $name, |word| word.as_str(), |raw| unknown($name::parse(&raw), &raw));
    )+};
}

fn unknown<T>(parsed: Option<T>, raw: &str) -> Result<T, BoxDynError> {
    parsed.ok_or_else(|| format!("the database holds the unknown word {raw:?}").into())
}

numbers!(
    ActorId,
    AppId,
    AttachmentId,
    BookmarkId,
    DraftId,
    FilterId,
    FilterKeywordId,
    FilterPostId,
    InboxId,
    JobId,
    KeyId,
    ListId,
    MediaId,
    ModerationId,
    NotificationId,
    OutgoingId,
    PeerId,
    PostId,
    PushId,
    ReportId,
    ScheduledId,
    SessionId,
    ShareId,
    TokenId,
);

words!(
    AccountState,
    ActorKind,
    AttachmentKind,
    Audience,
    FilterAction,
    FollowState,
    InboxState,
    KeyAlgorithm,
    MarkedTimeline,
    ModerationAction,
    NodeRole,
    NotificationKind,
    PeerState,
    PostKind,
    PostPolicy,
    PostState,
    PushEncoding,
    PushPolicy,
    ReactionKind,
    Rendering,
    RepliesPolicy,
    ReportState,
    ResourceKind,
    Rule,
    SignatureScheme,
    Theme,
    Visibility,
);

stored_as!(i64, Sqlite, Timestamp, |moment| moment.millis(), |raw| Ok(Timestamp::from_millis(raw)));
stored_as!(i64, Postgres, Timestamp, |moment| moment.millis(), |raw| Ok(Timestamp::from_millis(raw)));
stored_as!(String, Sqlite, Scopes, |scopes| scopes.to_string(), |raw| Ok(Scopes::parse(&raw)?));
stored_as!(String, Postgres, Scopes, |scopes| scopes.to_string(), |raw| Ok(Scopes::parse(&raw)?));
stored_as!(String, Sqlite, Alerts, |alerts| alerts.to_string(), |raw| Ok(Alerts::parse(&raw)));
stored_as!(String, Postgres, Alerts, |alerts| alerts.to_string(), |raw| Ok(Alerts::parse(&raw)));
