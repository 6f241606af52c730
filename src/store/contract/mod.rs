//! One suite, both engines: what every function of the store must do on SQLite and on PostgreSQL.

mod accounts;
mod actors;
mod administration;
mod communities;
mod engines;
mod federation;
mod found;
mod jobs;
mod lists;
mod notices;
mod people;
mod posts;
mod remote_pictures;
mod traces;
mod transactions;

pub(crate) use actors::person;
pub(crate) use engines::{migrate_again, postgres, sqlite};
pub(crate) use posts::{LEE, SEPSIS, at, people, post};
pub(crate) use traces::traces;

/// Defines a test that runs on both engines, each time on a fresh, migrated database.
macro_rules! on_both_engines {
    ($(async fn $name:ident($db:ident: Db) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn check($db: Db) $body

            #[tokio::test]
            async fn sqlite() {
                let fresh = crate::store::contract::sqlite().await;
                check(fresh.db.clone()).await;
            }

            #[tokio::test]
            async fn postgres() {
                let fresh = crate::store::contract::postgres().await;
                check(fresh.db.clone()).await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;
