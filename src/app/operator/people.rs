//! `moothall user`

use serde::Serialize;

use super::{OperatorError, PAGE, local};
use crate::app::Base;
use crate::domain::role::NodeRole;
use crate::services::accounts::{self as people, NewAccount, Passwords};
use crate::services::actors::NewKeys;
use crate::store::accounts::{self, AccountRow, Filter};
use crate::store::actors;

/// A person to create.
#[derive(Debug, Clone)]
pub struct PersonArguments {
    pub handle: String,
    pub email: String,
    /// Empty: the handle.
    pub name: String,
    pub admin: bool,
    pub password: String,
}

/// A person as a list shows them.
#[derive(Debug, Clone, Serialize)]
pub struct PersonLine {
    pub handle: String,
    pub email: String,
    pub name: String,
    pub role: &'static str,
    pub state: &'static str,
}

impl From<AccountRow> for PersonLine {
    fn from(row: AccountRow) -> Self {
        Self {
            handle: row.actor.handle,
            email: row.email,
            name: row.actor.name,
            role: row.role.as_str(),
            state: row.state.as_str(),
        }
    }
}

/// Creates a person who can sign in. `false`: there was an account with this handle and e-mail address already, and
/// nothing was changed but the role, when `admin` asks for more.
pub async fn create_person(base: &Base, new: PersonArguments) -> Result<bool, OperatorError> {
    let mut tx = base.db.read().await?;
    let existing = actors::local_by_handle(&mut tx, &new.handle).await?;
    if let Some(actor) = existing {
        let account = accounts::by_id(&mut tx, actor.id).await?;
        drop(tx);
        return match account {
            Some(account) if account.email.eq_ignore_ascii_case(&new.email) => {
                if new.admin {
                    change_role(base, &new.handle, "admin").await?;
                }
                Ok(false)
            }
            _ => Err(format!("the handle {} is taken", new.handle).into()),
        };
    }
    drop(tx);
    let password = Passwords::new(1)?.hash(&new.password).await?;
    let keys = NewKeys::make(&base.context, &base.sealer).await?;
    let role = if new.admin { NodeRole::Admin } else { NodeRole::Person };
    let account =
        NewAccount { handle: new.handle, email: new.email, name: new.name, role, locale: "en".to_owned() };
    let mut tx = base.db.begin().await?;
    people::create(&base.context, &mut tx, account, &password, keys).await?;
    tx.commit().await?;
    Ok(true)
}

/// Everybody with an account, the newest first.
pub async fn list_people(base: &Base) -> Result<Vec<PersonLine>, OperatorError> {
    let mut tx = base.db.read().await?;
    let (mut lines, mut before) = (Vec::new(), None);
    loop {
        let rows = accounts::list(&mut tx, Filter::default(), before, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(lines) };
        before = Some(last.actor.id);
        lines.extend(rows.into_iter().map(PersonLine::from));
    }
}

/// Makes somebody administrator, moderator or neither.
pub async fn change_role(base: &Base, handle: &str, role: &str) -> Result<(), OperatorError> {
    let role = NodeRole::parse(role).ok_or("a role is admin, moderator or person")?;
    let mut tx = base.db.begin().await?;
    let person = local(&mut tx, handle).await?;
    people::change_role(&base.context, &mut tx, None, person, role).await?;
    Ok(tx.commit().await?)
}

/// Gives somebody a new password and ends their sessions.
pub async fn set_password(base: &Base, handle: &str, password: &str) -> Result<(), OperatorError> {
    let mut tx = base.db.read().await?;
    let person = local(&mut tx, handle).await?;
    drop(tx);
    let passwords = Passwords::new(1)?;
    Ok(people::set_password(&base.context, &base.db, &passwords, person, password).await?)
}

/// Keeps somebody from signing in and posting. `by` is the administrator who answers for it.
pub async fn suspend_person(base: &Base, handle: &str, by: &str, reason: &str) -> Result<(), OperatorError> {
    let mut tx = base.db.begin().await?;
    let (person, by) = (local(&mut tx, handle).await?, local(&mut tx, by).await?);
    people::suspend(&base.context, &mut tx, by, person, reason).await?;
    Ok(tx.commit().await?)
}

/// Takes a suspension back.
pub async fn unsuspend_person(base: &Base, handle: &str, by: &str) -> Result<(), OperatorError> {
    let mut tx = base.db.begin().await?;
    let (person, by) = (local(&mut tx, handle).await?, local(&mut tx, by).await?);
    people::unsuspend(&base.context, &mut tx, by, person).await?;
    Ok(tx.commit().await?)
}
