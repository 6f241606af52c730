//! How much the node is used. Counting reads much of the database and nobody has to be signed in for it, so what was
//! counted is kept for a while (threat 94).

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use crate::api::ApiState;
use crate::api::mastodon::entities::Week;
use crate::domain::role::AccountState;
use crate::domain::time::Timestamp;
use crate::store::usage::{self, Activity};
use crate::store::{StoreError, Tx, accounts, peer_overview};

const KEPT: Duration = Duration::from_mins(5);
const MONTH: Duration = Duration::from_hours(30 * 24);
const WEEK: Duration = Duration::from_hours(7 * 24);
const WEEKS: u32 = 12;

/// Numbers, no names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figures {
    pub(super) people: i64,
    pub(super) active_month: i64,
    pub(super) posts: i64,
    pub(super) peers: i64,
}

/// What was counted lately. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct KeptFigures {
    node: Cache<(), Figures>,
    weeks: Cache<(), Arc<[Activity]>>,
}

impl Default for KeptFigures {
    fn default() -> Self {
        Self {
            node: Cache::builder().max_capacity(1).time_to_live(KEPT).build(),
            weeks: Cache::builder().max_capacity(1).time_to_live(KEPT).build(),
        }
    }
}

impl KeptFigures {
    /// The numbers of the whole node, at most some minutes old.
    pub(super) async fn of_node(&self, state: &ApiState, tx: &mut Tx) -> Result<Figures, StoreError> {
        if let Some(kept) = self.node.get(&()).await {
            return Ok(kept);
        }
        let (threads, replies) = usage::local_posts(tx).await?;
        let figures = Figures {
            people: accounts::count(tx, AccountState::Active).await?,
            active_month: usage::active_authors(tx, state.context.now() - MONTH).await?,
            posts: threads + replies,
            peers: peer_overview::count_known(tx).await?,
        };
        self.node.insert((), figures).await;
        Ok(figures)
    }

    /// The numbers of the last weeks, at most some minutes old.
    pub(super) async fn of_weeks(
        &self,
        state: &ApiState,
        tx: &mut Tx,
    ) -> Result<Arc<[Activity]>, StoreError> {
        if let Some(kept) = self.weeks.get(&()).await {
            return Ok(kept);
        }
        let since = first_of_week(state.context.now()) - WEEK * (WEEKS - 1);
        let counted: Arc<[Activity]> = usage::activity_by_week(tx, since, WEEK).await?.into();
        self.weeks.insert((), Arc::clone(&counted)).await;
        Ok(counted)
    }
}

/// Every week, whether something happened in it or not, the current one first.
pub(super) fn weeks(now: Timestamp, counted: &[Activity]) -> Vec<Week> {
    let current = first_of_week(now);
    (0..WEEKS)
        .map(|back| {
            let start = current - WEEK * back;
            let of_week = counted.iter().find(|activity| activity.week == week_of(start));
            let number = |value: Option<i64>| value.unwrap_or_default().to_string();
            Week {
                week: start.seconds().to_string(),
                statuses: number(of_week.map(|week| week.posts)),
                // What people look at is not recorded: who wrote something was here.
                logins: number(of_week.map(|week| week.authors)),
                registrations: number(of_week.map(|week| week.sign_ups)),
            }
        })
        .collect()
}

/// Weeks are counted from the beginning of 1970.
fn week_of(moment: Timestamp) -> i64 {
    moment.seconds().div_euclid(WEEK.as_secs().cast_signed())
}

fn first_of_week(moment: Timestamp) -> Timestamp {
    Timestamp::from_millis(week_of(moment) * WEEK.as_secs().cast_signed() * 1000)
}
