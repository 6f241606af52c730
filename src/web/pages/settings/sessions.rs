//! Where somebody is signed in.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::account;
use crate::domain::ids::SessionId;
use crate::http::{CsrfForm, routes};
use crate::services::accounts::sessions;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{Session, SettingsSessions};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    session: Option<SessionId>,
    #[serde(default)]
    others: String,
}

/// `GET /settings/sessions`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let open = sessions::list(&state.context, &mut state.db.read().await?, person.actor).await?;
    let mut shown: Vec<Session> = open.iter().map(|session| line(session, &person.reader)).collect();
    shown.sort_by_key(|session| !session.current);
    person.reader.show(&SettingsSessions { sessions: shown })
}

/// `POST /settings/sessions`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let done = match fields {
        Fields { session: Some(session), .. } => {
            // Somebody else's session is none of this account, and is told apart from none by nothing.
            if !sessions::end(&mut tx, person.actor, session).await? {
                return Err(WebError::not_found());
            }
            Done::SessionEnded
        }
        Fields { others, .. } if others == "1" => {
            sessions::end_others(&mut tx, person.actor, person.reader.session).await?;
            Done::SessionsEnded
        }
        Fields { .. } => return Err(WebError::malformed()),
    };
    tx.commit().await?;
    Ok(done.at(routes::SETTINGS_SESSIONS))
}

fn line(session: &account::Session, reader: &Reader) -> Session {
    Session {
        id: session.id,
        client: show::browser(&session.user_agent, reader.locale),
        since: session.created_at,
        last_used: session.last_used_at,
        current: reader.session == Some(session.id),
    }
}
