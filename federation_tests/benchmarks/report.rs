//! The table, and its JSON.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::Measured;

/// One line of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What the same machine does at best, in the same unit.
    pub(crate) floor: Option<f64>,
    /// What it should be, in words.
    pub(crate) aim: &'static str,
    pub(crate) met: Option<bool>,
    /// Whatever else was seen.
    pub(crate) note: String,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, floor: None, aim: "", met: None, note: String::new() }
    }

    /// Beside what is possible at best; `least` is the part of it that is aimed at.
    pub(crate) fn of_floor(mut self, floor: f64, least: f64, aim: &'static str) -> Self {
        self.met = Some(self.value >= floor * least);
        self.floor = Some(floor);
        self.aim = aim;
        self
    }

    pub(crate) fn at_least(mut self, least: f64, aim: &'static str) -> Self {
        self.met = Some(self.value >= least);
        self.aim = aim;
        self
    }

    pub(crate) fn at_most(mut self, most: f64, aim: &'static str) -> Self {
        self.met = Some(self.value <= most);
        self.aim = aim;
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn cells(&self) -> [String; 6] {
        let ratio = self.floor.map(|floor| format!("{:.0} %", 100.0 * self.value / floor));
        let met = match self.met {
            Some(true) => " ✓",
            Some(false) => " ✗",
            None => "",
        };
        [
            self.name.clone(),
            format!("{} {}", number(self.value), self.unit),
            self.floor.map_or_else(|| "–".to_owned(), number),
            ratio.unwrap_or_else(|| "–".to_owned()),
            format!("{}{met}", self.aim),
            self.note.clone(),
        ]
    }
}

/// Three digits say enough.
fn number(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    cores: usize,
    figures: Vec<Figure>,
}

impl Report {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cores, figures: Vec::new() }
    }

    pub(crate) fn add(&mut self, figure: Figure) {
        let [name, value, floor, ratio, aim, note] = figure.cells();
        eprintln!("  {name}: {value} (floor {floor}, {ratio}; aim {aim}) {note}");
        self.figures.push(figure);
    }

    /// Writes it below the target directory.
    pub(crate) fn save(&self) -> Measured<PathBuf> {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        std::fs::create_dir_all(&directory)?;
        let path = directory.join("federation.json");
        std::fs::write(&path, serde_json::to_string_pretty(self)?)?;
        Ok(path)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["figure", "measured", "floor", "ratio", "aim", "note"].map(str::to_owned);
        let mut lines = vec![head];
        lines.extend(self.figures.iter().map(Figure::cells));
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..6).map(width).collect();
        for (index, line) in lines.iter().enumerate() {
            for (cell, width) in line.iter().zip(&widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")?;
            if index == 0 {
                for width in &widths {
                    write!(f, "|{:-<1$}", "", width + 2)?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}
