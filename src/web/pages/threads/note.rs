//! What somebody said outside of any community: read here, answered where its author is.

use std::collections::HashMap;

use axum::response::Response;

use crate::domain::ids::PostId;
use crate::domain::permission::{Action, can};
use crate::domain::text::plain;
use crate::store::threads::{self, ThreadPlace, ThreadRow};
use crate::store::{Tx, posts};
use crate::web::WebError;
use crate::web::reader::Reader;
use crate::web::render::Head;
use crate::web::show::{self, PostContext};
use crate::web::view::{May, Note, Post};

/// How much of a text describes its page elsewhere, in characters.
const DESCRIPTION: usize = 200;

/// The page of a post that belongs to no community, with the first of its replies.
pub(super) async fn show(mut tx: Tx, reader: &Reader, id: &str) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| WebError::not_found())?;
    let post = posts::by_id(&mut tx, id).await?.ok_or_else(WebError::not_found)?;
    let root = posts::by_id(&mut tx, post.root_id).await?.ok_or_else(WebError::not_found)?;
    if root.community_id.is_some() {
        return Err(WebError::not_found());
    }
    for seen in [&root, &post] {
        can(&reader.viewer, Action::ViewPost(seen, None))?;
    }
    let page = threads::page(&mut tx, root.id, reader.actor(), ThreadPlace::At(post.id)).await?;
    let first = threads::rows(&mut tx, &[root.id], reader.actor()).await?.pop();
    drop(tx);
    let context = PostContext {
        viewer: &reader.viewer,
        names: &reader.names,
        root: &root,
        place: None,
        host: None,
        moderators: &[],
        removers: &HashMap::new(),
        read_to: None,
    };
    let shown = |row: &ThreadRow| Post { may: May::default(), ..show::post(row, &context, None) };
    let note = Note {
        title: show::title(&root),
        post: first.as_ref().map(shown).ok_or_else(WebError::not_found)?,
        replies: page.rows.iter().filter(|row| row.post.id != root.id).map(shown).collect(),
    };
    let head = Head {
        canonical: Some(root.url.clone().unwrap_or_else(|| root.uri.clone())),
        activity_json: Some(root.uri.clone()),
        description: Some(plain::excerpt(&root.html, DESCRIPTION)).filter(|_| root.is_readable()),
        indexable: false,
    };
    reader.show_with_head(&note, head)
}
