//! The example file, made from the declarations of the sections.

use std::fmt::Write;

use serde_json::Value;

use super::{Config, SECTIONS};

const HEAD: &str = "\
# Configuration of a Moothall node. Every key is optional; the values shown are the defaults.
#
# The file is named by --config or MOOTHALL_CONFIG. Environment variables go over it: MOOTHALL_SERVER__LISTEN is
# server.listen; lists are written as [\"a\", \"b\"]; an empty variable counts as absent.
#
# This file is generated from the program's source.
";

impl Config {
    /// The commented example file, `deploy/moothall.example.toml`.
    pub fn example() -> String {
        let defaults = serde_json::to_value(Self::default()).unwrap_or_default();
        let mut text = HEAD.to_owned();
        for section in SECTIONS {
            text.push('\n');
            comment(&mut text, section.about);
            let _ = writeln!(text, "[{}]", section.name);
            for key in section.keys {
                text.push('\n');
                comment(&mut text, key.about);
                // JSON strings, numbers, booleans and arrays of strings are valid TOML.
                let value = match (&defaults[section.name][key.name], key.sample) {
                    (Value::Null, sample) => sample.unwrap_or_default().to_owned(),
                    (default, _) => default.to_string(),
                };
                let _ = writeln!(text, "#{} = {value}", key.name);
            }
        }
        text
    }
}

/// The backticks of the documentation are left out; in a configuration file they would be taken for a part of the value.
fn comment(text: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "#{}", line.replace('`', ""));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_committed_example_is_the_generated_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/moothall.example.toml");
        if std::env::var_os("UPDATE_EXAMPLE").is_some() {
            std::fs::write(&path, Config::example()).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == Config::example(),
            "deploy/moothall.example.toml differs from the source; run this test with UPDATE_EXAMPLE=1"
        );
    }

    #[test]
    fn every_line_of_the_example_can_be_switched_on() {
        let keys_on: String = Config::example()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if !key.starts_with(' ') && key.contains('=') => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = Config::from_sources(Some(("example", &keys_on)), &[]).unwrap();
        assert_eq!(config.server.public_url.as_str(), "http://localhost:8400");
        assert_eq!(config.metrics.listen, Some(([127, 0, 0, 1], 9400).into()));
    }
}
