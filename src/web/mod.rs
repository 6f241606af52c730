//! Server-rendered pages, for people.
//!
//! [`view`] says what each page shows, [`render`] turns it into HTML with the templates of `templates/`, [`i18n`] puts it
//! into the reader's language, and [`assets`] holds the style sheet, the small script and the icons. Every page works without
//! the script.

pub mod assets;
pub mod i18n;
pub mod render;
pub mod view;
