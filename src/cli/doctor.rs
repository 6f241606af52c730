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
}

impl Doctor {
    pub(super) async fn run(self, config: &Config) -> Result<(), BoxError> {
        let findings = examine(config).await?;
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
