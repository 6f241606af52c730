//! Lists for people and for programs.

use serde::Serialize;

use super::BoxError;

/// Prints `rows` as JSON, or one line each.
pub(super) fn list<T: Serialize>(
    rows: &[T],
    json: bool,
    line: impl Fn(&T) -> String,
) -> Result<(), BoxError> {
    if json {
        println!("{}", serde_json::to_string_pretty(rows)?);
        return Ok(());
    }
    for row in rows {
        println!("{}", line(row));
    }
    Ok(())
}
