//! A person's export as one JSON file, a piece at a time, so that nobody holds all of it at once.

use super::export::export;
use super::export_posts::export_posts;
use crate::domain::ids::{ActorId, PostId};
use crate::services::Context;
use crate::store::{StoreError, Tx};

/// Why the file ends early. What was written so far is not valid JSON, so nobody takes it for the whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportFileError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the export could not be written")]
    Json(#[from] serde_json::Error),
}

/// How far the file is written.
#[derive(Debug, Clone, Copy)]
enum Part {
    About,
    /// Those older than this post; `None`: the newest.
    Posts(Option<PostId>),
    Closing,
    End,
}

/// The file while it is being written: what the node holds about a person, then everything they posted.
#[derive(Debug)]
pub struct ExportFile {
    person: ActorId,
    part: Part,
    first_post: bool,
}

impl ExportFile {
    /// The file of a person with an account here. For the person, and for the node's operator on the person's behalf.
    pub fn of(person: ActorId) -> Self {
        Self { person, part: Part::About, first_post: true }
    }

    /// The next piece of the file; none at its end. Each may be read in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person has no account here.
    pub async fn next(&mut self, ctx: &Context, tx: &mut Tx) -> Result<Option<String>, ExportFileError> {
        let mut text = String::new();
        self.part = match self.part {
            Part::About => {
                let about = serde_json::to_string(&export(ctx, tx, self.person).await?)?;
                // One object holds everything, so its closing brace comes last.
                text.push_str(about.strip_suffix('}').unwrap_or(&about));
                text.push_str(",\"posts\":[");
                Part::Posts(None)
            }
            Part::Posts(before) => {
                let page = export_posts(tx, self.person, before).await?;
                for post in &page.rows {
                    if !std::mem::replace(&mut self.first_post, false) {
                        text.push(',');
                    }
                    text.push_str(&serde_json::to_string(post)?);
                }
                page.next.map_or(Part::Closing, |next| Part::Posts(Some(next)))
            }
            Part::Closing => {
                text.push_str("]}\n");
                Part::End
            }
            Part::End => return Ok(None),
        };
        Ok(Some(text))
    }
}
