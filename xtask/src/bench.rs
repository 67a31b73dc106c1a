//! `cargo xtask bench`: how fast, with how much memory, beside tools that everybody knows.
//!
//! Measures the command line against ripgrep and lnav on the same file, and the page in Chromium
//! against only reading that file. Out: docs/benchmarks.md, with the date and the machine. Ratios
//! travel between machines, seconds do not.

mod browser;
mod generate;
mod machine;
mod models;
mod native;
mod report;
mod server;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::paths;

/// Sizes of the files that are made, in megabytes: one as in the literature, one as in the promise.
const SIZES_MB: [u64; 2] = [100, 500];

pub(crate) const HELP: &str = "\
cargo xtask bench [--file PATH]… [--no-browser | --no-native] | --models | --server

  --models      only the networks in Chromium, beside onnxruntime-web
  --server      only the server: start, memory, sign-ins beside argon2id alone, a flood

  --file PATH   measure on this sshd log; without it, files of 100 and 500 MB are made of the
                project's own fixtures under target/bench/. The page reads the largest.";

struct Options {
    files: Vec<PathBuf>,
    has_native: bool,
    has_browser: bool,
}

pub(crate) fn run(args: &[&str]) -> Result<()> {
    if args == ["--models"] {
        return models::run(&machine::describe(), &report::today());
    }
    if args == ["--server"] {
        return server::run(&machine::describe(), &report::today());
    }
    let options = options(args)?;
    let folder = paths::target().join("bench");
    std::fs::create_dir_all(&folder).context("while making target/bench")?;
    let files = match options.files.is_empty() {
        true => SIZES_MB
            .iter()
            .map(|n_mb| generate::sshd(&folder, *n_mb))
            .collect::<Result<_>>()?,
        false => options.files,
    };
    let mut report = report::Report::new(machine::describe());
    if options.has_native {
        for file in &files {
            report.native(file, &native::measure(file)?)?;
        }
    }
    if options.has_browser {
        let size = |file: &PathBuf| file.metadata().map_or(0, |facts| facts.len());
        let largest = files.iter().max_by_key(|file| size(file));
        let largest = largest.context("no file to measure on")?;
        report.browser(largest, &browser::measure(largest)?)?;
        report.interaction(&browser::interact(largest)?)?;
    }
    report.write()
}

fn options(args: &[&str]) -> Result<Options> {
    let mut options = Options {
        files: Vec::new(),
        has_native: true,
        has_browser: true,
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--file" => {
                let path = args.next().context("--file needs a path")?;
                let path = std::path::absolute(path)?;
                options.files.push(path);
            }
            "--no-browser" => options.has_browser = false,
            "--no-native" => options.has_native = false,
            other => bail!("unknown argument `{other}`\n\n{HELP}"),
        }
    }
    Ok(options)
}
