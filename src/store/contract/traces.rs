//! What is left of somebody.

use sqlx::AssertSqlSafe;

use crate::domain::ids::ActorId;
use crate::store::Tx;

/// The columns, of all that refer to people and accounts, which name `actor`: `table.column`, in alphabetical order.
pub(crate) async fn traces(tx: &mut Tx, actor: ActorId) -> Vec<String> {
    let columns = dialect!(
        tx,
        sqlite: "SELECT tables.name, keys.\"from\" FROM sqlite_schema AS tables
            JOIN pragma_foreign_key_list(tables.name) AS keys
            WHERE tables.type = 'table' AND keys.\"table\" IN ('actors', 'accounts') ORDER BY 1, 2",
        postgres: "SELECT CAST(CAST(conrelid AS regclass) AS TEXT), CAST(attname AS TEXT) FROM pg_constraint
            JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
            WHERE contype = 'f' AND confrelid IN (CAST('actors' AS regclass), CAST('accounts' AS regclass))
            ORDER BY 1, 2",
    );
    let mut traces = Vec::new();
    for (table, column) in fetch_all!(tx, (String, String), columns).unwrap() {
        let count = format!("SELECT COUNT(*) FROM {table} WHERE {column} = $1");
        if fetch_value!(tx, i64, AssertSqlSafe(count), actor).unwrap() > 0 {
            traces.push(format!("{table}.{column}"));
        }
    }
    traces
}
