//! Something that somebody proven says.

use serde_json::Value;

use super::references::Problem;
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::federation::objects::activity::{self, ActivityDocument};

/// An activity together with who says it and how it came here.
#[derive(Debug)]
pub struct Statement {
    pub activity: ActivityDocument,
    /// The activity as it was read.
    pub document: Value,
    /// Who says it: proven by the signature of the request, or by its community's host and a proof.
    pub actor: Actor,
    pub origin: Origin,
    /// The remote community whose host passed it on.
    pub host: Option<Actor>,
}

impl Statement {
    /// What a request brought that `actor` has signed.
    ///
    /// # Errors
    /// When the body is not an activity of that actor.
    pub fn signed(body: &str, actor: Actor) -> Result<Self, Problem> {
        let document: Value =
            serde_json::from_str(body).map_err(|_| Problem::Refused("the body is not JSON"))?;
        let activity =
            activity::read(&document).map_err(|_| Problem::Refused("the body is not an activity"))?;
        // The request was authenticated for this actor; nothing else decides who speaks (threat 9).
        if activity.actor_uri != actor.uri {
            return Err(Problem::Refused("the activity is somebody else's than the signature"));
        }
        let origin = Origin::Elsewhere { activity: body.to_owned(), uri: activity.uri.clone() };
        Ok(Self { activity, document, actor, origin, host: None })
    }

    /// The id of what it is about.
    pub(super) fn object_uri(&self) -> Result<&str, Problem> {
        self.activity.object_uri().ok_or(Problem::Refused("the activity does not say what it is about"))
    }

    /// The community whose host passed it on.
    pub(super) fn host_id(&self) -> Option<crate::domain::ids::ActorId> {
        self.host.as_ref().map(|host| host.id)
    }

    /// Whether a community may say this about a post: direct statements are the services' to judge, what a host passes
    /// on must be about its own.
    pub(super) fn concerns(&self, community: Option<crate::domain::ids::ActorId>) -> bool {
        match &self.host {
            None => true,
            Some(host) => community == Some(host.id),
        }
    }
}
