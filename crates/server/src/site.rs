//! The built page in memory: every file with its compressed copies, its type and its cache rule.
//!
//! In: the folder that `cargo xtask build` wrote, or the copy of it inside this program. All is
//! read once at the start, so that a request touches no disk, no path can lead out of the folder,
//! and a build that is replaced meanwhile is never served half old and half new.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use axum::body::Bytes;
use sha2::{Digest, Sha256};

use crate::encoding::Encoding;

const INDEX: &str = "index.html";

/// Empty in development builds and when there was no dist/ at compile time.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Embedded;

/// All files, by their path from the page's root.
#[derive(Debug, Default)]
pub struct Site {
    assets: BTreeMap<String, Asset>,
}

#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) content_type: &'static str,
    /// Whether the name changes with the content, so that browsers may keep it for good.
    pub(crate) is_immutable: bool,
    /// The file as it is, and those copies that the build made, best first.
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) encoding: Encoding,
    pub(crate) etag: String,
    pub(crate) content: Bytes,
}

impl Site {
    /// # Errors
    /// When the folder cannot be read or holds no page.
    pub fn from_dir(dir: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(dir) {
            let entry = entry.with_context(|| format!("while reading {}", dir.display()))?;
            if entry.file_type().is_file() {
                let parts = entry.path().strip_prefix(dir)?.iter();
                let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
                let content = std::fs::read(entry.path())
                    .with_context(|| format!("while reading {}", entry.path().display()))?;
                files.insert(parts.join("/"), Bytes::from(content));
            }
        }
        let site = Self::from_files(files);
        if site.is_empty() {
            bail!("{} holds no {INDEX}: it is not a built page", dir.display());
        }
        Ok(site)
    }

    /// The page inside this program.
    ///
    /// # Errors
    /// When the program was built without one.
    pub fn embedded() -> Result<Self> {
        let files = Embedded::iter().filter_map(|path| {
            let content = match Embedded::get(&path)?.data {
                Cow::Borrowed(content) => Bytes::from_static(content),
                Cow::Owned(content) => Bytes::from(content),
            };
            Some((path.into_owned(), content))
        });
        let site = Self::from_files(files.collect());
        if site.is_empty() {
            bail!(
                "this program holds no page: give the folder of a built one with --dist, or run `cargo xtask build --server`"
            );
        }
        Ok(site)
    }

    /// From paths and contents; `x.br` and `x.gz` beside `x` become its compressed copies.
    pub fn from_files(files: BTreeMap<String, Bytes>) -> Self {
        let is_copy = |path: &str| {
            let of = |encoding: Encoding| path.strip_suffix(encoding.suffix());
            Encoding::COMPRESSED
                .into_iter()
                .filter_map(of)
                .any(|original| files.contains_key(original))
        };
        let originals = files.keys().filter(|path| !is_copy(path));
        let assets = originals.map(|path| (path.clone(), Asset::new(path, &files)));
        Self {
            assets: assets.collect(),
        }
    }

    /// The file for a request's path, which begins with `/`.
    pub(crate) fn find(&self, path: &str) -> Option<&Asset> {
        match path.strip_prefix('/')? {
            "" => self.assets.get(INDEX),
            path => self.assets.get(path),
        }
    }

    fn is_empty(&self) -> bool {
        !self.assets.contains_key(INDEX)
    }
}

impl Asset {
    fn new(path: &str, files: &BTreeMap<String, Bytes>) -> Self {
        let encodings = [Encoding::Brotli, Encoding::Gzip, Encoding::Identity];
        let variants = encodings.into_iter().filter_map(|encoding| {
            let content = files.get(&format!("{path}{}", encoding.suffix()))?;
            Some(Variant {
                encoding,
                etag: etag(content),
                content: content.clone(),
            })
        });
        Self {
            content_type: content_type(path),
            is_immutable: is_hashed(path),
            variants: variants.collect(),
        }
    }
}

/// A strong validator: it differs between a file and its copies, as their bytes do (RFC 9110 §8.8.1).
fn etag(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    let half: String = hash[..16].iter().map(|b| format!("{b:02x}")).collect();
    format!("\"{half}\"")
}

/// Whether the name ends in `-<16 hex digits>` before its extension or `_bg`, as the build writes it.
fn is_hashed(path: &str) -> bool {
    const HASH_LEN: usize = 16;
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('-').is_some_and(|(_, rest)| {
        let end = rest.find(['.', '_']).unwrap_or(rest.len());
        end == HASH_LEN && rest.bytes().take(end).all(|b| b.is_ascii_hexdigit())
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "log" | "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        assert!(is_hashed("jejak-page-dcd08b72c98ddbbe_bg.wasm"));
        assert!(is_hashed("models/start-0123456789abcdef.js"));
        for plain in [
            "index.html",
            "sw.js",
            "jejak-worker_loader.js",
            "a-0123.js",
            "-",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn a_copy_without_its_file_is_a_file_of_its_own() {
        let files = ["auth.log.gz", "a.js", "a.js.gz"];
        let files = files.map(|path| (path.to_owned(), Bytes::from(path)));
        let site = Site::from_files(files.into());
        assert!(site.find("/auth.log.gz").is_some());
        assert!(site.find("/a.js.gz").is_none());
        assert_eq!(
            site.find("/a.js").map(|asset| asset.variants.len()),
            Some(2)
        );
    }
}
