//! <https://docs.joinmastodon.org/entities/Preferences/>

use serde::Serialize;

/// What a person set up, for apps that have no settings of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::api) struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    pub(in crate::api) visibility: &'static str,
    #[serde(rename = "posting:default:quote_policy")]
    pub(in crate::api) quote_policy: &'static str,
    #[serde(rename = "posting:default:sensitive")]
    pub(in crate::api) sensitive: bool,
    #[serde(rename = "posting:default:language")]
    pub(in crate::api) language: Option<String>,
    #[serde(rename = "reading:expand:media")]
    pub(in crate::api) media: &'static str,
    #[serde(rename = "reading:expand:spoilers")]
    pub(in crate::api) spoilers: bool,
    #[serde(rename = "reading:autoplay:gifs")]
    pub(in crate::api) autoplay: bool,
}
