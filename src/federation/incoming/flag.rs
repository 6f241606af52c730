//! `Flag`: somebody elsewhere asks our moderators to look. Often sent by the other server's own actor, so that the
//! person who reports stays unknown.

use super::references::{Problem, References};
use super::statement::Statement;
use super::{Failure, Outcome, Prepared};
use crate::domain::ids::ActorId;
use crate::services::Context;
use crate::services::reports::{self, About, NewReport, ReportError};
use crate::store::Tx;

/// How many things one report may name (threat 99).
const MAX_OBJECTS: usize = 20;

/// Reports to be made.
#[derive(Debug)]
pub struct Flag {
    reporter: ActorId,
    about: Vec<About>,
    reason: String,
    uri: String,
    origin: crate::domain::fact::Origin,
}

pub(super) async fn prepare(references: &dyn References, statement: &Statement) -> Result<Prepared, Problem> {
    if statement.host.is_some() {
        return Ok(Prepared::Refused("reports are not announced"));
    }
    let mut posts = vec![];
    let mut people = vec![];
    for object in statement.activity.objects.iter().take(MAX_OBJECTS) {
        let Some(uri) = crate::federation::objects::activity::id_of(object) else { continue };
        if let Some(post) = references.known_post(uri).await? {
            posts.push(About::Post(post.id));
        } else if let Some(person) = references.known_actor(uri).await?.filter(|person| person.local) {
            people.push(About::Person { person: person.id, community: None });
        }
    }
    // Mastodon names the person beside the posts: the posts say enough.
    let about = if posts.is_empty() { people } else { posts };
    if about.is_empty() {
        return Ok(Prepared::Ignored("nothing that is reported is here"));
    }
    Ok(Prepared::Flag(Flag {
        reporter: statement.actor.id,
        about,
        reason: statement.activity.reason.clone().unwrap_or_default(),
        uri: statement.activity.uri.clone(),
        origin: statement.origin.clone(),
    }))
}

impl Flag {
    pub(super) async fn apply(self, ctx: &Context, tx: &mut Tx) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::Ignored("nothing that is reported is here");
        for (number, about) in self.about.into_iter().enumerate() {
            // One report a thing; the id of the Flag stands for the first.
            let uri = if number == 0 { self.uri.clone() } else { format!("{}#{number}", self.uri) };
            let new = NewReport {
                reporter: self.reporter,
                about,
                reason: self.reason.clone(),
                uri: Some(uri),
                tell_author_node: false,
            };
            match reports::report(ctx, tx, new, &self.origin).await {
                Ok(_) => outcome = Outcome::Done,
                Err(ReportError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(outcome)
    }
}
