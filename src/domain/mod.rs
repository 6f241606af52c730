//! What things are and which rules hold.
//!
//! Pure: no I/O, no SQL, no HTTP and no clock of its own. Everything here can be tested by calling it.

/// Defines an enum whose variants have one spelling, used in the database, in forms and in JSON.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every variant, in the order of definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The variant with this spelling.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub mod account;
pub mod actor;
pub mod address;
pub mod alert;
pub mod app;
pub mod community;
pub mod delivery;
pub mod event;
pub mod fact;
pub mod federation;
pub mod filter;
pub mod handle;
pub mod ids;
pub mod list;
pub mod marker;
pub mod moderation;
pub mod notification_policy;
pub mod permission;
pub mod post;
pub mod push;
pub mod relationship;
pub mod resource;
pub mod role;
pub mod scope;
pub mod text;
pub mod time;
pub mod url;
