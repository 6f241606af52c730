//! `metrics`: figures for Prometheus.

use std::net::SocketAddr;

use super::secret::SecretText;
use super::section::section;

section! {
    /// Figures for Prometheus. Without any of these keys there is no /metrics.
    pub struct MetricsConfig = "metrics" {
        /// A listener of its own for /metrics, which only the monitoring system should reach.
        listen: Option<SocketAddr> = None, for example "\"127.0.0.1:9400\"";
        /// Serves /metrics on the public address to those who send this as bearer token.
        token: Option<SecretText> = None, for example "\"a long random text\"";
    }
}
