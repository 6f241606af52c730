//! Everything that the two engines truly say differently.

use super::Tx;
use crate::domain::text::words::Term;

/// Chooses between two texts.
macro_rules! dialect {
    ($tx:expr, sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {
        if $tx.is_sqlite() { $sqlite } else { $postgres }
    };
}

/// A query over a list of ids: `$1` is bound to [`id_list`], and stands between the two literals as a subquery.
macro_rules! sql_with_ids {
    ($tx:expr, $before:expr, $after:expr) => {
        dialect!(
            $tx,
            sqlite: concat!($before, "(SELECT value FROM json_each($1))", $after),
            postgres: concat!(
                $before,
                "(SELECT CAST(value AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS JSONB)))",
                $after
            ),
        )
    };
}

/// A query whose rows stay as they are until the transaction ends: what is decided by them still holds when it commits.
/// SQLite has one writer at a time, so there they do anyway.
macro_rules! sql_for_update {
    ($tx:expr, $sql:literal) => {
        dialect!($tx, sqlite: $sql, postgres: concat!($sql, " FOR UPDATE"))
    };
}

/// The threads that have all words of `$2`, which is bound to [`word_query`]: in whatever field, or `named`.
///
/// PostgreSQL is handed its query from a subquery, into which its planner does not look. It would take a word that most
/// threads have as a reason to read them all, and does not know what it costs to unpack the words of each.
macro_rules! threads_with_words {
    (sqlite) => {
        "(SELECT rowid FROM thread_words WHERE thread_words MATCH $2)"
    };
    (sqlite named) => {
        "(SELECT rowid FROM thread_words WHERE named MATCH $2)"
    };
    (postgres) => {
        "(SELECT post_id FROM thread_words WHERE everything @@ (SELECT CAST($2 AS TSQUERY)))"
    };
    (postgres named) => {
        "(SELECT post_id FROM thread_words WHERE named @@ (SELECT CAST($2 AS TSQUERY)))"
    };
}

/// The parameter of `threads_with_words!`. Terms are made of letters, digits and marks, none of which means anything to
/// either engine within quotation marks.
pub(super) fn word_query(tx: &Tx, terms: &[Term]) -> String {
    let (quote, beginning, and) = if tx.is_sqlite() { ('"', "*", " AND ") } else { ('\'', ":*", " & ") };
    let term = |Term { word, is_beginning }: &Term| {
        format!("{quote}{word}{quote}{}", if *is_beginning { beginning } else { "" })
    };
    terms.iter().map(term).collect::<Vec<_>>().join(and)
}

/// The parameter of a `sql_with_ids!` query.
pub(super) fn id_list(ids: impl IntoIterator<Item = i64>) -> String {
    let mut list = String::from("[");
    for id in ids {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&id.to_string());
    }
    list.push(']');
    list
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `text` anywhere, taken literally and in lower case.
///
/// SQLite lowers ASCII alone: for it `Ü` and `ü` are two letters, whichever of them we ask for. So any character may stand
/// for such a letter, as long as most of the text is not made of them: a word in Greek or Cyrillic script would find
/// everything, and is taken as it is.
pub(super) fn contains_pattern(text: &str) -> String {
    let open = text.chars().filter(|character| has_foreign_case(*character)).count();
    let open_is_safe = open * 2 <= text.chars().count();
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        if open_is_safe && has_foreign_case(character) {
            pattern.push('_');
        } else {
            pattern.extend(character.to_lowercase());
        }
    }
    pattern.push('%');
    pattern
}

/// A pattern for `LIKE … ESCAPE '\'` that finds what begins with `text`, taken literally and in lower case.
pub(super) fn begins_pattern(text: &str) -> String {
    let pattern = contains_pattern(text);
    pattern.get(1..).unwrap_or_default().to_owned()
}

/// Whether a character has another case that only PostgreSQL knows of.
fn has_foreign_case(character: char) -> bool {
    let same = || std::iter::once(character);
    !character.is_ascii() && (character.to_lowercase().ne(same()) || character.to_uppercase().ne(same()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_a_search_are_taken_literally() {
        assert_eq!(contains_pattern("50%_A\\"), "%50\\%\\_a\\\\%");
    }

    #[test]
    fn a_letter_whose_case_one_engine_does_not_know_may_be_any() {
        assert_eq!(contains_pattern("Übergabe"), "%_bergabe%");
        assert_eq!(contains_pattern("Сепсис"), "%сепсис%");
    }

    #[test]
    fn a_list_of_ids_is_a_json_array() {
        assert_eq!(id_list([]), "[]");
        assert_eq!(id_list([1, 22]), "[1,22]");
    }
}
