//! The table of threats in `federation_tests/README.md`: no number is missing, and the tests that it names are there and
//! carry their numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

/// What a row says when nothing can be tested.
const NOT_YET: &str = "cannot apply yet:";

/// One row: the number, what holds, the tests, and the files they are in.
struct Row<'a> {
    number: &'a str,
    holds: &'a str,
    tests: Vec<&'a str>,
    files: Vec<&'a str>,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let table = text.split("\n## Threats\n").nth(1).unwrap_or_default();
    let table = table.split("\n## ").next().unwrap_or_default();
    let cells = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        <[&str; 4]>::try_from(cells).ok()
    });
    let numbered = cells.filter(|[number, ..]| number.starts_with(|c: char| c.is_ascii_digit()));
    let spans = |cell| str::split(cell, '`').skip(1).step_by(2).collect();
    numbered
        .map(|[number, holds, tests, files]| Row { number, holds, tests: spans(tests), files: spans(files) })
        .collect()
}

/// All numbers that must be there.
fn numbers() -> Vec<String> {
    let parts = ["33b", "33c", "33d", "33e", "33f"].map(str::to_owned);
    let whole = (1..=70).chain(75..=97).chain([102]);
    let mut numbers: Vec<String> = whole.map(|number: u32| number.to_string()).collect();
    numbers.splice(33..33, parts);
    numbers
}

/// The numbers that the name of a test carries: `threat_009_to_threat_013_…` carries five.
fn carried(test: &str) -> BTreeSet<String> {
    let words: Vec<&str> = test.split('_').collect();
    let mut carried = BTreeSet::new();
    for (at, word) in words.iter().enumerate() {
        if word.len() < 3 || !word.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        carried.insert(word.trim_start_matches('0').to_owned());
        if let (Ok(from), Some(["to", "threat", to])) = (word.parse::<u32>(), words.get(at + 1..at + 4)) {
            carried.extend((from..=to.parse().unwrap_or(from)).map(|number| number.to_string()));
        }
    }
    carried
}

/// The source of every file under `src/` and beside the document, by the path that the table gives it.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    for room in ["src", "federation_tests"] {
        let room = crate::root().join(room);
        for path in super::files::walk(&room) {
            let name = path.strip_prefix(&room).unwrap_or(&path).display().to_string();
            if path.extension().is_some_and(|extension| extension == "rs") {
                sources.insert(name, fs::read_to_string(&path).expect("sources are readable"));
            }
        }
    }
    sources
}

fn faults(text: &str, sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    let rows = rows(text);
    let found: Vec<&str> = rows.iter().map(|row| row.number).collect();
    if found != numbers() {
        let missing: Vec<String> =
            numbers().into_iter().filter(|number| !found.contains(&number.as_str())).collect();
        faults.push(format!("the rows are not the numbers in order; missing: {}", missing.join(", ")));
    }
    for row in &rows {
        let is_there = |test: &str| {
            let sources = row.files.iter().filter_map(|file| sources.get(*file));
            sources.into_iter().any(|source| source.contains(&format!("fn {test}(")))
        };
        for test in row.tests.iter().filter(|test| !is_there(test)) {
            faults.push(format!("{}: no test {test} in {}", row.number, row.files.join(", ")));
        }
        let tested = row.tests.iter().any(|test| carried(test).contains(row.number));
        if !tested && !row.holds.starts_with(NOT_YET) {
            faults.push(format!("{}: no test carries the number, and nothing says why", row.number));
        }
    }
    faults
}

#[test]
fn every_threat_has_a_test_or_a_reason() {
    let text = fs::read_to_string(crate::root().join("federation_tests/README.md")).expect("it is there");
    crate::expect_none(&faults(&text, &sources()), "Correct the table, or write the test.");
}

#[test]
fn a_table_with_a_gap_is_found() {
    let sources = BTreeMap::from([("a.rs".to_owned(), "fn threat_001_to_threat_003_x() {}".to_owned())]);
    let mut table = "\n## Threats\n".to_owned();
    for number in numbers() {
        let row = match number.as_str() {
            "1" | "3" => "x | `threat_001_to_threat_003_x` | `a.rs`",
            _ => "cannot apply yet: x | – | –",
        };
        let _ = writeln!(table, "| {number} | {row} |");
    }
    assert_eq!(faults(&table, &sources), Vec::<String>::new());
    let without = table.replace("| 40 | cannot apply yet: x | – | – |\n", "");
    let untested = table.replace("| 40 | cannot apply yet: x", "| 40 | x");
    let renamed = table.replace("| 1 | x | `threat_001_to_threat_003_x`", "| 1 | x | `threat_001_y`");
    let misnumbered = table
        .replace("| 40 | cannot apply yet: x | – | –", "| 40 | x | `threat_001_to_threat_003_x` | `a.rs`");
    for broken in [without, untested, renamed, misnumbered] {
        assert_eq!(faults(&broken, &sources).len(), 1);
    }
}
