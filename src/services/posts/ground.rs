//! Where a post stands or would stand: its thread, its community, and how its author stands to both.

use super::{MAX_DEPTH, PostError};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Denial, InCommunity, Viewer, can};
use crate::domain::post::Post;
use crate::services::Context;
use crate::services::standing::{self, Place};
use crate::store::{Tx, posts};

/// Everything that decides whether somebody may say something here.
pub(super) struct Ground {
    /// The post itself, when it is here already.
    pub(super) known: Option<Post>,
    /// What it answers, and the root of that thread.
    pub(super) above: Option<(Post, Post)>,
    pub(super) place: Option<Place>,
    pub(super) viewer: Viewer,
}

impl Ground {
    /// Reads it. A reply stands where its parent stands, whatever `community` says.
    pub(super) async fn read(
        ctx: &Context,
        tx: &mut Tx,
        author: ActorId,
        uri: &str,
        parent: Option<PostId>,
        community: Option<ActorId>,
    ) -> Result<Self, PostError> {
        let around = posts::surroundings(tx, uri, parent).await?;
        let above = around.parent.zip(around.root);
        if parent.is_some() && above.is_none() {
            return Err(PostError::NotFound);
        }
        let community = above.as_ref().map_or(community, |(parent, _)| parent.community_id);
        let (viewer, place) = match community {
            Some(id) => {
                let (viewer, place) =
                    standing::speaker(ctx, tx, author, id).await?.ok_or(PostError::NotFound)?;
                (viewer, Some(place))
            }
            None => (standing::viewer(ctx, tx, author).await?, None),
        };
        Ok(Self { known: around.known, above, place, viewer })
    }

    pub(super) fn view(&self) -> Option<InCommunity<'_>> {
        self.place.as_ref().map(Place::view)
    }

    pub(super) fn community(&self) -> Option<ActorId> {
        self.place.as_ref().map(|place| place.community.actor_id)
    }

    pub(super) fn is_hosted_here(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.local)
    }

    pub(super) fn is_hosted_elsewhere(&self) -> bool {
        self.place.as_ref().is_some_and(|place| !place.local)
    }

    pub(super) fn may_speak(&self) -> Result<(), Denial> {
        let action = match (&self.above, self.view()) {
            (Some((post, root)), place) => Action::Reply { root, post, place },
            (None, Some(place)) => Action::StartThread(place),
            (None, None) => Action::Speak,
        };
        can(&self.viewer, action)
    }

    /// Root, parent and depth of a new post with this id.
    pub(super) fn position(&self, id: PostId) -> Result<(PostId, Option<PostId>, i64), PostError> {
        match &self.above {
            None => Ok((id, None, 0)),
            Some((parent, _)) if parent.depth >= MAX_DEPTH => Err(PostError::TooDeep),
            Some((parent, root)) => Ok((root.id, Some(parent.id), parent.depth + 1)),
        }
    }
}
