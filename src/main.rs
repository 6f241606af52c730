//! The `moothall` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    moothall::cli::run()
}
