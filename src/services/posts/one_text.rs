//! What an app sends: one text, where a page has fields.
//!
//! Where it belongs follows from whom it names: an answer belongs in the thread of what it answers, whatever names a
//! community begins a discussion there, and the rest is said outside of any community. What apps call a content warning
//! is the title of a discussion, and otherwise what stands before words that one may not want to read.

use serde::{Deserialize, Serialize};

use super::text::{Asking, Named, TextError, Thread};
use super::{Edit, Edition, Flaw, NewAttachment, NewPost, PostError, Target, Wording};
use crate::domain::ids::{ActorId, MediaId, PostId};
use crate::domain::post::{Attachment, AttachmentKind, Focus, MAX_ATTACHMENTS, Post, PostKind};
use crate::domain::text::language::Language;
use crate::services::network::Network;
use crate::services::{Context, unfinished_media};
use crate::store::media::MediaRow;
use crate::store::{Db, StoreError, Tx, attachments, media, posts, tags};

/// What somebody says through an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneText {
    /// Markdown.
    pub text: String,
    /// A title, or a warning.
    pub heading: Option<String>,
    pub in_reply_to: Option<PostId>,
    /// A language tag; what is none counts as not stated.
    pub language: Option<String>,
    pub sensitive: bool,
    /// It is not to stand in lists of what everybody says. Its community decides that; nothing else is unlisted.
    #[serde(default)]
    pub unlisted: bool,
    /// Uploaded by its author.
    pub files: Vec<MediaId>,
}

/// How an app changes a post. What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Revised {
    pub text: Option<String>,
    pub heading: Option<String>,
    pub language: Option<String>,
    pub sensitive: Option<bool>,
    pub files: Option<Vec<MediaId>>,
    /// New descriptions of files that the post has or gets.
    pub descriptions: Vec<(MediaId, String)>,
    /// Where what matters is in pictures that the post has or gets.
    pub foci: Vec<(MediaId, Focus)>,
}

/// Why what an app sent was not made into a post.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error(transparent)]
    Post(#[from] PostError),
    #[error(transparent)]
    Text(#[from] TextError),
    /// It was to be unlisted.
    #[error("what is said outside of communities is listed")]
    Listed,
}

impl From<StoreError> for ComposeError {
    fn from(error: StoreError) -> Self {
        Self::Post(error.into())
    }
}

impl From<Flaw> for ComposeError {
    fn from(flaw: Flaw) -> Self {
        Self::Post(flaw.into())
    }
}

/// Makes a post of it, to be [published](super::publish()). Opens transactions of its own, and waits for the network: hold
/// none meanwhile.
///
/// # Errors
/// When the text is too long, a file is somebody else's, it was to be unlisted outside of communities, or the database
/// refuses.
pub async fn compose(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    author: ActorId,
    said: &OneText,
) -> Result<NewPost, ComposeError> {
    let text = said.text.replace("\r\n", "\n");
    let named = Named::look_up(ctx, db, network, &text, Asking::Others).await?;
    let whole = named.render(ctx, &text)?;
    let heading = said.heading.as_deref().map(str::trim).filter(|heading| !heading.is_empty());
    let community = named.community().filter(|_| said.in_reply_to.is_none());
    let target = match (said.in_reply_to, community) {
        (Some(parent), _) => Target::Reply(parent),
        (None, Some(community)) => Target::Community(community),
        (None, None) => Target::Nowhere,
    };
    let words = match community {
        Some(community) => Words::of_thread(ctx, &named, community, &text, heading),
        None => Words { title: None, warning: heading.map(str::to_owned), source: text },
    };
    let mut tx = db.read().await?;
    let answered = match said.in_reply_to {
        Some(parent) => posts::by_id(&mut tx, parent).await?,
        None => None,
    };
    let place = community.or_else(|| answered.as_ref()?.community_id);
    if said.unlisted && place.is_none() {
        return Err(ComposeError::Listed);
    }
    let wording = Wording {
        title: words.title,
        html: named.render(ctx, &words.source)?.html,
        source: Some(words.source),
        language: language(said.language.as_deref()).or_else(|| answered.and_then(|post| post.language)),
        sensitive: said.sensitive || words.warning.is_some(),
        summary: words.warning,
        tags: whole.tags,
        attachments: uploaded(&mut tx, author, &said.files, &[]).await?,
        mentions: whole.mentions.into_iter().filter(|actor| Some(*actor) != community).collect(),
        ..Wording::default()
    };
    Ok(NewPost { author, target, wording })
}

/// How often a change is made anew because the post was changed meanwhile.
const ATTEMPTS: usize = 3;

/// Changes a post. What of it stays as it is, is as it is when the change is made, whoever else changed it while the network
/// was asked. Opens transactions of its own: hold none meanwhile.
///
/// # Errors
/// As for [`compose`] and [`edit`](super::edit()).
pub async fn change(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    post: PostId,
    revised: &Revised,
) -> Result<(), ComposeError> {
    for _ in 0..ATTEMPTS {
        let before = posts::by_id(&mut db.read().await?, post).await?.ok_or(PostError::NotFound)?;
        let edit = revise(ctx, db, network, &before, revised).await?;
        let mut tx = db.begin().await?;
        if posts::lock_version(&mut tx, post).await? != Some(before.version) {
            continue;
        }
        for (file, focus) in &revised.foci {
            let file =
                media::owned(&mut tx, before.author_id, &[*file]).await?.pop().ok_or(Flaw::NotYourFile)?;
            media::set_focus(&mut tx, file.id, &focus.to_string()).await?;
        }
        super::edit(ctx, &mut tx, edit).await?;
        tx.commit().await?;
        return Ok(());
    }
    Err(StoreError::AlreadyExists.into())
}

/// Makes a change of `post` of it, to be carried out by [`edit`](super::edit()). Only its author may; that is asked there.
/// Waits for the network.
async fn revise(
    ctx: &Context,
    db: &Db,
    network: &dyn Network,
    post: &Post,
    revised: &Revised,
) -> Result<Edit, ComposeError> {
    let by = post.author_id;
    let (files, all_tags) = {
        let mut tx = db.read().await?;
        let files = attachments::of_posts(&mut tx, &[post.id]).await?;
        let tags = tags::of_posts(&mut tx, &[post.id]).await?;
        (changed_files(&mut tx, post, files, revised).await?, tags)
    };
    let before = super::text::as_one_text(post);
    let text = revised.text.as_ref().map_or(before.clone(), |text| text.replace("\r\n", "\n"));
    let named = Named::look_up(ctx, db, network, &text, Asking::Others).await?;
    let whole = named.render(ctx, &text)?;
    let old = Named::look_up(ctx, db, network, &before, Asking::Nobody).await?.render(ctx, &before)?;
    // Tags that stand beside the text, not in it, stay.
    let beside = all_tags.into_iter().map(|row| row.tag).filter(|tag| !old.tags.contains(tag));
    let mut tags = whole.tags;
    for tag in beside {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let words = Words::of_change(ctx, &named, post, text, revised);
    let sensitive = revised.sensitive.unwrap_or(post.sensitive);
    let wording = Wording {
        title: words.title,
        html: named.render(ctx, &words.source)?.html,
        source: Some(words.source),
        language: language(revised.language.as_deref()).or_else(|| post.language.clone()),
        sensitive: sensitive || (words.warning.is_some() && post.kind != PostKind::Resource),
        summary: words.warning,
        link_url: post.link_url.clone(),
        tags,
        attachments: files,
        mentions: whole.mentions.into_iter().filter(|actor| Some(*actor) != post.community_id).collect(),
        resource: None,
        edition: Edition::default(),
    };
    Ok(Edit { by, post: post.id, wording, note: None })
}

/// A text taken apart.
struct Words {
    title: Option<String>,
    /// For a resource: its abstract.
    warning: Option<String>,
    source: String,
}

impl Words {
    fn of_thread(ctx: &Context, named: &Named, community: ActorId, text: &str, title: Option<&str>) -> Self {
        if let Some(title) = title {
            let source = named.without(ctx, community, text).unwrap_or_default();
            return Self { title: Some(title.to_owned()), warning: None, source };
        }
        match named.thread_in(ctx, community, text) {
            Some(Thread { title, source }) => Self { title: Some(title), warning: None, source },
            None => Self { title: None, warning: None, source: String::new() },
        }
    }

    fn of_change(ctx: &Context, named: &Named, post: &Post, text: String, revised: &Revised) -> Self {
        let heading = revised.heading.as_deref().map(str::trim);
        let given = heading.filter(|heading| !heading.is_empty());
        let Some(community) = post.community_id.filter(|_| post.is_root()) else {
            let warning = if heading.is_some() { given.map(str::to_owned) } else { post.summary.clone() };
            return Self { title: post.title.clone(), warning, source: text };
        };
        // Where apps show a warning, they give it back, changed perhaps: that is no title.
        if let Some(before) = post.warning() {
            let warning = heading.map_or(Some(before), |_| given).map(str::to_owned);
            return Self { warning, ..Self::of_thread(ctx, named, community, &text, None) };
        }
        Self { warning: post.summary.clone(), ..Self::of_thread(ctx, named, community, &text, given) }
    }
}

/// The tag in its usual form; `None` for what is none.
pub(in crate::services) fn language(tag: Option<&str>) -> Option<String> {
    Language::parse(tag?).ok().map(|language| language.as_str().to_owned())
}

/// Files that `author` uploaded, with what describes each: one of `descriptions`, else what was said when it was uploaded.
///
/// # Errors
/// When one is somebody else's, or there are more than a post may have.
pub async fn uploaded(
    tx: &mut Tx,
    author: ActorId,
    files: &[MediaId],
    descriptions: &[(MediaId, String)],
) -> Result<Vec<NewAttachment>, ComposeError> {
    if files.len() > MAX_ATTACHMENTS {
        return Err(Flaw::ManyFiles.into());
    }
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let owned = media::owned(tx, author, files).await?;
    let mut attached = Vec::with_capacity(files.len());
    for id in files {
        let Some(row) = owned.iter().find(|row| row.id == *id) else {
            return Err(unfinished_media::flaw(tx, author, files).await?.into());
        };
        let said = descriptions.iter().find(|(of, _)| of == id).map(|(_, text)| text.clone());
        attached.push(NewAttachment::Uploaded { media: *id, name: said.unwrap_or_else(|| name(row)) });
    }
    Ok(attached)
}

/// Alternative text of an image, title of a document.
fn name(row: &MediaRow) -> String {
    let description = row.description.clone().filter(|text| !text.is_empty());
    match row.kind {
        AttachmentKind::Image => description.unwrap_or_default(),
        AttachmentKind::Document | AttachmentKind::Link => {
            description.unwrap_or_else(|| row.file_name.clone())
        }
    }
}

/// The files of a post after a change. Links, and files that lie elsewhere, are nothing that apps know of: they stay.
async fn changed_files(
    tx: &mut Tx,
    post: &Post,
    before: Vec<Attachment>,
    revised: &Revised,
) -> Result<Vec<NewAttachment>, ComposeError> {
    let had = |id: MediaId| before.iter().find(|file| file.media_id == Some(id));
    let mut descriptions = revised.descriptions.clone();
    let files = match &revised.files {
        Some(files) => files.clone(),
        None => before.iter().filter_map(|file| file.media_id).collect(),
    };
    for id in &files {
        let described = descriptions.iter().any(|(of, _)| of == id);
        if let Some(file) = had(*id).filter(|_| !described) {
            descriptions.push((*id, file.name.clone()));
        }
    }
    let mut after = uploaded(tx, post.author_id, &files, &descriptions).await?;
    after.extend(before.iter().filter(|file| file.media_id.is_none()).cloned().map(NewAttachment::as_it_is));
    Ok(after)
}
