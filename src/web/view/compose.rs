//! Writing discussions and resources.

use super::community::keyed;
use super::{Choice, CommunityHeader, FormErrors, SafeHtml};
use crate::domain::ids::{DraftId, MediaId, PostId};

/// `GET /c/{handle}/new?kind=discussion|resource`, and `GET /p/{id}/edit`. Posts as multipart to `/c/{handle}/new` or
/// `/p/{id}/edit`: `kind`, `draft` (an id, when there is one), `title` and `tags` (separated by commas; not of a reply), `body`, `link`, `language`,
/// `sensitive` (`1`), `warning`, files `file`; for each file that is already there `keep` (its id), `alt-{id}` and `decorative-{id}` (`1`);
/// for resources also `resource_kind`, `abstract`, `licence`, `steward` (a handle), `review_by` (a date) and `note` (what changed, when
/// editing). Buttons: `action=preview|draft|publish`.
#[derive(Debug, Clone)]
pub struct Compose {
    /// The community.
    pub header: CommunityHeader,
    /// What is being edited; none when it is new.
    pub editing: Option<PostId>,
    /// Whether it has a title and tags: a reply has none.
    pub titled: bool,
    /// Discussion or resource.
    pub kind: ComposeKind,
    /// The draft that is being continued.
    pub draft: Option<DraftId>,
    /// What was typed before.
    pub title: String,
    /// How many characters the title may have.
    pub longest_title: usize,
    /// What was typed before, in Markdown.
    pub body: String,
    /// What was typed before.
    pub tags: String,
    /// What was typed before.
    pub link: String,
    /// The languages to choose from.
    pub languages: Vec<Choice>,
    /// Whether it is hidden behind a warning.
    pub sensitive: bool,
    /// The warning.
    pub warning: String,
    /// Files that were uploaded before.
    pub files: Vec<AttachedFile>,
    /// The chosen kind of resource.
    pub resource_kind: Option<ResourceKind>,
    /// What was typed before.
    pub summary: String,
    /// The licences to choose from.
    pub licences: Vec<Choice>,
    /// The steward's handle.
    pub steward: String,
    /// A date such as `2027-03-31`.
    pub review_by: String,
    /// What was typed before.
    pub note: String,
    /// What it will look like, after "Preview".
    pub preview: Option<SafeHtml>,
    /// What was wrong.
    pub errors: FormErrors,
}

impl Compose {
    /// Where the form posts to.
    pub fn action(&self) -> String {
        self.editing
            .map_or_else(|| format!("{}/new", self.header.community.href()), |id| format!("/p/{id}/edit"))
    }

    /// The heading's key.
    pub fn heading(&self) -> &'static str {
        match (self.editing, self.kind) {
            (None, ComposeKind::Discussion) => "new-discussion",
            (None, ComposeKind::Resource) => "new-resource",
            (Some(_), ComposeKind::Discussion) => "edit-post",
            (Some(_), ComposeKind::Resource) => "edit-resource",
        }
    }

    /// The key of what the button says.
    pub fn button(&self) -> &'static str {
        match (self.editing, self.kind) {
            (None, _) => "publish",
            (Some(_), ComposeKind::Discussion) => "save",
            (Some(_), ComposeKind::Resource) => "publish-version",
        }
    }

    /// Whether a resource is being written.
    pub fn is_resource(&self) -> bool {
        self.kind == ComposeKind::Resource
    }
}

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComposeKind {
    /// A discussion.
    Discussion,
    /// A resource.
    Resource,
}

impl ComposeKind {
    /// The value of `kind`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Discussion => "discussion",
            Self::Resource => "resource",
        }
    }
}

/// A file that was uploaded before.
#[derive(Debug, Clone)]
pub struct AttachedFile {
    /// The file.
    pub id: MediaId,
    /// Its name.
    pub name: String,
    /// The address of a small picture, when it is a picture.
    pub thumbnail: Option<String>,
    /// The description.
    pub alt: String,
    /// Whether it needs no description.
    pub decorative: bool,
}

keyed! {
    /// What kind of thing a resource is.
    ResourceKind {
        /// A text.
        Article => "kind-article",
        /// Something to fill in.
        Template => "kind-template",
        /// A recommendation.
        Guideline => "kind-guideline",
        /// A fixed procedure.
        Protocol => "kind-protocol",
        /// What happened and what was learned.
        CaseStudy => "kind-case-study",
        /// Software or an instrument.
        Tool => "kind-tool",
        /// A site elsewhere.
        Website => "kind-website",
        /// A film.
        Video => "kind-video",
        /// What was recorded at a meeting.
        Recording => "kind-recording",
        /// For teaching.
        TrainingMaterial => "kind-training-material",
        /// Data.
        Dataset => "kind-dataset",
    }
}

impl ResourceKind {
    /// All, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::Article,
        Self::Template,
        Self::Guideline,
        Self::Protocol,
        Self::CaseStudy,
        Self::Tool,
        Self::Website,
        Self::Video,
        Self::Recording,
        Self::TrainingMaterial,
        Self::Dataset,
    ];

    /// The form's value.
    pub fn value(self) -> &'static str {
        self.key().trim_start_matches("kind-")
    }

    /// The icon in the sprite.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Article | Self::CaseStudy => "article",
            Self::Template | Self::Guideline | Self::Protocol => "checklist",
            Self::Tool | Self::Dataset => "tool",
            Self::Website => "link",
            Self::Video | Self::Recording => "play",
            Self::TrainingMaterial => "book",
        }
    }
}

/// A licence that the resource form offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Licence {
    /// The SPDX identifier, the form's value.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
}

impl Licence {
    /// Those offered.
    pub const OFFERED: [Self; 6] = [
        Self { id: "CC-BY-4.0", name: "CC BY 4.0" },
        Self { id: "CC-BY-SA-4.0", name: "CC BY-SA 4.0" },
        Self { id: "CC-BY-NC-4.0", name: "CC BY-NC 4.0" },
        Self { id: "CC-BY-NC-SA-4.0", name: "CC BY-NC-SA 4.0" },
        Self { id: "CC0-1.0", name: "CC0 1.0" },
        Self { id: "OGL-UK-3.0", name: "Open Government Licence 3.0" },
    ];
}
