//! What the organizations behind the nodes call themselves, and where the pictures beside the names are loaded from.
//!
//! Nearly every line of every page names one, and they change about once a year. So the names are read together, and
//! again after a minute.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::view::Organization;
use crate::domain::address::{ActorPicture, Addresses};
use crate::domain::ids::ActorId;
use crate::domain::post::Attachment;
use crate::store::{Db, StoreError, organizations};

const FRESH_FOR: Duration = Duration::from_mins(1);

/// Reads the names. Cheap to clone; clones share what was read.
#[derive(Clone)]
pub struct OrganizationNames {
    addresses: Addresses,
    read: Cache<(), Names>,
}

/// The names by domain, as they were within the last minute, and the addresses of this node.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    organizations: HashMap<String, String>,
    /// `None` where nobody but strangers to this node is named: on pages of errors.
    addresses: Option<Addresses>,
}

impl OrganizationNames {
    pub fn new(addresses: Addresses) -> Self {
        Self { addresses, read: Cache::builder().max_capacity(1).time_to_live(FRESH_FOR).build() }
    }

    /// The names by domain. Hold no connection meanwhile.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn get(&self, db: &Db) -> Result<Names, Arc<StoreError>> {
        let read = async {
            let rows = organizations::names(&mut db.read().await?).await?;
            let organizations = rows.into_iter().map(|row| (row.domain, row.name)).collect();
            let addresses = Some(self.addresses.clone());
            Ok(Names(Arc::new(Known { organizations, addresses })))
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
        let name = self.0.organizations.get(domain).map_or(domain, String::as_str);
        Organization { name: name.to_owned(), domain: domain.to_owned() }
    }

    /// Where the picture of an actor is loaded from, see [`Addresses::actor_picture`]. `None`: its initials stand in.
    pub fn picture(
        &self,
        id: ActorId,
        local: bool,
        which: ActorPicture,
        url: Option<&str>,
    ) -> Option<String> {
        self.0.addresses.as_ref()?.actor_picture(id, local, which, url?)
    }

    /// Where an image of a post is loaded from, see [`Addresses::post_picture`]. `None`: a link stands in.
    pub fn post_picture(&self, file: &Attachment) -> Option<String> {
        self.0.addresses.as_ref()?.post_picture(file)
    }
}
