//! One query text, two drivers.

/// Runs an expression with the connection of whichever engine is behind the transaction.
///
/// The expression is compiled twice, once for each driver, so a type that one of them lacks is a compile error.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx.connection() {
            $crate::store::tx::Connection::Sqlite($connection) => $body,
            $crate::store::tx::Connection::Postgres($connection) => $body,
        }
    };
}

/// Runs a statement; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($tx, connection => sqlx::query($sql)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected()))
    };
}

/// Runs a query; gives all its rows as `$row`.
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($tx, connection => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(connection).await)
    };
}

/// Runs a query; gives its only row as `$row`, or `None`.
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($tx, connection => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(connection).await)
    };
}

/// Runs a query of one value; gives it, or an error when there is no row.
macro_rules! fetch_value {
    ($tx:expr, $value:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($tx, connection => sqlx::query_scalar::<_, $value>($sql)$(.bind($bind))*.fetch_one(connection).await)
    };
}

/// Runs a query of one column; gives its values.
macro_rules! fetch_values {
    ($tx:expr, $value:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        on!($tx, connection => sqlx::query_scalar::<_, $value>($sql)$(.bind($bind))*.fetch_all(connection).await)
    };
}

/// Reads rows into a struct whose fields have the names of the columns.
///
/// `json` fields are JSON text; `flatten` fields are structs that are read from the same row.
macro_rules! row {
    ($name:ty { $($field:ident),* $(,)? } $(json { $($json:ident),* $(,)? })? $(flatten { $($flat:ident),* $(,)? })?) => {
        row!(@engine $name, sqlx::sqlite::SqliteRow, [$($field)*], [$($($json)*)?], [$($($flat)*)?]);
        row!(@engine $name, sqlx::postgres::PgRow, [$($field)*], [$($($json)*)?], [$($($flat)*)?]);
    };
    (@engine $name:ty, $row:ty, [$($field:ident)*], [$($json:ident)*], [$($flat:ident)*]) => {
        impl sqlx::FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self {
                    $($field: sqlx::Row::try_get(row, stringify!($field))?,)*
                    $($json: sqlx::Row::try_get::<$crate::store::json::JsonText<_>, _>(row, stringify!($json))?.0,)*
                    $($flat: sqlx::FromRow::from_row(row)?,)*
                })
            }
        }
    };
}
