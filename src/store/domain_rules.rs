//! Whom the node federates with, beyond its mode. A rule for a domain is a rule for its subdomains.

use super::dialect::contains_pattern;
use super::{StoreError, Tx};
use crate::domain::federation::{DomainRule, Rule};

row!(DomainRule { domain, rule, reason, created_by, created_at });

/// What a block of a domain ends. Counted before it is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Actors over there that we know.
    pub actors: i64,
    /// Follows of ours by actors over there.
    pub followers: i64,
    /// Follows of theirs by people here.
    pub follows: i64,
    /// Communities here that they listen to.
    pub subscriptions: i64,
    /// Communities over there that people here follow.
    pub communities: i64,
}

row!(Losses { actors, followers, follows, subscriptions, communities });

/// Writes the rule of a domain, in place of an earlier one.
pub async fn put(tx: &mut Tx, rule: &DomainRule) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO domain_rules (domain, rule, reason, created_by, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (domain) DO UPDATE SET
            rule = excluded.rule, reason = excluded.reason, created_by = excluded.created_by,
            created_at = excluded.created_at";
    execute!(tx, SQL, &rule.domain, rule.rule, &rule.reason, rule.created_by, rule.created_at)?;
    Ok(())
}

/// Takes a rule away; says whether there was one.
pub async fn delete(tx: &mut Tx, domain: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, "DELETE FROM domain_rules WHERE domain = $1", domain)? == 1)
}

/// All rules, by domain.
pub async fn all(tx: &mut Tx) -> Result<Vec<DomainRule>, StoreError> {
    Ok(fetch_all!(tx, DomainRule, "SELECT * FROM domain_rules ORDER BY domain")?)
}

/// What is said about a domain and about the domains above it.
pub async fn covering(tx: &mut Tx, domain: &str) -> Result<Vec<Rule>, StoreError> {
    const SQL: &str = "
        SELECT rule FROM domain_rules
        WHERE domain = $1 OR substr($1, length($1) - length(domain)) = '.' || domain";
    Ok(fetch_values!(tx, Rule, SQL, domain)?)
}

/// What would be lost without a domain and everything below it.
pub async fn losses(tx: &mut Tx, domain: &str) -> Result<Losses, StoreError> {
    const SQL: &str = r"
        WITH
            there AS (SELECT id, kind FROM actors WHERE domain = $1 OR domain LIKE $2 ESCAPE '\'),
            peers_there AS (SELECT id FROM peers WHERE domain = $1 OR domain LIKE $2 ESCAPE '\'),
            live AS (SELECT follower_id, target_id FROM follows WHERE state <> 'refused')
        SELECT
            (SELECT COUNT(*) FROM there) AS actors,
            (SELECT COUNT(*) FROM live WHERE follower_id IN (SELECT id FROM there)) AS followers,
            (SELECT COUNT(*) FROM live WHERE target_id IN (SELECT id FROM there)) AS follows,
            (SELECT COUNT(DISTINCT actor_id) FROM subscriptions
                WHERE peer_id IN (SELECT id FROM peers_there)) AS subscriptions,
            (SELECT COUNT(DISTINCT target_id) FROM live
                WHERE target_id IN (SELECT id FROM there WHERE kind = 'group')) AS communities";
    fetch_optional!(tx, Losses, SQL, domain, subdomains(domain))?.ok_or(StoreError::NotFound)
}

/// A pattern that matches what ends in `.domain`.
fn subdomains(domain: &str) -> String {
    let anywhere = contains_pattern(&format!(".{domain}"));
    anywhere.trim_end_matches('%').to_owned()
}
