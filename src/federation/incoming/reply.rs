//! `Accept` and `Reject`: the answer to a follow, or to a post that we sent to a community.

use serde_json::Value;

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::ids::ActorId;
use crate::federation::objects::activity;
use crate::services::{Context, communities, posts};
use crate::store::{Tx, activities, follows};

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Who answers.
    by: ActorId,
    accepted: bool,
    question: Question,
    reason: String,
}

/// What is answered.
#[derive(Debug)]
enum Question {
    /// The id of one of our activities: a Follow, or the Create of a post.
    Activity(String),
    /// A follow by this person of ours; some servers name no id that we would know.
    FollowBy(ActorId),
    /// The Create of this post of ours.
    Post(String),
}

pub(super) async fn prepare(
    ctx: &Context,
    references: &dyn References,
    statement: &Statement,
) -> Result<Prepared, Problem> {
    if statement.host.is_some() {
        return Ok(Prepared::Refused("an answer is said to whom it is for"));
    }
    let object = statement.activity.object();
    let Some(question) = question(ctx, references, object).await? else {
        return Ok(Prepared::Ignored("it answers nothing of ours"));
    };
    Ok(Prepared::Reply(Reply {
        by: statement.actor.id,
        accepted: statement.activity.kind == "Accept",
        question,
        reason: statement.activity.reason.clone().unwrap_or_default(),
    }))
}

async fn question(
    ctx: &Context,
    references: &dyn References,
    object: &Value,
) -> Result<Option<Question>, Problem> {
    let ours = |uri: &str| ctx.addresses.is_ours(uri);
    if let Ok(embedded) = activity::read(object) {
        if !ours(&embedded.actor_uri) {
            return Ok(None);
        }
        return Ok(match embedded.kind.as_str() {
            "Follow" => {
                references.known_actor(&embedded.actor_uri).await?.map(|actor| Question::FollowBy(actor.id))
            }
            "Create" => {
                embedded.object_uri().filter(|uri| ours(uri)).map(|uri| Question::Post(uri.to_owned()))
            }
            _ => None,
        });
    }
    Ok(activity::id_of(object).filter(|uri| ours(uri)).map(|uri| Question::Activity(uri.to_owned())))
}

impl Reply {
    /// The service checks that whoever answers is who was asked (threat 25).
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let answered = match &self.question {
            Question::FollowBy(follower) => self.answer_follow(ctx, tx, *follower).await?,
            Question::Post(uri) => self.answer_post(ctx, tx, uri).await?,
            Question::Activity(uri) => match follows::by_uri(tx, uri).await? {
                Some(follow) if follow.target_id == self.by => {
                    self.answer_follow(ctx, tx, follow.follower_id).await?
                }
                Some(_) => false,
                None => self.answer_logged(ctx, tx, uri).await?,
            },
        };
        Ok(if answered { Outcome::Done } else { Outcome::Ignored("it answers nothing of ours") })
    }

    async fn answer_follow(&self, ctx: &Context, tx: &mut Tx, follower: ActorId) -> Result<bool, Failure> {
        Ok(if self.accepted {
            communities::receive_accept(ctx, tx, follower, self.by).await?
        } else {
            communities::receive_refusal(ctx, tx, follower, self.by).await?
        })
    }

    async fn answer_post(&self, ctx: &Context, tx: &mut Tx, uri: &str) -> Result<bool, Failure> {
        Ok(if self.accepted {
            posts::confirm(ctx, tx, self.by, uri).await?
        } else {
            posts::refused(ctx, tx, self.by, uri, &self.reason).await?
        })
    }

    async fn answer_logged(&self, ctx: &Context, tx: &mut Tx, uri: &str) -> Result<bool, Failure> {
        let Some(logged) = activities::by_uri(tx, uri).await? else { return Ok(false) };
        let body: Value = serde_json::from_str(&logged.body).unwrap_or_default();
        match activity::read(&body) {
            Ok(ours) if ours.kind == "Create" => match ours.object_uri() {
                Some(post) => self.answer_post(ctx, tx, post).await,
                None => Ok(false),
            },
            _ => Ok(false),
        }
    }
}
