//! Server-rendered pages, for people.
//!
//! [`pages`] answers requests: it asks the store and the services, and fills the structs of [`view`], which say what each
//! page shows ([`show`] turns the domain's things into those). [`render`] turns them into HTML with the templates of
//! `templates/`, [`i18n`] puts it into the reader's language, and [`assets`] holds the style sheet, the small script and
//! the icons. Every page works without the script.

mod api_reference;
pub mod assets;
mod error;
mod flash;
pub mod i18n;
mod organizations;
mod pages;
mod public_pages;
mod push_words;
mod reader;
pub mod render;
mod show;
mod state;
pub mod uploads;
pub mod view;

pub use error::{WebError, error_pages};
pub use flash::Done;
pub use organizations::{Names, OrganizationNames};
pub use pages::router;
pub use public_pages::{PublicPages, keep_public_pages};
pub use push_words::push_title;
pub use reader::{Admin, LOCALE_COOKIE, Reader, SignedIn, THEME_COOKIE};
pub use state::WebState;
