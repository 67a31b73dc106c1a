//! build.json: every file of a build with its size and hash.
//!
//! The page's privacy ledger and the browser tests check each request against this list; the build
//! id names the service worker's cache. build.json itself belongs to the build but is not listed.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Files, hex};

pub(crate) const PATH: &str = "build.json";

#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    /// Changes whenever any file does.
    pub(crate) build: String,
    pub(crate) files: Vec<Entry>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) bytes: usize,
    pub(crate) sha256: String,
}

impl Manifest {
    pub(crate) fn of(files: &Files) -> Self {
        let files: Vec<Entry> = files
            .iter()
            .map(|(path, content)| Entry {
                path: path.clone(),
                bytes: content.len(),
                sha256: hex(&Sha256::digest(content)),
            })
            .collect();
        let mut build = Sha256::new();
        for file in &files {
            build.update(format!("{} {}\n", file.sha256, file.path));
        }
        Self {
            build: hex(&build.finalize())[..16].to_owned(),
            files,
        }
    }
}
