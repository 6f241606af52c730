//! How a section is declared: key, description and default stand together, once.

/// A section as the example file and the search for unknown keys see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionDocs {
    pub(super) name: &'static str,
    /// Lines of the doc comment.
    pub(super) about: &'static [&'static str],
    pub(super) keys: &'static [KeyDocs],
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeyDocs {
    pub(super) name: &'static str,
    /// Lines of the doc comment.
    pub(super) about: &'static [&'static str],
    /// For keys without a default: a value to show, as TOML.
    pub(super) sample: Option<&'static str>,
}

pub(super) trait Section {
    const DOCS: SectionDocs;
}

/// Declares the struct of a section, its defaults and its documentation.
///
/// ```text
/// section! {
///     /// What the section is for.
///     pub struct MetricsConfig = "metrics" {
///         /// What the key means.
///         listen: Option<SocketAddr> = None, for example "\"127.0.0.1:9400\"";
///     }
/// }
/// ```
macro_rules! section {
    (
        $(#[doc = $about:literal])*
        pub struct $Name:ident = $name:literal {
            $(
                $(#[doc = $key_about:literal])*
                $key:ident: $Type:ty = $default:expr $(, for example $sample:literal)?;
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
        #[serde(default)]
        pub struct $Name {
            $(
                $(#[doc = $key_about])*
                pub $key: $Type,
            )*
        }

        impl Default for $Name {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $crate::config::section::Section for $Name {
            const DOCS: $crate::config::section::SectionDocs = $crate::config::section::SectionDocs {
                name: $name,
                about: &[$($about),*],
                keys: &[$(
                    $crate::config::section::KeyDocs {
                        name: stringify!($key),
                        about: &[$($key_about),*],
                        sample: [$(Some($sample),)? None][0],
                    },
                )*],
            };
        }
    };
}

/// Reads and writes a type of this room as the text its `FromStr` and `Display` know.
macro_rules! as_text {
    ($Type:ty) => {
        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

pub(super) use {as_text, section};
