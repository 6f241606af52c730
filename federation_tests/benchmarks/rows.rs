//! How many rows publishing writes, counted by triggers of the database itself.

use std::collections::BTreeMap;

use moothall::app::Roles;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};

use crate::ground::{Engine, Ground, runtime};
use crate::peers::{Manner, Peers};
use crate::report::{Figure, Report};
use crate::{Measured, Scale, seeds};

pub(crate) fn measure(report: &mut Report, scale: Scale, engine: Engine) -> Measured<()> {
    let runtime = runtime()?;
    let mut written = Vec::new();
    for count in [1, 100, scale.of(10_000, 300)] {
        written.push((count, runtime.block_on(publish_to(engine, count))?));
    }
    let (_, with_one) = written[0];
    for (count, rows) in &written {
        let name = format!("rows written by a post with {count} peers");
        let figure = Figure::new(name, f64::from(*rows), "rows");
        report.add(figure.at_most(f64::from(with_one), "constant"));
    }
    Ok(())
}

async fn publish_to(engine: Engine, count: usize) -> Measured<u32> {
    let peers = Peers::start(Manner::Once)?;
    let mut ground = Ground::new(engine).await?;
    let node = ground.start(Roles::default()).await?;
    let place = ground.settle(&node).await?;
    let authorities = (0..count).map(|number| peers.authority(number));
    seeds::subscribe(node.context(), node.db(), &place.community, authorities).await?;
    let mut counter = SqliteConnectOptions::new().filename(ground.database_file()).connect().await?;
    count_writes(&mut counter).await?;
    place.publish(&node, "The first hour").await?;
    peers.have(count).await?;
    let written: Vec<(String, u32)> =
        sqlx::query_as("SELECT name, rows FROM bench_writes WHERE rows > 0").fetch_all(&mut counter).await?;
    let mut written: BTreeMap<String, u32> = written.into_iter().collect();
    // How far each peer has come is written down once a second, for all posts of that second together; leases and jobs
    // go on whether or not anybody publishes.
    for table in ["peers", "leases", "jobs"] {
        written.remove(table);
    }
    node.stop().await;
    Ok(written.values().sum())
}

/// Counts what is inserted, updated and deleted from now on, for each table. The words of a thread are one row more, of an
/// index that bears no triggers.
async fn count_writes(connection: &mut SqliteConnection) -> Measured<()> {
    sqlx::raw_sql("CREATE TABLE bench_writes (name TEXT PRIMARY KEY, rows INTEGER NOT NULL)")
        .execute(&mut *connection)
        .await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
         AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'thread\\_words\\_%' ESCAPE '\\' AND name <> 'bench_writes'",
    )
    .fetch_all(&mut *connection)
    .await?;
    for table in tables {
        for act in ["INSERT", "UPDATE", "DELETE"] {
            let trigger = format!(
                "INSERT OR IGNORE INTO bench_writes (name, rows) VALUES ('{table}', 0);
                 CREATE TRIGGER bench_{table}_{act} AFTER {act} ON {table} BEGIN
                    UPDATE bench_writes SET rows = rows + 1 WHERE name = '{table}';
                 END"
            );
            sqlx::raw_sql(AssertSqlSafe(trigger)).execute(&mut *connection).await?;
        }
    }
    Ok(())
}
