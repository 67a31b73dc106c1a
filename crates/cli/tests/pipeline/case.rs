//! A case as it lies in its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::expect::Expect;
use crate::make::Make;

#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) options: Options,
    pub(crate) expect: Expect,
}

/// `options.toml`: how the program is called. All of it can be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// What the case is about, for people.
    pub(crate) about: String,
    /// Last change of every input (RFC 3339): years that stamps leave out follow from it.
    pub(crate) modified: Option<String>,
    pub(crate) tz: Option<String>,
    pub(crate) lang: Option<String>,
    /// Further arguments.
    pub(crate) args: Vec<String>,
    /// Names given to the program, within the folder of inputs; without it, all inputs by name.
    pub(crate) paths: Option<Vec<String>>,
    /// Input that goes to standard input.
    pub(crate) stdin: Option<String>,
    /// Files of the repository that are inputs as well, from its root.
    pub(crate) files: Vec<PathBuf>,
    /// File or folder below `JEJAK_DATA` that is the input.
    pub(crate) data: Option<PathBuf>,
    /// Inputs that are made: name and recipe.
    pub(crate) make: BTreeMap<String, Make>,
}

impl Case {
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let options: Options = read_toml(&folder.join("options.toml"))?.unwrap_or_default();
        let expect = read_toml(&folder.join("expect.toml"))?
            .ok_or("expect.toml is missing: say what the case must show")?;
        Ok(Self {
            folder: folder.to_owned(),
            options,
            expect,
        })
    }
}

fn read_toml<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Option<T>, String> {
    if !path.exists() {
        return Ok(None);
    }
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))?;
    let value = toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
    Ok(Some(value))
}
