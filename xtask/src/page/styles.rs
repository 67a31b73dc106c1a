//! One style sheet for the whole page, so that a panel's CSS lies beside the panel and still costs
//! no request of its own.
//!
//! Order: styles/tokens.css, styles/base.css, other files of styles/, then src/ by path, and
//! styles/print.css, which takes back what is of no use on paper.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const FIRST: [&str; 2] = ["styles/tokens.css", "styles/base.css"];
const LAST: &str = "styles/print.css";
/// The charts' sheet, loaded with them.
pub(crate) const PLOTLY: &str = "styles/plotly.css";

/// The page's sheets, joined.
pub(crate) fn join(root: &Path) -> Result<Vec<u8>> {
    let mut joined = Vec::new();
    for path in sheets(root) {
        let sheet = fs::read(&path).with_context(|| format!("while reading {}", path.display()))?;
        joined.extend_from_slice(&sheet);
        joined.push(b'\n');
    }
    Ok(joined)
}

/// Every sheet of the page, in the order in which they are joined.
pub(crate) fn sheets(root: &Path) -> Vec<PathBuf> {
    let mut sheets: Vec<PathBuf> = ["styles", "src"]
        .iter()
        .flat_map(|dir| walkdir::WalkDir::new(root.join(dir)).sort_by_file_name())
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .filter(|path| *path != root.join(PLOTLY))
        .collect();
    // A stable sort: the rest keeps its order.
    sheets.sort_by_key(|path| {
        let place = FIRST.iter().position(|first| *path == root.join(first));
        match place {
            Some(place) => place,
            None if *path == root.join(LAST) => FIRST.len() + 1,
            None => FIRST.len(),
        }
    });
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_before_what_uses_them() {
        let root = crate::paths::root();
        let sheets = sheets(root);
        let place = |name: &str| sheets.iter().position(|path| *path == root.join(name));
        assert_eq!(place("styles/tokens.css"), Some(0));
        assert_eq!(place("styles/base.css"), Some(1));
        assert_eq!(place(PLOTLY), None);
    }
}
