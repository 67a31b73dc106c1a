//! The service worker's file: public/sw.js with this build's id and files filled in.

use anyhow::{Context, Result};
use base64::Engine;
use sha2::{Digest, Sha256};

use super::{Files, manifest::Manifest, names};

pub(crate) const PATH: &str = "sw.js";

/// Fills the template in `files` and tells index.html to register it.
///
/// # Errors
/// When the template or index.html lacks its placeholder.
pub(crate) fn add_service_worker(files: &mut Files) -> Result<()> {
    let template = files
        .remove(PATH)
        .with_context(|| format!("public/{PATH} was not copied"))?;
    let tag = r#"<script type="module" "#;
    let tag_with_sw = format!(r#"{tag}data-sw="./{PATH}" "#);
    names::replace_once(files, "index.html", tag, &tag_with_sw)?;

    let build = serde_json::to_string(&Manifest::of(files).build)?;
    let list: Vec<(String, String)> = files
        .iter()
        .map(|(path, content)| (url(path), integrity(content)))
        .collect();
    let list = serde_json::to_string_pretty(&list)?;
    files.insert(PATH.to_owned(), template);
    names::replace_once(files, PATH, "\"BUILD\"", &build)?;
    names::replace_once(files, PATH, "[\"FILES\"]", &list)
}

/// index.html goes by the folder's own address, as browsers ask for it.
fn url(path: &str) -> String {
    match path {
        "index.html" => "./".to_owned(),
        path => format!("./{path}"),
    }
}

/// Subresource Integrity (W3C SRI §3.5): the browser refuses any other content.
fn integrity(content: &[u8]) -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content));
    format!("sha256-{hash}")
}
