//! Asking moderators to look: <https://docs.joinmastodon.org/methods/reports/>. And polls, of which there are none.

use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::accounts::visible;
use super::entities::Report;
use super::{found, present};
use crate::api::access::{Anyone, Person, ReadStatuses, WriteReports};
use crate::api::body::Body;
use crate::api::lenient::{Flag, Many, Number};
use crate::api::{ApiError, ApiState};
use crate::domain::fact::Origin;
use crate::domain::ids::ActorId;
use crate::services::reports::{self, About, NewReport};

/// How many statuses one report can name.
const MOST_STATUSES: usize = 20;
/// The longest comment, in characters.
const MAX_COMMENT: usize = 1_000;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/api/v1/reports", post(report))
        .route("/api/v1/polls/{id}", get(no_poll))
        .route("/api/v1/polls/{id}/votes", post(no_poll))
}

#[derive(Debug, Deserialize)]
struct Fields {
    account_id: Option<Number>,
    #[serde(default)]
    status_ids: Many<Number>,
    comment: Option<String>,
    forward: Option<Flag>,
    category: Option<String>,
}

/// `POST /api/v1/reports`. Each status is reported by itself: they may belong to several communities, with moderators of
/// their own. The answer is the first of these reports.
async fn report(person: Person<WriteReports>, Body(fields): Body<Fields>) -> Result<Json<Report>, ApiError> {
    let Person { state, actor, viewer, .. } = &person;
    let comment = fields.comment.unwrap_or_default();
    if comment.chars().count() > MAX_COMMENT {
        return Err(ApiError::wrong("comment", "is too long (maximum is 1000 characters)"));
    }
    let category = Category::of(fields.category.as_deref());
    let forwarded = fields.forward.is_some_and(|flag| flag.0);
    let mut tx = state.db.begin().await?;
    let about = ActorId::new(fields.account_id.and_then(|id| id.0).ok_or_else(ApiError::not_found)?);
    let target = visible(state, &mut tx, viewer, about).await?;
    let mut posts = Vec::new();
    for id in fields.status_ids.0.into_iter().filter_map(|id| id.0).take(MOST_STATUSES) {
        // Nobody gets rid of reports by blocking who might report them.
        let (_, post) = found::although_blocked(state, &mut tx, viewer, id).await?;
        if post.author_id != about {
            return Err(ApiError::not_found());
        }
        posts.push(post.id);
    }
    let mut subjects: Vec<About> = posts.iter().copied().map(About::Post).collect();
    if subjects.is_empty() {
        subjects.push(About::Person { person: about, community: None });
    }
    let mut first = None;
    for about in subjects {
        let new = NewReport {
            reporter: *actor,
            about,
            reason: category.reason(&comment),
            uri: None,
            tell_author_node: forwarded,
        };
        let id = reports::report(&state.context, &mut tx, new, &Origin::Here).await?;
        first = first.or(Some(id));
    }
    let target_account = present::account(state, &mut tx, &target).await?;
    tx.commit().await?;
    Ok(Json(Report {
        id: first.ok_or_else(ApiError::not_found)?,
        action_taken: false,
        action_taken_at: None,
        category: category.name(),
        comment,
        forwarded,
        created_at: state.context.now(),
        status_ids: posts,
        rule_ids: [],
        target_account,
    }))
}

/// What a report is about, in Mastodon's words.
#[derive(Debug, Clone, Copy)]
enum Category {
    Spam,
    Legal,
    Violation,
    Other,
}

impl Category {
    fn of(text: Option<&str>) -> Self {
        match text {
            Some("spam") => Self::Spam,
            Some("legal") => Self::Legal,
            Some("violation") => Self::Violation,
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Legal => "legal",
            Self::Violation => "violation",
            Self::Other => "other",
        }
    }

    /// As the form of the page keeps it: one of its words, then what was written.
    fn reason(self, comment: &str) -> String {
        let (word, said) = match self {
            Self::Spam => ("spam", comment.to_owned()),
            Self::Legal => ("other", format!("Not lawful. {comment}")),
            Self::Violation => ("other", format!("Against the rules. {comment}")),
            Self::Other => ("other", comment.to_owned()),
        };
        let said = said.trim();
        if said.is_empty() { word.to_owned() } else { format!("{word}: {said}") }
    }
}

/// `GET /api/v1/polls/:id`: nobody here asks by poll.
async fn no_poll(_: Anyone<ReadStatuses>) -> ApiError {
    ApiError::not_found()
}
