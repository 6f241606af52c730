//! Opening a community, and changing what it says about itself.

use axum::extract::{Path, State};
use axum::response::Response;

use super::ground::Ground;
use crate::domain::actor::Actor;
use crate::domain::community::{PostPolicy, Visibility};
use crate::domain::permission::{Action, can};
use crate::http::{CsrfMultipart, HttpError, routes};
use crate::infra::images::ImagePurpose;
use crate::services::actors::NewKeys;
use crate::services::communities::{self, CommunityEdit, CreateError, EditError, NewCommunity};
use crate::services::profile_text::ProfileError;
use crate::web::i18n::Message;
use crate::web::pages::files::not_an_image;
use crate::web::pages::multipart::SentForm;
use crate::web::pages::pictures::{Field, chosen};
use crate::web::reader::{Reader, SignedIn};
use crate::web::show;
use crate::web::view::{self, CommunityForm, FormErrors};
use crate::web::{Done, WebError, WebState};

/// The form's fields as they were typed.
struct Typed {
    handle: String,
    name: String,
    summary: String,
    language: String,
    visibility: Visibility,
    post_policy: PostPolicy,
}

impl Typed {
    fn read(form: &SentForm) -> Self {
        Self {
            handle: form.text("handle").trim().trim_start_matches('@').to_owned(),
            name: form.text("name").to_owned(),
            summary: form.lines("summary"),
            language: form.text("language").to_owned(),
            visibility: Visibility::parse(form.text("visibility")).unwrap_or(Visibility::Public),
            post_policy: PostPolicy::parse(form.text("post_policy")).unwrap_or(PostPolicy::Anyone),
        }
    }

    fn view(
        self,
        state: &WebState,
        reader: &Reader,
        ground: Option<&Ground>,
        errors: FormErrors,
    ) -> CommunityForm {
        let language = if self.language.is_empty() { reader.locale.tag() } else { &self.language };
        CommunityForm {
            header: ground.map(|ground| ground.header(reader)),
            domain: state.context.addresses.authority().to_owned(),
            languages: show::languages(language),
            handle: self.handle,
            name: self.name,
            summary: self.summary,
            visibility: match self.visibility {
                Visibility::Public => view::Visibility::Public,
                Visibility::Unlisted => view::Visibility::Unlisted,
            },
            post_policy: match self.post_policy {
                PostPolicy::Anyone => view::PostPolicy::Anyone,
                PostPolicy::Followers => view::PostPolicy::Followers,
                PostPolicy::Moderators => view::PostPolicy::Moderators,
            },
            icon: ground.and_then(|ground| ground.actor.icon_url.clone()),
            banner: ground.and_then(|ground| ground.actor.banner_url.clone()),
            similar: Vec::new(),
            errors,
        }
    }
}

/// The addresses of the pictures that came with the form, new or as they were.
struct Pictures {
    icon: Option<String>,
    banner: Option<String>,
}

async fn pictures(
    state: &WebState,
    form: &mut SentForm,
    now: Option<&Actor>,
    errors: &mut FormErrors,
) -> Result<Pictures, WebError> {
    let icon = Field { file: "icon", remove: "remove_icon", purpose: ImagePurpose::Avatar };
    let banner = Field { file: "banner", remove: "remove_banner", purpose: ImagePurpose::Banner };
    let now_icon = now.and_then(|actor| actor.icon_url.as_deref());
    let now_banner = now.and_then(|actor| actor.banner_url.as_deref());
    Ok(Pictures {
        icon: chosen(state, form, errors, icon, now_icon).await?,
        banner: chosen(state, form, errors, banner, now_banner).await?,
    })
}

/// `GET /new-community`
pub(in crate::web::pages) async fn new_page(
    State(state): State<WebState>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    can(&reader.viewer, Action::CreateCommunity)?;
    let typed = Typed::read(&SentForm::default());
    reader.show(&typed.view(&state, &reader, None, FormErrors::default()))
}

/// `POST /new-community`
pub(in crate::web::pages) async fn create(
    State(state): State<WebState>,
    signed_in: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let reader = &signed_in.reader;
    can(&reader.viewer, Action::CreateCommunity)?;
    let mut form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let typed = Typed::read(&form);
    let mut errors = FormErrors::default();
    let pictures = pictures(&state, &mut form, None, &mut errors).await?;
    if !errors.is_empty() {
        return reader.show_again(&typed.view(&state, reader, None, errors));
    }
    let keys = NewKeys::make(&state.context, &state.sealer).await.map_err(HttpError::internal)?;
    let new = NewCommunity {
        handle: typed.handle.clone(),
        name: typed.name.clone(),
        summary: typed.summary.clone(),
        language: Some(typed.language.clone()).filter(|language| !language.is_empty()),
        visibility: typed.visibility,
        post_policy: typed.post_policy,
    };
    let mut tx = state.db.begin().await?;
    let actor = match communities::create(&state.context, &mut tx, signed_in.actor, new, keys).await {
        Ok(actor) => actor,
        Err(error) => {
            drop(tx);
            let (field, message) = create_problem(error)?;
            errors.add(field, message);
            return reader.show_again(&typed.view(&state, reader, None, errors));
        }
    };
    if pictures.icon.is_some() || pictures.banner.is_some() {
        let edit = changes(&typed, pictures, actor.manually_approves);
        let edited = communities::edit(&state.context, &mut tx, signed_in.actor, actor.id, edit).await;
        edited.map_err(HttpError::internal)?;
    }
    tx.commit().await?;
    Ok(Done::CommunityOpened.at(&routes::community(&actor.handle)))
}

fn create_problem(error: CreateError) -> Result<(&'static str, Message), WebError> {
    Ok(match error {
        CreateError::Denied(denial) => return Err(denial.into()),
        CreateError::Store(error) => return Err(error.into()),
        CreateError::Handle(_) => ("handle", Message::new("problem-handle")),
        CreateError::HandleTaken => ("handle", Message::new("problem-handle-taken")),
        CreateError::Profile(error) => profile_problem(error),
    })
}

fn profile_problem(error: ProfileError) -> (&'static str, Message) {
    match error {
        ProfileError::Name | ProfileError::Fields => ("name", Message::new("problem-name")),
        ProfileError::Summary => ("summary", Message::new("problem-long-description")),
        ProfileError::Picture => ("icon", not_an_image()),
        ProfileError::Language => ("language", Message::new("problem-language")),
    }
}

fn changes(typed: &Typed, pictures: Pictures, manually_approves: bool) -> CommunityEdit {
    CommunityEdit {
        name: typed.name.clone(),
        summary: typed.summary.clone(),
        icon_url: pictures.icon,
        banner_url: pictures.banner,
        language: Some(typed.language.clone()).filter(|language| !language.is_empty()),
        visibility: typed.visibility,
        post_policy: typed.post_policy,
        manually_approves,
    }
}

/// The community, when the reader may manage it.
pub(super) async fn managed(state: &WebState, reader: &Reader, handle: &str) -> Result<Ground, WebError> {
    let ground = Ground::find(state, &mut state.db.read().await?, reader, handle).await?;
    can(&reader.viewer, Action::ManageCommunity(ground.place.view()))?;
    Ok(ground)
}

/// `GET /c/{handle}/edit`
pub(in crate::web::pages) async fn edit_page(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    SignedIn { reader, .. }: SignedIn,
) -> Result<Response, WebError> {
    let ground = managed(&state, &reader, &handle).await?;
    let (actor, community) = (&ground.actor, &ground.place.community);
    let typed = Typed {
        handle: actor.handle.clone(),
        name: actor.name.clone(),
        summary: actor.summary_source.clone().unwrap_or_default(),
        language: community.language.clone().unwrap_or_default(),
        visibility: community.visibility,
        post_policy: community.post_policy,
    };
    reader.show(&typed.view(&state, &reader, Some(&ground), FormErrors::default()))
}

/// `POST /c/{handle}/edit`
pub(in crate::web::pages) async fn edit(
    State(state): State<WebState>,
    Path(handle): Path<String>,
    signed_in: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let reader = &signed_in.reader;
    let ground = managed(&state, reader, &handle).await?;
    let mut form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let typed = Typed::read(&form);
    let mut errors = FormErrors::default();
    let pictures = pictures(&state, &mut form, Some(&ground.actor), &mut errors).await?;
    if !errors.is_empty() {
        return reader.show_again(&typed.view(&state, reader, Some(&ground), errors));
    }
    let edit = changes(&typed, pictures, ground.actor.manually_approves);
    let mut tx = state.db.begin().await?;
    match communities::edit(&state.context, &mut tx, signed_in.actor, ground.actor.id, edit).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Done::Saved.at(&ground.path("")))
        }
        Err(EditError::Profile(error)) => {
            drop(tx);
            let (field, message) = profile_problem(error);
            errors.add(field, message);
            reader.show_again(&typed.view(&state, reader, Some(&ground), errors))
        }
        Err(EditError::Denied(denial)) => Err(denial.into()),
        Err(EditError::Store(error)) => Err(error.into()),
    }
}
