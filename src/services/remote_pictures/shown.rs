//! Which picture a reader may see.

use url::Url;

use super::Wanted;
use crate::domain::address::ActorPicture;
use crate::domain::ids::{ActorId, AttachmentId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::post::{AttachmentKind, Post};
use crate::infra::images::ImagePurpose;
use crate::services::standing::{self, Place};
use crate::services::{Context, federation_policy};
use crate::store::{StoreError, Tx, actors, attachments, posts};

/// A picture that the reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub wanted: Wanted,
    /// Whether everybody may, so that caches on the way may keep it.
    pub public: bool,
}

/// The picture of somebody elsewhere. `None`: there is none, or they are suspended, deleted, or of a server with which this
/// node does not speak.
///
/// # Errors
/// When the database refuses.
pub async fn of_actor(
    ctx: &Context,
    tx: &mut Tx,
    id: ActorId,
    which: ActorPicture,
) -> Result<Option<Shown>, StoreError> {
    let Some(actor) = actors::by_id(tx, id).await?.filter(|actor| !actor.local) else { return Ok(None) };
    if standing::viewer(ctx, tx, id).await?.barred {
        return Ok(None);
    }
    let (url, purpose) = match which {
        ActorPicture::Icon => (actor.icon_url, ImagePurpose::Avatar),
        ActorPicture::Banner => (actor.banner_url, ImagePurpose::Banner),
    };
    let Some(url) = url else { return Ok(None) };
    permitted(ctx, tx, Wanted { url, purpose }, true).await
}

/// An image of a post that lies elsewhere. `None`: there is none, or the viewer may not read the post, or its author is as
/// in [`of_actor`].
///
/// # Errors
/// When the database refuses.
pub async fn of_post(
    ctx: &Context,
    tx: &mut Tx,
    viewer: &Viewer,
    id: AttachmentId,
) -> Result<Option<Shown>, StoreError> {
    let file = attachments::by_id(tx, id).await?;
    let Some(file) = file.filter(|file| file.kind == AttachmentKind::Image && file.media_id.is_none()) else {
        return Ok(None);
    };
    let post = posts::by_id(tx, file.post_id).await?;
    let Some(post) = post.filter(Post::is_readable) else { return Ok(None) };
    let place = match post.community_id {
        Some(community) => standing::place(tx, community, viewer.actor, ctx.now()).await?,
        None => None,
    };
    let view = Action::ViewPost(&post, place.as_ref().map(Place::view));
    if can(viewer, view).is_err() || standing::viewer(ctx, tx, post.author_id).await?.barred {
        return Ok(None);
    }
    let wanted = Wanted { url: file.url, purpose: ImagePurpose::Attachment };
    permitted(ctx, tx, wanted, can(&Viewer::ANYONE, view).is_ok()).await
}

/// Whether this node asks the server on which the picture lies, which need not be its author's.
async fn permitted(
    ctx: &Context,
    tx: &mut Tx,
    wanted: Wanted,
    public: bool,
) -> Result<Option<Shown>, StoreError> {
    let Some(server) = server(&wanted.url) else { return Ok(None) };
    // It would ask itself for what it is asking for.
    if server == ctx.addresses.authority() || !federation_policy::is_allowed(ctx, tx, &server).await? {
        return Ok(None);
    }
    Ok(Some(Shown { wanted, public }))
}

/// The lower-cased authority of an address.
fn server(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
