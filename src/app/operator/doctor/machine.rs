//! The machine itself: its clock and its disk.

use std::path::Path;
use std::time::Duration;

use tokio::process::Command;

use super::reach::Answer;
use crate::config::Config;
use crate::store::sqlite_file;

/// Signatures are refused when the clocks of two nodes are further apart than some minutes.
const TOLERATED: Duration = Duration::from_secs(30);
/// A backup and a migration each need room for a second copy of the database; this is the least for a small one.
const LEAST_FREE_KIB: u64 = 1024 * 1024;

pub(super) fn clock(answer: &Answer) -> Result<String, String> {
    let Some((theirs, ours)) = answer.clocks else {
        return Ok("The answer carried no date to compare with.".to_owned());
    };
    let apart = theirs.since(ours).max(ours.since(theirs)).as_secs();
    if apart <= TOLERATED.as_secs() {
        return Ok("The clock agrees with the one that answered.".to_owned());
    }
    Err(format!(
        "The clock of this machine and the one that answered are {apart} seconds apart; other nodes refuse \
         signatures from the wrong time. Turn on time synchronisation (timedatectl set-ntp true)."
    ))
}

/// The disk of the database file. A database server looks after its own.
pub(super) async fn disk(config: &Config) -> Result<String, String> {
    let file = sqlite_file(config.database.url.expose()).ok().flatten();
    let Some(directory) = file.as_deref().and_then(Path::parent) else {
        return Ok("The database is on a server of its own.".to_owned());
    };
    let directory = if directory == Path::new("") { Path::new(".") } else { directory };
    let Some(free) = free_kib(directory).await else {
        return Ok("How much disk is free cannot be found out here.".to_owned());
    };
    let place = directory.display();
    let mib = free / 1024;
    if free >= LEAST_FREE_KIB {
        return Ok(format!("{mib} MiB are free in {place}."));
    }
    Err(format!("Only {mib} MiB are free in {place}: make room, or move the data to a larger disk."))
}

/// As POSIX `df` tells; the standard library cannot.
async fn free_kib(directory: &Path) -> Option<u64> {
    let output = Command::new("df").args(["-P", "-k", "--"]).arg(directory).output().await.ok()?;
    available(&String::from_utf8_lossy(&output.stdout))
}

/// The fourth column of the second line.
fn available(table: &str) -> Option<u64> {
    table.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_df_is_read() {
        let table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                     /dev/sda1 41152736 20576368 18453244 53% /\n";
        assert_eq!(available(table), Some(18_453_244));
        assert_eq!(available("df: nowhere\n"), None);
    }
}
