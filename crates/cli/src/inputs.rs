//! What the user named: files, folders, standard input; out comes a list of inputs in a fixed order.
//!
//! Nothing is opened here. What cannot be looked at becomes a problem beside the list, so that the
//! rest is analysed.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) place: Place,
    /// As the user wrote it; for a file found in a folder, with the folder before it.
    pub(crate) name: String,
    /// Named by the user, not found in a folder: that it cannot be read is then worth a status.
    pub(crate) is_named: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Stdin,
    Path(PathBuf),
    /// Nothing to read there.
    Nowhere(Missing),
}

/// Why there is nothing to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    NotFound,
    NotPermitted,
    /// A folder without files.
    NoFiles,
    Other,
}

impl Missing {
    pub(crate) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NotPermitted,
            _ => Self::Other,
        }
    }
}

/// The inputs behind the paths, in the order of the paths; folders in the order of names. What is
/// named twice is read once.
pub(crate) fn expand(paths: &[PathBuf]) -> Vec<Input> {
    let mut seen = BTreeSet::new();
    let mut inputs = Vec::new();
    for path in paths {
        for input in expand_one(path) {
            let identity = match &input.place {
                Place::Path(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
                Place::Stdin => PathBuf::from("-"),
                Place::Nowhere(_) => path.clone(),
            };
            if seen.insert(identity) {
                inputs.push(input);
            }
        }
    }
    inputs
}

fn expand_one(path: &Path) -> Vec<Input> {
    let named = |place| Input {
        place,
        name: name_of(path),
        is_named: true,
    };
    if path == Path::new("-") {
        return vec![named(Place::Stdin)];
    }
    match path.metadata() {
        Err(error) => vec![named(Place::Nowhere(Missing::of(&error)))],
        Ok(facts) if facts.is_dir() => {
            let found = walk(path);
            if found.is_empty() {
                return vec![named(Place::Nowhere(Missing::NoFiles))];
            }
            found
        }
        Ok(_) => vec![named(Place::Path(path.to_owned()))],
    }
}

/// Regular files in a folder and below it. Links are not followed: they lead out of the folder or
/// in circles. What is hidden is left out, but the folder itself can be hidden.
fn walk(folder: &Path) -> Vec<Input> {
    let is_wanted = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    let entries = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_wanted);
    entries
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_file() => Some(Input {
                name: name_of(entry.path()),
                place: Place::Path(entry.into_path()),
                is_named: false,
            }),
            Ok(_) => None,
            // A folder that cannot be listed. It lies within one that was named, so it counts.
            Err(error) => Some(Input {
                place: Place::Nowhere(error.io_error().map_or(Missing::Other, Missing::of)),
                name: error.path().map_or_else(|| name_of(folder), name_of),
                is_named: true,
            }),
        })
        .collect()
}

fn name_of(path: &Path) -> String {
    if path == Path::new("-") {
        return "-".to_owned();
    }
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(paths: &[PathBuf]) -> Vec<String> {
        expand(paths).into_iter().map(|input| input.name).collect()
    }

    #[test]
    fn folders_are_listed_in_order_without_what_is_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/.git")).unwrap();
        fs::create_dir_all(root.join("empty")).unwrap();
        for name in ["z.log", "a.log", "b/c.log", "b/.git/x", ".hidden"] {
            fs::write(root.join(name), "x").unwrap();
        }
        let at = |name: &str| root.join(name).to_string_lossy().into_owned();
        let expected: Vec<_> = ["a.log", "b/c.log", "z.log"].map(at).into();
        assert_eq!(names(&[root.to_owned()]), expected);
        // Named twice, read once.
        assert_eq!(names(&[root.to_owned(), root.join("a.log")]), expected);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let places: Vec<_> = expand(&[
            folder.path().to_owned(),
            folder.path().join("missing"),
            PathBuf::from("-"),
            PathBuf::from("-"),
        ])
        .into_iter()
        .map(|input| input.place)
        .collect();
        assert_eq!(
            places,
            [
                Place::Nowhere(Missing::NoFiles),
                Place::Nowhere(Missing::NotFound),
                Place::Stdin
            ]
        );
    }
}
