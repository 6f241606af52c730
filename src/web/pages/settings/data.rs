//! A person's data as one file: what the node holds about them, everything they wrote, and which files they uploaded.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use serde::Serialize;

use crate::domain::ids::{ActorId, MediaId, PostId};
use crate::domain::post::Post;
use crate::domain::time::Timestamp;
use crate::http::{CsrfForm, HttpError};
use crate::services::accounts::export;
use crate::store::media::MediaRow;
use crate::store::{StoreError, collections, follows, media, posts};
use crate::web::reader::SignedIn;
use crate::web::show::count;
use crate::web::view::SettingsData;
use crate::web::{WebError, WebState};

/// How much is read at a time: memory stays bounded however much somebody wrote.
const AT_A_TIME: i64 = 200;

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
    CsrfForm(()): CsrfForm<()>,
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
    Posts(PostId),
    Media(MediaId),
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
                Part::Posts(PostId::new(0))
            }
            Part::Posts(after) => {
                let mut tx = self.state.db.read().await?;
                let rows = posts::written_by(&mut tx, self.person, after, AT_A_TIME).await?;
                drop(tx);
                self.list(&mut text, rows.iter().map(WrittenPost::of))?;
                if let Some(last) = rows.last() {
                    Part::Posts(last.id)
                } else {
                    text.push_str("],\"media\":[");
                    self.first_of_list = true;
                    Part::Media(MediaId::new(0))
                }
            }
            Part::Media(after) => {
                let mut tx = self.state.db.read().await?;
                let rows = media::of_owner(&mut tx, self.person, after, AT_A_TIME).await?;
                drop(tx);
                let addresses = self.state.context.addresses.clone();
                let url = |row: &MediaRow| addresses.media(&row.storage_key);
                self.list(&mut text, rows.iter().map(|row| UploadedFile::of(row, url(row))))?;
                if let Some(last) = rows.last() {
                    Part::Media(last.id)
                } else {
                    text.push_str("]}\n");
                    Part::End
                }
            }
            Part::End => return Ok(None),
        };
        Ok(Some(text.into()))
    }

    fn list(
        &mut self,
        text: &mut String,
        entries: impl Iterator<Item = impl Serialize>,
    ) -> Result<(), serde_json::Error> {
        for entry in entries {
            if !std::mem::replace(&mut self.first_of_list, false) {
                text.push(',');
            }
            text.push_str(&serde_json::to_string(&entry)?);
        }
        Ok(())
    }
}

/// Something that the person wrote.
#[derive(Serialize)]
struct WrittenPost<'a> {
    uri: &'a str,
    kind: &'static str,
    in_reply_to_id: Option<PostId>,
    title: Option<&'a str>,
    /// Markdown, where it was kept.
    source: Option<&'a str>,
    html: &'a str,
    summary: Option<&'a str>,
    language: Option<&'a str>,
    state: &'static str,
    published_at: Timestamp,
    edited_at: Option<Timestamp>,
    removed_reason: Option<&'a str>,
}

impl<'a> WrittenPost<'a> {
    fn of(post: &'a Post) -> Self {
        Self {
            uri: &post.uri,
            kind: post.kind.as_str(),
            in_reply_to_id: post.parent_id,
            title: post.title.as_deref(),
            source: post.source.as_deref(),
            html: &post.html,
            summary: post.summary.as_deref(),
            language: post.language.as_deref(),
            state: post.state.as_str(),
            published_at: post.published_at,
            edited_at: post.edited_at,
            removed_reason: post.removed_reason.as_deref(),
        }
    }
}

/// A file that the person uploaded, to be fetched from its address.
#[derive(Serialize)]
struct UploadedFile<'a> {
    url: String,
    name: &'a str,
    media_type: &'a str,
    bytes: i64,
    uploaded_at: Timestamp,
}

impl<'a> UploadedFile<'a> {
    fn of(row: &'a MediaRow, url: String) -> Self {
        Self {
            url,
            name: &row.file_name,
            media_type: &row.media_type,
            bytes: row.size_bytes,
            uploaded_at: row.created_at,
        }
    }
}
