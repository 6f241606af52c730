//! Documents must name files that exist: a map with streets that are gone is worse than none.

use std::fs;
use std::path::Path;

/// A code span that begins with one of these is a path of this project.
const TOP: &[&str] = &["src/", "migrations/", "federation_tests/", "deploy/", ".ci/"];

/// Paths that a document names: link targets, and code spans that look like paths.
fn paths_named(text: &str) -> Vec<String> {
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let links = links.filter(|target| {
        !target.contains("://") && !target.starts_with(['#', '<']) && !target.starts_with("mailto:")
    });
    let links = links.filter_map(|target| target.split(['#', ' ']).next()).map(str::to_owned);
    let spans = without_fences(text).split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let spans = spans.into_iter().filter(|span| is_path(span));
    links.chain(spans).filter(|path| !path.is_empty()).collect()
}

fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-*{},".contains(c);
    span.chars().all(plain)
        && (TOP.iter().any(|top| span.starts_with(top)) || (has_ending(span, "rs") && span.contains('/')))
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
}

/// The document without its fenced blocks, whose backticks pair differently.
fn without_fences(text: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Whether a path is there: from the project's root, from the document, or from `src/`. Of a pattern, its directory.
fn exists(root: &Path, document: &Path, path: &str) -> bool {
    let fixed = path.split(['*', '{']).next().unwrap_or(path);
    let fixed = if fixed.len() < path.len() {
        fixed.rsplit_once('/').map_or("", |(directory, _)| directory)
    } else {
        fixed
    };
    let beside = document.parent().unwrap_or(root);
    [root.join(fixed), beside.join(fixed), root.join("src").join(fixed)]
        .iter()
        .any(|candidate| candidate.exists())
}

fn missing_paths(root: &Path, document: &Path, text: &str) -> Vec<String> {
    let missing = paths_named(text).into_iter().filter(|path| !exists(root, document, path));
    missing
        .map(|path| format!("{} names {path}", document.strip_prefix(root).unwrap_or(document).display()))
        .collect()
}

#[test]
fn documents_name_files_that_exist() {
    let root = crate::root();
    let documents =
        super::files::walk(root).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    let documents = documents.filter(|path| !path.ends_with("CHANGELOG.md"));
    let missing: Vec<String> = documents
        .flat_map(|path| {
            missing_paths(root, &path, &fs::read_to_string(&path).expect("documents are readable"))
        })
        .collect();
    crate::expect_none(&missing, "Correct the document, or the file's name.");
}

#[test]
fn a_path_that_is_gone_is_found() {
    let root = crate::root();
    let document = root.join("README.md");
    let text = "See [the map](GONE.md), `src/gone/mod.rs`, `gone/dialect.rs` and `src/gone/*.rs`.";
    assert_eq!(missing_paths(root, &document, text).len(), 4);
    let text = "See [the licence](LICENSE#top), [us](https://example.org/x), `src/main.rs`, `domain/ids.rs`, \
                `src/domain/*.rs`, `cargo run`, `application/activity+json`.\n```sh\nls `src/gone`\n```\n";
    assert_eq!(missing_paths(root, &document, text), Vec::<String>::new());
}
