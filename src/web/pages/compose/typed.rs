//! The form as it was typed.

use serde::{Deserialize, Serialize};

use crate::domain::post::{AttachmentKind, Post, PostKind};
use crate::store::media::MediaRow;
use crate::store::{Tx, attachments, bylines, resources, tags};
use crate::web::pages::attached::{self, TypedFile};
use crate::web::pages::communities::ground::Ground;
use crate::web::pages::multipart::SentForm;
use crate::web::reader::Reader;
use crate::web::show::{self, resource_kind};
use crate::web::view::{self, ComposeKind, FormErrors, ResourceKind};
use crate::web::{WebError, WebState};

/// The form's fields as they were typed; also what a draft holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) resource: bool,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) tags: String,
    pub(super) link: String,
    pub(super) language: String,
    pub(super) sensitive: bool,
    pub(super) warning: String,
    pub(super) files: Vec<TypedFile>,
    pub(super) resource_kind: String,
    pub(super) summary: String,
    pub(super) licence: String,
    pub(super) steward: String,
    pub(super) review_by: String,
    pub(super) note: String,
}

impl Typed {
    pub(super) fn read(form: &SentForm) -> Self {
        Self {
            resource: form.text("kind") == ComposeKind::Resource.value(),
            title: form.text("title").to_owned(),
            body: form.lines("body"),
            tags: form.text("tags").to_owned(),
            link: form.text("link").to_owned(),
            language: form.text("language").to_owned(),
            sensitive: form.ticked("sensitive"),
            warning: form.text("warning").to_owned(),
            files: attached::kept(form),
            resource_kind: form.text("resource_kind").to_owned(),
            summary: form.lines("abstract"),
            licence: form.text("licence").to_owned(),
            steward: form.text("steward").to_owned(),
            review_by: form.text("review_by").to_owned(),
            note: form.text("note").to_owned(),
        }
    }

    /// A post as it stands, to be changed.
    pub(super) async fn of_post(tx: &mut Tx, post: &Post) -> Result<Self, WebError> {
        let tags = tags::of_posts(tx, &[post.id]).await?;
        let files = attachments::of_posts(tx, &[post.id]).await?;
        let file = |file: &crate::domain::post::Attachment| {
            let decorative = file.kind == AttachmentKind::Image && file.name.is_empty();
            Some(TypedFile { id: file.media_id?, alt: file.name.clone(), decorative })
        };
        let typed = Self {
            title: post.title.clone().unwrap_or_default(),
            body: post.source.clone().unwrap_or_default(),
            tags: tags.into_iter().map(|row| row.tag).collect::<Vec<_>>().join(", "),
            link: post.link_url.clone().unwrap_or_default(),
            language: post.language.clone().unwrap_or_default(),
            sensitive: post.sensitive,
            files: files.iter().filter_map(file).collect(),
            ..Self::default()
        };
        let summary = post.summary.clone().unwrap_or_default();
        match post.kind {
            PostKind::Resource => Self { summary, ..typed }.with_details(tx, post).await,
            PostKind::Discussion | PostKind::Reply => Ok(Self { warning: summary, ..typed }),
        }
    }

    async fn with_details(self, tx: &mut Tx, post: &Post) -> Result<Self, WebError> {
        let details = resources::by_post(tx, post.id).await?.ok_or_else(WebError::not_found)?;
        let lines = bylines::by_ids(tx, details.steward_id).await?;
        let steward = details.steward_id.and_then(|id| lines.get(&id)).map(bylines::Byline::local_acct);
        Ok(Self {
            resource: true,
            resource_kind: resource_kind(details.kind).value().to_owned(),
            licence: details.licence.unwrap_or_default(),
            steward: steward.unwrap_or_default(),
            review_by: details.review_by.unwrap_or_default(),
            ..self
        })
    }

    pub(super) fn kind(&self) -> Option<ResourceKind> {
        ResourceKind::ALL.into_iter().find(|kind| kind.value() == self.resource_kind)
    }

    pub(super) fn view(
        self,
        ground: &Ground,
        reader: &Reader,
        owned: &[MediaRow],
        state: &WebState,
        editing: Option<&Post>,
    ) -> view::Compose {
        let language = if self.language.is_empty() {
            let of_community = ground.place.community.language.as_deref();
            of_community.unwrap_or_else(|| reader.locale.tag()).to_owned()
        } else {
            self.language.clone()
        };
        view::Compose {
            header: ground.header(reader),
            editing: editing.map(|post| post.id),
            titled: editing.is_none_or(Post::is_root),
            kind: if self.resource { ComposeKind::Resource } else { ComposeKind::Discussion },
            draft: None,
            languages: show::languages(&language),
            files: attached::views(state, &self.files, owned),
            longest_title: state.context.lengths.title,
            resource_kind: self.kind(),
            licences: show::licences(&self.licence),
            title: self.title,
            body: self.body,
            tags: self.tags,
            link: self.link,
            sensitive: self.sensitive,
            warning: self.warning,
            summary: self.summary,
            steward: self.steward,
            review_by: self.review_by,
            note: self.note,
            preview: None,
            errors: FormErrors::default(),
        }
    }
}
