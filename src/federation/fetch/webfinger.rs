//! Asking who `name@domain` is, and whether an actor may be called so (threats 34 and 40).

use activitypub_federation::fetch::webfinger::Webfinger;
use url::Url;

use super::{FetchFailure, Fetcher};
use crate::domain::handle::Acct;
use crate::federation::objects::uri::parse;
use crate::infra::http::{Accept, ContentType, FetchLimits};

const JRD: Accept = Accept { header: "application/jrd+json, application/json", matches: is_json };

fn is_json(content_type: &ContentType) -> bool {
    matches!(
        content_type.essence(),
        "application/jrd+json" | "application/json" | "application/activity+json"
    )
}

impl Fetcher {
    /// The id of the actor that `domain` says `name@domain` is.
    ///
    /// # Errors
    /// When the domain cannot be asked, or knows nobody of that name.
    pub(super) async fn finger(&self, account: &Acct) -> Result<String, FetchFailure> {
        self.ask(account).await.map(|(_, actor)| actor)
    }

    /// Whether the server of `account` says that it is `actor`. Unreachable is no.
    pub(super) async fn confirms(&self, account: &Acct, actor: &str) -> bool {
        let asked = format!("acct:{account}");
        match self.ask(account).await {
            // A server that calls the account differently vouches for the other name, not for this one.
            Ok((subject, found)) => found == actor && same_account(&subject, &asked),
            Err(_) => false,
        }
    }

    async fn ask(&self, account: &Acct) -> Result<(String, String), FetchFailure> {
        let origin = self.ctx.addresses.origin();
        let scheme = origin.split_once("://").map_or("https", |(scheme, _)| scheme);
        let domain = account.domain.as_str();
        self.permitted(&format!("{scheme}://{domain}/")).await?;
        let mut url = Url::parse(&format!("{scheme}://{domain}/.well-known/webfinger"))
            .map_err(|_| FetchFailure::NotAnAddress)?;
        let resource = format!("acct:{}", account.to_string().trim_start_matches('@'));
        url.query_pairs_mut().append_pair("resource", &resource);
        let fetched = self.get(&url, JRD, FetchLimits::DOCUMENT, None).await?;
        let answer: Webfinger = serde_json::from_slice(&fetched.body).map_err(FetchFailure::unusable)?;
        let actor = actor_of(&answer).ok_or_else(|| FetchFailure::unusable("it names no actor"))?;
        Ok((answer.subject, actor))
    }
}

fn actor_of(answer: &Webfinger) -> Option<String> {
    let is_activity = |kind: &String| {
        kind.starts_with("application/activity+json") || kind.starts_with("application/ld+json")
    };
    let link = answer
        .links
        .iter()
        .find(|link| link.rel.as_deref() == Some("self") && link.kind.as_ref().is_some_and(is_activity))?;
    link.href.as_ref().map(Url::to_string).filter(|actor| parse(actor).is_some())
}

/// Accounts are compared without case and without the sign in front.
fn same_account(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches("acct:").trim_start_matches('@').to_lowercase();
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_034_another_name_is_another_account() {
        assert!(same_account("acct:Alice@v.test", "acct:@alice@V.test"));
        assert!(!same_account("acct:alice@v.test", "acct:alice@e.test"));
    }
}
