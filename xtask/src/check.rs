//! `cargo xtask check`: formatting and lints, for the machine and for WebAssembly.
//!
//! WebAssembly has bans of its own (xtask/wasm/clippy.toml): clocks and threads compile there and
//! fail in the browser.

use anyhow::Result;

use crate::{paths, process, tools};

/// What runs in a browser, and what that is made of.
const WASM_CRATES: [&str; 8] = [
    "jejak-page",
    "jejak-worker",
    "jejak-core",
    "jejak-neural",
    "jejak-neural-worker",
    "jejak-protocol",
    "jejak-words",
    "jejak-trees",
];

pub(crate) fn run() -> Result<()> {
    tools::ensure_wasm_target()?;
    process::run(process::cargo().args(["fmt", "--all", "--check"]))?;
    process::run(process::cargo().args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))?;
    let mut wasm = process::cargo();
    wasm.args(["clippy", "--locked", "--target", tools::WASM_TARGET]);
    for krate in WASM_CRATES {
        wasm.args(["--package", krate]);
    }
    wasm.args(["--", "-D", "warnings"]);
    wasm.env("CLIPPY_CONF_DIR", paths::root().join("xtask").join("wasm"));
    process::run(&mut wasm)
}
