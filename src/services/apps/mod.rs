//! Programs that people let act for them: OAuth 2 as Mastodon's apps speak it (RFC 6749, 7636, 7009).

pub mod tokens;
