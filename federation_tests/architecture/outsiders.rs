//! Where SQL may stand, and where a foreign crate may be named.

use proc_macro2::TokenTree;

use crate::source::{Source, is_path_separator, line, read_all, visit_lists};

/// A crate and the only places under `src/` that may name it.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store/"]),
    ("reqwest", &["infra/"]),
    ("axum", &["http/", "api/", "web/", "federation/endpoints/", "app/"]),
    ("axum_extra", &["http/", "api/", "web/", "federation/endpoints/", "app/"]),
    ("activitypub_federation", &["federation/"]),
];

fn crates_out_of_place(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let path = source.path.to_string_lossy();
        visit_lists(&source.production(), 0, &mut |tokens, _| {
            for (index, token) in tokens.iter().enumerate() {
                let Some((name, places)) = CRATES.iter().find(|(name, _)| names_crate(tokens, index, name))
                else {
                    continue;
                };
                let module = format!("{}/", path.trim_end_matches(".rs"));
                if !places.iter().any(|place| path.starts_with(place) || module == *place) {
                    found.push(format!(
                        "{} names {name}, which belongs in {}",
                        source.place(line(token)),
                        places.join(", ")
                    ));
                }
            }
        });
    }
    found
}

/// Whether the token begins a path into the crate: `name::…`, or `use name` alone.
fn names_crate(tokens: &[TokenTree], index: usize, name: &str) -> bool {
    let word = |index: usize, text: &str| matches!(tokens.get(index), Some(TokenTree::Ident(ident)) if ident == text);
    let inside_a_path = index >= 2 && is_path_separator(tokens, index - 2);
    let after_use = index >= 1 && word(index - 1, "use");
    word(index, name) && !inside_a_path && (after_use || is_path_separator(tokens, index + 1))
}

fn sql_out_of_place(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.room() != Some("store")) {
        visit_lists(&source.production(), 0, &mut |tokens, _| {
            for token in tokens {
                if let TokenTree::Literal(literal) = token
                    && is_sql(&literal.to_string())
                {
                    found.push(format!("{} has SQL", source.place(line(token))));
                }
            }
        });
    }
    found
}

/// Whether a string literal, quotes and all, reads like a statement.
fn is_sql(literal: &str) -> bool {
    let text = literal.trim_start_matches(['r', '#', '"', '\\', 'n', ' ', '\n', '\t']);
    let starts = |statement: &str| text.starts_with(statement);
    starts("SELECT ")
        || starts("INSERT INTO ")
        || starts("DELETE FROM ")
        || (starts("UPDATE ") && text.contains(" SET "))
        || (starts("WITH ") && text.contains(" AS ("))
        || ["CREATE ", "DROP ", "ALTER "].iter().any(|verb| starts(verb) && text.contains("TABLE"))
        || starts("PRAGMA ")
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    crate::expect_none(
        &crates_out_of_place(&read_all()),
        "Wrap what you need behind a type of the room that owns the crate (federation_tests/architecture/outsiders.rs).",
    );
}

#[test]
fn sql_is_written_only_in_the_store() {
    crate::expect_none(&sql_out_of_place(&read_all()), "Move the statement to a function in src/store/.");
}

#[test]
fn a_crate_out_of_place_is_found() {
    let planted = [
        ("services/a.rs", "use reqwest::Client;"),
        ("services/b.rs", "use axum;"),
        ("federation/inbox/c.rs", "async fn f(_: axum::body::Body) {}"),
        ("web/d.rs", "fn f() { sqlx::query!(x) }"),
        ("infra/e.rs", "use activitypub_federation::config::Data;"),
    ];
    for (path, text) in planted {
        assert_eq!(crates_out_of_place(&[Source::parse(path, text)]).len(), 1, "{path}: {text}");
    }
    let fine = [
        ("federation/endpoints.rs", "use axum::Router;"),
        ("federation/endpoints/a.rs", "use axum::Router;"),
        ("infra/b.rs", "use reqwest::Client; use crate::infra::axum::x;"),
    ];
    for (path, text) in fine {
        assert_eq!(crates_out_of_place(&[Source::parse(path, text)]), Vec::<String>::new(), "{path}: {text}");
    }
}

#[test]
fn sql_out_of_place_is_found() {
    for statement in [
        "\"SELECT 1\"",
        "r#\"\n  SELECT id FROM people\"#",
        "\"UPDATE people SET name = 1\"",
        "\"WITH a AS (SELECT 1) SELECT 2\"",
    ] {
        let text = format!("const QUERY: &str = {statement};");
        assert_eq!(sql_out_of_place(&[Source::parse("web/a.rs", &text)]).len(), 1, "{text}");
        assert_eq!(sql_out_of_place(&[Source::parse("store/a.rs", &text)]), Vec::<String>::new());
    }
    let prose =
        Source::parse("web/b.rs", "const A: &str = \"Select a file\"; const B: &str = \"UPDATE failed\";");
    assert_eq!(sql_out_of_place(&[prose]), Vec::<String>::new());
}
