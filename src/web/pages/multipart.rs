//! Forms with files, read whole and within bounds.

use axum::extract::multipart::Field;
use axum::http::StatusCode;
use bytes::Bytes;

use crate::http::{CsrfMultipart, HttpError, text_of};
use crate::web::WebError;

/// The longest text of a field, in bytes: as many characters as a post can have, of any script.
const MOST_TEXT: usize = 400_000;
const MOST_FIELDS: usize = 200;
const MOST_FILES: usize = 16;
/// What a route with such a form takes in all, in bytes.
pub(super) const MOST_BODY: usize = 64 * 1024 * 1024;

/// A file that came with a form.
pub(super) struct SentFile {
    pub field: String,
    /// As the browser calls it.
    pub name: String,
    pub content: Bytes,
}

/// What came with a form.
#[derive(Default)]
pub(super) struct SentForm {
    texts: Vec<(String, String)>,
    pub files: Vec<SentFile>,
}

impl SentForm {
    /// Reads it; `most_file` bounds each file in bytes. Of a larger one so much is kept that it is known to be larger, and
    /// what was typed beside it is not lost.
    pub(super) async fn read(mut form: CsrfMultipart, most_file: usize) -> Result<Self, WebError> {
        let mut sent = Self::default();
        while let Some(field) = form.next_field().await? {
            if sent.texts.len() + sent.files.len() >= MOST_FIELDS || sent.files.len() >= MOST_FILES {
                return Err(HttpError::too_large().into());
            }
            let Some(name) = field.name().map(str::to_owned) else { continue };
            match field.file_name().map(str::to_owned) {
                // A file field without a chosen file.
                Some(file) if file.is_empty() => {}
                Some(file) => {
                    let content = content_of(field, most_file).await?;
                    sent.files.push(SentFile { field: name, name: file, content });
                }
                None => sent.texts.push((name, text_of(field, MOST_TEXT).await?)),
            }
        }
        Ok(sent)
    }

    /// The text of a field; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The same with `\n` for every end of line.
    pub(super) fn lines(&self, name: &str) -> String {
        self.text(name).replace("\r\n", "\n")
    }

    /// All values of a field that may repeat.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.text(name) == "1"
    }

    /// Takes the file of a field out.
    pub(super) fn take_file(&mut self, name: &str) -> Option<SentFile> {
        let index = self.files.iter().position(|file| file.field == name)?;
        Some(self.files.remove(index))
    }
}

async fn content_of(mut field: Field<'_>, most: usize) -> Result<Bytes, HttpError> {
    let kept = most.saturating_add(1);
    let mut content = Vec::new();
    loop {
        let chunk = field.chunk().await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => HttpError::too_large(),
            _ => HttpError::bad_request("This form is malformed."),
        })?;
        let Some(chunk) = chunk else { return Ok(content.into()) };
        let room = kept - content.len();
        content.extend(chunk.into_iter().take(room));
    }
}
