//! The tools behind a build, at pinned versions, installed on first use into the tools cache.
//!
//! Cached: trunk, wasm-bindgen, and from npm wasm-opt and plotly.js (xtask/npm pins them with
//! checksums). Not handled here: Rust, Node and npm, which the README asks for, and the browser.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::{paths, process};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// 0.22 wants a newer compiler.
const TRUNK: &str = "0.21.14";
/// Equal to the `wasm-bindgen` crate in Cargo.toml: the two speak a private format.
const WASM_BINDGEN: &str = "0.2.130";

/// An optimised trunk builds pages no faster and takes eleven minutes to compile instead of two.
const QUICK_BUILD: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// How a program of crates.io is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Build {
    /// In little time, with the dependencies of its own lock file.
    QuickLocked,
    /// In little time.
    Quick,
    /// To run fast.
    Fast,
}

/// Everything a page build needs, installed.
#[derive(Debug)]
pub(crate) struct Tools {
    trunk: PathBuf,
    wasm_bindgen_bin: PathBuf,
    npm_modules: PathBuf,
}

impl Tools {
    /// Installs what is missing and says where everything is.
    pub(crate) fn ensure() -> Result<Self> {
        ensure_wasm_target()?;
        let cache = paths::tools_cache()?;
        fs::create_dir_all(&cache)
            .with_context(|| format!("while creating the tools cache {}", cache.display()))?;
        let trunk = ensure_crate(&cache, "trunk", "trunk", TRUNK, Build::QuickLocked)?;
        // Only trunk was tried with the dependencies of its own lock file.
        let wasm_bindgen = ensure_crate(
            &cache,
            "wasm-bindgen",
            "wasm-bindgen-cli",
            WASM_BINDGEN,
            Build::Quick,
        )?;
        Ok(Self {
            trunk: trunk.join(exe("trunk")),
            wasm_bindgen_bin: wasm_bindgen,
            npm_modules: ensure_npm_modules(&cache)?,
        })
    }

    /// Trunk, with the pinned tools first on its PATH so that it downloads nothing.
    pub(crate) fn trunk(&self) -> Result<Command> {
        let ours = [self.wasm_bindgen_bin.clone(), self.npm_modules.join(".bin")];
        let theirs = std::env::var_os("PATH").unwrap_or_default();
        let path: OsString =
            std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&theirs)))
                .context("while putting the tools cache on PATH")?;
        let mut command = Command::new(&self.trunk);
        command.current_dir(paths::root()).env("PATH", path);
        // No question to a server about newer versions: ours is pinned.
        command.env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk reads NO_COLOR as a boolean and refuses the usual `1`.
        command.env_remove("NO_COLOR");
        Ok(command)
    }

    pub(crate) fn wasm_bindgen(&self) -> Command {
        Command::new(self.wasm_bindgen_bin.join(exe("wasm-bindgen")))
    }

    pub(crate) fn wasm_opt(&self) -> Command {
        let mut node = Command::new("node");
        node.arg(
            self.npm_modules
                .join("binaryen")
                .join("bin")
                .join("wasm-opt"),
        );
        node
    }

    /// The chart library's one script.
    pub(crate) fn plotly_js(&self) -> PathBuf {
        self.npm_modules
            .join("plotly.js-basic-dist-min")
            .join("plotly-basic.min.js")
    }
}

pub(crate) fn ensure_wasm_target() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(paths::root());
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let libdir = process::output(&mut rustc).context("rustc was not found: install Rust first")?;
    if Path::new(&libdir).is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.current_dir(paths::root());
    process::run(rustup.args(["target", "add", WASM_TARGET]))
        .context("the compiler has no WebAssembly target: install Rust with rustup")
}

/// `cargo install` into `<cache>/<name>-<version>`; the folder holding its programs.
///
/// Installed beside its final place and then moved there, so that an interrupted install is
/// never taken for a finished one.
fn ensure_crate(
    cache: &Path,
    name: &str,
    krate: &str,
    version: &str,
    build: Build,
) -> Result<PathBuf> {
    let home = cache.join(format!("{name}-{version}"));
    let bin = home.join("bin");
    if bin.join(exe(name)).is_file() {
        return Ok(bin);
    }
    eprintln!("Installing {krate} {version} into {} …", cache.display());
    let partial = cache.join(format!("{name}-{version}.partial"));
    let mut install = process::cargo();
    install.args(["install", krate, "--version", version, "--root"]);
    install.arg(&partial);
    if build == Build::QuickLocked {
        install.arg("--locked");
    }
    if build != Build::Fast {
        install.envs(QUICK_BUILD);
    }
    install.env("CARGO_TARGET_DIR", partial.join("target"));
    process::run(&mut install)?;
    // The build's leavings are some hundred times the size of the program.
    fs::remove_dir_all(partial.join("target")).ok();
    replace_dir(&partial, &home)?;
    Ok(bin)
}

/// A program of crates.io that only measurements need.
pub(crate) fn ensure_program(name: &str, krate: &str, version: &str) -> Result<PathBuf> {
    let cache = paths::tools_cache()?;
    fs::create_dir_all(&cache)
        .with_context(|| format!("while creating the tools cache {}", cache.display()))?;
    let bin = ensure_crate(&cache, name, krate, version, Build::Fast)?;
    Ok(bin.join(exe(name)))
}

/// `npm ci` of xtask/npm into a folder named after the lock file's hash; its node_modules.
fn ensure_npm_modules(cache: &Path) -> Result<PathBuf> {
    let source = paths::root().join("xtask").join("npm");
    let hash = hash_of_lock(&source)?;
    let home = cache.join(format!("npm-{}", &hash[..16]));
    let modules = home.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    eprintln!(
        "Installing wasm-opt and plotly.js into {} …",
        cache.display()
    );
    let partial = cache.join(format!("npm-{}.partial", &hash[..16]));
    fs::create_dir_all(&partial)?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(source.join(file), partial.join(file))?;
    }
    let mut npm = process::npm();
    npm.current_dir(&partial);
    process::run(npm.args(["ci", "--no-audit", "--no-fund"]))
        .context("Node and npm are needed: install Node 20 or newer")?;
    replace_dir(&partial, &home)?;
    Ok(modules)
}

/// `npm ci` where package.json lies, unless it was done for this very lock file.
pub(crate) fn ensure_node_modules(dir: &Path) -> Result<()> {
    let stamp = dir.join("node_modules").join(".jejak-lock");
    let hash = hash_of_lock(dir)?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == hash) {
        return Ok(());
    }
    let mut npm = process::npm();
    npm.current_dir(dir);
    process::run(npm.args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, hash).with_context(|| format!("while writing {}", stamp.display()))
}

fn hash_of_lock(dir: &Path) -> Result<String> {
    let lock = dir.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("while reading {}", lock.display()))?;
    Ok(crate::page::hex(&Sha256::digest(&lock)))
}

/// Moves `from` to `to`, replacing an unfinished `to`.
fn replace_dir(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("while replacing {}", to.display()))?;
    }
    fs::rename(from, to).with_context(|| format!("while moving into {}", to.display()))
}

fn exe(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// Says in one sentence what is missing, before minutes are spent on a build.
pub(crate) fn require_node() -> Result<()> {
    if process::output(Command::new("node").arg("--version")).is_none() {
        bail!("Node was not found: install Node 20 or newer, with npm");
    }
    Ok(())
}
