//! What operators see of a node: log lines and figures. Neither holds personal data: no names, addresses or texts.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{LogConfig, LogFormat};

/// What the libraries say is of no use below a warning.
const QUIET: &str = "sqlx=warn,hyper=warn,reqwest=warn,rustls=warn,h2=warn";
const SECONDS: &[f64] = &[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(
        "log.level is {level:?}; write error, warn, info, debug or trace, or info,moothall::federation=debug"
    )]
    Level { level: String },
    #[error("the log is open already")]
    Twice,
}

/// Sends log lines to standard error. Once in a process, before anything else.
///
/// # Errors
/// When the level is none, or the log is open already.
pub fn start_logging(config: &LogConfig) -> Result<(), LogError> {
    let level = &config.level;
    let filter = EnvFilter::try_new(format!("{QUIET},{level}"))
        .map_err(|_| LogError::Level { level: level.clone() })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|_| LogError::Twice)
}

/// The figures of this process. All nodes in a process share them.
pub(super) fn figures() -> Option<&'static PrometheusHandle> {
    static FIGURES: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let figures = FIGURES.get_or_init(|| {
        let buckets =
            PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS);
        match buckets.map(PrometheusBuilder::install_recorder) {
            Ok(Ok(handle)) => Some(handle),
            Ok(Err(error)) | Err(error) => {
                tracing::warn!(%error, "there are no figures for Prometheus");
                None
            }
        }
    });
    figures.as_ref()
}
