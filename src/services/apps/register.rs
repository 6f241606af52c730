//! Registering an app. Anybody may; it gives no right to anything.

use std::fmt;

use url::Url;

use crate::domain::app::{App, is_redirect_uri};
use crate::domain::ids::AppId;
use crate::domain::scope::Scopes;
use crate::domain::text::names::clean_name;
use crate::domain::url::UrlRules;
use crate::services::Context;
use crate::services::secret::{hash, random};
use crate::store::{StoreError, Tx, apps};

/// The longest name, in characters.
pub const MAX_NAME: usize = 60;
/// The longest web address of an app, in bytes.
pub const MAX_WEBSITE: usize = 2_000;
/// All redirects of an app together, in bytes.
pub const MAX_REDIRECTS: usize = 2_000;

/// What an app says of itself. Nothing of it has been checked.
#[derive(Debug, Clone, Default)]
pub struct NewApp {
    pub name: String,
    /// Empty or absent: it has none.
    pub website: Option<String>,
    pub redirect_uris: Vec<String>,
    /// Names separated by spaces; empty: [`Scopes::DEFAULT`].
    pub scopes: String,
}

/// The secret of an app. Shown once, when it is registered; never in a log.
pub struct Secret(pub(super) String);

impl Secret {
    /// The text for the app.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Why an app was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("an app has a name")]
    NameMissing,
    #[error("the name is longer than {MAX_NAME} characters")]
    NameTooLong,
    #[error("the website is not a web address of at most {MAX_WEBSITE} bytes")]
    Website,
    #[error("an app has a redirect")]
    RedirectMissing,
    #[error("the redirects are longer than {MAX_REDIRECTS} bytes")]
    RedirectsTooLong,
    #[error("a redirect is not an absolute address that leads to an app, over https or on the same machine")]
    Redirect,
    #[error("a scope is unknown")]
    Scopes,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Registers an app.
///
/// # Errors
/// When something about it is missing, too long or not what it should be; when the database refuses.
pub async fn register(ctx: &Context, tx: &mut Tx, new: NewApp) -> Result<(App, Secret), RegisterError> {
    if new.name.chars().count() > MAX_NAME {
        return Err(RegisterError::NameTooLong);
    }
    let name = clean_name(&new.name, MAX_NAME).ok_or(RegisterError::NameMissing)?;
    let website = website(new.website.as_deref())?;
    let redirect_uris = redirects(new.redirect_uris, ctx.url_rules())?;
    let scopes = Scopes::parse(&new.scopes).map_err(|_| RegisterError::Scopes)?;
    let secret = random();
    let app = App {
        id: AppId::new(ctx.ids.next()),
        client_id: random(),
        secret_hash: hash(&secret),
        name,
        website,
        redirect_uris,
        scopes,
        created_at: ctx.now(),
    };
    apps::insert(tx, &app).await?;
    Ok((app, Secret(secret)))
}

fn website(text: Option<&str>) -> Result<Option<String>, RegisterError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let url = Url::parse(text).map_err(|_| RegisterError::Website)?;
    if text.len() > MAX_WEBSITE || !matches!(url.scheme(), "http" | "https") {
        return Err(RegisterError::Website);
    }
    Ok(Some(url.into()))
}

/// What was given, letter by letter: only that is ever redirected to.
fn redirects(given: Vec<String>, rules: UrlRules) -> Result<Vec<String>, RegisterError> {
    if given.is_empty() {
        return Err(RegisterError::RedirectMissing);
    }
    if given.iter().map(|uri| uri.len() + 1).sum::<usize>() > MAX_REDIRECTS {
        return Err(RegisterError::RedirectsTooLong);
    }
    if given.iter().all(|uri| is_redirect_uri(uri, rules)) { Ok(given) } else { Err(RegisterError::Redirect) }
}
