//! What people and other servers can do with posts, told as they would tell it.

mod arriving;
mod counting;
mod finding;
mod moderating;
mod speaking;

use super::{Accepted, NewPost, PostError, ReceivedPost, Target, Wording, accept, publish};
use crate::domain::actor::Actor;
use crate::domain::fact::Origin;
use crate::domain::ids::{ActorId, PostId};
use crate::domain::post::Post;
use crate::services::Context;
use crate::store::{Tx, posts};

pub(super) fn words(title: &str, text: &str) -> Wording {
    Wording {
        title: (!title.is_empty()).then(|| title.to_owned()),
        source: Some(text.to_owned()),
        html: format!("<p>{text}</p>"),
        ..Wording::default()
    }
}

/// A local person starts a thread.
pub(super) async fn thread(ctx: &Context, tx: &mut Tx, author: &Actor, community: &Actor) -> Post {
    let target = Target::Community(community.id);
    let new = NewPost { author: author.id, target, wording: words("Lactate threshold?", "We use 2.") };
    publish(ctx, tx, new).await.unwrap()
}

/// A local person answers.
pub(super) async fn reply(
    ctx: &Context,
    tx: &mut Tx,
    author: &Actor,
    to: PostId,
    mentions: &[ActorId],
) -> Result<Post, PostError> {
    let wording = Wording { mentions: mentions.to_vec(), ..words("", "We use 4.") };
    publish(ctx, tx, NewPost { author: author.id, target: Target::Reply(to), wording }).await
}

pub(super) fn received(author: &Actor, number: u32, community: &Actor) -> ReceivedPost {
    ReceivedPost {
        uri: format!("https://{}/p/{number}", author.domain),
        url: None,
        author: author.id,
        community: Some(community.id),
        parent: None,
        context_uri: None,
        published_at: crate::domain::time::Timestamp::from_millis(1_789_999_000_000),
        updated_at: None,
        history: false,
        wording: words("From elsewhere", "Hello."),
    }
}

pub(super) fn elsewhere() -> Origin {
    Origin::Elsewhere { activity: "{\"type\":\"Create\"}".to_owned(), uri: "https://b.test/a/1".to_owned() }
}

pub(super) async fn arrive(ctx: &Context, tx: &mut Tx, post: ReceivedPost, origin: &Origin) -> Accepted {
    accept(ctx, tx, post, origin).await.unwrap()
}

pub(super) async fn again(tx: &mut Tx, id: PostId) -> Post {
    posts::by_id(tx, id).await.unwrap().unwrap()
}
