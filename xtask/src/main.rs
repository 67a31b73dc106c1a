//! The project's chores, in plain Rust so that they run the same on every system: `cargo xtask <command>`.
//!
//! Reads the command, leaves the work to one module per chore. Nothing here is part of the product.

mod bench;
mod bless;
mod build;
mod check;
mod chromium;
mod page;
mod paths;
mod process;
mod serve;
mod server;
mod simd;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  run [--debug] [--listen ADDR]  install what is missing, build, serve at http://127.0.0.1:8080
  build [--debug]                write the page to dist/, ready for any static host
  build --server                 the same, then one jejak-server program with the page inside
  check                          formatting and lints, native and wasm
  test                           check, then every test: unit, property, corpus, server, browser
  test --browser [PATTERN]       only the browser tests, those whose name contains PATTERN
  bench [--file PATH] […]        measure against other tools; writes docs/benchmarks.md
  bless                          write the expected results of the pipeline tests anew

  --debug  unoptimised programs and no compression: quicker to build, slow to use

Tools of pinned versions are installed on first use into JEJAK_CACHE
(if unset: jejak/tools in the user's cache folder).";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["run", flags @ ..] => serve::run(flags),
        ["build"] => build::run(build::Profile::Release),
        ["build", "--debug"] => build::run(build::Profile::Debug),
        ["build", "--server"] => {
            build::run(build::Profile::Release)?;
            server::build_with_page()
        }
        ["check"] => check::run(),
        ["test"] => test::run(),
        ["test", "--browser"] => test::browser_only(None),
        ["test", "--browser", pattern] => test::browser_only(Some(pattern)),
        ["bench", "--help"] => {
            println!("{}", bench::HELP);
            Ok(())
        }
        ["bench", args @ ..] => bench::run(args),
        ["bless"] => bless::run(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("unknown command `{}`\n\n{HELP}", other.join(" ")),
    }
}
