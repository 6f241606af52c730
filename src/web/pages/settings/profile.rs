//! Name, picture, and what somebody says about themselves.

use axum::extract::State;
use axum::response::Response;

use crate::domain::actor::Actor;
use crate::http::{CsrfMultipart, routes};
use crate::infra::images::ImagePurpose;
use crate::services::accounts::{EditProfileError, ProfileEdit, edit_profile};
use crate::services::profile_text::{ProfileError, field_source};
use crate::store::actors;
use crate::web::i18n::Message;
use crate::web::pages::files::not_an_image;
use crate::web::pages::multipart::SentForm;
use crate::web::pages::pictures::{Field, chosen};
use crate::web::reader::SignedIn;
use crate::web::view::{FormErrors, SettingsProfile};
use crate::web::{Done, WebError, WebState};

/// How many fields the form shows at least.
const FIELDS: usize = 4;

/// `GET /settings/profile`
pub(super) async fn page(State(state): State<WebState>, person: SignedIn) -> Result<Response, WebError> {
    let actor = own(&state, &person).await?;
    let fields = actor.fields.iter().map(|field| (field.name.clone(), field_source(field))).collect();
    person.reader.show(&SettingsProfile {
        name: actor.name,
        bio: actor.summary_source.unwrap_or_default(),
        fields: padded(fields),
        avatar: actor.icon_url,
        banner: actor.banner_url,
        indexable: actor.indexable,
        errors: FormErrors::default(),
    })
}

/// `POST /settings/profile`
pub(super) async fn submit(
    State(state): State<WebState>,
    person: SignedIn,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let mut form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let actor = own(&state, &person).await?;
    let mut errors = FormErrors::default();
    let avatar = Field { file: "avatar", remove: "remove_avatar", purpose: ImagePurpose::Avatar };
    let banner = Field { file: "banner", remove: "remove_banner", purpose: ImagePurpose::Banner };
    let avatar_url = chosen(&state, &mut form, &mut errors, avatar, actor.icon_url.as_deref()).await?;
    let banner_url = chosen(&state, &mut form, &mut errors, banner, actor.banner_url.as_deref()).await?;
    let names = form.all("field_name").map(str::to_owned);
    let fields: Vec<_> = names.zip(form.all("field_value").map(str::to_owned)).collect();
    let edit = ProfileEdit {
        name: form.text("name").to_owned(),
        bio: form.text("bio").to_owned(),
        avatar_url,
        banner_url,
        fields: fields.clone(),
        discoverable: actor.discoverable,
        indexable: form.ticked("indexable"),
        manually_approves: actor.manually_approves,
    };
    if errors.is_empty() {
        let mut tx = state.db.begin().await?;
        match edit_profile(&state.context, &mut tx, person.actor, edit).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Done::Saved.at(routes::SETTINGS_PROFILE));
            }
            Err(EditProfileError::Profile(error)) => note(&mut errors, error),
            Err(error) => return Err(error.into()),
        }
    }
    person.reader.show_again(&SettingsProfile {
        name: form.text("name").to_owned(),
        bio: form.text("bio").to_owned(),
        fields: padded(fields),
        avatar: actor.icon_url,
        banner: actor.banner_url,
        indexable: form.ticked("indexable"),
        errors,
    })
}

fn note(errors: &mut FormErrors, error: ProfileError) {
    let (field, key) = match error {
        ProfileError::Name => ("name", "problem-name"),
        ProfileError::Summary => ("bio", "problem-text-long"),
        ProfileError::Fields => ("field_name", "problem-fields"),
        ProfileError::Picture => return errors.add("avatar", not_an_image()),
        ProfileError::Language => ("", "problem-locale"),
    };
    errors.add(field, Message::new(key));
}

async fn own(state: &WebState, person: &SignedIn) -> Result<Actor, WebError> {
    let actor = actors::by_id(&mut state.db.read().await?, person.actor).await?;
    actor.ok_or_else(WebError::not_found)
}

/// The fields with empty ones after them, so that there is something to fill in.
fn padded(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    while fields.len() < FIELDS {
        fields.push((String::new(), String::new()));
    }
    fields
}
