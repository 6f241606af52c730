//! Whom this node federates with: the mode, and rules for single domains.

use std::collections::BTreeSet;

use super::Context;
use super::standing;
use crate::config::FederationMode;
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::handle::Domain;
use crate::domain::ids::ActorId;
use crate::domain::permission::{Action, Denial, can};
use crate::store::domain_rules::{Losses, ShutOut};
use crate::store::{StoreError, Tx, domain_rules, settings};

/// The longest reason for a rule, in characters.
pub const MAX_REASON: usize = 500;
/// The longest domain, with its port.
const MAX_DOMAIN: usize = 260;

/// How many domains are taken over from a list at a time.
pub const MAX_LIST: usize = 1_000;

/// Why a decision about federation was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("this is not a domain name")]
    NotADomain,
    /// A node cannot block itself.
    #[error("this is our own domain")]
    OwnDomain,
    #[error("the reason is longer than {MAX_REASON} characters")]
    ReasonTooLong,
    #[error("a list has at most {MAX_LIST} domains")]
    ListTooLong,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The mode that holds: an administrator's decision, else the configuration's.
pub async fn mode(ctx: &Context, tx: &mut Tx) -> Result<FederationMode, StoreError> {
    Ok(settings::federation_mode(tx).await?.unwrap_or(ctx.federation_mode))
}

/// Changes the mode; `None` goes back to the configuration's.
pub async fn set_mode(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    mode: Option<FederationMode>,
) -> Result<(), PolicyError> {
    administers(ctx, tx, by).await?;
    Ok(settings::set_federation_mode(tx, mode).await?)
}

/// Whether anything is accepted from, fetched from or sent to a domain (a lower-cased authority).
///
/// A block always holds. An allow rule says yes in allow-list mode. A rule for a domain is a rule for its subdomains,
/// unless one of them has its own; a block above cannot be lifted by a rule below.
pub async fn is_allowed(ctx: &Context, tx: &mut Tx, domain: &str) -> Result<bool, StoreError> {
    if domain == ctx.addresses.authority() {
        return Ok(true);
    }
    let mode = mode(ctx, tx).await?;
    let rules = domain_rules::covering(tx, domain).await?;
    Ok(lets_in(mode, rules.contains(&Rule::Block), rules.contains(&Rule::Allow)))
}

/// Whether a domain is spoken with, of which rules say that it is blocked or allowed.
pub(super) const fn lets_in(mode: FederationMode, blocked: bool, allowed: bool) -> bool {
    match mode {
        _ if blocked => false,
        FederationMode::Open => true,
        FederationMode::AllowList => allowed,
        FederationMode::Closed => false,
    }
}

/// A decision about a domain.
#[derive(Debug, Clone)]
pub struct NewRule<'a> {
    /// As an administrator typed it, in any case of letters.
    pub domain: &'a str,
    pub rule: Rule,
    pub reason: &'a str,
}

/// What a block of `domain` would end; changes nothing.
pub async fn dry_run(ctx: &Context, tx: &mut Tx, by: ActorId, domain: &str) -> Result<Losses, PolicyError> {
    administers(ctx, tx, by).await?;
    let domain = foreign_domain(ctx, domain)?;
    Ok(domain_rules::losses(tx, &[domain]).await?)
}

/// What blocks of all these domains would end together; changes nothing. `domains` come from [`read_list`]; `by`: an
/// administrator, or `None` from the command line.
pub async fn dry_run_list(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    domains: &[String],
) -> Result<Losses, PolicyError> {
    operates(ctx, tx, by).await?;
    Ok(domain_rules::losses(tx, domains).await?)
}

/// What another mode would end; changes nothing.
pub async fn dry_run_mode(
    ctx: &Context,
    tx: &mut Tx,
    by: ActorId,
    mode: FederationMode,
) -> Result<Losses, PolicyError> {
    administers(ctx, tx, by).await?;
    Ok(match mode {
        FederationMode::Open => Losses::default(),
        FederationMode::AllowList => domain_rules::losses_of(tx, ShutOut::NotAllowed).await?,
        FederationMode::Closed => domain_rules::losses_of(tx, ShutOut::Everybody).await?,
    })
}

/// Reads a list of domains, one a line, as other software exports it too: what follows a comma, a line that begins with
/// `#`, and empty lines are passed over. Each domain comes once.
///
/// # Errors
/// When a line is no domain, is our own, or there are more than [`MAX_LIST`].
pub fn read_list(ctx: &Context, text: &str) -> Result<Vec<String>, PolicyError> {
    let first_columns = text.lines().map(|line| line.split(',').next().unwrap_or_default().trim());
    let named = first_columns.filter(|name| !name.is_empty() && !name.starts_with('#'));
    let domains = named
        .take(MAX_LIST + 1)
        .map(|name| foreign_domain(ctx, name))
        .collect::<Result<BTreeSet<String>, PolicyError>>()?;
    if domains.len() > MAX_LIST { Err(PolicyError::ListTooLong) } else { Ok(domains.into_iter().collect()) }
}

/// Allows or blocks a domain and everything below it. `by`: an administrator, or `None` from the command line.
///
/// What a block ends is not undone row by row: while it holds, nothing is accepted from there and nothing is sent.
pub async fn add_rule(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    new: NewRule<'_>,
) -> Result<DomainRule, PolicyError> {
    operates(ctx, tx, by).await?;
    let reason = new.reason.trim();
    if reason.chars().count() > MAX_REASON {
        return Err(PolicyError::ReasonTooLong);
    }
    let rule = DomainRule {
        domain: foreign_domain(ctx, new.domain)?,
        rule: new.rule,
        reason: reason.to_owned(),
        created_by: by,
        created_at: ctx.now(),
    };
    domain_rules::put(tx, &rule).await?;
    Ok(rule)
}

/// Makes the same rule about all these domains. `domains` come from [`read_list`]; `by`: an administrator, or `None` from
/// the command line.
pub async fn import(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    rule: Rule,
    reason: &str,
    domains: &[String],
) -> Result<(), PolicyError> {
    operates(ctx, tx, by).await?;
    let reason = reason.trim();
    if reason.chars().count() > MAX_REASON {
        return Err(PolicyError::ReasonTooLong);
    }
    for domain in domains {
        let rule = DomainRule {
            domain: domain.clone(),
            rule,
            reason: reason.to_owned(),
            created_by: by,
            created_at: ctx.now(),
        };
        domain_rules::put(tx, &rule).await?;
    }
    Ok(())
}

/// Takes a rule away; safe to repeat.
pub async fn remove_rule(
    ctx: &Context,
    tx: &mut Tx,
    by: Option<ActorId>,
    domain: &str,
) -> Result<bool, PolicyError> {
    operates(ctx, tx, by).await?;
    let domain = foreign_domain(ctx, domain)?;
    Ok(domain_rules::delete(tx, &domain).await?)
}

async fn administers(ctx: &Context, tx: &mut Tx, by: ActorId) -> Result<(), PolicyError> {
    let viewer = standing::viewer(ctx, tx, by).await?;
    Ok(can(&viewer, Action::AdministerNode)?)
}

/// Whoever has the command line administers the node.
async fn operates(ctx: &Context, tx: &mut Tx, by: Option<ActorId>) -> Result<(), PolicyError> {
    match by {
        Some(by) => administers(ctx, tx, by).await,
        None => Ok(()),
    }
}

/// The domain as it is compared: lower case, no final dot.
fn foreign_domain(ctx: &Context, text: &str) -> Result<String, PolicyError> {
    let text = text.trim();
    if text.len() > MAX_DOMAIN {
        return Err(PolicyError::NotADomain);
    }
    let domain = Domain::parse_with(text, ctx.url_rules()).map_err(|_| PolicyError::NotADomain)?;
    let domain = domain.as_str().to_owned();
    if domain == ctx.addresses.authority() { Err(PolicyError::OwnDomain) } else { Ok(domain) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::community::FollowState;
    use crate::domain::role::NodeRole;
    use crate::services::testing::{
        context, follow, on_both_engines, person, person_as, remote_community, remote_person,
    };
    use crate::store::Db;

    on_both_engines! {
        async fn the_mode_and_the_rules_decide_together(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
            let max = person(&ctx, &mut tx, "max").await;
            let denied = set_mode(&ctx, &mut tx, max.id, Some(FederationMode::Closed)).await;
            assert!(matches!(denied, Err(PolicyError::Denied(Denial::RoleNeeded))));
            for (domain, rule) in [("friends.test", Rule::Allow), ("evil.test", Rule::Block)] {
                add_rule(&ctx, &mut tx, Some(lee.id), NewRule { domain, rule, reason: "" }).await.unwrap();
            }
            for (mode, expected) in [
                (Some(FederationMode::Open), [true, true, false]),
                (Some(FederationMode::AllowList), [true, false, false]),
                (Some(FederationMode::Closed), [false, false, false]),
                (None, [true, true, false]),
            ] {
                set_mode(&ctx, &mut tx, lee.id, mode).await.unwrap();
                for (domain, expected) in ["a.friends.test", "b.test", "evil.test"].into_iter().zip(expected) {
                    assert_eq!(is_allowed(&ctx, &mut tx, domain).await.unwrap(), expected, "{domain} {mode:?}");
                    let actor = remote_person(&ctx, &mut tx, &format!("u{}", ctx.ids.next()), domain).await;
                    let viewer = standing::viewer(&ctx, &mut tx, actor.id).await.unwrap();
                    assert_eq!(viewer.barred, !expected, "{domain} {mode:?}");
                }
            }
        }

        async fn a_rule_that_is_taken_away_no_longer_holds(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
            let rule = NewRule { domain: "evil.test", rule: Rule::Block, reason: "spam" };
            add_rule(&ctx, &mut tx, Some(lee.id), rule).await.unwrap();
            assert!(remove_rule(&ctx, &mut tx, Some(lee.id), "Evil.TEST").await.unwrap());
            assert!(!remove_rule(&ctx, &mut tx, None, "evil.test").await.unwrap());
            assert!(is_allowed(&ctx, &mut tx, "evil.test").await.unwrap());
            let own = NewRule { domain: "a.test", rule: Rule::Block, reason: "" };
            let refused = add_rule(&ctx, &mut tx, None, own).await;
            assert!(matches!(refused, Err(PolicyError::OwnDomain)));
        }

        async fn what_a_block_would_end_is_told_before(db: Db) {
            let (ctx, mut tx) = (context(), db.begin().await.unwrap());
            let lee = person_as(&ctx, &mut tx, "lee", NodeRole::Admin).await;
            let group = remote_community(&ctx, &mut tx, "sepsis", "evil.test").await;
            follow(&ctx, &mut tx, &lee, &group, FollowState::Accepted).await;
            let losses = dry_run(&ctx, &mut tx, lee.id, "evil.test").await.unwrap();
            let expected = Losses { actors: 1, followers: 0, follows: 1, subscriptions: 0, communities: 1, pending: 0 };
            assert_eq!(losses, expected);
            assert!(is_allowed(&ctx, &mut tx, "evil.test").await.unwrap());
        }
    }
}
