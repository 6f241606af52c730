//! An author changes what they said. The earlier wording is kept.

use super::settle::{pass_on, tell_mentioned, tell_sharers};
use super::{PostError, Wording};
use crate::domain::event::Event;
use crate::domain::fact::{Fact, Origin};
use crate::domain::ids::{ActorId, PostId};
use crate::domain::permission::{Action, Denial, can};
use crate::domain::post::{Attachment, Post, PostKind, PostState, Revision};
use crate::domain::resource::{Details, FileDetails, Resource};
use crate::domain::time::Timestamp;
use crate::services::Context;
use crate::services::standing::{self, Place};
use crate::store::{StoreError, Tx, attachments, mentions, posts, resources, revisions, tags};

/// The longest note on a change, in characters.
const MAX_NOTE: usize = 500;

/// A change by a person here.
#[derive(Debug, Clone)]
pub struct Edit {
    pub by: ActorId,
    pub post: PostId,
    pub wording: Wording,
    /// What the author says about the change.
    pub note: Option<String>,
}

/// A change that arrives from elsewhere.
#[derive(Debug, Clone)]
pub struct ReceivedEdit {
    /// Who is proven to say so.
    pub by: ActorId,
    pub post: PostId,
    pub wording: Wording,
    pub updated_at: Option<Timestamp>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    Changed,
    /// It says what the post says already, or is older than what we have.
    Unchanged,
}

/// Changes a post of the person's own.
///
/// # Errors
/// When they may not, or the wording cannot stand like this.
pub async fn edit(ctx: &Context, tx: &mut Tx, edit: Edit) -> Result<Edited, PostError> {
    let Edit { by, post, wording, note } = edit;
    let old = Old::read(ctx, tx, post, by).await?;
    wording.check(old.post.kind, old.post.community_id.is_some(), ctx.lengths)?;
    let note = note.map(|note| note.chars().take(MAX_NOTE).collect());
    replace(ctx, tx, old, Change { by, wording, note, at: ctx.now() }, &Origin::Here).await
}

/// Takes in a change by the author, told by the author's node or by the community's host.
///
/// # Errors
/// When somebody else than the author says so, or the text is too long to keep.
pub async fn accept_edit(
    ctx: &Context,
    tx: &mut Tx,
    edit: ReceivedEdit,
    origin: &Origin,
) -> Result<Edited, PostError> {
    let ReceivedEdit { by, post, mut wording, updated_at } = edit;
    let old = Old::read(ctx, tx, post, by).await?;
    if origin.oversteps(old.post.community_id) {
        return Err(PostError::NotTheHost);
    }
    let at = updated_at.map_or(ctx.now(), |at| at.min(ctx.now()));
    let current = old.post.edited_at.unwrap_or(old.post.published_at);
    if at < current || (updated_at.is_some() && at == current && old.post.edited_at.is_some()) {
        return Ok(Edited::Unchanged);
    }
    wording.bound()?;
    let note = wording.edition.note.take().map(|note| note.chars().take(MAX_NOTE).collect());
    replace(ctx, tx, old, Change { by, wording, note, at }, origin).await
}

/// The post before the change.
pub(super) struct Old {
    pub(super) post: Post,
    pub(super) place: Option<Place>,
    pub(super) resource: Option<Resource>,
    tags: Vec<String>,
    files: Vec<Attachment>,
    mentions: Vec<ActorId>,
}

struct Change {
    by: ActorId,
    wording: Wording,
    note: Option<String>,
    at: Timestamp,
}

impl Old {
    async fn read(ctx: &Context, tx: &mut Tx, id: PostId, by: ActorId) -> Result<Self, PostError> {
        let post = posts::by_id(tx, id).await?.ok_or(PostError::NotFound)?;
        if post.author_id != by {
            return Err(Denial::AuthorOnly.into());
        }
        Ok(Self::around(ctx, tx, post, by).await?)
    }

    /// Reads what stands beside a post, and how `by` stands to its community.
    pub(super) async fn around(
        ctx: &Context,
        tx: &mut Tx,
        post: Post,
        by: ActorId,
    ) -> Result<Self, StoreError> {
        let id = post.id;
        let place = match post.community_id {
            Some(community) => standing::place(tx, community, Some(by), ctx.now()).await?,
            None => None,
        };
        let resource = match post.kind {
            PostKind::Resource => resources::by_post(tx, id).await?,
            PostKind::Discussion | PostKind::Reply => None,
        };
        let tags = tags::of_posts(tx, &[id]).await?.into_iter().map(|row| row.tag).collect();
        let files = attachments::of_posts(tx, &[id]).await?;
        let mentions = mentions::of_post(tx, id).await?;
        Ok(Self { post, place, resource, tags, files, mentions })
    }

    /// Whether the wording and what stands beside it are the same already.
    fn says(&self, wording: &Wording, files: &[Attachment]) -> bool {
        let mut tags = wording.tags.clone();
        tags.sort_unstable();
        tags.dedup();
        let key = |file: &Attachment| (file.url.clone(), file.name.clone(), file.kind, file.focus.clone());
        let resource = wording.resource_of(&self.post);
        wording.is_in(&self.post)
            && tags == self.tags
            && self.files.iter().map(key).eq(files.iter().map(key))
            && (resource.is_none() || resource == self.resource)
    }

    /// Keeps the version that a change replaces. A version of a resource keeps its files too: whoever looks at it finds them.
    pub(super) async fn keep(
        &self,
        tx: &mut Tx,
        editor: ActorId,
        note: Option<String>,
    ) -> Result<(), StoreError> {
        revisions::insert(tx, &self.revision(editor, note)?).await?;
        if self.resource.is_some() && !self.files.is_empty() {
            revisions::keep_files(tx, self.post.id, self.post.version).await?;
        }
        Ok(())
    }

    fn revision(&self, editor: ActorId, note: Option<String>) -> Result<Revision, StoreError> {
        let details = self.resource.as_ref().map(|resource| Details {
            kind: resource.kind,
            licence: resource.licence.clone(),
            steward_id: resource.steward_id,
            review_by: resource.review_by.clone(),
            tags: self.tags.clone(),
            files: self.files.iter().map(file_details).collect(),
        });
        let details = details.map(|details| serde_json::to_string(&details)).transpose();
        let post = &self.post;
        Ok(Revision {
            post_id: post.id,
            version: post.version,
            editor_id: Some(editor),
            title: post.title.clone(),
            source: post.source.clone(),
            html: post.html.clone(),
            summary: post.summary.clone(),
            link_url: post.link_url.clone(),
            details: details.map_err(|_| StoreError::NotFound)?,
            note,
            created_at: post.edited_at.unwrap_or(post.published_at),
        })
    }
}

fn file_details(file: &Attachment) -> FileDetails {
    FileDetails { name: file.name.clone(), url: file.url.clone(), media_type: file.media_type.clone() }
}

async fn replace(
    ctx: &Context,
    tx: &mut Tx,
    old: Old,
    change: Change,
    origin: &Origin,
) -> Result<Edited, PostError> {
    let viewer = standing::viewer(ctx, tx, change.by).await?;
    // What the host tells us has passed its own rules.
    let place = old.place.as_ref().filter(|_| origin.host().is_none()).map(Place::view);
    can(&viewer, Action::EditPost(&old.post, place))?;
    let files = change.wording.files(ctx, tx, &old.post).await?;
    if old.says(&change.wording, &files) {
        return Ok(Edited::Unchanged);
    }
    old.keep(tx, change.by, change.note.clone()).await?;
    let mut post = old.post.clone();
    change.wording.put_into(&mut post);
    post.version = match post.kind {
        PostKind::Resource => change.wording.edition.after(post.version),
        PostKind::Discussion | PostKind::Reply => post.version + 1,
    };
    post.edited_at = Some(change.at);
    posts::update_wording(tx, &post).await?;
    tags::delete(tx, post.id).await?;
    mentions::delete(tx, post.id).await?;
    attachments::delete(tx, post.id).await?;
    change.wording.write_rest(ctx, tx, &post).await?;
    if post.state == PostState::Published {
        tx.publish_on_commit(Event::Edited(post.id));
        let is_new = |person: &ActorId| !old.mentions.contains(person);
        let new: Vec<ActorId> = change.wording.mentions.iter().copied().filter(is_new).collect();
        tell_mentioned(ctx, tx, &post, &new, None).await?;
        tell_sharers(ctx, tx, &post, &new).await?;
    }
    let hosted_here = old.place.is_some_and(|place| place.local);
    pass_on(ctx, tx, &post, hosted_here, origin, Fact::PostEdited { post: post.id }).await?;
    Ok(Edited::Changed)
}
