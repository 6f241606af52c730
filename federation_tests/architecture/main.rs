//! The house rules, checked by reading the source: who may import whom, where SQL and foreign crates may appear, how
//! long a file may be, whether documents name files that exist, and which crates may come in.
//!
//! Every rule also looks at a planted violation, because a checker that finds nothing proves nothing.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod dependencies;
mod documents;
mod files;
mod layers;
mod outsiders;
mod source;
mod threats;

use std::fmt::Write as _;
use std::path::Path;

/// The directory of `Cargo.toml`.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with every violation at once and with what to do about them.
#[track_caller]
fn expect_none(violations: &[String], advice: &str) {
    let mut list = String::new();
    for violation in violations {
        let _ = writeln!(list, "  {violation}");
    }
    assert!(violations.is_empty(), "{} found:\n{list}{advice}", violations.len());
}
