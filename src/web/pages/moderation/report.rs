//! One report, with everything needed to decide, and the decision.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::reports::About;
use crate::domain::fact::Origin;
use crate::domain::ids::ReportId;
use crate::domain::moderation::{self, ReportState};
use crate::domain::permission::{Action, Denial, can};
use crate::http::{CsrfForm, routes};
use crate::services::accounts::{Reach, SuspendError, suspend};
use crate::services::communities::bans::{self, BanError, NewBan};
use crate::services::posts::{self, PostError};
use crate::services::reports::{self, Outcome, ReportError};
use crate::services::standing::{self, Place};
use crate::store::{Tx, moderation_log, threads};
use crate::web::i18n::Message;
use crate::web::pages::dates::end_of_day;
use crate::web::pages::log_lines::LogLines;
use crate::web::reader::SignedIn;
use crate::web::show::{self, PostContext};
use crate::web::view::{FormErrors, MayDecide, Report, ReportDetail};
use crate::web::{Done, WebError, WebState};

/// How many earlier decisions stand beside a report.
const EARLIER: i64 = 10;
/// The longest reason, in characters; it also stands in the moderation log.
const MAX_REASON: usize = 500;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    action: String,
    resolution: String,
    reason: String,
    until: String,
}

/// `GET /moderation/reports/{id}`
pub(super) async fn page(
    State(state): State<WebState>,
    person: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let report = find(&state, &mut tx, &person, &id).await?;
    let view = view(&state, &mut tx, &person, &report, Fields::default(), FormErrors::default()).await?;
    person.reader.show(&view)
}

/// `POST /moderation/reports/{id}`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut tx = state.db.begin().await?;
    let report = find(&state, &mut tx, &person, &id).await?;
    let outcome = if fields.action == "reopen" {
        reopen(&state, &mut tx, &person, report.id).await
    } else {
        decide(&state, &mut tx, &person, &report, &fields).await
    };
    let (field, problem) = match outcome {
        Ok(done) => {
            tx.commit().await?;
            return Ok(done.at(&routes::report(report.id)));
        }
        Err(Obstacle::Problem(field, problem)) => (field, problem),
        Err(Obstacle::Error(error)) => return Err(error),
    };
    // Half a decision is none.
    drop(tx);
    let mut errors = FormErrors::default();
    errors.add(field, Message::new(problem));
    let mut tx = state.db.read().await?;
    let report = find(&state, &mut tx, &person, &id).await?;
    let view = view(&state, &mut tx, &person, &report, fields, errors).await?;
    person.reader.show_again(&view)
}

/// The report, if the reader may know of it; for everybody else there is none.
async fn find(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    id: &str,
) -> Result<moderation::Report, WebError> {
    let id: ReportId = id.parse().map_err(|_| WebError::not_found())?;
    match reports::visible(&state.context, tx, person.actor, id).await {
        Err(ReportError::Denied(_) | ReportError::NotFound) => Err(WebError::not_found()),
        outcome => Ok(outcome?),
    }
}

/// Why nothing was decided: something in the form, or something else.
enum Obstacle {
    Problem(&'static str, &'static str),
    Error(WebError),
}

impl<E: Into<WebError>> From<E> for Obstacle {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

async fn reopen(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    report: ReportId,
) -> Result<Done, Obstacle> {
    match reports::reopen(&state.context, tx, person.actor, report).await {
        Err(ReportError::Closed) => Err(Obstacle::Problem("", "problem-decided")),
        outcome => {
            outcome?;
            Ok(Done::ReportReopened)
        }
    }
}

async fn decide(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    report: &moderation::Report,
    fields: &Fields,
) -> Result<Done, Obstacle> {
    let reason = fields.reason.trim();
    if report.state != ReportState::Open {
        return Err(Obstacle::Problem("", "problem-decided"));
    }
    if reason.is_empty() {
        return Err(Obstacle::Problem("reason", "problem-no-reason"));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Obstacle::Problem("reason", "problem-reason-long"));
    }
    match fields.resolution.as_str() {
        "dismiss" | "resolve" => {}
        "remove" => remove(state, tx, person, report, reason).await?,
        "ban" => {
            remove(state, tx, person, report, reason).await?;
            ban(state, tx, person, report, fields).await?;
        }
        "suspend" => {
            match remove(state, tx, person, report, reason).await {
                // A post in a community elsewhere is for its moderators; its author is suspended here all the same.
                Err(PostError::Denied(Denial::RoleNeeded | Denial::NotFound)) => {}
                outcome => outcome?,
            }
            match suspend(&state.context, tx, person.actor, report.subject_id, reason).await {
                Err(SuspendError::Oneself) => return Err(Obstacle::Problem("resolution", "problem-oneself")),
                Err(SuspendError::Staff) => return Err(Obstacle::Problem("resolution", "problem-staff")),
                Err(SuspendError::LastAdmin) => {
                    return Err(Obstacle::Problem("resolution", "problem-last-admin"));
                }
                outcome => outcome?,
            }
        }
        _ => return Err(Obstacle::Problem("resolution", "problem-choice")),
    }
    let outcome = if fields.resolution == "dismiss" { Outcome::Dismissed } else { Outcome::Resolved };
    let resolved =
        reports::resolve(&state.context, tx, person.actor, report.id, outcome, reason, &Origin::Here);
    match resolved.await {
        Err(ReportError::Closed) => Err(Obstacle::Problem("", "problem-decided")),
        outcome => {
            outcome?;
            Ok(Done::ReportClosed)
        }
    }
}

/// Removes the reported post; one that is gone already needs nothing.
async fn remove(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    report: &moderation::Report,
    reason: &str,
) -> Result<(), PostError> {
    let Some(post) = report.post_id else { return Ok(()) };
    match posts::remove(&state.context, tx, person.actor, post, reason, &Origin::Here).await {
        Err(PostError::Denied(Denial::Gone) | PostError::NotFound) => Ok(()),
        outcome => outcome,
    }
}

async fn ban(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    report: &moderation::Report,
    fields: &Fields,
) -> Result<(), Obstacle> {
    let Some(community) = report.community_id else {
        return Err(Obstacle::Problem("resolution", "problem-choice"));
    };
    let Ok(ends_at) = end_of_day(&fields.until, &person.reader.time_zone) else {
        return Err(Obstacle::Problem("until", "problem-not-a-date"));
    };
    let new = NewBan { person: report.subject_id, reason: fields.reason.trim().to_owned(), ends_at };
    match bans::ban(&state.context, tx, person.actor, community, new, &Origin::Here).await {
        Err(BanError::Oneself) => Err(Obstacle::Problem("resolution", "problem-oneself")),
        Err(BanError::Moderator) => Err(Obstacle::Problem("resolution", "problem-ban-moderator")),
        Err(BanError::EndsInThePast) => Err(Obstacle::Problem("until", "problem-past-date")),
        outcome => Ok(outcome?),
    }
}

async fn view(
    state: &WebState,
    tx: &mut Tx,
    person: &SignedIn,
    report: &moderation::Report,
    fields: Fields,
    errors: FormErrors,
) -> Result<ReportDetail, WebError> {
    let reader = &person.reader;
    let about = About::read(tx, std::slice::from_ref(report)).await?;
    let place = match report.community_id {
        Some(community) => standing::place(tx, community, Some(person.actor), state.context.now()).await?,
        None => None,
    };
    let rows = match report.post_id {
        Some(post) => threads::rows(tx, &[post], Some(person.actor)).await?,
        None => Vec::new(),
    };
    let node = can(&reader.viewer, Action::ModerateNode).is_ok();
    let earlier = moderation_log::about(tx, report.subject_id, node, EARLIER).await?;
    let lines = LogLines::read(tx, &earlier).await?;
    let reported = rows.first();
    let post = reported.map(|row| {
        let context = PostContext {
            viewer: &reader.viewer,
            names: &reader.names,
            root: &row.post,
            place: place.as_ref(),
            host: None,
            moderators: &[],
            removers: &HashMap::new(),
            read_to: None,
        };
        show::post(row, &context, None)
    });
    let in_place = place.as_ref().map(Place::view);
    let may = |action: Action<'_>| can(&reader.viewer, action).is_ok();
    let suspend = Reach::of(&state.context, tx, person.actor).await?.covers(tx, report.subject_id).await?;
    Ok(ReportDetail {
        may: MayDecide {
            remove: reported
                .is_some_and(|row| row.post.is_readable() && may(Action::ModeratePost(&row.post, in_place))),
            ban: in_place.is_some_and(|place| may(Action::ModerateCommunity(place))),
            suspend,
        },
        report: Report {
            row: show::report(report, &about.context(reader)),
            comment: show::read_reason(&report.reason).1.to_owned(),
            thread: reported
                .map(|row| (show::title(&row.post), routes::post_in_thread(row.post.root_id, row.post.id))),
            post,
            earlier: earlier.iter().map(|entry| lines.line(entry, reader)).collect(),
        },
        resolution: fields.resolution,
        reason: fields.reason,
        until: fields.until,
        errors,
    })
}
