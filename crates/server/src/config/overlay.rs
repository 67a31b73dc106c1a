//! Settings from the environment: `JEJAK_LISTEN`, `JEJAK_CAPTCHA__KIND`, …
//!
//! A name is `JEJAK_` and the path of the setting in capitals, its parts joined by two underscores.
//! A value is read as TOML where it is TOML (`true`, `12`, `["10.0.0.0/8"]`), else as a text.

use anyhow::{Result, bail};
use toml::{Table, Value};

const PREFIX: &str = "JEJAK_";
/// Settings without a section; a name that is neither here nor has a section belongs to others.
const TOP: [&str; 7] = [
    "listen",
    "dist",
    "behind_tls",
    "data",
    "public_url",
    "trusted_proxies",
    "development",
];

/// The variables as they were at the start.
#[derive(Clone, Default)]
pub struct Environment(Vec<(String, String)>);

impl Environment {
    pub fn of_process() -> Self {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::new(variables)
    }

    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = variables
            .into_iter()
            .filter(|(name, _)| name.starts_with(PREFIX));
        Self(ours.collect())
    }

    pub(super) fn lay_over(&self, table: &mut Table) -> Result<()> {
        for (name, value) in &self.0 {
            let path = name.trim_start_matches(PREFIX).to_ascii_lowercase();
            match path.split_once("__") {
                None if TOP.contains(&path.as_str()) => {
                    table.insert(path, read(value));
                }
                None => {}
                Some((section, key)) => {
                    let section = table
                        .entry(section)
                        .or_insert_with(|| Value::Table(Table::new()));
                    let Value::Table(section) = section else {
                        bail!("{name} names no section of the settings");
                    };
                    section.insert(key.to_owned(), read(value));
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: a value may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

fn read(value: &str) -> Value {
    let as_toml = toml::from_str::<Table>(&format!("value = {value}"));
    let read = as_toml.ok().and_then(|mut table| table.remove("value"));
    read.unwrap_or_else(|| Value::String(value.to_owned()))
}
