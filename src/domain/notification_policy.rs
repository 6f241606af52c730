//! Whose notifications a person wants to see at once.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

text_enum! {
    /// What becomes of a notification.
    Treatment {
        Accept = "accept",
        /// Put aside until the person has looked at who it comes from.
        Filter = "filter",
        /// Nobody learns of it.
        Drop = "drop",
    }
}

/// How new an account is that counts as new.
const NEW: Duration = Duration::from_hours(30 * 24);

/// What becomes of notifications that come from whom. The last two are kept for apps: there are no private mentions here
/// yet, and nobody is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotificationPolicy {
    pub not_following: Treatment,
    pub not_followers: Treatment,
    pub new_accounts: Treatment,
    pub private_mentions: Treatment,
    pub limited_accounts: Treatment,
}

impl Default for NotificationPolicy {
    fn default() -> Self {
        Self {
            not_following: Treatment::Accept,
            not_followers: Treatment::Accept,
            new_accounts: Treatment::Accept,
            private_mentions: Treatment::Accept,
            limited_accounts: Treatment::Accept,
        }
    }
}

/// How a person stands to somebody of whose act they are to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// The person follows them.
    pub followed: bool,
    /// They follow the person.
    pub follower: bool,
    pub since: Timestamp,
    /// The person wants to hear of them whatever the policy says.
    pub permitted: bool,
    /// They look after this node.
    pub staff: bool,
}

impl NotificationPolicy {
    /// The strictest treatment that applies.
    pub fn treat(&self, sender: &Sender, now: Timestamp) -> Treatment {
        if sender.permitted || sender.staff {
            return Treatment::Accept;
        }
        let applying = [
            (!sender.followed).then_some(self.not_following),
            (!sender.follower).then_some(self.not_followers),
            (now.since(sender.since) < NEW).then_some(self.new_accounts),
        ];
        let applying: Vec<Treatment> = applying.into_iter().flatten().collect();
        if applying.contains(&Treatment::Drop) {
            Treatment::Drop
        } else if applying.contains(&Treatment::Filter) {
            Treatment::Filter
        } else {
            Treatment::Accept
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD_FRIEND: Sender = Sender {
        followed: true,
        follower: true,
        since: Timestamp::from_millis(0),
        permitted: false,
        staff: false,
    };

    #[test]
    fn the_strictest_treatment_applies_unless_somebody_is_wanted_all_the_same() {
        let policy = NotificationPolicy {
            not_following: Treatment::Filter,
            new_accounts: Treatment::Drop,
            ..NotificationPolicy::default()
        };
        let now = Timestamp::from_millis(0) + NEW;
        let stranger = Sender { followed: false, ..OLD_FRIEND };
        let newcomer = Sender { since: now, ..stranger };
        assert_eq!(policy.treat(&OLD_FRIEND, now), Treatment::Accept);
        assert_eq!(policy.treat(&stranger, now), Treatment::Filter);
        assert_eq!(policy.treat(&newcomer, now), Treatment::Drop);
        assert_eq!(policy.treat(&Sender { permitted: true, ..newcomer }, now), Treatment::Accept);
        assert_eq!(NotificationPolicy::default().treat(&newcomer, now), Treatment::Accept);
    }
}
