//! The people with an account here: who waits, who is suspended, who does what.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::ActorId;
use crate::domain::role::{AccountState, NodeRole};
use crate::http::{CsrfForm, routes};
use crate::services::accounts::{
    ChangeRoleError, DecideError, Reach, SuspendError, approve, change_role, refuse, suspend, unsuspend,
};
use crate::store::Tx;
use crate::store::accounts::{self, AccountRow, Filter};
use crate::web::i18n::Message;
use crate::web::organizations::Names;
use crate::web::pages::paging::address;
use crate::web::reader::{Admin, SignedIn};
use crate::web::show::{self, count};
use crate::web::view::{AdminPeople, FormErrors, ManagedPerson, Pagination};
use crate::web::{Done, WebError, WebState};

const LINES: usize = 50;
/// The longest text that is searched for, in characters.
const MAX_QUERY: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    state: String,
    before: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    person: ActorId,
    action: String,
    #[serde(default)]
    reason: String,
}

/// `GET /admin/people`
pub(super) async fn page(
    State(state): State<WebState>,
    Admin(admin): Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let view = view(&state, &admin, &wanted, FormErrors::default()).await?;
    admin.reader.show(&view)
}

/// `POST /admin/people`
pub(super) async fn submit(
    State(state): State<WebState>,
    Admin(admin): Admin,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let problem = match act(&state, &mut tx, &admin, &fields).await? {
        Ok(done) => {
            tx.commit().await?;
            return Ok(done.at(routes::ADMIN_PEOPLE));
        }
        Err(problem) => problem,
    };
    drop(tx);
    let mut errors = FormErrors::default();
    errors.add("", Message::new(problem));
    let view = view(&state, &admin, &Wanted::default(), errors).await?;
    admin.reader.show_again(&view)
}

/// Does what was asked for; gives the key of the sentence that says why not.
async fn act(
    state: &WebState,
    tx: &mut Tx,
    admin: &SignedIn,
    fields: &Fields,
) -> Result<Result<Done, &'static str>, WebError> {
    let (context, by, person) = (&state.context, admin.actor, fields.person);
    let role = match fields.action.as_str() {
        "approve" => return decided(approve(context, tx, by, person).await, Done::AccountApproved),
        "decline" => return decided(refuse(context, tx, by, person).await, Done::AccountDeclined),
        "suspend" => {
            return suspended(suspend(context, tx, by, person, &fields.reason).await, Done::Suspended);
        }
        "restore" => return suspended(unsuspend(context, tx, by, person).await, Done::Unsuspended),
        "make-admin" => NodeRole::Admin,
        "make-moderator" => NodeRole::Moderator,
        "make-person" => NodeRole::Person,
        _ => return Err(WebError::malformed()),
    };
    match change_role(context, tx, Some(by), person, role).await {
        Ok(()) => Ok(Ok(Done::RoleChanged)),
        Err(ChangeRoleError::LastAdmin) => Ok(Err("problem-last-admin")),
        Err(error) => Err(error.into()),
    }
}

fn decided(outcome: Result<(), DecideError>, done: Done) -> Result<Result<Done, &'static str>, WebError> {
    match outcome {
        Ok(()) => Ok(Ok(done)),
        Err(DecideError::Decided) => Ok(Err("problem-decided")),
        Err(error) => Err(error.into()),
    }
}

fn suspended(outcome: Result<(), SuspendError>, done: Done) -> Result<Result<Done, &'static str>, WebError> {
    match outcome {
        Ok(()) => Ok(Ok(done)),
        Err(SuspendError::Oneself) => Ok(Err("problem-oneself")),
        Err(SuspendError::Staff) => Ok(Err("problem-staff")),
        Err(SuspendError::LastAdmin) => Ok(Err("problem-last-admin")),
        Err(SuspendError::ReasonTooLong) => Ok(Err("problem-reason-long")),
        Err(error) => Err(error.into()),
    }
}

async fn view(
    state: &WebState,
    admin: &SignedIn,
    wanted: &Wanted,
    errors: FormErrors,
) -> Result<AdminPeople, WebError> {
    let query: String = wanted.q.trim().chars().take(MAX_QUERY).collect();
    let only_waiting = wanted.state == "waiting";
    let filter = Filter { state: only_waiting.then_some(AccountState::Pending), text: &query };
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let mut tx = state.db.read().await?;
    let mut rows = accounts::list(&mut tx, filter, wanted.before.parse().ok(), limit).await?;
    let waiting = accounts::count(&mut tx, AccountState::Pending).await?;
    let reach = Reach::of(&state.context, &mut tx, admin.actor).await?;
    drop(tx);
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let last = rows.last().filter(|_| more).map(|row| row.actor.id.to_string());
    let older = last.map(|id| {
        let all = [("q", query.as_str()), ("state", &wanted.state), ("before", &id)];
        address(routes::ADMIN_PEOPLE, &all)
    });
    Ok(AdminPeople {
        waiting: count(waiting),
        only_waiting,
        errors,
        people: rows.iter().map(|row| line(row, &reach, &admin.reader.names)).collect(),
        pagination: Pagination { newer: None, older },
        query,
    })
}

fn line(row: &AccountRow, reach: &Reach, names: &Names) -> ManagedPerson {
    ManagedPerson {
        id: row.actor.id,
        person: show::person(&row.actor, names),
        email: row.email.clone(),
        role: show::node_role(row.role),
        state: show::account_state(row.state),
        reason: row.sign_up_note.clone().unwrap_or_default(),
        since: row.actor.created_at,
        last_seen: row.last_used_at,
        may_suspend: reach.covers_account(row.actor.id, row.role, row.state),
        last_admin: reach.is_last_admin(row.role, row.state),
    }
}
