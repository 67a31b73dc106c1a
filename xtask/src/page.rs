//! From what trunk compiled to the finished page: pure functions over the page's files in memory.
//!
//! In: trunk's output, plotly.js, the style sheets. Out: the files of dist/ with hashed names, a
//! service worker, the build's manifest and compressed copies. `build` reads and writes the disk.

pub(crate) mod compress;
pub(crate) mod manifest;
pub(crate) mod models;
pub(crate) mod names;
pub(crate) mod offline;
pub(crate) mod styles;

use std::collections::BTreeMap;

/// A folder in memory: path with `/` from the page's root → content.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
