//! The program as operators use it: the built binary on a scratch node, its output and its exit codes.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A node that was never started, in a directory of its own.
struct Scratch(TempDir);

impl Scratch {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let config = "[server]\npublic_url = \"http://localhost:8498\"\nlisten = \"127.0.0.1:0\"\n\
                      [federation]\ndev_loopback = true\n";
        std::fs::write(directory.path().join("moothall.toml"), config).expect("the configuration");
        Self(directory)
    }

    /// Runs a command line, with a password on standard input; gives whether it succeeded, and what it printed.
    fn run(&self, line: &str) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moothall"));
        command.current_dir(self.0.path()).args(["--config", "moothall.toml"]).args(line.split_whitespace());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // Commands that ask for nothing end without reading it.
        let _ = child.stdin.take().expect("a pipe").write_all(b"correct horse battery\n");
        let output = child.wait_with_output().expect("the program ends");
        let printed = if output.status.success() { output.stdout } else { output.stderr };
        (output.status.success(), String::from_utf8(printed).expect("text"))
    }

    #[track_caller]
    fn does(&self, line: &str) -> String {
        let (done, printed) = self.run(line);
        assert!(done, "{line}: {printed}");
        printed
    }

    #[track_caller]
    fn refuses(&self, line: &str, reason: &str) {
        let (done, printed) = self.run(line);
        assert!(!done && printed.contains(reason), "{line}: {printed}");
        assert!(!printed.contains("panicked"), "{line}: {printed}");
    }

    #[track_caller]
    fn lists(&self, line: &str) -> Vec<Value> {
        serde_json::from_str(&self.does(&format!("{line} --json"))).expect("a list as JSON")
    }
}

#[test]
fn the_schema_is_planned_and_applied() {
    let node = Scratch::new();
    assert!(node.does("config check").contains("http://localhost:8498"));
    assert!(node.does("config example").contains("[server]"));
    assert!(node.does("migrate --dry-run").starts_with("would apply 0001"));
    assert!(node.does("migrate").starts_with("applied 0001"));
    assert!(node.does("migrate").starts_with("The schema is up to date"));
}

#[test]
fn people_and_communities_are_managed() {
    let node = Scratch::new();
    let ann = "user create --handle ann --email ann@a.example --admin --password-stdin";
    assert_eq!(node.does(ann), "ann was created\n");
    assert_eq!(node.does(ann), "ann exists already\n");
    node.does("user create --handle bob --email bob@a.example --password-stdin");
    node.refuses("user create --handle ann --email other@a.example --password-stdin", "taken");
    for _ in 0..2 {
        node.does("user suspend bob --by ann --reason spam");
    }
    let states: Vec<_> = node.lists("user list").iter().map(|person| person["state"].clone()).collect();
    assert_eq!(states, ["suspended", "active"]);
    for _ in 0..2 {
        node.does("user unsuspend bob --by ann");
    }
    node.does("user role bob moderator");
    node.refuses("user role bob king", "a role is admin, moderator or person");
    node.does("user password bob --password-stdin");
    let bob: Value = serde_json::from_str(&node.does("export person bob")).expect("a file of JSON");
    assert_eq!(
        (&bob["account"]["email"], &bob["posts"]),
        (&"bob@a.example".into(), &Value::Array(Vec::new()))
    );
    node.refuses("export person nobody", "nobody here has the handle nobody");
    node.refuses("user suspend nobody --by ann", "nobody here has the handle nobody");

    let sepsis = "community create --handle sepsis --name Sepsis --owner ann";
    assert_eq!(node.does(sepsis), "sepsis was created\n");
    assert_eq!(node.does(sepsis), "sepsis exists already\n");
    assert_eq!(node.lists("community list")[0]["handle"], "sepsis");
    assert_eq!(node.does("keys rotate --handle ann"), "1 actors have new keys\n");
    node.refuses("keys rotate --handle zed", "nobody here has the handle zed");
}

#[test]
fn tokens_are_made_listed_and_revoked() {
    let node = Scratch::new();
    node.does("user create --handle ann --email ann@a.example --password-stdin");
    let printed = node.does("token create --user ann --scope read");
    assert!(printed.starts_with("moothall_") && printed.trim().len() > 50, "{printed}");
    let new = node.does("token create --user ann --scope write:statuses --json");
    let new: Value = serde_json::from_str(&new).expect("JSON");
    assert_eq!(new["scope"], "write:statuses");
    let listed = node.lists("token list --user ann");
    let scopes: Vec<_> = listed.iter().map(|token| token["scope"].clone()).collect();
    assert_eq!(scopes, ["write:statuses", "read"]);
    assert!(listed.iter().all(|token| token["app"] == "Command line"));
    assert!(!node.does("token list --user ann").contains("moothall_"), "only the hash is known");
    let id = new["id"].as_str().expect("an id");
    assert_eq!(node.does(&format!("token revoke {id} --user ann")), format!("{id} is revoked\n"));
    assert_eq!(node.does(&format!("token revoke {id} --user ann")), format!("{id} was revoked before\n"));
    assert_eq!(node.lists("token list --user ann").len(), 1);
    node.refuses("token create --user nobody", "nobody here has the handle nobody");
    node.refuses("token create --user ann --scope everything", "there is no such scope");
}

#[test]
fn other_servers_are_managed() {
    let node = Scratch::new();
    for _ in 0..2 {
        node.does("peer allow river.example");
        node.does("peer block spam.example --reason spam");
    }
    node.does("export rules --output blocked.csv");
    let blocked = std::fs::read_to_string(node.0.path().join("blocked.csv")).expect("the list");
    assert_eq!(blocked, "#domain,#severity,#public_comment\nspam.example,suspend,\"spam\"\n");
    node.refuses("export rules --output blocked.csv", "cannot write blocked.csv");
    assert!(node.does("import rules blocked.csv --dry-run").starts_with("1 domains would be blocked."));
    assert_eq!(node.does("import rules blocked.csv --rule allow"), "1 domains are allowed.\n");
    assert_eq!(node.does("export rules"), "#domain,#severity,#public_comment\n");
    node.refuses("import rules missing.csv", "cannot read missing.csv");
    assert!(node.lists("peer list").is_empty());
    assert!(node.lists("queue status").is_empty());
    for verb in ["peer pause", "peer resume", "queue retry", "queue drop"] {
        node.refuses(&format!("{verb} river.example"), "does not know the server river.example");
    }
}

#[test]
fn a_backup_is_checked_and_restored() {
    let node = Scratch::new();
    node.does("user create --handle ann --email ann@a.example --admin --password-stdin");
    assert!(node.does("backup node.tar").starts_with("Wrote node.tar: a SQLite database"));
    node.refuses("backup node.tar", "--force replaces it");
    node.does("backup node.tar --force");
    assert!(node.does("restore node.tar --verify").starts_with("The archive is whole."));
    node.refuses("restore node.tar", "--force replaces it");
    node.does("restore node.tar --force");
    assert_eq!(node.lists("user list")[0]["handle"], "ann");
}

#[test]
fn the_doctor_names_what_is_wrong_and_fails() {
    let node = Scratch::new();
    let (fine, _) = node.run("doctor");
    assert!(!fine, "the node does not run");
    node.does("migrate");
    node.refuses("doctor --json --peer not/a/domain", "something needs mending");
}
