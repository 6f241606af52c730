//! Who may import whom.

use proc_macro2::{Delimiter, TokenTree};

use crate::source::{Source, is_path_separator, line, read_all, visit_lists};

const ROOMS: &[&str] = &[
    "domain",
    "config",
    "store",
    "infra",
    "services",
    "federation",
    "jobs",
    "http",
    "api",
    "web",
    "app",
    "cli",
];

/// Which other rooms a room may use. `None`: there is no such room.
fn allowed(room: &str) -> Option<&'static [&'static str]> {
    Some(match room {
        "domain" => &[],
        "config" => &["domain"],
        "store" | "infra" | "http" => &["domain", "config"],
        "services" => &["domain", "config", "store", "infra"],
        "federation" | "jobs" => &["domain", "config", "store", "infra", "services"],
        // Pages and apps bring files and read a few settings; which parts of infra, is checked below.
        "api" | "web" => &["http", "services", "domain", "store", "config", "infra"],
        "app" => ROOMS,
        "cli" => &["app", "config"],
        _ => return None,
    })
}

/// Where one file names another room: the room and the line.
fn rooms_used(source: &Source) -> Vec<(String, usize)> {
    let mut used = Vec::new();
    let depth = source.depth();
    visit_lists(&source.production(), 0, &mut |tokens, inline| {
        for index in 0..tokens.len() {
            if let Some(after) = crate_root(tokens, index, depth + inline) {
                names_at(&tokens[after..], &mut used);
            }
        }
    });
    used
}

/// The index after `crate::`, or after as many `super::` as lead to the crate's root.
fn crate_root(tokens: &[TokenTree], start: usize, depth: usize) -> Option<usize> {
    let word = |index: usize, text: &str| matches!(tokens.get(index), Some(TokenTree::Ident(ident)) if ident == text);
    if word(start, "crate") && is_path_separator(tokens, start + 1) {
        return Some(start + 3);
    }
    let mut index = start;
    while word(index, "super") && is_path_separator(tokens, index + 1) {
        index += 3;
    }
    let climbed = (index - start) / 3;
    (climbed > 0 && climbed == depth).then_some(index)
}

/// The first name of a path, or of every path in `{a::b, c}`.
fn names_at(tokens: &[TokenTree], used: &mut Vec<(String, usize)>) {
    match tokens.first() {
        Some(token @ TokenTree::Ident(name)) => used.push((name.to_string(), line(token))),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
            inner.split(is_comma).for_each(|path| names_at(path, used));
        }
        _ => {}
    }
}

fn violations(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let Some(room) = source.room() else { continue };
        let Some(allowed) = allowed(room) else {
            found.push(format!("src/{room}/ is not a room of the house"));
            continue;
        };
        for (used, line) in rooms_used(source) {
            if ROOMS.contains(&used.as_str()) && used != room && !allowed.contains(&used.as_str()) {
                found.push(format!("{} uses crate::{used}, which {room} may not", source.place(line)));
            }
        }
    }
    found.dedup();
    found
}

#[test]
fn rooms_import_only_what_the_layers_allow() {
    crate::expect_none(
        &violations(&read_all()),
        "The layers are in federation_tests/architecture/layers.rs. Move the code to the room that may do this, \
         or pass in what it needs.",
    );
}

/// What pages and the client API may use of infra: files, pictures and the sealing of keys for those they create. Never the
/// network.
const INFRA_FOR_PAGES: &[&str] = &["images", "keys", "media"];

/// Where a page names another part of infra.
fn infra_misused(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (number, text) in source.text().lines().enumerate() {
        for (start, path) in text.match_indices("crate::infra::") {
            let part: String =
                text[start + path.len()..].chars().take_while(|letter| letter.is_alphanumeric()).collect();
            if !INFRA_FOR_PAGES.contains(&part.as_str()) {
                found.push(format!(
                    "{} uses infra::{part}, which pages and apps may not",
                    source.place(number + 1)
                ));
            }
        }
    }
    found
}

#[test]
fn pages_and_apps_use_no_more_of_infra_than_files_and_keys() {
    let production = |source: &&Source| !source.path.components().any(|part| part.as_os_str() == "tests");
    let sources = read_all();
    let pages =
        sources.iter().filter(|source| matches!(source.room(), Some("api" | "web"))).filter(production);
    let found: Vec<String> = pages.flat_map(infra_misused).collect();
    crate::expect_none(&found, "Ask services::network, or pass in what the page needs.");
    let planted = Source::parse("web/a.rs", "use crate::infra::http::HttpClient;");
    assert_eq!(infra_misused(&planted).len(), 1);
}

/// The files of the client API that may take the node's state from the router: those whose extractors say whom a handler
/// serves.
const MAY_TAKE_STATE: &[&str] = &["api/access.rs", "api/body.rs", "api/paging.rs"];

/// Where a handler of the client API takes the state without saying whom it serves.
fn state_taken(source: &Source) -> Vec<String> {
    let path = source.path.to_string_lossy();
    if source.room() != Some("api") || MAY_TAKE_STATE.contains(&path.as_ref()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    visit_lists(&source.production(), 0, &mut |tokens, _| {
        for token in tokens {
            if matches!(token, TokenTree::Ident(word) if word == "State" || word == "Extension") {
                found.push(format!("{} takes {token}", source.place(line(token))));
            }
        }
    });
    found
}

#[test]
fn threat_088_no_handler_of_the_client_api_forgets_whom_it_serves() {
    let sources = read_all();
    let found: Vec<String> = sources.iter().flat_map(state_taken).collect();
    crate::expect_none(
        &found,
        "Begin the handler with an extractor of api::access, and take the state from it.",
    );
    let planted = "async fn f(State(state): State<ApiState>) {}";
    assert!(!state_taken(&Source::parse("api/mastodon/a.rs", planted)).is_empty());
    assert!(state_taken(&Source::parse("api/access.rs", planted)).is_empty());
    assert!(
        state_taken(&Source::parse("api/mastodon/a.rs", "async fn f(_: Person<Push>, s: ApiState) {}"))
            .is_empty()
    );
}

#[test]
fn a_forbidden_import_is_found_however_it_is_written() {
    let planted = [
        ("domain/a.rs", "use crate::store::Db;"),
        ("domain/b.rs", "use crate::{domain::ids::Id, store::{Db, Tx}};"),
        ("domain/c.rs", "fn f() { let x = crate::web::page(); }"),
        ("services/d.rs", "use super::super::federation::deliver;"),
        ("services/mod.rs", "use super::federation;"),
        ("services/e.rs", "mod inner { use super::super::super::api; }"),
        ("web/f.rs", "fn f() { assert!(matches!(x, crate::api::Y)); }"),
        ("attic/g.rs", ""),
    ];
    for (path, text) in planted {
        assert_eq!(violations(&[Source::parse(path, text)]).len(), 1, "{path}: {text}");
    }
}

#[test]
fn allowed_imports_pass() {
    let fine = [
        ("services/a.rs", "use crate::{domain::ids::Id, store::Tx};"),
        ("services/b.rs", "use super::c; use crate::services::d;"),
        ("services/c.rs", "#[cfg(test)] mod tests { use crate::federation; }"),
        ("domain/d.rs", "/// Stored by [`crate::store`].\nfn f() {}"),
        ("app/e.rs", "use crate::web;"),
    ];
    for (path, text) in fine {
        assert_eq!(violations(&[Source::parse(path, text)]), Vec::<String>::new(), "{path}: {text}");
    }
}
