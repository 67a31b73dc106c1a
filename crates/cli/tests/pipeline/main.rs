//! The corpus of tests/pipeline: one folder a case, run through the real program.
//!
//! A case is a folder with inputs, `options.toml`, `expect.json` and `expect.toml`; see
//! tests/pipeline/README.md. Each is a test of its own. `JEJAK_BLESS=1` (or `cargo xtask bless`)
//! writes the goldens anew; it never touches `expect.toml`.

mod case;
mod expect;
mod golden;
mod make;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use case::Case;

fn main() -> ExitCode {
    let args = Arguments::from_args();
    let mut folders: Vec<PathBuf> = match std::fs::read_dir(root().join("tests/pipeline")) {
        Ok(entries) => entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_dir())
            .collect(),
        Err(error) => panic!("tests/pipeline cannot be listed: {error}"),
    };
    folders.sort();
    assert!(!folders.is_empty(), "tests/pipeline has no cases");
    let data = std::env::var_os("JEJAK_DATA")
        .filter(|data| !data.is_empty())
        .map(PathBuf::from);
    let trials = folders
        .into_iter()
        .map(|folder| trial(folder, data.clone()))
        .collect();
    libtest_mimic::run(&args, trials).exit_code()
}

/// A case as a test. One that needs data that is not here is reported as ignored, never as passed.
fn trial(folder: PathBuf, data: Option<PathBuf>) -> Trial {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let case = Case::read(&folder);
    let needs_data = case.as_ref().is_ok_and(|case| case.options.data.is_some());
    let is_skipped = needs_data && data.is_none();
    if is_skipped {
        eprintln!("pipeline: {name} is skipped: it needs JEJAK_DATA, the folder of public logs");
    }
    let run = move || {
        let case = case.map_err(Failed::from)?;
        check(&case, data.as_deref()).map_err(Failed::from)
    };
    Trial::test(name, run).with_ignored_flag(is_skipped)
}

fn check(case: &Case, data: Option<&Path>) -> Result<(), String> {
    let result = run::run(case, data)?;
    let mut failures = expect::check(&case.expect, &result, data);
    // What comes from public logs may not lie in the repository, so it has no golden.
    if case.options.data.is_none() {
        failures.extend(golden::check(&case.folder, &result).err());
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}

/// The checkout.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
