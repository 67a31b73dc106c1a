//! Compressed copies beside each file, for servers that send them as they are.
//!
//! Brotli at its strongest takes half a minute for the larger programs, so results are kept in
//! cargo's target folder under the content's hash.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Files, hex};

/// Below this the headers outweigh the gain; chosen, one network packet holds it anyway.
const MIN_LEN: usize = 512;
const BROTLI_QUALITY: u32 = 11;
/// log2 of the window: 4 MiB, the largest that every decoder accepts with room to spare.
const BROTLI_WINDOW: u32 = 22;
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "onnx", "svg", "txt", "wasm"];

/// Adds `<path>.br` and `<path>.gz` wherever they are smaller than the file.
pub(crate) fn add_compressed(files: &mut Files, cache: &Path) -> Result<()> {
    fs::create_dir_all(cache)?;
    let mut added = Files::new();
    for (path, content) in files.iter() {
        let extension = path.rsplit('.').next().unwrap_or_default();
        if content.len() < MIN_LEN || !COMPRESSIBLE.contains(&extension) {
            continue;
        }
        let hash = hex(&Sha256::digest(content));
        for suffix in ["br", "gz"] {
            let kept = cache.join(format!("{hash}.{suffix}"));
            let compressed = match fs::read(&kept) {
                Ok(compressed) => compressed,
                Err(_) => {
                    let compressed = encode(suffix, content)
                        .with_context(|| format!("while compressing {path}"))?;
                    fs::write(&kept, &compressed)?;
                    compressed
                }
            };
            if compressed.len() < content.len() {
                added.insert(format!("{path}.{suffix}"), compressed);
            }
        }
    }
    files.append(&mut added);
    Ok(())
}

fn encode(suffix: &str, content: &[u8]) -> Result<Vec<u8>> {
    match suffix {
        "br" => brotli(content),
        _ => gzip(content),
    }
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer =
        brotli::CompressorWriter::new(&mut compressed, 1 << 16, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(content)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    // No time stamp in the header: the same content gives the same bytes.
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}
