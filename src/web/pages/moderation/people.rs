//! Suspending people on this node, from here or elsewhere.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::http::{CsrfForm, routes};
use crate::services::accounts::{suspend, unsuspend};
use crate::store::actors;
use crate::web::reader::SignedIn;
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    person: ActorId,
    action: String,
    #[serde(default)]
    reason: String,
}

/// `POST /moderation/people`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    can(&person.reader.viewer, Action::ModerateNode).map_err(|_| WebError::not_found())?;
    let mut tx = state.db.begin().await?;
    let done = match fields.action.as_str() {
        "suspend" => {
            suspend(&state.context, &mut tx, person.actor, fields.person, &fields.reason).await?;
            Done::Suspended
        }
        "restore" => {
            unsuspend(&state.context, &mut tx, person.actor, fields.person).await?;
            Done::Unsuspended
        }
        _ => return Err(WebError::malformed()),
    };
    let subject = actors::by_id(&mut tx, fields.person).await?.ok_or_else(WebError::not_found)?;
    tx.commit().await?;
    Ok(done.at(&routes::person(&subject.local_acct())))
}
