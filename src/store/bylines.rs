//! Who said it: the little of an actor that a list shows beside each row.

use std::collections::HashMap;

use super::dialect::id_list;
use super::{StoreError, Tx};
use crate::domain::actor::ActorKind;
use crate::domain::ids::ActorId;

/// The name line of a person or community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    pub id: ActorId,
    pub uri: String,
    pub url: Option<String>,
    pub kind: ActorKind,
    pub handle: String,
    pub domain: String,
    pub local: bool,
    pub name: String,
    pub icon_url: Option<String>,
}

row!(Byline { id, uri, url, kind, handle, domain, local, name, icon_url });

impl Byline {
    /// `name` for local actors, `name@domain` for the rest.
    pub fn local_acct(&self) -> String {
        if self.local { self.handle.clone() } else { self.acct() }
    }

    /// `name@domain`.
    pub fn acct(&self) -> String {
        format!("{}@{}", self.handle, self.domain)
    }
}

/// The name lines of these actors, by one query.
pub async fn by_ids(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<HashMap<ActorId, Byline>, StoreError> {
    let mut ids: Vec<i64> = ids.into_iter().map(ActorId::get).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = sql_with_ids!(
        tx,
        "SELECT id, uri, url, kind, handle, domain, local, name, icon_url FROM actors WHERE id IN ",
        ""
    );
    let rows = fetch_all!(tx, Byline, sql, id_list(ids))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
