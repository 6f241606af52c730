//! Forms with files, read whole.

use axum::extract::multipart::Field;
use axum::http::StatusCode;
use bytes::Bytes;

use crate::http::{CsrfMultipart, HttpError, text_of};

/// The longest text of a field, in bytes.
const MOST_TEXT: usize = 64 * 1024;
/// No form of ours has more fields.
const MOST_FIELDS: usize = 64;
/// The largest form with pictures: two of them and the texts.
pub(super) const MOST_BODY: usize = 40 * 1024 * 1024;

/// What was filled in.
#[derive(Debug, Default)]
pub(super) struct Filled {
    texts: Vec<(String, String)>,
    files: Vec<(String, Option<Bytes>)>,
}

/// A file of a form.
#[derive(Debug)]
pub(super) enum File {
    Content(Bytes),
    TooLarge,
}

impl Filled {
    /// Reads the form; a file of more than `most_file` bytes is noted as too large, so that what was typed beside it is
    /// not lost.
    ///
    /// # Errors
    /// When the form is malformed.
    pub(super) async fn read(mut form: CsrfMultipart, most_file: usize) -> Result<Self, HttpError> {
        let mut filled = Self::default();
        while let Some(field) = form.next_field().await? {
            if filled.texts.len() + filled.files.len() >= MOST_FIELDS {
                return Err(HttpError::too_large());
            }
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_none() {
                filled.texts.push((name, text_of(field, MOST_TEXT).await?));
            } else {
                filled.files.push((name, content_of(field, most_file).await?));
            }
        }
        Ok(filled)
    }

    /// The text of a field; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(found, _)| found == name).map_or("", |(_, text)| text)
    }

    /// The texts of a field that repeats, in order.
    pub(super) fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |(found, _)| found == name).map(|(_, text)| text.as_str())
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.text(name) == "1"
    }

    /// The file that was chosen; none when none was.
    pub(super) fn file(&self, name: &str) -> Option<File> {
        let (_, content) = self.files.iter().find(|(found, _)| found == name)?;
        match content {
            Some(content) if content.is_empty() => None,
            Some(content) => Some(File::Content(content.clone())),
            None => Some(File::TooLarge),
        }
    }
}

/// The bytes of a file; `None` when there are more than `most`. The rest is read and forgotten.
async fn content_of(mut field: Field<'_>, most: usize) -> Result<Option<Bytes>, HttpError> {
    let mut content = Some(Vec::new());
    loop {
        let chunk = field.chunk().await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => HttpError::too_large(),
            _ => HttpError::bad_request("This form is malformed."),
        })?;
        let Some(chunk) = chunk else { return Ok(content.map(Bytes::from)) };
        content = content.filter(|content| content.len() + chunk.len() <= most);
        if let Some(content) = &mut content {
            content.extend_from_slice(&chunk);
        }
    }
}
