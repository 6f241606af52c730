//! `pg_dump` and `pg_restore`, as child processes. How to connect is passed on in their environment, because every user
//! of the machine can read the arguments of every process.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;
use url::Url;

use super::OperatorError;
use crate::config::DatabaseUrl;

/// What a child process says about its failure is shown no further.
const MOST_SHOWN: usize = 2000;

/// Parameters of a database address, and the variables by which the PostgreSQL tools know them.
const PARAMETERS: &[(&str, &str)] = &[
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("ssl-ca", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("ssl-cert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("ssl-key", "PGSSLKEY"),
    ("options", "PGOPTIONS"),
];

/// Writes a consistent copy to `target`.
pub(super) fn dump(url: &DatabaseUrl, target: &Path) -> Result<(), OperatorError> {
    let mut command = Command::new("pg_dump");
    command.args(["--format=custom", "--no-password", "--no-owner", "--no-privileges", "--file"]).arg(target);
    command.envs(variables(url)?).stdin(Stdio::null());
    run(command, &mut io::empty())
}

/// Replaces what the database holds by a copy, all or nothing.
pub(super) fn load(url: &DatabaseUrl, copy: &mut impl Read) -> Result<(), OperatorError> {
    let variables = variables(url)?;
    let database = variables.iter().find(|(name, _)| *name == "PGDATABASE");
    let (_, database) = database.ok_or("database.url names no database")?;
    let mut command = Command::new("pg_restore");
    command.args(["--no-password", "--no-owner", "--no-privileges", "--clean", "--if-exists"]);
    command.args(["--single-transaction", "--exit-on-error", "--dbname", database]);
    command.envs(variables.iter().cloned()).stdin(Stdio::piped());
    run(command, copy)
}

fn run(mut command: Command, input: &mut impl Read) -> Result<(), OperatorError> {
    let program = command.get_program().to_owned();
    let name = || OsStr::to_string_lossy(&program).into_owned();
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("cannot run {}: {error}; install the PostgreSQL client tools", name()))?;
    if let Some(mut stdin) = child.stdin.take() {
        match io::copy(input, &mut stdin) {
            // It has ended, and says below why.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            copied => {
                copied?;
            }
        }
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said.trim().chars().take(MOST_SHOWN).collect();
    Err(format!("{} failed: {said}", name()).into())
}

/// The environment that says the same as the address.
fn variables(url: &DatabaseUrl) -> Result<Vec<(&'static str, String)>, OperatorError> {
    let url = Url::parse(url.expose()).map_err(|_| "database.url cannot be read")?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let database = url.path().trim_start_matches('/');
    let parts = [
        ("PGHOST", url.host_str().map(decoded)),
        ("PGPORT", url.port().map(|port| port.to_string())),
        ("PGUSER", Some(decoded(url.username())).filter(|user| !user.is_empty())),
        ("PGPASSWORD", url.password().map(decoded)),
        ("PGDATABASE", Some(decoded(database)).filter(|name| !name.is_empty())),
    ];
    let mut variables: Vec<_> = parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    for (key, value) in url.query_pairs() {
        if let Some((_, name)) = PARAMETERS.iter().find(|(parameter, _)| *parameter == key) {
            variables.retain(|(known, _)| known != name);
            variables.push((name, Cow::into_owned(value)));
        }
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(url: &str) -> Vec<(&'static str, String)> {
        let mut variables = variables(&url.parse().unwrap()).unwrap();
        variables.sort();
        variables
    }

    #[test]
    fn an_address_becomes_variables() {
        let expected = [
            ("PGDATABASE", "moothall"),
            ("PGHOST", "db.example"),
            ("PGPASSWORD", "p@ss word"),
            ("PGPORT", "5433"),
            ("PGSSLMODE", "verify-full"),
            ("PGUSER", "node"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let url =
            "postgres://node:p%40ss%20word@db.example:5433/moothall?sslmode=verify-full&application_name=x";
        assert_eq!(said(url), expected);
    }

    #[test]
    fn a_socket_is_a_host() {
        let url = "postgres:///moothall?host=/run/postgresql";
        let expected = [("PGDATABASE", "moothall"), ("PGHOST", "/run/postgresql")];
        assert_eq!(said(url), expected.map(|(name, value)| (name, value.to_owned())));
    }
}
