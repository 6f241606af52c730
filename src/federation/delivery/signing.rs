//! Which signature a peer takes, as far as its lane has learnt.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as Turn;

use crate::domain::delivery::SignatureScheme;
use crate::domain::time::Timestamp;

/// A peer that refuses for another reason is not asked twice about each delivery.
const TRY_THE_OTHER_EVERY: Duration = Duration::from_mins(1);

/// Shared by the deliveries that are under way to one peer: what one of them learns, the others need not find out.
#[derive(Debug)]
pub(super) struct Signing {
    /// What the peer accepted last.
    accepted: Mutex<Option<SignatureScheme>>,
    /// When the other scheme was last tried on a peer that used to take one.
    tried: Turn<Option<Timestamp>>,
}

impl Signing {
    pub(super) fn new(accepted: Option<SignatureScheme>) -> Self {
        Self { accepted: Mutex::new(accepted), tried: Turn::default() }
    }

    pub(super) fn accepted(&self) -> Option<SignatureScheme> {
        *self.accepted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn accepts(&self, scheme: SignatureScheme) {
        *self.accepted.lock().unwrap_or_else(PoisonError::into_inner) = Some(scheme);
    }

    /// Tries `other` where `used` was refused, as long as that may help; gives whether the peer took it. Servers change their
    /// software, so what it took once is reconsidered, but not for each delivery.
    pub(super) async fn reconsider(
        &self,
        used: SignatureScheme,
        now: Timestamp,
        other: impl Future<Output = bool>,
    ) -> bool {
        // Whoever is refused meanwhile waits for what comes of this.
        let turn = match self.accepted() {
            Some(accepted) if accepted == used => Some(self.tried.lock().await),
            _ => None,
        };
        if let Some(mut tried) = turn.filter(|_| self.accepted() == Some(used)) {
            if tried.is_some_and(|at| now.since(at) < TRY_THE_OTHER_EVERY) {
                return false;
            }
            *tried = Some(now);
            return self.took(used, other).await;
        }
        self.took(used, other).await
    }

    async fn took(&self, used: SignatureScheme, other: impl Future<Output = bool>) -> bool {
        let taken = other.await;
        if taken {
            self.accepts(used.other());
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAVAGE: SignatureScheme = SignatureScheme::Cavage;
    const LATER: SignatureScheme = SignatureScheme::Rfc9421;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[tokio::test]
    async fn what_a_peer_took_once_is_reconsidered_for_all_that_are_under_way() {
        let signing = Signing::new(Some(CAVAGE));
        let asked = Mutex::new(0);
        let refused_twice = (0..3).map(|_| {
            signing.reconsider(CAVAGE, at(0), async {
                *asked.lock().unwrap() += 1;
                true
            })
        });
        assert_eq!(futures::future::join_all(refused_twice).await, [true; 3]);
        assert_eq!(signing.accepted(), Some(LATER));
        assert_eq!(*asked.lock().unwrap(), 3, "each is sent again");
    }

    #[tokio::test]
    async fn a_peer_that_refuses_for_another_reason_is_not_asked_twice_each_time() {
        let signing = Signing::new(Some(CAVAGE));
        let mut asked = vec![];
        for seconds in [0, 1, 59, 61] {
            signing
                .reconsider(CAVAGE, at(seconds), async {
                    asked.push(seconds);
                    false
                })
                .await;
        }
        assert_eq!(asked, [0, 61]);
        assert_eq!(signing.accepted(), Some(CAVAGE));
    }

    #[tokio::test]
    async fn a_peer_that_has_accepted_nothing_yet_is_asked_both_ways() {
        let signing = Signing::new(None);
        assert!(!signing.reconsider(CAVAGE, at(0), async { false }).await);
        assert!(signing.reconsider(CAVAGE, at(0), async { true }).await);
        assert_eq!(signing.accepted(), Some(LATER));
    }
}
