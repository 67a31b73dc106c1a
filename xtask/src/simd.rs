//! The workers once more, with WebAssembly's 128-bit SIMD: searching, hashing and multiplying are two
//! to three times faster with it.
//!
//! A program that holds one instruction of SIMD does not start in a browser without it, so what trunk
//! compiles has none: the page, and workers under the names `…-plain`, which the page starts where it
//! must. These take the plain names.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{paths, process, tools};

pub(crate) const WORKERS: [&str; 2] = ["jejak-worker", "jejak-neural-worker"];

/// Flags beside the profile's, by the path of their setting: not in .cargo/config.toml, which is for all.
const WITH_SIMD: &str =
    r#"target.wasm32-unknown-unknown.rustflags=["-C","target-feature=+simd128"]"#;

/// What trunk calls a worker's files, after its name.
const FILES: [&str; 3] = [".js", "_bg.wasm", "_loader.js"];

/// Renames trunk's workers in the folder and puts those with SIMD beside them. `build`: the variable
/// that tells them their build, and its value.
pub(crate) fn add_workers(tools: &tools::Tools, folder: &Path, build: (&str, &str)) -> Result<()> {
    // A folder of its own, or each build would throw away the other's dependencies.
    let target = paths::target().join("simd");
    let mut cargo = process::cargo();
    cargo.args(["build", "--release", "--locked"]);
    cargo.args(["--target", tools::WASM_TARGET, "--config", WITH_SIMD]);
    cargo.arg("--target-dir").arg(&target);
    for worker in WORKERS {
        cargo.args(["--package", worker]);
    }
    cargo.env(build.0, build.1);
    process::run(&mut cargo)?;
    for worker in WORKERS {
        for file in FILES {
            let (from, to) = (format!("{worker}{file}"), format!("{worker}-plain{file}"));
            fs::rename(folder.join(&from), folder.join(to))
                .with_context(|| format!("trunk made no {from}"))?;
        }
        let compiled = target.join(tools::WASM_TARGET).join("release");
        let mut bind = tools.wasm_bindgen();
        bind.args(["--target", "no-modules", "--no-typescript", "--out-name"]);
        bind.arg(worker).arg("--out-dir").arg(folder);
        bind.arg(compiled.join(worker).with_extension("wasm"));
        process::run(&mut bind)?;
        let program = folder.join(format!("{worker}_bg.wasm"));
        let mut opt = tools.wasm_opt();
        process::run(opt.arg("-O3").arg("-o").arg(&program).arg(&program))?;
        // The finished page has a loader of its own.
        fs::write(folder.join(format!("{worker}_loader.js")), "")?;
    }
    Ok(())
}
