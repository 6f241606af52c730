//! `federation`: whom the node speaks with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::section::section;

section! {
    /// Whom this node speaks with.
    pub struct FederationConfig = "federation" {
        /// "open": every node that is not blocked; "allow-list": only nodes an admin has allowed; "closed": none.
        mode: FederationMode = FederationMode::Open;
        /// A file of certificates (PEM) that are trusted beside the system's own, for organizations with a private
        /// certificate authority.
        extra_ca_file: Option<PathBuf> = None, for example "\"/etc/moothall/private-ca.pem\"";
        /// For development only: allows http, ports other than 443 and peers on this machine, and resolves
        /// `*.localhost` to it. Refused when `server.public_url` is https.
        dev_loopback: bool = false;
    }
}

/// Which nodes are spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FederationMode {
    /// Every node that is not blocked.
    Open,
    /// Only nodes that an admin has allowed.
    AllowList,
    /// None.
    Closed,
}
