//! How the organization presents itself, and who may sign up.

use axum::extract::State;
use axum::response::Response;

use crate::config::SignUpMode;
use crate::domain::actor::Actor;
use crate::http::{CsrfMultipart, routes};
use crate::infra::images::ImagePurpose;
use crate::services::accounts::{plausible_email, set_sign_up_mode, sign_up_mode};
use crate::services::actors::{OrganizationError, OrganizationProfile, edit_organization};
use crate::services::profile_text::ProfileError;
use crate::store::{actors, settings};
use crate::web::i18n::Message;
use crate::web::pages::multipart::SentForm;
use crate::web::pages::pictures::{Field, chosen};
use crate::web::reader::Admin;
use crate::web::view::{AdminOrganization, FormErrors};
use crate::web::{Done, WebError, WebState};

/// `GET /admin/organization`
pub(super) async fn page(State(state): State<WebState>, admin: Admin) -> Result<Response, WebError> {
    let mut tx = state.db.read().await?;
    let uri = state.context.addresses.organization();
    let organization = actors::by_uri(&mut tx, &uri).await?.ok_or_else(WebError::not_found)?;
    let contact = settings::contact_email(&mut tx).await?;
    let rules = settings::rules(&mut tx).await?;
    let mode = sign_up_mode(&mut tx, state.config.people.sign_up).await?;
    drop(tx);
    admin.0.reader.show(&AdminOrganization {
        name: organization.name,
        summary: organization.summary_source.unwrap_or_default(),
        rules: rules.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        logo: organization.icon_url,
        sign_up: value_of(mode).to_owned(),
        errors: FormErrors::default(),
    })
}

/// `POST /admin/organization`
pub(super) async fn submit(
    State(state): State<WebState>,
    Admin(admin): Admin,
    form: CsrfMultipart,
) -> Result<Response, WebError> {
    let mut form = SentForm::read(form, state.config.limits.upload_bytes).await?;
    let uri = state.context.addresses.organization();
    let found = actors::by_uri(&mut state.db.read().await?, &uri).await?;
    let organization = found.ok_or_else(WebError::not_found)?;
    let mut errors = FormErrors::default();
    let contact = form.text("contact").trim().to_owned();
    if !contact.is_empty() && !plausible_email(&contact) {
        errors.add("contact", Message::new("problem-email"));
    }
    let mode = mode_named(form.text("sign_up"));
    if mode.is_none() {
        errors.add("sign_up", Message::new("problem-choice"));
    }
    let logo = Field { file: "logo", remove: "remove_logo", purpose: ImagePurpose::Avatar };
    let icon_url = chosen(&state, &mut form, &mut errors, logo, organization.icon_url.as_deref()).await?;
    if let (Some(mode), true) = (mode, errors.is_empty()) {
        let mut tx = state.db.begin().await?;
        let profile = profile(&form, icon_url, &organization);
        match edit_organization(&state.context, &mut tx, admin.actor, profile).await {
            Ok(()) => {
                set_sign_up_mode(&state.context, &mut tx, admin.actor, Some(mode)).await?;
                tx.commit().await?;
                state.organizations.forget().await;
                return Ok(Done::Saved.at(routes::ADMIN_ORGANIZATION));
            }
            Err(OrganizationError::Profile(ProfileError::Name)) => {
                errors.add("name", Message::new("problem-name"));
            }
            Err(OrganizationError::Profile(_)) => errors.add("summary", Message::new("problem-text-long")),
            Err(error) => return Err(error.into()),
        }
    }
    admin.reader.show_again(&AdminOrganization {
        name: form.text("name").to_owned(),
        summary: form.text("summary").to_owned(),
        rules: form.text("rules").to_owned(),
        contact,
        logo: organization.icon_url,
        sign_up: form.text("sign_up").to_owned(),
        errors,
    })
}

fn profile(form: &SentForm, icon_url: Option<String>, organization: &Actor) -> OrganizationProfile {
    let contact = form.text("contact").trim();
    OrganizationProfile {
        name: form.text("name").to_owned(),
        summary: form.text("summary").to_owned(),
        icon_url,
        banner_url: organization.banner_url.clone(),
        contact_email: (!contact.is_empty()).then(|| contact.to_owned()),
        rules: Some(form.text("rules").to_owned()).filter(|rules| !rules.trim().is_empty()),
    }
}

const fn value_of(mode: SignUpMode) -> &'static str {
    match mode {
        SignUpMode::Closed => "closed",
        SignUpMode::Approval => "approval",
        SignUpMode::Open => "open",
    }
}

fn mode_named(value: &str) -> Option<SignUpMode> {
    [SignUpMode::Closed, SignUpMode::Approval, SignUpMode::Open]
        .into_iter()
        .find(|mode| value_of(*mode) == value)
}
