//! `moothall doctor`

use clap::Args;

use super::{BoxError, output};
use crate::app::operator::examine;
use crate::config::Config;

/// Checks the deployment and says how to mend what is wrong. Run it while the node runs.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[arg(long)]
    json: bool,
    /// Another node to ask, to see whether this one reaches others.
    #[arg(long, value_name = "DOMAIN")]
    peer: Option<String>,
}

impl Doctor {
    pub(super) async fn run(self, config: &Config) -> Result<(), BoxError> {
        let findings = examine(config, self.peer.as_deref()).await?;
        output::list(&findings, self.json, |finding| {
            format!(
                "{} {}: {}",
                if finding.fine { "ok  " } else { "FAIL" },
                finding.check,
                finding.explanation
            )
        })?;
        if findings.iter().all(|finding| finding.fine) {
            Ok(())
        } else {
            Err("something needs mending".into())
        }
    }
}
