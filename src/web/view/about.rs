//! About this organization, and with whom it federates.

use super::{FederationMode, Organization, SafeHtml};
use crate::domain::time::Timestamp;

/// `GET /about`.
#[derive(Debug, Clone)]
pub struct About {
    /// What the organization says about itself.
    pub introduction: SafeHtml,
    /// The rules of the house.
    pub rules: SafeHtml,
    /// The address of its logo.
    pub logo: Option<String>,
    /// The contact address.
    pub contact: Option<String>,
    /// People with an account here.
    pub people: u64,
    /// Communities hosted here.
    pub communities: u64,
    /// With whom the node exchanges anything.
    pub mode: FederationMode,
    /// Organizations that it has exchanged something with, or allows.
    pub organizations: Vec<KnownOrganization>,
    /// Domains that it blocks, with the reason.
    pub blocked: Vec<(String, String)>,
    /// The program's version.
    pub version: String,
}

/// Another organization as the public sees it.
#[derive(Debug, Clone)]
pub struct KnownOrganization {
    /// Which.
    pub organization: Organization,
    /// The last exchange.
    pub last_exchange: Option<Timestamp>,
}
