//! The organizations behind nodes, this one's and others'.

use super::{StoreError, Tx};

/// How many names are read at most; the rest go by their domains.
const MOST: i64 = 20_000;

/// What the organization behind a domain calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationName {
    pub domain: String,
    pub name: String,
}

row!(OrganizationName { domain, name });

/// The names of all known organizations, this node's own first.
pub async fn names(tx: &mut Tx) -> Result<Vec<OrganizationName>, StoreError> {
    const SQL: &str = "
        SELECT domain, name FROM actors WHERE kind = 'organization' AND deleted_at IS NULL
        ORDER BY local DESC, id LIMIT $1";
    Ok(fetch_all!(tx, OrganizationName, SQL, MOST)?)
}
