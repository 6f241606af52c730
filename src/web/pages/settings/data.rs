//! A person's data as one file: what the node holds about them, everything they wrote, and which files they uploaded.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;

use crate::domain::ids::{ActorId, PostId};
use crate::http::{CsrfForm, HttpError};
use crate::services::accounts::{export, export_posts};
use crate::store::{StoreError, collections, follows};
use crate::web::pages::Pressed;
use crate::web::reader::SignedIn;
use crate::web::show::count;
use crate::web::view::SettingsData;
use crate::web::{WebError, WebState};

/// `GET /settings/data`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let posts = collections::count_of_author(&mut tx, person.actor).await?;
    let communities = follows::count_following(&mut tx, person.actor).await?;
    drop(tx);
    let view = SettingsData { posts: count(posts).into(), communities: count(communities).into() };
    person.reader.show(&view)
}

/// `POST /settings/data`: the file, written while it is read from the database.
pub(super) async fn download(
    State(state): State<WebState>,
    person: SignedIn,
    _: CsrfForm<Pressed>,
) -> Result<Response, WebError> {
    state.limits.look_up.check(&person.actor.get())?;
    let about = export(&state.context, &mut state.db.read().await?, person.actor).await?;
    let first = serde_json::to_string(&about).map_err(HttpError::internal)?;
    let writer = Writer { state, person: person.actor, part: Part::About(first), first_of_list: true };
    let chunks = stream::try_unfold(writer, |mut writer| async move {
        let chunk = writer.next().await?;
        Ok::<_, ExportError>(chunk.map(|chunk| (chunk, writer)))
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"moothall-export.json\"")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, Body::from_stream(chunks)).into_response())
}

/// Why the file ends early. The connection breaks, so that nobody takes it for the whole.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the export could not be written")]
    Json(#[from] serde_json::Error),
}

/// How far the file is written.
enum Part {
    About(String),
    /// Older than this post.
    Posts(Option<PostId>),
    Closing,
    End,
}

struct Writer {
    state: WebState,
    person: ActorId,
    part: Part,
    first_of_list: bool,
}

impl Writer {
    /// The next piece of the file; none at its end.
    async fn next(&mut self) -> Result<Option<Bytes>, ExportError> {
        let mut text = String::new();
        self.part = match std::mem::replace(&mut self.part, Part::End) {
            Part::About(about) => {
                // One object holds everything, so its closing brace comes last.
                text.push_str(about.strip_suffix('}').unwrap_or(&about));
                text.push_str(",\"posts\":[");
                Part::Posts(None)
            }
            Part::Posts(before) => {
                let mut tx = self.state.db.read().await?;
                let page = export_posts(&mut tx, self.person, before).await?;
                drop(tx);
                for post in &page.rows {
                    if !std::mem::replace(&mut self.first_of_list, false) {
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
        Ok(Some(text.into()))
    }
}
