//! The files of a text that is being written. What comes with the form is taken in at once, and from then on the form holds
//! it by its id: a browser sends a chosen file once only.

use serde::{Deserialize, Serialize};

use super::files::{FileProblem, attach};
use super::multipart::SentForm;
use crate::domain::ids::{ActorId, MediaId};
use crate::domain::post::AttachmentKind;
use crate::services::posts::NewAttachment;
use crate::store::media::{self, MediaRow};
use crate::store::{StoreError, Tx};
use crate::web::i18n::Message;
use crate::web::view::{AttachedFile, FormErrors};
use crate::web::{WebError, WebState};

/// The longest description of a picture, in characters.
const MAX_ALT: usize = 1_500;

/// A file of the form, and what was typed about it; drafts hold it too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TypedFile {
    pub(super) id: MediaId,
    #[serde(default)]
    pub(super) alt: String,
    #[serde(default)]
    pub(super) decorative: bool,
}

/// The files that were there before and are to stay.
pub(super) fn kept(form: &SentForm) -> Vec<TypedFile> {
    let file = |id: MediaId| TypedFile {
        id,
        alt: form.text(&format!("alt-{id}")).to_owned(),
        decorative: form.ticked(&format!("decorative-{id}")),
    };
    form.all("keep").filter_map(|id| id.parse().ok()).map(file).collect()
}

/// Takes in the files that came with the form; what is said about them in `alt` and `decorative`, where the form has these
/// fields, is said of each. Hold no transaction meanwhile.
///
/// # Errors
/// When the media store or the database fails; a file that is not accepted is an error of the field `file`.
pub(super) async fn take_in(
    state: &WebState,
    owner: ActorId,
    form: &mut SentForm,
    errors: &mut FormErrors,
) -> Result<Vec<TypedFile>, WebError> {
    let mut taken = Vec::new();
    for file in std::mem::take(&mut form.files) {
        match attach(state, owner, file.content, &file.name).await {
            Ok(id) => {
                let (alt, decorative) = (form.text("alt").to_owned(), form.ticked("decorative"));
                taken.push(TypedFile { id, alt, decorative });
            }
            Err(FileProblem::Refused(message)) => errors.add("file", message),
            Err(FileProblem::Failed(error)) => return Err(error),
        }
    }
    Ok(taken)
}

/// What is known of the files, as far as they are the person's own.
pub(super) async fn owned(
    tx: &mut Tx,
    owner: ActorId,
    files: &[TypedFile],
) -> Result<Vec<MediaRow>, StoreError> {
    let ids: Vec<MediaId> = files.iter().map(|file| file.id).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { media::owned(tx, owner, &ids).await }
}

/// The files as the form shows them.
pub(super) fn views(state: &WebState, files: &[TypedFile], owned: &[MediaRow]) -> Vec<AttachedFile> {
    let file = |typed: &TypedFile| {
        let row = owned.iter().find(|row| row.id == typed.id)?;
        Some(AttachedFile {
            id: row.id,
            name: row.file_name.clone(),
            thumbnail: row.thumbnail_key.as_ref().map(|key| state.context.addresses.media(key)),
            alt: typed.alt.clone(),
            decorative: typed.decorative,
        })
    };
    files.iter().filter_map(file).collect()
}

/// The files as they will be published. A picture of which nothing is said, not even that it is decorative, is an error of
/// the field `files`.
pub(super) fn attachments(
    files: &[TypedFile],
    owned: &[MediaRow],
    errors: &mut FormErrors,
) -> Vec<NewAttachment> {
    let mut attachments = Vec::with_capacity(files.len());
    for typed in files {
        let Some(row) = owned.iter().find(|row| row.id == typed.id) else { continue };
        let name = match row.kind {
            AttachmentKind::Image if typed.decorative => String::new(),
            AttachmentKind::Image => typed.alt.trim().to_owned(),
            AttachmentKind::Document | AttachmentKind::Link => row.file_name.clone(),
        };
        if name.chars().count() > MAX_ALT {
            errors.add("files", Message::new("problem-long-alt").with("name", &row.file_name));
        }
        if row.kind == AttachmentKind::Image && name.is_empty() && !typed.decorative {
            errors.add("files", Message::new("problem-no-alt").with("name", &row.file_name));
        }
        attachments.push(NewAttachment::Uploaded { media: row.id, name });
    }
    attachments
}
