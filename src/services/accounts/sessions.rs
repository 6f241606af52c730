//! Browsers that are signed in.
//!
//! The token is 256 random bits and is only in the browser's cookie; the database holds its SHA-256. A session ends
//! thirty days after it was last used.

use std::fmt;
use std::time::Duration;

use crate::domain::account::{Account, Session};
use crate::domain::actor::Actor;
use crate::domain::ids::{ActorId, SessionId};
use crate::services::Context;
use crate::services::secret::{hash, random};
use crate::store::{StoreError, Tx, accounts, actors, sessions};

/// How long a session outlives its last use.
pub const LIFETIME: Duration = Duration::from_hours(30 * 24);
/// How old the note of the last use may be before it is written again.
const TOUCH_AFTER: Duration = Duration::from_hours(1);
/// The longest description of a browser that is kept, in characters.
const MAX_USER_AGENT: usize = 300;
/// The longest text that is looked at as a token, in bytes.
const MAX_TOKEN: usize = 128;

/// What the browser's cookie holds. Shown once, when the session is opened; never in a log.
pub struct Token(String);

impl Token {
    /// The text for the cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub session: Session,
    pub account: Account,
    pub actor: Actor,
}

/// Opens a session for somebody whose password was right.
pub(super) async fn open(
    ctx: &Context,
    tx: &mut Tx,
    account: ActorId,
    user_agent: &str,
) -> Result<(Session, Token), StoreError> {
    let token = random();
    let session = Session {
        id: SessionId::new(ctx.ids.next()),
        actor_id: account,
        token_hash: hash(&token),
        user_agent: user_agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect(),
        created_at: ctx.now(),
        last_used_at: ctx.now(),
        expires_at: ctx.now() + LIFETIME,
    };
    sessions::insert(tx, &session).await?;
    Ok((session, Token(token)))
}

/// Who a browser's token belongs to; nobody when it has expired, was ended, or the account cannot be used.
pub async fn find(ctx: &Context, tx: &mut Tx, token: &str) -> Result<Option<SignedIn>, StoreError> {
    if token.len() > MAX_TOKEN {
        return Ok(None);
    }
    let Some(session) = sessions::by_token_hash(tx, &hash(token), ctx.now()).await? else { return Ok(None) };
    let account = accounts::by_id(tx, session.actor_id).await?;
    let actor = actors::by_id(tx, session.actor_id).await?.filter(Actor::is_active);
    Ok(account.zip(actor).map(|(account, actor)| SignedIn { session, account, actor }))
}

/// Whether a person is still signed in there. It stays so until the transaction ends: what is handed out in it is taken
/// back by whoever ends the session.
pub async fn is_open(
    ctx: &Context,
    tx: &mut Tx,
    account: ActorId,
    session: SessionId,
) -> Result<bool, StoreError> {
    sessions::is_open(tx, account, session, ctx.now()).await
}

/// Whether [`touch`] has anything to write; asked with every request, so that reading stays reading.
pub fn is_due(ctx: &Context, session: &Session) -> bool {
    ctx.now().since(session.last_used_at) >= TOUCH_AFTER
}

/// Notes that a session was used, which puts off its end.
pub async fn touch(ctx: &Context, tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    sessions::touch(tx, session.id, ctx.now(), ctx.now() + LIFETIME).await
}

/// The open sessions of an account, the last used first.
pub async fn list(ctx: &Context, tx: &mut Tx, account: ActorId) -> Result<Vec<Session>, StoreError> {
    sessions::of_account(tx, account, ctx.now()).await
}

/// Ends one session of an account; says whether it was there. Signing out is ending one's own.
pub async fn end(tx: &mut Tx, account: ActorId, session: SessionId) -> Result<bool, StoreError> {
    sessions::delete(tx, account, session).await
}

/// Ends all sessions of an account but `kept`; says how many.
pub async fn end_others(tx: &mut Tx, account: ActorId, kept: Option<SessionId>) -> Result<u64, StoreError> {
    sessions::delete_others(tx, account, kept).await
}
