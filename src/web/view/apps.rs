//! Programs that people let act for them.

use crate::domain::ids::AppId;
use crate::domain::time::Timestamp;
use crate::web::view::Pagination;

/// `GET /oauth/authorize`. Posts to `/oauth/authorize`: the fields of the request, and `decision` (`allow`, `deny`).
#[derive(Debug, Clone)]
pub struct Authorize {
    /// The app's name.
    pub app: String,
    /// The app's own page.
    pub website: Option<String>,
    /// The address of whoever decides, such as `@dana@b.test`.
    pub account: String,
    /// What it may do: keys of the catalogue.
    pub may: Vec<&'static str>,
    /// Where the person goes afterwards: an origin or a scheme. `None`: nowhere, a code is shown.
    pub leads_to: Option<String>,
    /// The hidden fields: the request as it came.
    pub fields: Vec<(&'static str, String)>,
    /// The path to sign in as somebody else and come back.
    pub another: String,
}

/// Answers `GET /oauth/authorize` of an app whose request cannot be agreed to.
#[derive(Debug, Clone)]
pub struct AuthorizeRefused {
    /// Why: a key of the catalogue.
    pub why: &'static str,
    /// Where the app is: an origin or a scheme.
    pub place: String,
    /// The address of the app, with what it is told.
    pub back: String,
}

/// Answers `POST /oauth/authorize` of an app that cannot be returned to.
#[derive(Debug, Clone)]
pub struct AuthorizationCode {
    /// The app's name.
    pub app: String,
    /// What the person carries over.
    pub code: String,
}

/// `GET /settings/apps?after=`. Posts to the same address: `app` (an id).
#[derive(Debug, Clone)]
pub struct SettingsApps {
    /// The last used first.
    pub apps: Vec<AuthorizedApp>,
    pub pagination: Pagination,
}

/// An app that may act for the reader.
#[derive(Debug, Clone)]
pub struct AuthorizedApp {
    /// Its id.
    pub id: AppId,
    /// Its name.
    pub name: String,
    /// Its own page.
    pub website: Option<String>,
    /// What it may do: keys of the catalogue.
    pub may: Vec<&'static str>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
}
