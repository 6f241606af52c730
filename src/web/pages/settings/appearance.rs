//! Theme, language and time zone: of an account, or of a browser in which nobody is signed in.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

use crate::domain::role;
use crate::http::{CsrfForm, routes};
use crate::services::accounts::{EditProfileError, Preferences, edit_preferences};
use crate::web::i18n::{Locale, Message};
use crate::web::reader::{LOCALE_COOKIE, Reader, THEME_COOKIE};
use crate::web::render::Theme;
use crate::web::view::{Choice, FormErrors, SettingsAppearance};
use crate::web::{Done, WebError, WebState};

/// How long a browser remembers, in seconds: a year.
const REMEMBERED: u32 = 365 * 24 * 3600;

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    theme: String,
    locale: String,
    /// Not asked of somebody who is not signed in.
    #[serde(default)]
    time_zone: String,
}

/// `GET /settings/appearance`
pub(super) async fn page(reader: Reader) -> Result<Response, WebError> {
    let zone = reader.time_zone.iana_name().unwrap_or("UTC").to_owned();
    reader.show(&view(reader.theme, reader.locale.tag(), zone, FormErrors::default()))
}

/// `POST /settings/appearance`
pub(super) async fn submit(
    State(state): State<WebState>,
    reader: Reader,
    CsrfForm(fields): CsrfForm<Fields>,
) -> Result<Response, WebError> {
    let mut errors = FormErrors::default();
    let theme = Theme::ALL.into_iter().find(|theme| theme.name() == fields.theme);
    let locale = fields.locale.parse::<Locale>().ok();
    if theme.is_none() {
        errors.add("theme", Message::new("problem-choice"));
    }
    if locale.is_none() {
        errors.add("locale", Message::new("problem-locale"));
    }
    let zone = fields.time_zone.trim().to_owned();
    if let (Some(theme), Some(locale)) = (theme, locale) {
        let Some(person) = reader.actor() else { return Ok(remember(theme, locale)) };
        let preferences =
            Preferences { locale: locale.tag().to_owned(), time_zone: zone.clone(), theme: stored(theme) };
        let mut tx = state.db.begin().await?;
        match edit_preferences(&state.context, &mut tx, person, preferences).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(Done::Saved.at(routes::SETTINGS_APPEARANCE));
            }
            Err(EditProfileError::TimeZone) => errors.add("time_zone", Message::new("problem-time-zone")),
            Err(error) => return Err(error.into()),
        }
    }
    reader.show_again(&view(theme.unwrap_or(reader.theme), &fields.locale, zone, errors))
}

/// Keeps the choice in the browser. The values are names of ours.
fn remember(theme: Theme, locale: Locale) -> Response {
    let mut response = Done::Saved.at(routes::SETTINGS_APPEARANCE);
    for (name, value) in [(THEME_COOKIE, theme.name()), (LOCALE_COOKIE, locale.tag())] {
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={REMEMBERED}");
        response.headers_mut().extend(HeaderValue::from_str(&cookie).ok().map(|cookie| (SET_COOKIE, cookie)));
    }
    response
}

fn stored(theme: Theme) -> role::Theme {
    match theme {
        Theme::System => role::Theme::System,
        Theme::Light => role::Theme::Light,
        Theme::Dark => role::Theme::Dark,
    }
}

fn view(theme: Theme, locale: &str, time_zone: String, errors: FormErrors) -> SettingsAppearance {
    let choice = |offered: Locale| Choice {
        value: offered.tag().to_owned(),
        label: offered.name().to_owned(),
        selected: offered.tag() == locale,
    };
    SettingsAppearance {
        theme,
        locales: Locale::ALL.into_iter().map(choice).collect(),
        time_zone,
        time_zones: jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect(),
        errors,
    }
}
