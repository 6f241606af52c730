//! Writing discussions and resources, and changing what was written, replies too.

mod typed;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use self::typed::Typed;
use super::attached;
use super::communities::ground::{Ground, actor_by_handle};
use super::multipart::SentForm;
use super::threads::reading::Found;
use super::writing;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, can};
use crate::domain::post::{Post, PostKind, PostState};
use crate::domain::resource;
use crate::http::{CsrfMultipart, routes};
use crate::services::drafts::{self, DraftError, DraftPlace};
use crate::services::network::Found as FoundThere;
use crate::services::posts::text::Asking;
use crate::services::posts::{
    self, Edit, Edition, NewAttachment, NewPost, NewResource, PostError, Target, Wording,
};
use crate::store::media::MediaRow;
use crate::store::{Tx, attachments, drafts as kept};
use crate::web::i18n::Message;
use crate::web::reader::{Reader, SignedIn};
use crate::web::show::stored_kind;
use crate::web::view::{ComposeKind, FormErrors, SafeHtml};
use crate::web::{Done, WebError, WebState};

#[derive(Debug, Deserialize)]
pub(super) struct NewQuery {
    kind: Option<String>,
}

/// `GET /c/{handle}/new`
pub(super) async fn page(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    Query(query): Query<NewQuery>,
    SignedIn { reader, actor }: SignedIn,
) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let ground = Ground::find(&state, &mut tx, &reader, &handle).await?;
    can(&reader.viewer, Action::StartThread(ground.place.view()))?;
    let draft = kept::get(&mut tx, actor, &DraftPlace::New(ground.actor.id).key()).await?;
    let mut typed: Typed =
        draft.and_then(|draft| serde_json::from_str(&draft.content).ok()).unwrap_or_default();
    if let Some(kind) = query.kind {
        typed.resource = kind == ComposeKind::Resource.value();
    }
    let owned = attached::owned(&mut tx, actor, &typed.files).await?;
    drop(tx);
    reader.show(&typed.view(&ground, &reader, &owned, &state, None))
}

/// What is being written, on its way through the checks.
struct Writing<'a> {
    state: &'a WebState,
    reader: &'a Reader,
    actor: ActorId,
    ground: Ground,
    editing: Option<&'a Post>,
    typed: Typed,
    owned: Vec<MediaRow>,
    errors: FormErrors,
    preview: Option<String>,
}

/// `POST /c/{handle}/new`
pub(super) async fn submit(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    SignedIn { reader, actor }: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let ground = Ground::find(&state, &mut state.db.read().await?, &reader, &handle).await?;
    can(&reader.viewer, Action::StartThread(ground.place.view()))?;
    let form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let action = form.text("action").to_owned();
    let writing = Writing::take(&state, &reader, actor, ground, None, form).await?;
    match action.as_str() {
        "preview" => writing.show_preview().await,
        "draft" => writing.save_draft().await,
        _ => writing.publish().await,
    }
}

/// `GET /p/{id}/edit`
pub(super) async fn edit_page(
    state: &WebState,
    mut tx: Tx,
    signed_in: &SignedIn,
    found: Found,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    let typed = Typed::of_post(&mut tx, &found.post).await?;
    let owned = attached::owned(&mut tx, *actor, &typed.files).await?;
    drop(tx);
    reader.show(&typed.view(&found.ground, reader, &owned, state, Some(&found.post)))
}

/// `POST /p/{id}/edit`
pub(super) async fn edit(
    state: &WebState,
    signed_in: &SignedIn,
    found: Found,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let SignedIn { reader, actor } = signed_in;
    let form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let preview = form.text("action") == "preview";
    let path = found.path();
    let Found { post, ground, .. } = found;
    let mut writing = Writing::take(state, reader, *actor, ground, Some(&post), form).await?;
    writing.typed.resource = post.kind == PostKind::Resource;
    if preview { writing.show_preview().await } else { writing.publish_change(&post, &path).await }
}

impl<'a> Writing<'a> {
    /// Reads the form and takes in the files that came with it.
    async fn take(
        state: &'a WebState,
        reader: &'a Reader,
        actor: ActorId,
        ground: Ground,
        editing: Option<&'a Post>,
        mut form: SentForm,
    ) -> Result<Self, WebError> {
        let mut typed = Typed::read(&form);
        let mut errors = FormErrors::default();
        typed.files.extend(attached::take_in(state, actor, &mut form, &mut errors).await?);
        let owned = attached::owned(&mut state.db.read().await?, actor, &typed.files).await?;
        Ok(Self { state, reader, actor, ground, editing, typed, owned, errors, preview: None })
    }

    fn again(self) -> Result<Response, WebError> {
        let Self { state, reader, ground, editing, typed, owned, errors, preview, .. } = self;
        let mut view = typed.view(&ground, reader, &owned, state, editing);
        view.preview = preview.map(SafeHtml::from_sanitised);
        view.errors = errors;
        if view.errors.is_empty() { reader.show(&view) } else { reader.show_again(&view) }
    }

    async fn show_preview(mut self) -> Result<Response, WebError> {
        match writing::render(self.state, &self.typed.body, Asking::Nobody).await? {
            Ok(written) => self.preview = Some(written.html),
            Err(too_long) => too_long.note(&mut self.errors),
        }
        self.again()
    }

    async fn save_draft(mut self) -> Result<Response, WebError> {
        let content = serde_json::to_string(&self.typed).map_err(crate::http::HttpError::internal)?;
        let place = DraftPlace::New(self.ground.actor.id);
        let mut tx = self.state.db.begin().await?;
        let problem = match drafts::save(&self.state.context, &mut tx, self.actor, place, content).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Done::DraftSaved.at(&self.ground.path("/new")));
            }
            Err(DraftError::TooLong) => "problem-long-draft",
            Err(DraftError::TooMany) => "problem-many-drafts",
            Err(DraftError::Store(error)) => return Err(error.into()),
        };
        drop(tx);
        self.errors.add("", Message::new(problem));
        self.again()
    }

    async fn publish(mut self) -> Result<Response, WebError> {
        let Some(wording) = self.wording().await? else { return self.again() };
        let community = self.ground.actor.id;
        let new = NewPost { author: self.actor, target: Target::Community(community), wording };
        let mut tx = self.state.db.begin().await?;
        match posts::publish(&self.state.context, &mut tx, new).await {
            Ok(post) => {
                drafts::discard(&mut tx, self.actor, DraftPlace::New(community)).await?;
                tx.commit().await?;
                let done = if post.state == PostState::Sent { Done::Sent } else { Done::Published };
                let path =
                    if self.typed.resource { routes::resource(post.id) } else { routes::post(post.id) };
                Ok(done.at(&path))
            }
            Err(PostError::Flawed(flaw)) => {
                drop(tx);
                writing::flaw(flaw, &mut self.errors);
                self.again()
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn publish_change(mut self, post: &Post, path: &str) -> Result<Response, WebError> {
        let Some(mut wording) = self.wording().await? else { return self.again() };
        // Files that lie elsewhere are not in the form, and stay.
        let kept = attachments::of_posts(&mut self.state.db.read().await?, &[post.id]).await?;
        let elsewhere = kept.into_iter().filter(|file| file.media_id.is_none());
        wording.attachments.extend(elsewhere.map(NewAttachment::as_it_is));
        let edit = Edit { by: self.actor, post: post.id, wording, note: writing::stated(&self.typed.note) };
        let mut tx = self.state.db.begin().await?;
        match posts::edit(&self.state.context, &mut tx, edit).await {
            Ok(_) => {
                tx.commit().await?;
                Ok(Done::Edited.at(path))
            }
            Err(PostError::Flawed(flaw)) => {
                drop(tx);
                writing::flaw(flaw, &mut self.errors);
                self.again()
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What will be published; `None` when something is wrong, which then stands in `errors`.
    async fn wording(&mut self) -> Result<Option<Wording>, WebError> {
        let link_url = writing::link(&self.typed.link, &mut self.errors);
        let attachments = attached::attachments(&self.typed.files, &self.owned, &mut self.errors);
        let tags = writing::tags(&self.typed.tags, &mut self.errors);
        let resource = if self.typed.resource { self.resource().await? } else { None };
        let rendered = writing::render(self.state, &self.typed.body, Asking::Others).await?;
        let rendered = rendered.map_err(|too_long| too_long.note(&mut self.errors)).ok();
        let Some(written) = rendered.filter(|_| self.errors.is_empty()) else { return Ok(None) };
        // A reply has no title.
        let titled = self.editing.is_none_or(Post::is_root);
        let summary = if self.typed.resource { &self.typed.summary } else { &self.typed.warning };
        Ok(Some(Wording {
            title: titled.then(|| self.typed.title.trim().to_owned()),
            source: Some(self.typed.body.clone()),
            html: written.html,
            summary: writing::stated(summary).filter(|_| self.typed.resource || self.typed.sensitive),
            language: writing::language(&self.typed.language),
            sensitive: self.typed.sensitive,
            link_url,
            tags: posts::all_tags(tags, written.tags),
            attachments,
            mentions: written.mentions,
            resource,
            edition: Edition::default(),
        }))
    }

    async fn resource(&mut self) -> Result<Option<NewResource>, WebError> {
        let kind = self.typed.kind();
        if kind.is_none() {
            self.errors.add("resource_kind", Message::new("problem-choose-kind"));
        }
        if self.typed.summary.trim().is_empty() {
            self.errors.add("abstract", Message::new("problem-no-abstract"));
        }
        let review_by = writing::stated(&self.typed.review_by);
        if review_by.as_deref().is_some_and(|date| !resource::is_date(date)) {
            self.errors.add("review_by", Message::new("problem-not-a-date"));
        }
        let steward_id = self.steward().await?;
        Ok(kind.map(|kind| NewResource {
            kind: stored_kind(kind),
            licence: writing::stated(&self.typed.licence),
            steward_id,
            review_by,
        }))
    }

    async fn steward(&mut self) -> Result<Option<ActorId>, WebError> {
        let handle = self.typed.steward.trim().trim_start_matches('@').to_owned();
        if handle.is_empty() {
            return Ok(None);
        }
        let known = actor_by_handle(self.state, &mut self.state.db.read().await?, &handle).await?;
        let found = match known {
            Some(actor) => Some(actor.id),
            None if handle.contains('@') => {
                self.state.limits.look_up.check(&self.actor.get())?;
                match self.state.network.look_up(&handle).await {
                    Ok(FoundThere::Actor(id)) => Some(id),
                    _ => None,
                }
            }
            None => None,
        };
        if found.is_none() {
            self.errors.add("steward", Message::new("problem-unknown-person"));
        }
        Ok(found)
    }
}
