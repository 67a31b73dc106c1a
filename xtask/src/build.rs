//! `cargo xtask build`: compiles the page and its workers with trunk, finishes them into dist/.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::page::{self, Files};
use crate::{paths, process, simd, tools};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What is shipped: optimised, compressed, works offline.
    Release,
    /// Quick to compile. No service worker either, which would stand between an edit and a reload.
    Debug,
}

/// What the compiled programs are made of. Style sheets are joined later and are no part of it.
const PROGRAM_SOURCES: [&str; 8] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates",
    "index.html",
    // The model worker holds the trees of models/audit.
    "models",
    "src",
];
const NATIVE_CRATES: [&str; 2] = ["crates/cli", "crates/server"];

/// Builds the page into dist/.
pub(crate) fn run(profile: Profile) -> Result<()> {
    tools::require_node()?;
    let tools = tools::Tools::ensure()?;
    let compiled = compile(&tools, profile)?;
    let mut files = read_files(&compiled)?;
    files.append(&mut read_files(&paths::root().join("public"))?);
    files.insert("page.css".to_owned(), page::styles::join(paths::root())?);
    let models = page::models::join(paths::root())?;
    files.insert(page::models::PATH.to_owned(), models);
    files.insert("plotly.js".to_owned(), fs::read(tools.plotly_js())?);
    let plotly_css = paths::root().join(page::styles::PLOTLY);
    files.insert("plotly.css".to_owned(), fs::read(plotly_css)?);
    finish(&mut files, profile)?;
    write_files(&files, &paths::dist())?;
    let n_bytes: usize = files.values().map(Vec::len).sum();
    eprintln!(
        "dist/ is ready: {} files, {} KB",
        files.len(),
        n_bytes / 1000
    );
    Ok(())
}

/// Trunk's part, skipped when its last output came from the same sources.
fn compile(tools: &tools::Tools, profile: Profile) -> Result<PathBuf> {
    let sources = hash_sources(paths::root())?;
    let compiled = paths::root().join("target").join("page");
    let stamp = compiled.with_extension("stamp");
    let stamped = format!("{profile:?} {sources}");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == stamped) {
        return Ok(compiled);
    }
    fs::remove_file(&stamp).ok();
    // The page and its workers compare this when they first speak.
    let build = ("JEJAK_BUILD", &sources[..16]);
    let mut trunk = tools.trunk()?;
    trunk.args(["--log", "warn", "build"]);
    if profile == Profile::Release {
        trunk.arg("--release");
    }
    trunk.env(build.0, build.1);
    process::run(&mut trunk)?;
    if profile == Profile::Release {
        simd::add_workers(tools, &compiled, build)?;
    }
    fs::write(&stamp, stamped).context("while noting what was compiled")?;
    Ok(compiled)
}

fn finish(files: &mut Files, profile: Profile) -> Result<()> {
    if profile == Profile::Debug {
        // Its only workers run everywhere.
        for worker in simd::WORKERS {
            let plain = format!(" data-plain=\"./{worker}-plain_loader.js\"");
            page::names::replace_once(files, "index.html", &plain, "")?;
        }
    }
    page::names::hash_workers(files)?;
    for path in [
        "start.js",
        "page.css",
        "plotly.js",
        "plotly.css",
        "icon.svg",
        page::models::PATH,
    ] {
        page::names::hash_name(files, path, "index.html")?;
    }
    match profile {
        Profile::Release => page::offline::add_service_worker(files)?,
        Profile::Debug => drop(files.remove(page::offline::PATH)),
    }
    let manifest = page::manifest::Manifest::of(files);
    files.insert(
        page::manifest::PATH.to_owned(),
        serde_json::to_vec_pretty(&manifest)?,
    );
    if profile == Profile::Release {
        page::compress::add_compressed(files, &paths::target().join("compressed"))?;
    }
    Ok(())
}

/// A hash over the names and contents of everything the wasm programs are compiled from.
fn hash_sources(root: &Path) -> Result<String> {
    let native = NATIVE_CRATES.map(|krate| root.join(krate));
    let mut hash = Sha256::new();
    for source in PROGRAM_SOURCES {
        let entries = walkdir::WalkDir::new(root.join(source))
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| !native.iter().any(|dir| entry.path() == dir));
        for entry in entries {
            let entry = entry.with_context(|| format!("while reading {source}"))?;
            let is_style = entry.path().extension().is_some_and(|ext| ext == "css");
            if !entry.file_type().is_file() || is_style {
                continue;
            }
            let content = fs::read(entry.path())?;
            hash.update(
                entry
                    .path()
                    .strip_prefix(root)?
                    .as_os_str()
                    .as_encoded_bytes(),
            );
            hash.update(content.len().to_le_bytes());
            hash.update(content);
        }
    }
    Ok(page::hex(&hash.finalize()))
}

fn read_files(dir: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.with_context(|| format!("while reading {}", dir.display()))?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(dir)?;
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Writes beside the folder first, so that dist/ is never half of one build and half of another.
fn write_files(files: &Files, dir: &Path) -> Result<()> {
    let partial = dir.with_extension("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    for (path, content) in files {
        let path = partial.join(path);
        let parent = path.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent)?;
        fs::write(&path, content).with_context(|| format!("while writing {}", path.display()))?;
    }
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    fs::rename(&partial, dir).with_context(|| format!("while writing {}", dir.display()))
}
