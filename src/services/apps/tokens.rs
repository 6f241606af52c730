//! Bearer tokens (RFC 6750).
//!
//! A token is a prefix by which scanners for leaked secrets recognize it and 256 random bits; the database holds its
//! SHA-256 alone, and its text, sealed, while the app is woken ([`crate::services::push`]). It is good until somebody
//! revokes it, or its account can no longer be used; one of an app for itself also until it was not used for 90 days,
//! never used for one, or the app got more of them than it needs.

use std::fmt;
use std::time::Duration;

use crate::domain::app::AccessToken;
use crate::domain::ids::{ActorId, AppId, TokenId};
use crate::domain::permission::Viewer;
use crate::domain::scope::Scopes;
use crate::services::secret::{hash, random};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, access_tokens};

/// What every token begins with.
pub const PREFIX: &str = "moothall_";
/// How old the note of the last use may be before it is written again.
const TOUCH_AFTER: Duration = Duration::from_hours(1);
/// The longest text that is looked at as a token, in bytes.
const MAX_TOKEN: usize = 128;

/// The text of a token. Shown once, when it is issued; never in a log.
#[derive(Clone)]
pub struct Bearer(String);

impl Bearer {
    /// The text that an app presents as its token. Whether it counts is for [`find`] to say.
    pub fn presented(text: String) -> Self {
        Self(text)
    }

    /// The text for the app.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Who speaks with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub token: AccessToken,
    /// `None`: the app speaks for itself.
    pub viewer: Option<Viewer>,
}

/// Gives an app a token: for a person who let it or, without one, for itself.
///
/// # Errors
/// When the database refuses.
pub async fn issue(
    ctx: &Context,
    tx: &mut Tx,
    app: AppId,
    person: Option<ActorId>,
    scopes: Scopes,
) -> Result<(AccessToken, Bearer), StoreError> {
    issue_as(ctx, tx, TokenId::new(ctx.ids.next()), app, person, scopes).await
}

/// [`issue`], with an id that was noted before.
pub(super) async fn issue_as(
    ctx: &Context,
    tx: &mut Tx,
    id: TokenId,
    app: AppId,
    person: Option<ActorId>,
    scopes: Scopes,
) -> Result<(AccessToken, Bearer), StoreError> {
    let text = format!("{PREFIX}{}", random());
    let token = AccessToken {
        id,
        app_id: app,
        actor_id: person,
        token_hash: hash(&text),
        scopes,
        created_at: ctx.now(),
        last_used_at: ctx.now(),
    };
    access_tokens::insert(tx, &token).await?;
    Ok((token, Bearer(text)))
}

/// Who speaks with this token. `None` for one that was never issued or was revoked; a person who may not take part, as one
/// who was suspended, is a barred [`Viewer`].
///
/// # Errors
/// When the database refuses.
pub async fn find(ctx: &Context, tx: &mut Tx, text: &str) -> Result<Option<Holder>, StoreError> {
    let Some(token) = by_text(tx, text).await? else { return Ok(None) };
    let viewer = match token.actor_id {
        Some(person) => Some(standing::viewer(ctx, tx, person).await?),
        None => None,
    };
    Ok(Some(Holder { token, viewer }))
}

/// Whether [`touch`] has anything to write; asked with every request, so that reading stays reading. The first use is
/// noted at once: tokens that were never used go sooner.
pub fn is_due(ctx: &Context, token: &AccessToken) -> bool {
    let unused_for = ctx.now().since(token.last_used_at);
    unused_for >= TOUCH_AFTER || (token.last_used_at == token.created_at && unused_for > Duration::ZERO)
}

/// Notes that a token was used.
///
/// # Errors
/// When the database refuses.
pub async fn touch(ctx: &Context, tx: &mut Tx, token: TokenId) -> Result<(), StoreError> {
    access_tokens::touch(tx, token, ctx.now()).await
}

/// The token with this text, whoever holds it.
pub(super) async fn by_text(tx: &mut Tx, text: &str) -> Result<Option<AccessToken>, StoreError> {
    if !has_form(text) {
        return Ok(None);
    }
    access_tokens::by_hash(tx, &hash(text)).await
}

/// Whether a text has the form of a token: others need not be looked for.
pub fn has_form(text: &str) -> bool {
    text.len() <= MAX_TOKEN && text.starts_with(PREFIX)
}
