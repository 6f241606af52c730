//! What is said in a post, whoever says it.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::PostError;
use crate::domain::ids::{ActorId, AttachmentId, MediaId, PostId};
use crate::domain::post::{
    Attachment, AttachmentKind, MAX_ATTACHMENTS, MAX_MENTIONS, MAX_SOURCE, MAX_SUMMARY, MAX_TAGS, MAX_TITLE,
    Post, PostKind,
};
use crate::domain::resource::{Resource, ResourceKind, is_date};
use crate::domain::text::words::ThreadWords;
use crate::services::{Context, Lengths};
use crate::store::media::MediaRow;
use crate::store::{Tx, attachments, media, mentions, resources, tags, thread_words};

/// The longest HTML, in bytes.
const MAX_HTML: usize = 400_000;
/// The longest tag, name of a file, or licence, in characters.
const MAX_NAME: usize = 500;
/// The highest number of a version that another server may say.
const MAX_VERSION: i64 = 1_000_000;
/// The longest address that a post points to, in bytes.
const MAX_LINK: usize = 2_000;

/// Title, text and everything that an edit replaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Required of discussions and resources that are written here in a community.
    pub title: Option<String>,
    /// Markdown.
    pub source: Option<String>,
    /// Sanitised: what `domain::text` made of the source, or of what arrived.
    pub html: String,
    /// Plain text.
    pub summary: Option<String>,
    /// A language tag (BCP 47).
    pub language: Option<String>,
    pub sensitive: bool,
    pub link_url: Option<String>,
    /// Normalized.
    pub tags: Vec<String>,
    pub attachments: Vec<NewAttachment>,
    /// Whom the text names.
    pub mentions: Vec<ActorId>,
    /// Present for a resource. An edit without it keeps what there was.
    pub resource: Option<NewResource>,
    /// How its author's server counts this version of a resource.
    pub edition: Edition,
}

/// What the server of a resource says about one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edition {
    /// Counts from 1. What is out of bounds counts as not said.
    pub number: Option<i64>,
    /// What the author says about the change that made it.
    pub note: Option<String>,
}

impl Edition {
    /// The version that comes after `before`: never the same or an earlier one.
    pub(super) fn after(&self, before: i64) -> i64 {
        let said = self.number.filter(|number| (1..=MAX_VERSION).contains(number));
        said.unwrap_or(0).max(before + 1)
    }
}

/// A file or link to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewAttachment {
    /// A file that the author uploaded here; `name` describes it. A document without one is called by its file name.
    Uploaded { media: MediaId, name: String },
    /// A link, or a file that lies elsewhere.
    At {
        kind: AttachmentKind,
        url: String,
        media_type: Option<String>,
        name: String,
        width: Option<i64>,
        height: Option<i64>,
        blurhash: Option<String>,
        /// See [`Attachment::focus`].
        focus: Option<String>,
    },
}

impl NewAttachment {
    /// A file or link that an edit leaves as it is.
    pub fn as_it_is(file: Attachment) -> Self {
        match file.media_id {
            Some(media) => Self::Uploaded { media, name: file.name },
            None => Self::At {
                kind: file.kind,
                url: file.url,
                media_type: file.media_type,
                name: file.name,
                width: file.width,
                height: file.height,
                blurhash: file.blurhash,
                focus: file.focus,
            },
        }
    }
}

/// What makes a post a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewResource {
    pub kind: ResourceKind,
    /// An SPDX identifier or the address of a licence.
    pub licence: Option<String>,
    pub steward_id: Option<ActorId>,
    /// `YYYY-MM-DD`.
    pub review_by: Option<String>,
}

/// What is wrong with a wording that was written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("a title is needed")]
    NoTitle,
    #[error("the title is longer than {most} characters")]
    LongTitle { most: usize },
    #[error("there is nothing in it")]
    Empty,
    #[error("the text is longer than {most} characters")]
    LongText { most: usize },
    #[error("the summary is longer than {MAX_SUMMARY} characters")]
    LongSummary,
    #[error("there are more than {MAX_TAGS} tags")]
    ManyTags,
    #[error("there are more than {MAX_ATTACHMENTS} files and links")]
    ManyFiles,
    #[error("more than {MAX_MENTIONS} people are named")]
    ManyMentions,
    #[error("a file is not there, or belongs to somebody else")]
    NotYourFile,
    #[error("a file is still being processed")]
    UnfinishedFile,
    #[error("the licence is longer than {MAX_NAME} characters")]
    LongLicence,
    #[error("the review date is not a date")]
    NotADate,
    #[error("a resource belongs in a community")]
    NoCommunity,
}

/// The `http` or `https` address that somebody typed, in the form in which it is stored; `None` for what is none.
pub fn web_address(typed: &str) -> Option<String> {
    let url = Url::parse(typed.trim()).ok()?;
    let is_link =
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.as_str().len() <= MAX_LINK;
    is_link.then(|| url.to_string())
}

/// The tags that stand beside a text, and those in it that are not among them.
pub fn all_tags(beside: Vec<String>, written: Vec<String>) -> Vec<String> {
    let mut once = HashSet::new();
    beside.into_iter().chain(written).filter(|tag| once.insert(tag.clone())).collect()
}

fn longer(text: Option<&str>, max: usize) -> bool {
    text.is_some_and(|text| text.chars().count() > max)
}

fn cut(text: &mut String, max: usize) {
    if let Some((end, _)) = text.char_indices().nth(max) {
        text.truncate(end);
    }
}

impl Wording {
    /// Whether a person here may say it like this. People are told what to change.
    pub(super) fn check(&self, kind: PostKind, in_community: bool, lengths: Lengths) -> Result<(), Flaw> {
        let untitled = self.title.as_deref().is_none_or(|title| title.trim().is_empty());
        if kind != PostKind::Reply && in_community && untitled {
            return Err(Flaw::NoTitle);
        }
        if untitled && self.html.trim().is_empty() && self.attachments.is_empty() {
            return Err(Flaw::Empty);
        }
        let Lengths { title, text } = lengths;
        let resource = self.resource.as_ref();
        let licence = resource.and_then(|resource| resource.licence.as_deref());
        let date = resource.and_then(|resource| resource.review_by.as_deref());
        let flaws = [
            (longer(self.title.as_deref(), title), Flaw::LongTitle { most: title }),
            (
                longer(self.source.as_deref(), text) || self.html.len() > MAX_HTML,
                Flaw::LongText { most: text },
            ),
            (longer(self.summary.as_deref(), MAX_SUMMARY), Flaw::LongSummary),
            (self.tags.len() > MAX_TAGS, Flaw::ManyTags),
            (self.attachments.len() > MAX_ATTACHMENTS, Flaw::ManyFiles),
            (self.mentions.len() > MAX_MENTIONS, Flaw::ManyMentions),
            (longer(licence, MAX_NAME), Flaw::LongLicence),
            (date.is_some_and(|date| !is_date(date)), Flaw::NotADate),
        ];
        flaws.into_iter().find(|(wrong, _)| *wrong).map_or(Ok(()), |(_, flaw)| Err(flaw))
    }

    /// Cuts what arrived from elsewhere to what we keep. Nobody is there to change it, so only a text that cannot be
    /// cut without breaking its HTML is refused.
    pub(super) fn bound(&mut self) -> Result<(), Flaw> {
        if self.html.len() > MAX_HTML {
            return Err(Flaw::LongText { most: MAX_SOURCE });
        }
        if longer(self.source.as_deref(), MAX_SOURCE) {
            self.source = None;
        }
        for (text, max) in [(&mut self.title, MAX_TITLE), (&mut self.summary, MAX_SUMMARY)] {
            if let Some(text) = text {
                cut(text, max);
            }
        }
        self.tags.truncate(MAX_TAGS);
        self.tags.retain(|tag| tag.chars().count() <= MAX_NAME);
        self.mentions.truncate(MAX_MENTIONS);
        self.attachments.truncate(MAX_ATTACHMENTS);
        for attachment in &mut self.attachments {
            let (NewAttachment::Uploaded { name, .. } | NewAttachment::At { name, .. }) = attachment;
            cut(name, MAX_NAME);
        }
        if let Some(resource) = &mut self.resource {
            resource.review_by.take_if(|date| !is_date(date));
            if let Some(licence) = &mut resource.licence {
                cut(licence, MAX_NAME);
            }
        }
        Ok(())
    }

    /// Puts the words into the post.
    pub(super) fn put_into(&self, post: &mut Post) {
        post.title.clone_from(&self.title);
        post.source.clone_from(&self.source);
        post.html.clone_from(&self.html);
        post.summary.clone_from(&self.summary);
        post.language.clone_from(&self.language);
        post.sensitive = self.sensitive;
        post.link_url.clone_from(&self.link_url);
    }

    /// Whether the post says the same already.
    pub(super) fn is_in(&self, post: &Post) -> bool {
        let mut same = post.clone();
        self.put_into(&mut same);
        same == *post
    }

    /// Writes what stands beside the words: tags, people named, files, the details of a resource, and what a thread is
    /// found by.
    pub(super) async fn write_rest(&self, ctx: &Context, tx: &mut Tx, post: &Post) -> Result<(), PostError> {
        tags::insert(tx, post.id, &self.tags).await?;
        mentions::insert(tx, post.id, &self.mentions).await?;
        for attachment in self.files(ctx, tx, post).await? {
            attachments::insert(tx, &attachment).await?;
        }
        if let Some(resource) = self.resource_of(post) {
            resources::put(tx, &resource).await?;
        }
        if post.is_root() {
            thread_words::put(tx, post.id, &ThreadWords::of(post, &self.tags)).await?;
        }
        Ok(())
    }

    pub(super) fn resource_of(&self, post: &Post) -> Option<Resource> {
        let details = self.resource.as_ref().filter(|_| post.kind == PostKind::Resource)?;
        Some(Resource {
            post_id: post.id,
            kind: details.kind,
            licence: details.licence.clone(),
            steward_id: details.steward_id,
            review_by: details.review_by.clone(),
        })
    }

    /// The attachments as rows. Uploaded files must be the author's own.
    pub(super) async fn files(
        &self,
        ctx: &Context,
        tx: &mut Tx,
        post: &Post,
    ) -> Result<Vec<Attachment>, PostError> {
        let uploaded = |attachment: &NewAttachment| match attachment {
            NewAttachment::Uploaded { media, .. } => Some(*media),
            NewAttachment::At { .. } => None,
        };
        let ids: Vec<MediaId> = self.attachments.iter().filter_map(uploaded).collect();
        let owned = match ids.as_slice() {
            [] => Vec::new(),
            ids => media::owned(tx, post.author_id, ids).await?,
        };
        let owned: HashMap<MediaId, MediaRow> = owned.into_iter().map(|row| (row.id, row)).collect();
        let mut rows = Vec::with_capacity(self.attachments.len());
        for (attachment, position) in self.attachments.iter().zip(0..) {
            rows.push(row(ctx, post.id, attachment, position, &owned)?);
        }
        Ok(rows)
    }
}

fn row(
    ctx: &Context,
    post_id: PostId,
    attachment: &NewAttachment,
    position: i64,
    owned: &HashMap<MediaId, MediaRow>,
) -> Result<Attachment, Flaw> {
    let id = AttachmentId::new(ctx.ids.next());
    Ok(match attachment {
        NewAttachment::Uploaded { media, name } => {
            let file = owned.get(media).ok_or(Flaw::NotYourFile)?;
            Attachment {
                id,
                post_id,
                media_id: Some(file.id),
                kind: file.kind,
                url: ctx.addresses.media(&file.storage_key),
                media_type: Some(file.media_type.clone()),
                name: if name.is_empty() && file.kind == AttachmentKind::Document {
                    file.file_name.clone()
                } else {
                    name.clone()
                },
                width: file.width,
                height: file.height,
                blurhash: file.blurhash.clone(),
                focus: file.focus.clone(),
                thumbnail_key: file.thumbnail_key.clone(),
                position,
            }
        }
        NewAttachment::At { kind, url, media_type, name, width, height, blurhash, focus } => Attachment {
            id,
            post_id,
            media_id: None,
            kind: *kind,
            url: url.clone(),
            media_type: media_type.clone(),
            name: name.clone(),
            width: *width,
            height: *height,
            blurhash: blurhash.clone(),
            focus: focus.clone(),
            thumbnail_key: None,
            position,
        },
    })
}
