//! Getting an account: asked for through a page, or made by an administrator.

use super::PasswordHash;
use crate::config::SignUpMode;
use crate::domain::account::Account;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::handle::{Handle, InvalidHandle};
use crate::domain::ids::ActorId;
use crate::domain::moderation::NotificationKind;
use crate::domain::permission::{Action, Denial, can};
use crate::domain::role::{AccountState, NodeRole, Theme};
use crate::domain::text::names::clean_name;
use crate::services::actors::{NewActor, NewKeys, create as create_actor};
use crate::services::notifications::{self, Notice};
use crate::services::profile_text::{self, ProfileError};
use crate::services::{Context, standing};
use crate::store::{StoreError, Tx, accounts, actors, settings};

/// The longest e-mail address, in bytes (RFC 5321).
const MAX_EMAIL: usize = 254;
/// The longest note with a request for an account, in characters.
pub const MAX_NOTE: usize = 1_000;

/// What the sign-up page asks for.
#[derive(Debug, Clone)]
pub struct SignUp {
    pub handle: String,
    pub email: String,
    /// Empty: the handle.
    pub name: String,
    /// Why the person wants an account; read where accounts need approval.
    pub note: String,
    /// A language tag.
    pub locale: String,
}

/// An account that an administrator makes.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub handle: String,
    pub email: String,
    /// Empty: the handle.
    pub name: String,
    pub role: NodeRole,
    /// A language tag.
    pub locale: String,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    #[error("nobody can sign up here")]
    Closed,
    #[error(transparent)]
    Handle(#[from] InvalidHandle),
    #[error("the handle is taken")]
    HandleTaken,
    #[error("this is not an e-mail address")]
    Email,
    #[error("somebody has an account with this e-mail address")]
    EmailTaken,
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error("the note is longer than {MAX_NOTE} characters")]
    NoteTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who can sign up: an administrator's decision, else the configuration's.
pub async fn sign_up_mode(tx: &mut Tx, configured: SignUpMode) -> Result<SignUpMode, StoreError> {
    Ok(settings::sign_up(tx).await?.unwrap_or(configured))
}

/// Decides who can sign up; `None` goes back to the configuration's. `by`: an administrator.
pub async fn set_sign_up_mode(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    mode: Option<SignUpMode>,
) -> Result<(), SignUpModeError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    can(&viewer, Action::AdministerNode)?;
    Ok(settings::set_sign_up(tx, mode).await?)
}

/// Why it was not changed who can sign up.
#[derive(Debug, thiserror::Error)]
pub enum SignUpModeError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody asks for an account. `mode` comes from [`sign_up_mode`]; where it is approval the account waits, and its
/// profile is not shown until then.
pub async fn sign_up(
    ctx: &Context,
    tx: &mut Tx,
    mode: SignUpMode,
    request: SignUp,
    password: &PasswordHash,
    keys: NewKeys,
) -> Result<Account, SignUpError> {
    let state = match mode {
        SignUpMode::Closed => return Err(SignUpError::Closed),
        SignUpMode::Approval => AccountState::Pending,
        SignUpMode::Open => AccountState::Active,
    };
    let note = request.note.trim();
    if note.chars().count() > MAX_NOTE {
        return Err(SignUpError::NoteTooLong);
    }
    let note = (!note.is_empty()).then(|| note.to_owned());
    let new = NewAccount {
        handle: request.handle,
        email: request.email,
        name: request.name,
        role: NodeRole::Person,
        locale: request.locale,
    };
    let (_, account) = write(ctx, tx, new, state, note, password, keys).await?;
    if account.state == AccountState::Pending {
        tell_staff(ctx, tx, account.actor_id).await?;
    }
    Ok(account)
}

async fn tell_staff(ctx: &Context, tx: &mut Tx, asking: ActorId) -> Result<(), StoreError> {
    let staff = accounts::staff(tx).await?;
    let notice = Notice {
        account: asking,
        kind: NotificationKind::SignUp,
        actor: Some(asking),
        post: None,
        community: None,
        detail: None,
    };
    notifications::tell_each(ctx, tx, staff, &notice).await
}

/// Makes an account that can be used at once; for the command line, where no permission is asked.
pub async fn create(
    ctx: &Context,
    tx: &mut Tx,
    new: NewAccount,
    password: &PasswordHash,
    keys: NewKeys,
) -> Result<Actor, SignUpError> {
    let (actor, _) = write(ctx, tx, new, AccountState::Active, None, password, keys).await?;
    Ok(actor)
}

async fn write(
    ctx: &Context,
    tx: &mut Tx,
    new: NewAccount,
    state: AccountState,
    note: Option<String>,
    password: &PasswordHash,
    keys: NewKeys,
) -> Result<(Actor, Account), SignUpError> {
    let handle = Handle::parse(new.handle.trim())?;
    if handle.is_reserved() || actors::local_by_handle(tx, handle.as_str()).await?.is_some() {
        return Err(SignUpError::HandleTaken);
    }
    let email = email(&new.email).ok_or(SignUpError::Email)?;
    if accounts::email_is_taken(tx, &email).await? {
        return Err(SignUpError::EmailTaken);
    }
    let name = if new.name.trim().is_empty() { handle.as_str() } else { &new.name };
    let actor = NewActor {
        kind: ActorKind::Person,
        uri: ctx.addresses.person(handle.as_str()),
        handle: handle.as_str().to_owned(),
        name: profile_text::name(name)?,
        summary_html: String::new(),
        summary_source: None,
        listed: true,
        active: state == AccountState::Active,
    };
    let locale = profile_text::language(Some(&new.locale))?.unwrap_or_else(|| "en".to_owned());
    let actor = create_actor(ctx, tx, actor, keys).await?;
    let account = Account {
        actor_id: actor.id,
        email,
        role: new.role,
        state,
        locale,
        time_zone: "UTC".to_owned(),
        theme: Theme::System,
        sign_up_note: note,
        created_at: ctx.now(),
        updated_at: ctx.now(),
    };
    accounts::insert(tx, &account, password.as_str()).await?;
    Ok((actor, account))
}

/// Whether mail could reach such an address.
pub fn plausible_email(text: &str) -> bool {
    email(text).is_some()
}

/// An address that mail could reach: something before and a domain after one `@`, nothing invisible. Whether it does
/// reach somebody, only a mail can tell.
pub(super) fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (name, domain) = text.rsplit_once('@')?;
    let plausible = !name.is_empty()
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && !name.contains('@')
        && text.len() <= MAX_EMAIL
        && clean_name(text, MAX_EMAIL).as_deref() == Some(text);
    plausible.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::email;

    #[test]
    fn addresses_that_mail_could_reach_are_taken() {
        for text in ["lee@a.test", " lee.o'neil+moot@mail.a.test ", "søren@bücher.test"] {
            assert_eq!(email(text).as_deref(), Some(text.trim()));
        }
        for text in [
            "",
            "lee",
            "@a.test",
            "lee@",
            "lee@a",
            "lee@a..test",
            "a@b@c.test",
            "lee @a.test",
            "l\u{202E}@a.test",
        ] {
            assert_eq!(email(text), None, "{text:?}");
        }
    }
}
