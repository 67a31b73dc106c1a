//! Runs the program on a case, in a folder of its own whose files have the case's date.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::case::{Case, Options};

/// Files of a case that are no input.
const NO_INPUTS: [&str; 3] = ["options.toml", "expect.toml", "expect.json"];

/// What came out.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: i32,
    pub(crate) stderr: String,
    pub(crate) report: Value,
}

pub(crate) fn run(case: &Case, data: Option<&Path>) -> Result<Outcome, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let names = lay_out(case, data, folder.path())?;
    let options = &case.options;
    let mut command = Command::new(env!("CARGO_BIN_EXE_jejak"));
    command
        .current_dir(folder.path())
        .args(["analyze", "--json"]);
    command.args(["--tz", options.tz.as_deref().unwrap_or("UTC")]);
    command.args(["--lang", options.lang.as_deref().unwrap_or("en")]);
    command.args(&options.args);
    command.args(options.paths.as_ref().unwrap_or(&names));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.stdin(match &options.stdin {
        Some(_) => Stdio::piped(),
        None => Stdio::null(),
    });
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    if let Some(name) = &options.stdin {
        let bytes = fs::read(folder.path().join(name)).map_err(|e| format!("{name}: {e}"))?;
        let mut stdin = child.stdin.take().ok_or("no standard input")?;
        stdin.write_all(&bytes).map_err(|error| error.to_string())?;
    }
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("no JSON ({error}), {}: {stderr}", output.status))?;
    Ok(Outcome {
        exit: output.status.code().ok_or("the program was killed")?,
        stderr,
        report,
    })
}

/// Puts the inputs into the folder; returns their names in order.
fn lay_out(case: &Case, data: Option<&Path>, folder: &Path) -> Result<Vec<String>, String> {
    let options = &case.options;
    if let Some(path) = &options.data {
        let data = data.ok_or("JEJAK_DATA is not set")?;
        return Ok(vec![data.join(path).to_string_lossy().into_owned()]);
    }
    copy_all(&case.folder, folder)?;
    for file in &options.files {
        let from = crate::root().join(file);
        let name = file
            .file_name()
            .ok_or("a file of the repository has a name")?;
        let to = folder.join(name);
        if from.is_dir() {
            fs::create_dir(&to).map_err(|error| error.to_string())?;
            copy_all(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
        }
    }
    for (name, make) in &options.make {
        make.write(&folder.join(name))?;
    }
    let modified = modified(options)?;
    set_dates(folder, modified)?;
    let mut names: Vec<String> = list(folder)?
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect())
}

fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    for path in list(from)? {
        let name = path.file_name().unwrap_or_default();
        let target = to.join(name);
        if path.is_dir() {
            fs::create_dir(&target).map_err(|error| error.to_string())?;
            copy_all(&path, &target)?;
        } else if !NO_INPUTS.iter().any(|no| name == *no) {
            fs::copy(&path, &target).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    Ok(())
}

/// The case's date; without one, a fixed day on which no test depends.
fn modified(options: &Options) -> Result<SystemTime, String> {
    let text = options
        .modified
        .as_deref()
        .unwrap_or("2026-06-01T00:00:00Z");
    let at: jiff::Timestamp = text.parse().map_err(|error| format!("{text}: {error}"))?;
    let seconds = u64::try_from(at.as_second()).map_err(|_| "a date before 1970")?;
    Ok(UNIX_EPOCH + Duration::from_secs(seconds))
}

fn set_dates(folder: &Path, modified: SystemTime) -> Result<(), String> {
    for path in list(folder)? {
        if path.is_dir() {
            set_dates(&path, modified)?;
            continue;
        }
        let file = File::options().write(true).open(&path);
        file.and_then(|file| file.set_modified(modified))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
