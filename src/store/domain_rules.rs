//! Whom the node federates with, beyond its mode. A rule for a domain is a rule for its subdomains.

use std::collections::HashSet;

use super::dialect::id_list;
use super::json::JsonText;
use super::{StoreError, Tx};
use crate::domain::federation::{DomainRule, Rule};
use crate::domain::ids::ActorId;

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
    /// Deliveries that wait for their servers.
    pub pending: i64,
}

row!(Losses { actors, followers, follows, subscriptions, communities, pending });

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

/// Rules by domain, those behind `domain`.
pub async fn after(tx: &mut Tx, domain: &str, limit: i64) -> Result<Vec<DomainRule>, StoreError> {
    const SQL: &str = "SELECT * FROM domain_rules WHERE domain > $1 ORDER BY domain LIMIT $2";
    Ok(fetch_all!(tx, DomainRule, SQL, domain, limit)?)
}

/// What is said about a domain and about the domains above it.
pub async fn covering(tx: &mut Tx, domain: &str) -> Result<Vec<Rule>, StoreError> {
    const SQL: &str = "
        SELECT rule FROM domain_rules
        WHERE domain = $1 OR substr($1, length($1) - length(domain)) = '.' || domain";
    Ok(fetch_values!(tx, Rule, SQL, domain)?)
}

/// Those of these domains that a rule blocks, or that lie below one that it blocks.
pub async fn blocked_among(tx: &mut Tx, domains: &[&str]) -> Result<HashSet<String>, StoreError> {
    if domains.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = dialect!(
        tx,
        sqlite: "SELECT named.value FROM json_each($1) AS named WHERE EXISTS (
            SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain = named.value
                OR substr(named.value, length(named.value) - length(domain)) = '.' || domain))",
        postgres: "SELECT named.value FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS named (value)
            WHERE EXISTS (SELECT 1 FROM domain_rules WHERE rule = 'block' AND (domain = named.value
                OR substr(named.value, length(named.value) - length(domain)) = '.' || domain))",
    );
    Ok(fetch_values!(tx, String, sql, JsonText(domains))?.into_iter().collect())
}

/// Whether one of these actors is of a domain that a rule blocks.
pub async fn is_one_blocked(tx: &mut Tx, actors: &[ActorId]) -> Result<bool, StoreError> {
    let sql = sql_with_ids!(
        tx,
        "SELECT EXISTS (SELECT 1 FROM actors JOIN domain_rules ON domain_rules.rule = 'block'
                AND (domain_rules.domain = actors.domain
                    OR substr(actors.domain, length(actors.domain) - length(domain_rules.domain))
                        = '.' || domain_rules.domain)
            WHERE NOT actors.local AND actors.id IN ",
        ")"
    );
    Ok(fetch_value!(tx, bool, sql, id_list(actors.iter().map(|id| id.get())))?)
}

/// What a change of the mode shuts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShutOut {
    /// Everybody elsewhere.
    Everybody,
    /// Everybody whom no rule allows.
    NotAllowed,
}

/// Follows, subscriptions and deliveries between here and the actors of `there` and the servers of `peers_there`.
macro_rules! losses {
    ($there:literal, $peers_there:literal) => {
        concat!(
            "WITH there AS (",
            $there,
            "), peers_there AS (",
            $peers_there,
            "), live AS (SELECT follower_id, target_id FROM follows WHERE state <> 'refused')
            SELECT
                (SELECT COUNT(*) FROM there) AS actors,
                (SELECT COUNT(*) FROM live WHERE follower_id IN (SELECT id FROM there)) AS followers,
                (SELECT COUNT(*) FROM live WHERE target_id IN (SELECT id FROM there)) AS follows,
                (SELECT COUNT(DISTINCT actor_id) FROM subscriptions
                    WHERE peer_id IN (SELECT id FROM peers_there)) AS subscriptions,
                (SELECT COUNT(DISTINCT target_id) FROM live
                    WHERE target_id IN (SELECT id FROM there WHERE kind = 'group')) AS communities,
                (SELECT COUNT(*) FROM (
                    SELECT p.id, a.seq FROM peers_there p JOIN subscriptions s ON s.peer_id = p.id
                        JOIN activities a ON a.audience_id = s.actor_id
                        WHERE a.audience = 'followers' AND a.seq > p.cursor AND a.seq > s.since_seq
                    UNION
                    SELECT p.id, i.seq FROM peers_there p JOIN activity_inboxes i ON i.peer_id = p.id
                        WHERE i.seq > p.cursor
                    LIMIT 100000
                ) AS waiting) AS pending"
        )
    };
}

/// What would be lost without these domains and everything below them. Lower-cased authorities.
pub async fn losses(tx: &mut Tx, domains: &[String]) -> Result<Losses, StoreError> {
    let sql = dialect!(
        tx,
        sqlite: losses!(
            "SELECT id, kind FROM actors WHERE NOT local AND EXISTS (SELECT 1 FROM json_each($1) AS named
                WHERE domain = named.value
                    OR substr(domain, length(domain) - length(named.value)) = '.' || named.value)",
            "SELECT id, cursor FROM peers WHERE EXISTS (SELECT 1 FROM json_each($1) AS named
                WHERE domain = named.value
                    OR substr(domain, length(domain) - length(named.value)) = '.' || named.value)"
        ),
        postgres: losses!(
            "SELECT id, kind FROM actors WHERE NOT local AND EXISTS (
                SELECT 1 FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS named (value)
                WHERE domain = named.value
                    OR substr(domain, length(domain) - length(named.value)) = '.' || named.value)",
            "SELECT id, cursor FROM peers WHERE EXISTS (
                SELECT 1 FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS named (value)
                WHERE domain = named.value
                    OR substr(domain, length(domain) - length(named.value)) = '.' || named.value)"
        ),
    );
    fetch_optional!(tx, Losses, sql, JsonText(domains))?.ok_or(StoreError::NotFound)
}

/// What would be lost without everybody whom a mode shuts out.
pub async fn losses_of(tx: &mut Tx, shut_out: ShutOut) -> Result<Losses, StoreError> {
    const SQL: &str = losses!(
        "SELECT id, kind FROM actors WHERE NOT local AND ($1 OR NOT EXISTS (
            SELECT 1 FROM domain_rules WHERE rule = 'allow' AND (actors.domain = domain_rules.domain
                OR substr(actors.domain, length(actors.domain) - length(domain_rules.domain))
                    = '.' || domain_rules.domain)))",
        "SELECT id, cursor FROM peers WHERE $1 OR NOT EXISTS (
            SELECT 1 FROM domain_rules WHERE rule = 'allow' AND (peers.domain = domain_rules.domain
                OR substr(peers.domain, length(peers.domain) - length(domain_rules.domain))
                    = '.' || domain_rules.domain))"
    );
    let everybody = shut_out == ShutOut::Everybody;
    fetch_optional!(tx, Losses, SQL, everybody)?.ok_or(StoreError::NotFound)
}
