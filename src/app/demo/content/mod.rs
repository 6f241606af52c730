//! The texts of the demo: what people in three organizations write to each other within three weeks. Invented, and
//! without anything of any patient.

mod library;
mod simulation;
mod threads;

use super::script::Chapter;

/// In the order of time.
pub(super) fn chapters() -> [&'static Chapter; 8] {
    [
        &threads::WELCOME,
        &library::SHELVES,
        &threads::LACTATE,
        &simulation::SCENARIOS,
        &library::REVISIONS,
        &threads::GERMAN,
        &threads::ANTIBIOTICS,
        &threads::TODAY,
    ]
}

#[cfg(test)]
mod tests;
