//! Which crates may come in: licences, bans and duplicates, by the policy in `deny.toml`.
//!
//! `cargo deny` reads the same file and also knows the advisory database; this needs nothing but Cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;

#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// A crate of which two versions would mean two of something the program may have only one of.
const ONE_VERSION: &[&str] = &[
    "aws-lc-rs",
    "axum",
    "http",
    "hyper",
    "reqwest",
    "rustls",
    "serde",
    "sqlx-core",
    "tokio",
    "tower-service",
    "url",
];

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    license: String,
}

fn policy() -> Policy {
    Figment::from(Toml::file_exact(crate::root().join("deny.toml")))
        .extract()
        .expect("deny.toml has licences and bans")
}

/// What this program and its tests are built from on Linux. Asked of `cargo tree`, because `cargo metadata` also lists
/// optional crates that no enabled feature brings in.
fn packages() -> BTreeSet<Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--target",
            "x86_64-unknown-linux-gnu",
            "--prefix",
            "none",
            "--format",
            "{p}|{l}|",
        ])
        .current_dir(crate::root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let parse = |line: &str| {
        let (package, rest) = line.split_once('|')?;
        let (name, version) = package.split_once(" v")?;
        let word = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        Some(Package {
            name: name.to_owned(),
            version: word(version),
            license: rest.split('|').next()?.to_owned(),
        })
    };
    let packages: BTreeSet<Package> =
        String::from_utf8_lossy(&output.stdout).lines().filter_map(parse).collect();
    assert!(packages.len() > 50, "cargo tree names {} crates only", packages.len());
    packages
}

/// Whether an SPDX expression leaves a choice of allowed licences only. `AND` binds closer than `OR`.
fn is_allowed(expression: &str, allow: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = expression.split_whitespace().peekable();
    either(&mut words, allow)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allow: &BTreeSet<String>) -> bool {
    let mut allowed = both(words, allow);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= both(words, allow);
    }
    allowed
}

fn both(words: &mut Words<'_>, allow: &BTreeSet<String>) -> bool {
    let mut allowed = one(words, allow);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= one(words, allow);
    }
    allowed
}

fn one(words: &mut Words<'_>, allow: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let allowed = either(words, allow);
            words.next_if_eq(&")").is_some() && allowed
        }
        Some(license) if words.next_if_eq(&"WITH").is_some() => words.next().is_some_and(|exception| {
            allow.contains(license) || allow.contains(&format!("{license} WITH {exception}"))
        }),
        Some(license) => allow.contains(license),
        None => false,
    }
}

fn bad_licences(packages: &BTreeSet<Package>, allow: &BTreeSet<String>) -> Vec<String> {
    let bad = packages.iter().filter(|package| !is_allowed(&package.license, allow));
    bad.map(|package| format!("{} {}: {:?}", package.name, package.version, package.license)).collect()
}

fn banned(packages: &BTreeSet<Package>, bans: &[Ban]) -> Vec<String> {
    let found = bans.iter().filter(|ban| packages.iter().any(|package| package.name == ban.name));
    found.map(|ban| format!("{}: {}", ban.name, ban.reason)).collect()
}

fn twice(packages: &BTreeSet<Package>) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages.iter().filter(|package| ONE_VERSION.contains(&package.name.as_str())) {
        versions.entry(&package.name).or_default().push(&package.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions.iter().map(|(name, versions)| format!("{name}: {}", versions.join(", "))).collect()
}

#[test]
fn every_crate_has_a_licence_that_fits_ours() {
    crate::expect_none(
        &bad_licences(&packages(), &policy().licenses.allow),
        "Find another crate, or add the licence to deny.toml if it is compatible with AGPL-3.0-or-later.",
    );
}

#[test]
fn no_banned_crate_comes_in() {
    crate::expect_none(
        &banned(&packages(), &policy().bans.deny),
        "`cargo tree -i NAME` says who brings it; turn that feature off.",
    );
}

#[test]
fn what_there_may_be_only_one_of_is_there_once() {
    crate::expect_none(&twice(&packages()), "`cargo tree -d` says who brings which version.");
}

#[test]
fn lock_files_name_no_registry_of_one_place() {
    let mut found = Vec::new();
    for path in super::files::walk(crate::root()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let foreign = |line: &&str| match name.as_ref() {
            "package-lock.json" => line.trim_start().starts_with("\"resolved\": \"http"),
            "Cargo.lock" => {
                line.starts_with("source = ")
                    && *line != "source = \"registry+https://github.com/rust-lang/crates.io-index\""
            }
            _ => false,
        };
        found.extend(text.lines().filter(foreign).map(|line| format!("{}: {}", path.display(), line.trim())));
    }
    crate::expect_none(
        &found,
        "`npm install --omit-lockfile-registry-resolved` writes a lock file that works everywhere.",
    );
}

#[test]
fn a_bad_crate_is_found() {
    let package = |name: &str, version: &str, license: &str| Package {
        name: name.to_owned(),
        version: version.to_owned(),
        license: license.to_owned(),
    };
    let Policy { licenses, bans } = policy();
    let planted = [
        package("ring", "0.17.0", "SSPL-1.0"),
        package("http", "0.2.0", ""),
        package("http", "1.0.0", "MIT"),
    ];
    let planted = BTreeSet::from(planted);
    assert_eq!(bad_licences(&planted, &licenses.allow).len(), 2);
    assert_eq!(banned(&planted, &bans.deny).len(), 1);
    assert_eq!(twice(&planted), ["http: 0.2.0, 1.0.0"]);
}

#[test]
fn licence_expressions_are_understood() {
    let allow: BTreeSet<String> = ["MIT", "Apache-2.0", "ISC"].map(str::to_owned).into();
    for fine in
        ["MIT", "MIT/Apache-2.0", "GPL-2.0 OR MIT", "(MIT OR SSPL) AND ISC", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_allowed(fine, &allow), "{fine}");
    }
    for bad in ["SSPL", "MIT AND SSPL", "SSPL OR MIT AND BUSL", "", "(MIT"] {
        assert!(!is_allowed(bad, &allow), "{bad}");
    }
}
