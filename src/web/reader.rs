//! Who reads: the extractors with which every page begins, and how a page is answered.

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;

use super::error::WebError;
use super::flash;
use super::i18n::Locale;
use super::organizations::Names;
use super::render::{self, FormToken, Head, Notice, Page, Theme, View};
use super::show;
use super::state::WebState;
use crate::domain::ids::{ActorId, SessionId};
use crate::domain::permission::{Action, Viewer, can};
use crate::domain::role;
use crate::domain::time::Timestamp;
use crate::http::{CookieKind, CsrfToken};
use crate::services::accounts::sessions;
use crate::store::{moderators, notifications};

/// Light, dark or as the system says, for somebody who is not signed in: one of the names of [`Theme`].
pub const THEME_COOKIE: &str = "moothall_theme";
/// The language of the interface for somebody who is not signed in: a tag of [`Locale`].
pub const LOCALE_COOKIE: &str = "moothall_locale";

/// Whoever asks for a page, signed in or not, and how they want to see it.
#[derive(Debug, Clone)]
pub struct Reader {
    /// For [`can`].
    pub viewer: Viewer,
    /// The name lines of organizations.
    pub names: Names,
    pub locale: Locale,
    pub time_zone: TimeZone,
    pub theme: Theme,
    /// When the request arrived.
    pub now: Timestamp,
    /// Path and query of the request.
    pub path: String,
    pub session: Option<SessionId>,
    shown_as: Option<render::Viewer>,
    organization: String,
    largest_upload: usize,
    csrf: FormToken,
    notice: Option<Notice>,
}

/// A reader who is signed in; others are sent to sign in first and come back.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub reader: Reader,
    /// The person.
    pub actor: ActorId,
}

/// A reader who runs the node. For everybody else there is no such page.
#[derive(Debug, Clone)]
pub struct Admin(pub SignedIn);

impl FromRequestParts<WebState> for Reader {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let names = state.organizations.get(&state.db).await?;
        let mut reader = Self::nobody(parts, state);
        reader.csrf = FormToken::of_request(CsrfToken::from_request_parts(parts, state).await?);
        reader.organization = names.of(state.context.addresses.authority()).name;
        reader.names = names;
        if let Some(token) = state.cookies.read(CookieKind::Session, &parts.headers) {
            reader.recognize(state, &token).await?;
        }
        Ok(reader)
    }
}

impl FromRequestParts<WebState> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let reader = Reader::from_request_parts(parts, state).await?;
        match reader.viewer.actor {
            Some(actor) => Ok(Self { reader, actor }),
            None if parts.method.is_safe() => Err(WebError::SignInFirst(reader.path)),
            None => Err(WebError::SignInFirst("/".to_owned())),
        }
    }
}

impl FromRequestParts<WebState> for Admin {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, WebError> {
        let signed_in = SignedIn::from_request_parts(parts, state).await?;
        match can(&signed_in.reader.viewer, Action::AdministerNode) {
            Ok(()) => Ok(Self(signed_in)),
            Err(_) => Err(WebError::not_found()),
        }
    }
}

impl Reader {
    /// Somebody who is not signed in, known by nothing but the head of the request.
    pub(super) fn nobody(parts: &Parts, state: &WebState) -> Self {
        let headers = &parts.headers;
        let from_browser = || {
            let wished = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
            wished.map_or_else(Locale::default, Locale::from_accept_language)
        };
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Self {
            viewer: Viewer::ANYONE,
            names: Names::default(),
            locale: cookie(headers, LOCALE_COOKIE)
                .and_then(|tag| tag.parse().ok())
                .unwrap_or_else(from_browser),
            time_zone: TimeZone::UTC,
            theme: cookie(headers, THEME_COOKIE).map_or_else(Theme::default, |name| theme_named(&name)),
            now: state.context.now(),
            path: path.to_owned(),
            session: None,
            shown_as: None,
            organization: state.context.addresses.authority().to_owned(),
            largest_upload: state.config.limits.upload_bytes,
            csrf: FormToken::default(),
            notice: flash::read(headers),
        }
    }

    /// Finds out who is signed in with this token, by a constant number of queries.
    async fn recognize(&mut self, state: &WebState, token: &str) -> Result<(), WebError> {
        let mut tx = state.db.read().await?;
        let Some(found) = sessions::find(&state.context, &mut tx, token).await? else { return Ok(()) };
        let actor = found.actor.id;
        let unread = notifications::count_unread(&mut tx, actor).await?;
        let moderates = moderators::moderates_any(&mut tx, actor).await?;
        drop(tx);
        if sessions::is_due(&state.context, &found.session) {
            let mut tx = state.db.begin().await?;
            sessions::touch(&state.context, &mut tx, &found.session).await?;
            tx.commit().await?;
        }
        self.viewer = Viewer::local(actor, found.account.role);
        self.locale = found.account.locale.parse().unwrap_or_default();
        self.time_zone = TimeZone::get(&found.account.time_zone).unwrap_or(TimeZone::UTC);
        self.theme = theme_of(found.account.theme);
        self.session = Some(found.session.id);
        self.shown_as = Some(render::Viewer {
            person: show::person(&found.actor, &self.names),
            unread_notifications: u32::try_from(unread).unwrap_or(u32::MAX),
            moderator: moderates || self.viewer.moderates_node(),
            admin: can(&self.viewer, Action::AdministerNode).is_ok(),
        });
        Ok(())
    }

    /// The person who is signed in.
    pub fn actor(&self) -> Option<ActorId> {
        self.viewer.actor
    }

    /// The page, not for search engines.
    ///
    /// # Errors
    /// When a value cannot be written, which is a mistake in this program.
    pub fn show(&self, view: &impl View) -> Result<Response, WebError> {
        self.show_with_head(view, Head::default())
    }

    /// The page of a form with what was wrong with it.
    ///
    /// # Errors
    /// See [`Reader::show`].
    pub fn show_again(&self, view: &impl View) -> Result<Response, WebError> {
        let mut response = self.show(view)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    }

    /// The page, with what machines read in its head.
    ///
    /// # Errors
    /// See [`Reader::show`].
    pub fn show_with_head(&self, view: &impl View, head: Head) -> Result<Response, WebError> {
        let page = Page {
            locale: self.locale,
            time_zone: self.time_zone.clone(),
            now: self.now,
            theme: self.theme,
            organization: self.organization.clone(),
            largest_upload: self.largest_upload,
            csrf: self.csrf.clone(),
            viewer: self.shown_as.clone(),
            path: self.path.clone(),
            notice: self.notice.clone(),
            head,
        };
        let mut response = Html(view.render(&page)?).into_response();
        let headers = response.headers_mut();
        // What one person sees must not be shown to the next one at the same machine or proxy.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        if self.notice.is_some()
            && let Some(cookie) = flash::forget()
        {
            headers.append(SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

/// The theme of an account as pages name it.
pub(super) fn theme_of(theme: role::Theme) -> Theme {
    match theme {
        role::Theme::System => Theme::System,
        role::Theme::Light => Theme::Light,
        role::Theme::Dark => Theme::Dark,
    }
}

fn theme_named(name: &str) -> Theme {
    Theme::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}
