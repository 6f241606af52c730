//! Programs that people let act for them: OAuth 2 as Mastodon's apps speak it (RFC 6749, 7636, 7009).
//!
//! An app is registered by whoever wants to ([`register()`]) and may do nothing. A person looks at what it asks for
//! ([`examine`]) and lets it ([`authorize()`]): the app gets a code, and for the code a token ([`exchange()`]). Tokens end
//! when the app or the person says so ([`revoke()`], [`revoke_app`]), and all of them when the password is changed or the
//! account can no longer be used ([`end_all`]).

mod authorize;
mod clients;
mod command_line;
mod exchange;
mod list;
mod register;
mod revoke;
pub mod tokens;

pub use authorize::{Asked, Code, Refusal, Request, RequestError, authorize, examine};
pub use clients::{ClientError, Credentials, identify};
pub use command_line::command_line;
pub use exchange::{CodeGrant, TokenError, exchange, for_itself};
pub use list::{AuthorizedApp, list};
pub use register::{MAX_NAME, MAX_REDIRECTS, MAX_WEBSITE, NewApp, RegisterError, Secret, register};
pub use revoke::{RevokeError, end_all, revoke, revoke_app, revoke_token};

#[cfg(test)]
mod tests;
