//! What people write, made safe and uniform: Markdown, foreign HTML, names, tags, languages, the words
//! that it is found by, and the difference between two versions.
//!
//! Every function is total and bounds its input, so that a page, an app, a feed or an incoming activity may hand it
//! anything. HTML that reaches a reader has gone through [`html::sanitize`], whatever path it came by.

pub mod diff;
pub mod html;
pub mod language;
pub mod markdown;
pub mod names;
pub mod opening;
pub mod plain;
pub mod tags;
pub mod words;

mod references;
mod tidy;
mod tokens;
