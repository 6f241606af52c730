//! The demo: three organizations in one process, which have talked to each other for three weeks.
//!
//! `cast` and `script` say who is there and what happens, `content` holds the texts, `site` runs one organization's
//! node, and `stage` has the people act. Everything is written through the services of the author's own node and
//! reaches the others by signed delivery, as between any nodes. All three share a clock, which begins three weeks ago and
//! is moved on from day to day; when the seeding is done it shows the present.

mod cast;
mod content;
mod place;
mod script;
mod site;
mod stage;
mod waiting;
mod writing;

use std::error::Error;
use std::fmt::Write as _;
use std::time::Duration;

use futures::future::{join_all, try_join_all};

use self::cast::{Circle, House, PASSWORD, Who};
pub use self::place::PlaceError;
use self::place::{Directory, bind};
use self::site::Site;
use self::stage::Stage;
use super::{Readiness, StartError};
use crate::infra::clock::Clock;
use crate::services::accounts::{PasswordError, Passwords};

/// The demo's past begins this long ago.
const PAST: Duration = Duration::from_hours(21 * 24);
/// The password is hashed once, for everybody.
const ONE_AT_A_TIME: usize = 1;

type BoxError = Box<dyn Error + Send + Sync>;

/// Why there is no demo. The sentences are for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Place(#[from] PlaceError),
    #[error("{organization} does not start")]
    Start { organization: &'static str, source: StartError },
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody could not do what the script says.
    #[error("{what} did not work")]
    Step { what: String, source: BoxError },
    #[error("{what} took longer than {seconds} seconds; is this machine very busy?")]
    TooSlow { what: String, seconds: u64 },
}

/// Where progress is told, a line at a time.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Where the three organizations listen, in order; 0 lets the system choose.
#[derive(Debug, Clone, Copy)]
pub struct Ports(pub [u16; 3]);

impl Default for Ports {
    fn default() -> Self {
        Self(House::ALL.map(|house| house.organization().port))
    }
}

/// Three running nodes. Their data is in a temporary directory, which goes with them.
pub struct Demo {
    sites: [Site; 3],
    // Last: files are removed after those who use them.
    _directory: Directory,
}

impl Demo {
    /// Starts the nodes and has the people act. When it returns, all three show the same, and say that they are ready.
    ///
    /// # Errors
    /// When a port is taken, or something did not arrive in time. Nothing keeps running then.
    pub async fn start(ports: Ports, progress: Progress<'_>) -> Result<Self, DemoError> {
        let [first, second, third] = ports.0;
        let listeners = [bind(first)?, bind(second)?, bind(third)?];
        let directory = Directory::create()?;
        let clock = Clock::shifted(-i64::try_from(PAST.as_secs()).unwrap_or(0));
        let ready = Readiness::not_yet();
        let starts = House::ALL
            .into_iter()
            .zip(listeners)
            .map(|(house, listener)| Site::start(house, &directory, listener, clock.clone(), ready.clone()));
        let sites: [Site; 3] = match try_join_all(starts).await?.try_into() {
            Ok(sites) => sites,
            Err(_) => unreachable!("as many sites as houses"),
        };
        progress("three organizations are running");
        let password = Passwords::new(ONE_AT_A_TIME)?.hash(PASSWORD).await?;
        let mut stage = Stage::new(&sites, clock, progress);
        stage.introduce(&password).await?;
        for circle in Circle::ALL {
            stage.gather(circle).await?;
        }
        for chapter in content::chapters() {
            stage.play(chapter).await?;
        }
        stage.return_to_the_present().await?;
        ready.reached();
        Ok(Self { sites, _directory: directory })
    }

    /// Addresses, sign-ins and what to try, for the terminal.
    pub fn guide(&self) -> String {
        let mut text = String::from("\nThe demo is ready. Everybody's password is ");
        let _ = writeln!(text, "{PASSWORD}\n");
        for site in &self.sites {
            let _ = writeln!(text, "  {:<25} {}", site.organization().name, site.origin());
            for who in Who::ALL.into_iter().filter(|who| who.house() == site.house()) {
                let person = who.person();
                let email = site.email(person);
                let _ = writeln!(text, "    {:<5} {email:<25} {}", person.handle, person.part);
            }
        }
        let [northside, river, lakeside] = &self.sites;
        let _ = write!(
            text,
            "\nTo try:\n\
             \x20 - Sign in as kim at {lakeside}, open Sepsis care, and answer \"Night shift: whom do you wake first?\".\n\
             \x20   Watch the answer appear at {northside}/c/sepsis\n\
             \x20 - Sign in as dana at {river}: she moderates Sepsis care from another organization.\n\
             \x20 - Open the library of Sepsis care, and compare the versions of the screening tool.\n\
             \x20 - Sign in as amir at {northside}: he sees whom his node talks with, and how far behind they are.\n\n\
             Ctrl-C stops the demo and removes its data.",
            lakeside = lakeside.origin(),
            northside = northside.origin(),
            river = river.origin(),
        );
        text
    }

    /// Returns when one of the nodes had to stop by itself.
    pub async fn failed(&self) {
        let [northside, river, lakeside] = &self.sites;
        tokio::select! {
            () = northside.failed() => {}
            () = river.failed() => {}
            () = lakeside.failed() => {}
        }
    }

    /// Stops the nodes properly and removes their data.
    pub async fn stop(self) {
        join_all(self.sites.map(Site::stop)).await;
    }
}

#[cfg(test)]
mod tests;
