//! What the organizations behind the nodes call themselves.
//!
//! Nearly every line of every page names one, and they change about once a year. So the names are read together, and
//! again after a minute.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::view::Organization;
use crate::store::{Db, StoreError, organizations};

const FRESH_FOR: Duration = Duration::from_mins(1);

/// Reads the names. Cheap to clone; clones share what was read.
#[derive(Clone)]
pub struct OrganizationNames {
    read: Cache<(), Names>,
}

/// The names by domain, as they were within the last minute.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<HashMap<String, String>>);

impl Default for OrganizationNames {
    fn default() -> Self {
        Self { read: Cache::builder().max_capacity(1).time_to_live(FRESH_FOR).build() }
    }
}

impl OrganizationNames {
    /// The names by domain. Hold no connection meanwhile.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn get(&self, db: &Db) -> Result<Names, Arc<StoreError>> {
        let read = async {
            let rows = organizations::names(&mut db.read().await?).await?;
            let names = rows.into_iter().map(|row| (row.domain, row.name)).collect();
            Ok(Names(Arc::new(names)))
        };
        self.read.try_get_with((), read).await
    }

    /// Reads the names anew for the next page; after this node's own was changed.
    pub async fn forget(&self) {
        self.read.invalidate(&()).await;
    }
}

impl Names {
    /// The organization behind a domain; it is called by its domain when its name is not known.
    pub fn of(&self, domain: &str) -> Organization {
        let name = self.0.get(domain).map_or(domain, String::as_str);
        Organization { name: name.to_owned(), domain: domain.to_owned() }
    }
}
