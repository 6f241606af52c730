//! Changing what one said.

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::Deserialize;

use super::reading::Found;
use crate::domain::permission::{Action, can};
use crate::domain::post::PostKind;
use crate::http::{CsrfForm, CsrfMultipart};
use crate::services::posts::text::Asking;
use crate::services::posts::{self, Edit, Edition, NewAttachment, PostError, Wording};
use crate::store::{attachments, tags};
use crate::web::pages::compose;
use crate::web::pages::writing;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{EditPost, FormErrors, SafeHtml};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Default, Deserialize)]
struct Fields {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    tags: String,
    #[serde(default)]
    language: String,
    sensitive: Option<String>,
    #[serde(default)]
    warning: String,
    #[serde(default)]
    action: String,
}

/// `GET /p/{id}/edit`
pub(in crate::web::pages) async fn page(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let found = Found::read(&state, &mut tx, &signed_in.reader, &id).await?;
    may_edit(&signed_in.reader, &found)?;
    if found.post.kind == PostKind::Resource {
        return compose::edit_page(&state, tx, &signed_in, found).await;
    }
    let tags = tags::of_posts(&mut tx, &[found.post.id]).await?;
    drop(tx);
    let post = &found.post;
    let fields = Fields {
        title: post.title.clone().unwrap_or_default(),
        body: post.source.clone().unwrap_or_default(),
        tags: tags.into_iter().map(|row| row.tag).collect::<Vec<_>>().join(", "),
        language: post.language.clone().unwrap_or_default(),
        sensitive: post.sensitive.then(|| "1".to_owned()),
        warning: post.summary.clone().unwrap_or_default(),
        action: String::new(),
    };
    signed_in.reader.show(&view(&state, &signed_in.reader, &found, fields, FormErrors::default()))
}

fn may_edit(reader: &Reader, found: &Found) -> Result<(), WebError> {
    Ok(can(&reader.viewer, Action::EditPost(&found.post, Some(found.ground.place.view())))?)
}

fn view(state: &WebState, reader: &Reader, found: &Found, fields: Fields, errors: FormErrors) -> EditPost {
    EditPost {
        id: found.post.id,
        longest_title: state.context.lengths.title,
        header: found.ground.header(reader),
        title: found.post.is_root().then_some(fields.title),
        body: fields.body,
        tags: fields.tags,
        languages: show::languages(if fields.language.is_empty() {
            reader.locale.tag()
        } else {
            &fields.language
        }),
        sensitive: fields.sensitive.is_some(),
        warning: fields.warning,
        preview: None,
        errors,
    }
}

/// `POST /p/{id}/edit`: a form with files for a resource, a plain one for the rest.
pub(in crate::web::pages) async fn submit(
    State(state): State<WebState>,
    Path(id): Path<String>,
    signed_in: SignedIn,
    request: Request,
) -> Result<Response, WebError> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|kind| kind.starts_with("multipart/")) {
        let form = CsrfMultipart::from_request(request, &state).await?;
        let found = editable(&state, &signed_in.reader, &id).await?;
        if found.post.kind != PostKind::Resource {
            return Err(WebError::malformed());
        }
        return compose::edit(&state, &signed_in, found, form).await;
    }
    let CsrfForm(fields) = CsrfForm::<Fields>::from_request(request, &state).await?;
    let found = editable(&state, &signed_in.reader, &id).await?;
    if found.post.kind == PostKind::Resource {
        return Err(WebError::malformed());
    }
    save(&state, &signed_in, &found, fields).await
}

async fn editable(state: &WebState, reader: &Reader, id: &str) -> Result<Found, WebError> {
    let found = Found::read(state, &mut state.db.read().await?, reader, id).await?;
    may_edit(reader, &found)?;
    Ok(found)
}

async fn save(
    state: &WebState,
    signed_in: &SignedIn,
    found: &Found,
    mut fields: Fields,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    fields.body = fields.body.replace("\r\n", "\n");
    let mut errors = FormErrors::default();
    let preview = fields.action == "preview";
    let asking = if preview { Asking::Nobody } else { Asking::Others };
    let written = match writing::render(state, &fields.body, asking).await? {
        Ok(written) => written,
        Err(too_long) => {
            too_long.note(&mut errors);
            return reader.show_again(&view(state, reader, found, fields, errors));
        }
    };
    if preview {
        let mut view = view(state, reader, found, fields, errors);
        view.preview = Some(SafeHtml::from_sanitised(written.html));
        return reader.show(&view);
    }
    let typed_tags = if found.post.is_root() { writing::tags(&fields.tags, &mut errors) } else { Vec::new() };
    if !errors.is_empty() {
        return reader.show_again(&view(state, reader, found, fields, errors));
    }
    let files = attachments::of_posts(&mut state.db.read().await?, &[found.post.id]).await?;
    let wording = Wording {
        title: found.post.is_root().then(|| fields.title.trim().to_owned()),
        source: Some(fields.body.clone()),
        html: written.html,
        summary: writing::stated(&fields.warning).filter(|_| fields.sensitive.is_some()),
        language: writing::language(&fields.language),
        sensitive: fields.sensitive.is_some(),
        link_url: found.post.link_url.clone(),
        tags: posts::all_tags(typed_tags, written.tags),
        attachments: files.into_iter().map(NewAttachment::as_it_is).collect(),
        mentions: written.mentions,
        resource: None,
        edition: Edition::default(),
    };
    let mut tx = state.db.begin().await?;
    let edit = Edit { by: *actor, post: found.post.id, wording, note: None };
    match posts::edit(&state.context, &mut tx, edit).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(Done::Edited.at(&found.path()))
        }
        Err(PostError::Flawed(flaw)) => {
            drop(tx);
            writing::flaw(flaw, &mut errors);
            reader.show_again(&view(state, reader, found, fields, errors))
        }
        Err(error) => Err(error.into()),
    }
}
