//! The shape of files: length, doors, migrations that match, nothing that belongs to one machine.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::{Source, read_all};

const MAX_LINES: usize = 400;

/// What a tool made and nobody reads.
const NOT_OURS: &[&str] =
    &["target", "node_modules", "venv", "__pycache__", ".git", "data", "LICENSE", "out", "corpus"];

/// Every file under `directory` that people write, in order.
pub(crate) fn walk(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if NOT_OURS.contains(&name.as_ref()) || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn too_long(sources: &[Source]) -> Vec<String> {
    let long = sources
        .iter()
        .map(|source| (source, source.production_lines()))
        .filter(|(_, lines)| *lines > MAX_LINES);
    long.map(|(source, lines)| format!("src/{} has {lines} lines without its tests", source.path.display()))
        .collect()
}

/// Rooms with something in them whose `mod.rs` does not begin by saying what they are for.
fn doors_without_a_sign(sources: &[Source]) -> Vec<String> {
    let doors = sources.iter().filter(|source| source.file_name() == "mod.rs");
    doors
        .filter(|source| !has_sign(source.text()))
        .map(|source| format!("src/{}", source.path.display()))
        .collect()
}

fn has_sign(text: &str) -> bool {
    let sign: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let is_empty = text.lines().count() == sign.len();
    !sign.is_empty() && (is_empty || sign.join(" ").split_whitespace().count() >= 6)
}

fn names_in(directory: &Path) -> BTreeSet<String> {
    fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect()
}

/// Lines that name a place of one machine: a home directory, or where this checkout happens to be.
fn machine_paths(place: &str, text: &str) -> Vec<String> {
    let checkout = format!("{}/", env!("CARGO_MANIFEST_DIR"));
    let homes = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/wo", "rk/"),
        &checkout,
    ];
    let starts_a_path = |line: &str, home: &str| {
        line.match_indices(home).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + home.len()..].chars().next();
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '/'))
                && after.is_some_and(|c| c.is_ascii_lowercase() || c == '.')
        })
    };
    let hits =
        text.lines().enumerate().filter(|(_, line)| homes.iter().any(|home| starts_a_path(line, home)));
    hits.map(|(index, line)| format!("{place}:{} {}", index + 1, line.trim())).collect()
}

#[test]
fn files_are_short_enough_to_take_in() {
    crate::expect_none(&too_long(&read_all()), "Split the file by what its parts are about.");
}

#[test]
fn every_room_says_at_its_door_what_it_is_for() {
    crate::expect_none(
        &doors_without_a_sign(&read_all()),
        "Begin the mod.rs with a `//!` paragraph that says what the room is for.",
    );
}

#[test]
fn both_databases_have_the_same_migrations() {
    let migrations = crate::root().join("migrations");
    let (sqlite, postgres) = (names_in(&migrations.join("sqlite")), names_in(&migrations.join("postgres")));
    let missing: Vec<String> = sqlite.symmetric_difference(&postgres).cloned().collect();
    crate::expect_none(&missing, "Each migration is written for both engines, under the same name.");
}

#[test]
fn no_file_names_a_place_of_one_machine() {
    let mut found = Vec::new();
    for path in walk(crate::root()) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        found.extend(machine_paths(
            &path.strip_prefix(crate::root()).unwrap_or(&path).to_string_lossy(),
            &text,
        ));
    }
    crate::expect_none(&found, "Use a path relative to the project.");
}

#[test]
fn a_long_file_and_a_silent_door_are_found() {
    let long = "fn f() {}\n".repeat(MAX_LINES + 1);
    assert_eq!(too_long(&[Source::parse("store/a.rs", &long)]).len(), 1);
    let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
    assert_eq!(too_long(&[Source::parse("store/a.rs", &tested)]), Vec::<String>::new());
    for silent in ["pub mod a;\n", "//! store.\npub mod a;\n", ""] {
        assert_eq!(doors_without_a_sign(&[Source::parse("store/mod.rs", silent)]).len(), 1, "{silent}");
    }
}

#[test]
fn a_machine_path_is_found() {
    let planted =
        [concat!("see /ro", "ot/notes"), concat!("COPY /ho", "me/ann/x /x"), concat!("'/wo", "rk/x'")];
    for line in planted {
        assert_eq!(machine_paths("a.md", line).len(), 1, "{line}");
    }
    for line in
        [concat!("https://example.org/ho", "me/x"), concat!("/ro", "ot/"), concat!("src/wo", "rk/x.rs")]
    {
        assert_eq!(machine_paths("a.md", line), Vec::<String>::new(), "{line}");
    }
}
