//! Figures of a node, on loopback, each beside a floor that was measured in the same run.
//!
//! `cargo bench --bench federation` measures everything in a few minutes, prints one table and writes it as JSON. Names
//! behind `--` choose figures (`cargo bench --bench federation -- accepted pages`); `MOOTHALL_BENCH=smoke` runs all of
//! them with small numbers, to see that they run. Load and node share the machine, so the load is made beforehand.

mod accepted;
mod apps;
mod delivered;
mod floor;
mod ground;
mod load;
mod memory;
mod pages;
mod peers;
mod processed;
mod report;
mod rows;
mod seeds;
mod sockets;
mod writers;

use std::error::Error;
use std::process::ExitCode;

use ground::Engine;
use report::Report;

/// What a measurement gives, or why there is no figure.
pub(crate) type Measured<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    smoke: bool,
}

impl Scale {
    /// `full`, or `smoke` where it only matters that it runs.
    pub(crate) fn of(self, full: usize, smoke: usize) -> usize {
        if self.smoke { smoke } else { full }
    }
}

fn main() -> ExitCode {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let scale = Scale { smoke: std::env::var("MOOTHALL_BENCH").is_ok_and(|value| value == "smoke") };
    let mut report = Report::new();
    let mut failed = false;
    let postgres = std::env::var("MOOTHALL_TEST_POSTGRES").is_ok();
    for (name, measure) in FIGURES {
        if !chosen.is_empty() && !chosen.iter().any(|wanted| name.starts_with(wanted.as_str())) {
            continue;
        }
        for engine in [Engine::Sqlite, Engine::Postgres] {
            if engine == Engine::Postgres && (!postgres || !ON_BOTH_ENGINES.contains(name)) {
                continue;
            }
            eprintln!("measuring {name} on {engine} …");
            if let Err(error) = measure(&mut report, scale, engine) {
                eprintln!("{name} on {engine} could not be measured: {error}");
                failed = true;
            }
        }
    }
    if !postgres {
        eprintln!("MOOTHALL_TEST_POSTGRES names no server: PostgreSQL is left out");
    }
    print!("{report}");
    match report.save() {
        Ok(path) => println!("\nas JSON: {}", path.display()),
        Err(error) => {
            eprintln!("the JSON file could not be written: {error}");
            failed = true;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

type Measure = fn(&mut Report, Scale, Engine) -> Measured<()>;

const FIGURES: &[(&str, Measure)] = &[
    ("accepted", accepted::measure),
    ("processed", processed::measure),
    ("delivered", delivered::measure),
    ("rows", rows::measure),
    ("distant", delivered::distant),
    ("pages", pages::measure),
    ("apps", apps::measure),
    ("sockets", sockets::measure),
    ("memory", memory::measure),
];

/// The others depend on the database little enough to be measured on one.
const ON_BOTH_ENGINES: &[&str] = &["accepted", "processed", "apps", "sockets"];
