//! Resources and their versions.

use serde::Serialize;
use utoipa::ToSchema;

use super::{People, Person};
use crate::domain::ids::{ActorId, MediaId, PostId};
use crate::domain::post::{Attachment, Post};
use crate::domain::resource::{self, FileDetails, ResourceKind};
use crate::domain::text::diff;
use crate::domain::time::Timestamp;
use crate::services::resources;
use crate::store::library::LibraryRow;

/// Knowledge that a community keeps.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Resource {
    /// The id of its status in the Mastodon API too.
    pub(in crate::api) id: PostId,
    pub(in crate::api) community_id: Option<ActorId>,
    pub(in crate::api) title: String,
    /// What it is about, in plain text.
    pub(in crate::api) summary: Option<String>,
    pub(in crate::api) kind: ResourceKind,
    /// An SPDX identifier or the address of a licence.
    pub(in crate::api) licence: Option<String>,
    /// Until when it holds, `YYYY-MM-DD`.
    pub(in crate::api) review_by: Option<String>,
    pub(in crate::api) validity: Validity,
    pub(in crate::api) author: Option<Person>,
    /// Who looks after it.
    pub(in crate::api) steward: Option<Person>,
    pub(in crate::api) tags: Vec<String>,
    /// A language tag (BCP 47).
    pub(in crate::api) language: Option<String>,
    /// Counts from 1; grows with each change.
    pub(in crate::api) version: i64,
    pub(in crate::api) published_at: Timestamp,
    pub(in crate::api) edited_at: Option<Timestamp>,
    /// The id in the network.
    pub(in crate::api) uri: String,
    /// The page for people.
    pub(in crate::api) url: String,
}

/// Whether a resource can still be relied on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Validity {
    /// Nobody promised to check it.
    Undated,
    Current,
    /// The date has passed.
    ReviewDue,
}

impl From<resource::Validity> for Validity {
    fn from(validity: resource::Validity) -> Self {
        match validity {
            resource::Validity::Undated => Self::Undated,
            resource::Validity::Current => Self::Current,
            resource::Validity::ReviewDue => Self::ReviewDue,
        }
    }
}

impl Resource {
    pub(in crate::api) fn new(row: LibraryRow, now: Timestamp) -> Self {
        let LibraryRow { post, resource, author, steward, tags } = row;
        Self {
            id: post.id,
            community_id: post.community_id,
            title: post.title.unwrap_or_default(),
            summary: post.summary,
            kind: resource.kind,
            validity: resource.validity(now).into(),
            licence: resource.licence,
            review_by: resource.review_by,
            author: author.as_ref().map(Person::from),
            steward: steward.as_ref().map(Person::from),
            tags,
            language: post.language,
            version: post.version,
            published_at: post.published_at,
            edited_at: post.edited_at,
            url: post.url.unwrap_or_else(|| post.uri.clone()),
            uri: post.uri,
        }
    }
}

/// A resource with its text and files.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct ResourceDetail {
    #[serde(flatten)]
    pub(in crate::api) resource: Resource,
    /// Sanitised HTML.
    pub(in crate::api) html: String,
    /// Markdown, where it is known.
    pub(in crate::api) source: Option<String>,
    /// Whether not everybody may want to see it at once.
    pub(in crate::api) sensitive: bool,
    /// What it points to.
    pub(in crate::api) link_url: Option<String>,
    pub(in crate::api) files: Vec<File>,
    /// What the person who asks may do with it.
    pub(in crate::api) may: ResourceMay,
}

/// What somebody may do with a resource.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(in crate::api) struct ResourceMay {
    /// Write a new version.
    pub(in crate::api) edit: bool,
    /// Say that it still holds.
    pub(in crate::api) confirm_review: bool,
}

impl ResourceDetail {
    pub(in crate::api) fn new(
        row: LibraryRow,
        files: Vec<Attachment>,
        may: ResourceMay,
        now: Timestamp,
    ) -> Self {
        let Post { html, source, sensitive, link_url, .. } = row.post.clone();
        let files = files.into_iter().map(File::from).collect();
        Self { resource: Resource::new(row, now), html, source, sensitive, link_url, files, may }
    }
}

/// A file or link of a resource.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct File {
    /// Of a file that was uploaded here; `null` for a link, a file that lies elsewhere, and in earlier versions.
    pub(in crate::api) media_id: Option<MediaId>,
    /// What describes it.
    pub(in crate::api) name: String,
    pub(in crate::api) url: String,
    pub(in crate::api) media_type: Option<String>,
}

impl From<Attachment> for File {
    fn from(file: Attachment) -> Self {
        Self { media_id: file.media_id, name: file.name, url: file.url, media_type: file.media_type }
    }
}

impl From<FileDetails> for File {
    fn from(file: FileDetails) -> Self {
        Self { media_id: None, name: file.name, url: file.url, media_type: file.media_type }
    }
}

/// That a resource was like this at a time.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct VersionLine {
    /// Counts from 1.
    pub(in crate::api) number: i64,
    pub(in crate::api) title: Option<String>,
    pub(in crate::api) editor: Option<Person>,
    /// What was said about the change that made it.
    pub(in crate::api) note: Option<String>,
    pub(in crate::api) created_at: Timestamp,
}

/// A resource as it was, or is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Version {
    /// Counts from 1.
    pub(in crate::api) number: i64,
    pub(in crate::api) is_current: bool,
    pub(in crate::api) title: Option<String>,
    /// What it is about, in plain text.
    pub(in crate::api) summary: Option<String>,
    /// Sanitised HTML.
    pub(in crate::api) html: String,
    /// Markdown, where it is known.
    pub(in crate::api) source: Option<String>,
    /// What it points to.
    pub(in crate::api) link_url: Option<String>,
    pub(in crate::api) kind: Option<ResourceKind>,
    /// An SPDX identifier or the address of a licence.
    pub(in crate::api) licence: Option<String>,
    pub(in crate::api) steward: Option<Person>,
    /// Until when it held, `YYYY-MM-DD`.
    pub(in crate::api) review_by: Option<String>,
    pub(in crate::api) tags: Vec<String>,
    pub(in crate::api) files: Vec<File>,
    pub(in crate::api) editor: Option<Person>,
    pub(in crate::api) created_at: Timestamp,
}

impl Version {
    /// Everybody whom a version names.
    pub(in crate::api) fn named(version: &resources::Version) -> impl Iterator<Item = ActorId> {
        let steward = version.details.as_ref().and_then(|details| details.steward_id);
        [version.editor, steward].into_iter().flatten()
    }

    pub(in crate::api) fn new(version: resources::Version, people: &People) -> Self {
        let details = version.details;
        let steward = details.as_ref().and_then(|details| details.steward_id);
        let kind = details.as_ref().map(|details| details.kind);
        let (licence, review_by, tags, files) = details.map_or_else(Default::default, |details| {
            let files = details.files.into_iter().map(File::from).collect();
            (details.licence, details.review_by, details.tags, files)
        });
        Self {
            number: version.number,
            is_current: version.is_current,
            title: version.title,
            summary: version.summary,
            html: version.html,
            source: version.source,
            link_url: version.link_url,
            kind,
            licence,
            steward: people.get(steward),
            review_by,
            tags,
            files,
            editor: people.get(version.editor),
            created_at: version.created_at,
        }
    }
}

/// What changed between two versions.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Difference {
    /// The older version.
    pub(in crate::api) from: i64,
    pub(in crate::api) to: i64,
    /// Word by word.
    pub(in crate::api) title: Vec<Change>,
    /// Word by word.
    pub(in crate::api) summary: Vec<Change>,
    /// What it points to.
    pub(in crate::api) link: Vec<Change>,
    /// Line by line, of the Markdown where it is known.
    pub(in crate::api) body: Vec<Change>,
}

/// A piece of text and what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Change {
    pub(in crate::api) kind: ChangeKind,
    pub(in crate::api) text: String,
}

/// What happened to a piece of text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum ChangeKind {
    Same,
    Added,
    Removed,
}

impl Difference {
    pub(in crate::api) fn new(from: i64, to: i64, difference: resources::Difference) -> Self {
        let all = |changes: Vec<diff::Change>| changes.into_iter().map(Change::from).collect();
        Self {
            from,
            to,
            title: all(difference.title),
            summary: all(difference.summary),
            link: all(difference.link),
            body: all(difference.body),
        }
    }
}

impl From<diff::Change> for Change {
    fn from(change: diff::Change) -> Self {
        let kind = match change.kind {
            diff::ChangeKind::Same => ChangeKind::Same,
            diff::ChangeKind::Added => ChangeKind::Added,
            diff::ChangeKind::Removed => ChangeKind::Removed,
        };
        Self { kind, text: change.text }
    }
}
