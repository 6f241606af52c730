//! How values of the domain look in JSON. The domain knows nothing of documents, so it is said here.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use crate::config::FederationMode;
use crate::domain::community::{FollowState, PostPolicy, Visibility};
use crate::domain::delivery::PeerState;
use crate::domain::federation::Rule;
use crate::domain::ids::{ActorId, MediaId, ModerationId, PostId, ReportId};
use crate::domain::moderation::{ModerationAction, ReportState};
use crate::domain::post::PostKind;
use crate::domain::resource::ResourceKind;
use crate::domain::time::Timestamp;

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let about = "An id: a string of digits. Longer or larger ones are newer.";
                let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]{1,19}$"));
                text.description(Some(about)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed("Id")
            }
        }
    )+};
}

ids!(ActorId, MediaId, ModerationId, PostId, ReportId);

macro_rules! words {
    ($($name:ident: $about:literal),+ $(,)?) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($name::ALL.iter().map(|value| value.as_str()), $about)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )+};
}

words! {
    FollowState: "How far a follow has come.",
    PeerState: "How a server stands: `active`; `paused` by an administrator; `parked` after a week of silence; `gone`.",
    PostKind: "What a post is.",
    PostPolicy: "Who may begin discussions: `anyone`, `followers` or `moderators`.",
    ReportState: "What became of a report: it is `open`, was `resolved`, or `dismissed` because nothing needed doing.",
    ResourceKind: "What sort of resource it is.",
    Rule: "What is said about a domain and those below it.",
    Visibility: "`public`, or `unlisted`: left out of directories. Contents are public either way.",
}

impl PartialSchema for ModerationAction {
    fn schema() -> RefOr<Schema> {
        let public = Self::ALL.iter().filter(|action| action.is_public());
        one_of(public.map(|action| action.as_str()), "What a moderator did.")
    }
}

impl ToSchema for ModerationAction {}

impl PartialSchema for FederationMode {
    fn schema() -> RefOr<Schema> {
        let about =
            "With whom the node speaks: everybody who is not blocked, those who are allowed, or nobody.";
        one_of(["open", "allow-list", "closed"].into_iter(), about)
    }
}

impl ToSchema for FederationMode {}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).into()
    }
}

impl ToSchema for Timestamp {}

fn one_of(values: impl Iterator<Item = &'static str>, about: &str) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(values));
    text.description(Some(about)).into()
}
