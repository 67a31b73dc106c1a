//! `cargo xtask bench`: how fast, with how much memory, beside tools that everybody knows.
//!
//! Measures the command line against its peers on the same file, and the page in Chromium against only
//! reading that file. Out: docs/benchmarks.md, with the date and the machine. Ratios travel between
//! machines, seconds do not.

mod browser;
mod generate;
mod kind;
mod machine;
mod models;
mod native;
mod peers;
mod report;
mod server;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use kind::Kind;

use crate::paths;

/// Sizes of the files that are made, in megabytes: one as in the literature, one as in the promise.
const SIZES_MB: [u64; 2] = [100, 500];

/// Sizes by which it is seen how time and memory grow.
const SCALE_MB: [u64; 5] = [10, 100, 500, 2_000, 10_000];

pub(crate) const HELP: &str = "\
cargo xtask bench [--scale] [--file PATH]… [--no-browser | --no-native]
                  | --models | --server | --normal-day PATH

  --models      only the networks in Chromium, beside onnxruntime-web
  --server      only the server: start, memory, sign-ins beside argon2id alone, a flood
  --normal-day  only print how long the page takes to learn a normal day from this log and to
                compare the log with it

  --file PATH   measure on this log of sshd, of requests (combined), or of several programs; without
                it, files of 100 and 500 MB of each kind are made of the project's own fixtures under
                target/bench/. The page reads the largest of each kind.
  --scale       instead of that, one run on each of the files, or on sshd logs of 10 MB to 10 GB that
                are made: how time and memory grow";

struct Options {
    is_scale: bool,
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
    if let ["--normal-day", path] = args {
        let path = std::path::absolute(path)?;
        let measured = browser::normal_day(&path)?;
        println!(
            "{}, on {}: {measured}",
            report::today(),
            machine::describe()
        );
        return Ok(());
    }
    let options = options(args)?;
    let folder = paths::target().join("bench");
    std::fs::create_dir_all(&folder).context("while making target/bench")?;
    if options.is_scale {
        return scale(&options, &folder);
    }
    let mut files = Vec::new();
    for file in &options.files {
        files.push((file.clone(), Kind::of(file)?));
    }
    if options.files.is_empty() {
        for kind in Kind::ALL {
            for n_mb in SIZES_MB {
                files.push((generate::file(&folder, kind, n_mb)?, kind));
            }
        }
    }
    let mut report = report::Report::new(machine::describe());
    if options.has_native {
        for (file, kind) in &files {
            let measured = native::measure(file, *kind, &folder)?;
            report.native(file, *kind, &measured)?;
        }
    }
    if options.has_browser {
        let size = |file: &PathBuf| file.metadata().map_or(0, |facts| facts.len());
        let largest = |kind: Kind| {
            let of_kind = files.iter().filter(move |it| it.1 == kind);
            of_kind.map(|it| &it.0).max_by_key(|file| size(file))
        };
        for kind in Kind::ALL {
            if let Some(file) = largest(kind) {
                report.browser(file, kind, &browser::measure(file)?)?;
            }
        }
        let any = files.iter().map(|it| &it.0).max_by_key(|file| size(file));
        let file = largest(Kind::Sshd).or(any);
        let file = file.context("no file to measure on")?;
        report.interaction(file, &browser::interact(file)?)?;
    }
    report.write()
}

/// One run on each file, natively and on the page.
fn scale(options: &Options, folder: &std::path::Path) -> Result<()> {
    let mut files = options.files.clone();
    if files.is_empty() {
        for n_mb in SCALE_MB {
            files.push(generate::file(folder, Kind::Sshd, n_mb)?);
        }
    }
    let mut rows = Vec::new();
    for file in &files {
        eprintln!("measuring {}", file.display());
        let native = options.has_native.then(|| native::analyze_once(file));
        let browser = options.has_browser.then(|| browser::measure_once(file));
        rows.push(report::Scaled {
            n_mb: report::megabytes(file)?,
            native: native.transpose()?,
            browser: browser.transpose()?,
        });
    }
    report::write_scale(&rows, &machine::describe())
}

fn options(args: &[&str]) -> Result<Options> {
    let mut options = Options {
        is_scale: false,
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
            "--scale" => options.is_scale = true,
            "--no-browser" => options.has_browser = false,
            "--no-native" => options.has_native = false,
            other => bail!("unknown argument `{other}`\n\n{HELP}"),
        }
    }
    Ok(options)
}
