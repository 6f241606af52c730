//! Everything that the two engines truly say differently.

/// Chooses between two texts.
macro_rules! dialect {
    ($tx:expr, sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {
        match $tx.connection() {
            $crate::store::tx::Connection::Sqlite(_) => $sqlite,
            $crate::store::tx::Connection::Postgres(_) => $postgres,
        }
    };
}

/// A query over a list of ids: `$1` is bound to [`id_list`], and stands between the two literals as a subquery.
macro_rules! sql_with_ids {
    ($tx:expr, $before:literal, $after:literal) => {
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
pub(super) fn contains_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars().flat_map(char::to_lowercase) {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_in_a_search_are_taken_literally() {
        assert_eq!(contains_pattern("50%_A\\"), "%50\\%\\_a\\\\%");
    }

    #[test]
    fn a_list_of_ids_is_a_json_array() {
        assert_eq!(id_list([]), "[]");
        assert_eq!(id_list([1, 22]), "[1,22]");
    }
}
