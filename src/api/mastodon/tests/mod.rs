//! What apps are answered, told as their users would tell it.

mod doors;
mod keeping_out;
mod limits;
mod marking;
mod pictures;
mod posting;
mod reading;
mod waiting;

use crate::api::testing::{TestApi, TestApp};
use crate::domain::actor::Actor;
use crate::domain::ids::PostId;
use crate::domain::post::Post;
use crate::services::posts::{NewPost, Target, Wording, publish};
use crate::services::testing::community;

/// The community in which most of this happens.
pub(super) async fn sepsis(api: &TestApi, owner: &TestApp) -> Actor {
    let mut tx = api.state.db.begin().await.unwrap();
    let community = community(&api.state.context, &mut tx, "sepsis", owner.person.as_ref().unwrap()).await;
    tx.commit().await.unwrap();
    community
}

/// What somebody says, with a title where it begins a thread.
pub(super) fn words(title: &str, text: &str) -> Wording {
    Wording {
        title: (!title.is_empty()).then(|| title.to_owned()),
        source: Some(text.to_owned()),
        html: format!("<p>{text}</p>"),
        ..Wording::default()
    }
}

/// Somebody says something.
pub(super) async fn say(api: &TestApi, author: &Actor, target: Target, wording: Wording) -> Post {
    let mut tx = api.state.db.begin().await.unwrap();
    let new = NewPost { author: author.id, target, wording };
    let post = publish(&api.state.context, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    post
}

/// A discussion in a community.
pub(super) async fn thread(api: &TestApi, author: &Actor, community: &Actor, title: &str) -> Post {
    say(api, author, Target::Community(community.id), words(title, "We use 2.")).await
}

/// An answer.
pub(super) async fn answer(api: &TestApi, author: &Actor, to: PostId) -> Post {
    say(api, author, Target::Reply(to), words("", "We use 4.")).await
}
