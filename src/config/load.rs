//! From a file and the environment to a checked configuration.

use std::path::Path;

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Format, Serialized, Toml};
use figment::value::{Dict, Value};

use super::{Config, ConfigError, SECTIONS};

const PREFIX: &str = "MOOTHALL_";
/// Names the file; not a key.
const FILE_VARIABLE: &str = "MOOTHALL_CONFIG";
/// Keys whose value no message may show.
const SECRET_KEYS: &[&str] = &["database.url", "metrics.token", "secret.value"];

impl Config {
    /// Reads the file at `path` (or the one `MOOTHALL_CONFIG` names, or none), lays the environment over it and checks
    /// everything.
    pub fn load(path: Option<&Path>) -> Result<Self, ConfigError> {
        let named = std::env::var_os(FILE_VARIABLE).filter(|name| !name.is_empty());
        let path = path.or(named.as_deref().map(Path::new));
        let file = match path {
            None => None,
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
                Some((path.display().to_string(), text))
            }
        };
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self::from_sources(file.as_ref().map(|(name, text)| (name.as_str(), text.as_str())), &variables)
    }

    /// [`Config::load`] with both sources given: the file's name and text, and the environment.
    pub(super) fn from_sources(
        file: Option<(&str, &str)>,
        variables: &[(String, String)],
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::new();
        if let Some((name, text)) = file {
            let tree: Dict = Toml::from_str(text).map_err(|error| ConfigError::Syntax {
                place: name.to_owned(),
                problem: error.to_string().trim().to_owned(),
            })?;
            refuse_unknown_keys(&tree, name)?;
            figment = figment.merge(Serialized::defaults(tree));
        }
        for (name, value) in variables {
            if let Some(key) = key_of_variable(name, value)? {
                figment = figment.merge((key.as_str(), value_of_variable(value)));
            }
        }
        let place = |key: &str| {
            let variable = variable_of_key(key);
            let from_environment =
                variables.iter().any(|(name, value)| *name == variable && !value.is_empty());
            if from_environment { variable } else { file.map_or("default", |(name, _)| name).to_owned() }
        };
        let config: Self = figment.extract_lossy().map_err(|error| explain(&figment, &error, &place))?;
        config.validate()?;
        Ok(config)
    }
}

fn known_keys() -> impl Iterator<Item = String> {
    SECTIONS
        .iter()
        .flat_map(|section| section.keys.iter().map(|key| format!("{}.{}", section.name, key.name)))
}

fn refuse_unknown_keys(tree: &Dict, place: &str) -> Result<(), ConfigError> {
    for (section, value) in tree {
        let Value::Dict(_, keys) = value else {
            return Err(unknown(section, place));
        };
        if !SECTIONS.iter().any(|known| known.name == section) {
            let first = keys.keys().next().map_or_else(|| section.clone(), |key| format!("{section}.{key}"));
            return Err(unknown(&first, place));
        }
        for key in keys.keys() {
            let key = format!("{section}.{key}");
            if !known_keys().any(|known| known == key) {
                return Err(unknown(&key, place));
            }
        }
    }
    Ok(())
}

/// The key that an environment variable sets, if it sets one. An empty variable counts as absent.
fn key_of_variable(name: &str, value: &str) -> Result<Option<String>, ConfigError> {
    let Some(rest) = name.strip_prefix(PREFIX) else {
        return Ok(None);
    };
    if name == FILE_VARIABLE || value.is_empty() {
        return Ok(None);
    }
    if let Some((section, key)) = rest.split_once("__") {
        let key = format!("{section}.{key}").to_lowercase();
        let known = known_keys().find(|known| *known == key);
        return known.map(Some).ok_or_else(|| unknown(&key, name));
    }
    // Other variables may begin like ours, but a single underscore in a name of ours is a slip.
    match known_keys().find(|key| key.replace('.', "_").to_uppercase() == rest) {
        Some(key) => Err(ConfigError::UnknownKey {
            key: rest.to_lowercase(),
            place: name.to_owned(),
            advice: format!("write {}", variable_of_key(&key)),
        }),
        None => Ok(None),
    }
}

fn variable_of_key(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

/// Lists are written as in TOML; everything else is text, from which `extract_lossy` makes numbers and truth values.
fn value_of_variable(text: &str) -> Value {
    if !text.starts_with('[') {
        return Value::from(text);
    }
    let Ok(list) = text.parse();
    list
}

fn unknown(key: &str, place: &str) -> ConfigError {
    // A key may also stand without its section.
    let likeness = |known: &str| {
        let bare = known.split_once('.').map_or(known, |(_, bare)| bare);
        strsim::jaro_winkler(known, key).max(strsim::jaro_winkler(bare, key))
    };
    let nearest = known_keys().min_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    let advice = nearest.map_or_else(String::new, |nearest| format!("did you mean {nearest}?"));
    ConfigError::UnknownKey { key: key.to_owned(), place: place.to_owned(), advice }
}

fn explain(figment: &Figment, error: &figment::Error, place: &dyn Fn(&str) -> String) -> ConfigError {
    // Within a list the path goes on with the position of the item.
    let key = error.path.iter().take(2).cloned().collect::<Vec<_>>().join(".");
    let secret = SECRET_KEYS.contains(&key.as_str());
    let value = match figment.find_value(&key) {
        Ok(_) if secret => "***".to_owned(),
        Ok(value) => shown(&value),
        Err(_) => "absent".to_owned(),
    };
    let problem = match &error.kind {
        Kind::UnknownVariant(_, expected) => format!("it must be {}", expected.join(", or ")),
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => match expected.as_str() {
            "usize" | "u64" | "u32" => "it must be a whole number, 0 or more".to_owned(),
            "a nonzero u32" => "it must be a whole number, 1 or more".to_owned(),
            "i64" => "it must be a whole number".to_owned(),
            other => format!("expected {other}"),
        },
        Kind::Message(text) if text == "invalid socket address syntax" => {
            "it must be an address with a port, for example 127.0.0.1:8400".to_owned()
        }
        Kind::Message(text) if text == "invalid IP address syntax" => {
            "it must be a list of networks, for example [\"10.0.0.0/8\"]".to_owned()
        }
        other => other.to_string(),
    };
    ConfigError::Value { place: place(&key), key, value, problem }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("{text:?}"),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{FederationMode, LogFormat};

    fn from_file(text: &str) -> Result<Config, ConfigError> {
        Config::from_sources(Some(("moothall.toml", text)), &[])
    }

    fn from_environment(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::from_sources(None, &variables)
    }

    fn refusal(result: Result<Config, ConfigError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn the_environment_goes_over_the_file() {
        let variables = [
            ("MOOTHALL_SERVER__LISTEN".to_owned(), "0.0.0.0:80".to_owned()),
            ("MOOTHALL_LIMITS__TITLE_CHARACTERS".to_owned(), "120".to_owned()),
            ("MOOTHALL_SERVER__TRUSTED_PROXIES".to_owned(), "[\"10.0.0.0/8\", \"::1/128\"]".to_owned()),
            ("MOOTHALL_FEDERATION__DEV_LOOPBACK".to_owned(), "true".to_owned()),
            ("MOOTHALL_METRICS__TOKEN".to_owned(), "1234".to_owned()),
            ("MOOTHALL_LOG__FORMAT".to_owned(), String::new()),
            ("HOME".to_owned(), "/root".to_owned()),
        ];
        let file = "[server]\nlisten = \"127.0.0.1:1\"\n[federation]\nmode = \"allow-list\"\n[log]\nformat = \"json\"";
        let config = Config::from_sources(Some(("moothall.toml", file)), &variables).unwrap();
        assert_eq!(config.server.listen, ([0, 0, 0, 0], 80).into());
        assert_eq!(config.limits.title_characters, 120);
        assert_eq!(config.server.trusted_proxies.len(), 2);
        assert!(config.federation.dev_loopback);
        assert_eq!(config.metrics.token.unwrap().expose(), "1234");
        assert_eq!(config.federation.mode, FederationMode::AllowList);
        assert_eq!(config.log.format, LogFormat::Json);
    }

    #[test]
    fn a_wrong_value_is_named_with_its_key_place_and_remedy() {
        insta::assert_snapshot!(refusal(from_file("[server]\npublic_url = \"https://a.example/forum\"")), @r#"server.public_url is "https://a.example/forum" (moothall.toml): it must end after the host (and port): no path, query, fragment or sign-in name"#);
        insta::assert_snapshot!(refusal(from_file("[federation]\nmode = \"open-ish\"")), @r#"federation.mode is "open-ish" (moothall.toml): it must be open, or allow-list, or closed"#);
        insta::assert_snapshot!(refusal(from_environment(&[("MOOTHALL_SERVER__LISTEN", "8400")])), @r#"server.listen is "8400" (MOOTHALL_SERVER__LISTEN): it must be an address with a port, for example 127.0.0.1:8400"#);
        insta::assert_snapshot!(refusal(from_file("[limits]\nupload_bytes = -1")), @"limits.upload_bytes is -1 (moothall.toml): it must be a whole number, 0 or more");
        insta::assert_snapshot!(refusal(from_file("[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"proxy\"]")), @r#"server.trusted_proxies is ["10.0.0.0/8","proxy"] (moothall.toml): it must be a list of networks, for example ["10.0.0.0/8"]"#);
    }

    #[test]
    fn a_limit_of_nothing_and_an_unreadable_level_are_refused() {
        insta::assert_snapshot!(refusal(from_file("[limits]\nrequests_per_minute = 0")), @"limits.requests_per_minute is 0 (moothall.toml): it must be a whole number, 1 or more");
        insta::assert_snapshot!(refusal(from_file("[log]\nlevel = \"info,=debug=\"")), @r#"log.level is "info,=debug=": it must be error, warn, info, debug or trace, or parts such as info,moothall::federation=debug"#);
    }

    #[test]
    fn a_wrong_secret_is_not_shown() {
        let refusal = refusal(from_file("[database]\nurl = \"mysql://me:hunter2@db.example/m\""));
        assert!(
            refusal.starts_with("database.url is *** (moothall.toml): it must begin with sqlite://"),
            "{refusal}"
        );
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_one() {
        insta::assert_snapshot!(refusal(from_file("[server]\npublic_uri = \"\"")), @"there is no key server.public_uri (moothall.toml); did you mean server.public_url?");
        insta::assert_snapshot!(refusal(from_file("[servers]\nlisten = \"\"")), @"there is no key servers.listen (moothall.toml); did you mean server.listen?");
        insta::assert_snapshot!(refusal(from_file("listen = \"\"")), @"there is no key listen (moothall.toml); did you mean server.listen?");
        insta::assert_snapshot!(refusal(from_environment(&[("MOOTHALL_LOG__LEVLE", "info")])), @"there is no key log.levle (MOOTHALL_LOG__LEVLE); did you mean log.level?");
        insta::assert_snapshot!(refusal(from_environment(&[("MOOTHALL_SERVER_LISTEN", "x")])), @"there is no key server_listen (MOOTHALL_SERVER_LISTEN); write MOOTHALL_SERVER__LISTEN");
    }

    #[test]
    fn broken_toml_is_reported_with_its_line() {
        let refusal = refusal(from_file("[server\n"));
        assert!(refusal.starts_with("moothall.toml is not valid TOML"), "{refusal}");
        assert!(refusal.contains("line 1"), "{refusal}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let refusal = Config::load(Some(Path::new("/nowhere/moothall.toml"))).unwrap_err();
        assert_eq!(refusal.to_string(), "cannot read the configuration file /nowhere/moothall.toml");
    }
}
