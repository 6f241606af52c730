//! What a person is told: <https://docs.joinmastodon.org/methods/notifications/> and
//! <https://docs.joinmastodon.org/methods/grouped_notifications/>.

mod grouped;
mod policy;
mod requests;
mod single;

use axum::Router;
use serde::{Deserialize, Serialize};

use crate::api::ApiState;
use crate::api::lenient::{Flag, Many};
use crate::domain::alert::Alert;
use crate::domain::ids::ActorId;
use crate::store::notification_lists::Wanted;

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .merge(grouped::router())
        .merge(policy::router())
        .merge(requests::router())
        .merge(single::router())
}

/// Which notifications an app asks for.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    types: Many<String>,
    #[serde(default)]
    exclude_types: Many<String>,
    account_id: Option<String>,
    include_filtered: Option<Flag>,
    limit: Option<String>,
    #[serde(default)]
    grouped_types: Option<Many<String>>,
    expand_accounts: Option<String>,
}

/// How many there are, up to some number.
#[derive(Debug, Serialize)]
struct Count {
    count: usize,
}

/// Mastodon's `{}`.
#[derive(Debug, Serialize)]
struct Nothing {}

impl Asked {
    fn takes(&self, alert: Alert) -> bool {
        let named = |list: &Many<String>| list.0.iter().any(|name| name == alert.as_str());
        (self.types.0.is_empty() || named(&self.types)) && !named(&self.exclude_types)
    }

    /// `None`: somebody is named who cannot be.
    fn wanted(&self) -> Option<Wanted> {
        let alerts = Alert::ALL.iter().copied().filter(|alert| self.takes(*alert));
        // A warning is by nobody but the house: whoever moderated is not found by their name (threat 102).
        let alerts = alerts.filter(|alert| self.account_id.is_none() || *alert != Alert::ModerationWarning);
        let alerts: Vec<Alert> = alerts.collect();
        let actor = match self.account_id.as_deref() {
            Some(id) => Some(id.parse::<ActorId>().ok()?),
            None => None,
        };
        let filtered_too = self.include_filtered.is_some_and(|Flag(filtered_too)| filtered_too);
        Some(Wanted { alerts, actor, filtered_too, unread_only: false })
    }

    fn groups(&self, alert: Alert) -> bool {
        let restricted = self.grouped_types.as_ref();
        alert.is_grouped() && restricted.is_none_or(|names| names.0.iter().any(|name| name == alert.as_str()))
    }

    /// How far is counted.
    fn most(&self) -> i64 {
        self.limit.as_deref().and_then(|limit| limit.parse().ok()).unwrap_or(100).clamp(1, 1000)
    }
}

#[cfg(test)]
mod tests;
