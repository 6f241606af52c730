//! The one door for everything that leaves this node.
//!
//! Documents, keys, WebFinger, images and deliveries all go through [`HttpClient`], because whoever can make a server
//! fetch an address can make it fetch the wrong one. It speaks only https on the usual port, connects only to public
//! addresses (checked on the address that is connected to), follows few redirects and checks each, and bounds time,
//! bytes and the kind of answer. `federation.dev_loopback` opens it towards this machine, for development; nothing else
//! in the configuration opens it.

mod address;
mod body;
mod client;
mod content_type;
mod error;
mod get;
mod post;
mod resolver;
mod retry_after;
mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod tls;

pub use self::client::{HttpClient, HttpClientError, RequestSigner, TestNetwork};
pub use self::content_type::ContentType;
pub use self::error::FetchError;
pub use self::get::{Accept, FetchLimits, Fetched};
pub use self::post::{Answer, Keep};
pub use self::resolver::Resolve;
pub use self::rules::Refusal;
