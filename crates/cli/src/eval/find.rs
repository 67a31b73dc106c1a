//! Which files of a data folder belong together: a table of truth and the log it is about.
//!
//! `elastic_auth.sources.tsv` is about a log called `auth` somewhere under a folder with `elastic` in
//! its name; `host_07.sources.tsv` about `07.log.gz` under `…host…`; and any `NAME.log` beside
//! `NAME.sources.tsv` about that.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jejak_core::plan::Container;
use serde::de::DeserializeOwned;
use walkdir::WalkDir;

use crate::reading::Inflated;

/// A table of truth, by its name without the ending, and its log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) truth: PathBuf,
    pub(crate) log: PathBuf,
}

/// All cases whose truth lies in `data/derived/<suite>` and ends in `ending`, by name.
pub(crate) fn cases(data: &Path, suite: &str, ending: &str) -> Result<Vec<Case>> {
    let folder = data.join("derived").join(suite);
    let shown = folder.display();
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("while listing {shown}: is it a folder of labelled data?"))?;
    let mut cases = Vec::new();
    for entry in entries {
        let truth = entry
            .with_context(|| format!("while listing {shown}"))?
            .path();
        let file_name = truth.file_name().and_then(|name| name.to_str());
        let Some(name) = file_name.and_then(|name| name.strip_suffix(ending)) else {
            continue;
        };
        let Some(log) = log_of(data, &folder, name) else {
            bail!("{} has no log under {}", truth.display(), data.display());
        };
        cases.push(Case {
            name: name.to_owned(),
            truth: truth.clone(),
            log,
        });
    }
    if cases.is_empty() {
        bail!("{shown} holds no file that ends in {ending}");
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// The rows of all `NAME….jsonl` files in the data folder's conformance sets, by name of file.
pub(crate) fn json_lines<T: DeserializeOwned>(data: &Path, name: &str) -> Result<Vec<T>> {
    let folder = data.join("derived").join("conformance");
    let is_wanted = |path: &Path| {
        let file_name = path.file_name().and_then(|name| name.to_str());
        file_name.is_some_and(|it| it.starts_with(name) && it.ends_with(".jsonl"))
    };
    let mut rows = Vec::new();
    let paths = WalkDir::new(&folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path);
    for path in paths.filter(|path| is_wanted(path)) {
        let shown = path.display();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("while reading {shown}"))?;
        for (idx, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
        {
            let row = serde_json::from_str(line)
                .with_context(|| format!("{shown}:{} is no case", idx + 1))?;
            rows.push(row);
        }
    }
    if rows.is_empty() {
        bail!("{} holds no {name}….jsonl", folder.display());
    }
    Ok(rows)
}

/// The text of a log, unpacked as any file is.
pub(crate) fn log(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("while reading {shown}"))?;
    let (container, ..) =
        Container::of(&bytes, 0).with_context(|| format!("{shown} is packed too many times"))?;
    if container == Container::Plain {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    Inflated::new(bytes.as_slice(), container)
        .read_to_end(&mut text)
        .with_context(|| format!("while unpacking {shown}"))?;
    Ok(text)
}

fn log_of(data: &Path, folder: &Path, name: &str) -> Option<PathBuf> {
    let beside = ["log", "log.gz", "txt"].map(|ending| folder.join(format!("{name}.{ending}")));
    if let Some(path) = beside.into_iter().find(|path| path.is_file()) {
        return Some(path);
    }
    WalkDir::new(data)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.into_path();
            let inside = path.strip_prefix(data).ok()?;
            let fit = fit(inside, name)?;
            Some((fit, path))
        })
        // The longest name that fits; of equals the one least deep, then the first.
        .min_by_key(|(fit, path)| {
            let depth = path.components().count();
            (std::cmp::Reverse(*fit), depth, path.clone())
        })
        .map(|(_, path)| path)
}

/// How well a file fits a name: the length of the end of the name that is the file's own name, when
/// all the words before it stand in the folders above.
fn fit(path: &Path, name: &str) -> Option<usize> {
    let file_name = path.file_name()?.to_str()?;
    let stem = ["", ".gz"].iter().find_map(|packed| {
        let plain = file_name.strip_suffix(packed)?;
        ["", ".log", ".txt"].iter().rev().find_map(|ending| {
            plain
                .strip_suffix(ending)
                .filter(|stem| !stem.contains('.'))
        })
    })?;
    let head = name.strip_suffix(stem)?;
    let folders = path.parent()?.to_str()?.to_lowercase();
    let is_whole_word = head.is_empty() || head.ends_with('_');
    let fits = head
        .split('_')
        .all(|word| folders.contains(&word.to_lowercase()));
    (is_whole_word && fits && !stem.is_empty()).then_some(stem.len())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_packed_log_is_read_as_its_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = b"Nov 22 06:25:01 host sshd[1]: Connection closed\n".repeat(200_000);
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&text).expect("it is packed");
        let packed = packer.finish().expect("it is packed");
        let path = folder.path().join("auth.log.gz");
        std::fs::write(&path, &packed).expect("a file");
        assert_eq!(log(&path).expect("its text"), text);
        std::fs::write(&path, &packed[..packed.len() / 2]).expect("a file");
        assert!(log(&path).is_err(), "half of it measures nothing");
        std::fs::write(&path, &text).expect("a file");
        assert_eq!(log(&path).expect("its text"), text);
    }

    #[test]
    fn a_name_fits_the_file_at_the_end_of_it() {
        for (path, name, expect) in [
            ("acme_hosts/logs/07.log.gz", "acme_07", Some(2)),
            ("acme_hosts/logs/7.log.gz", "acme_07", None),
            ("Lab/Server/Server_2k.log", "lab_Server_2k", Some(9)),
            ("Lab/Server/Server_2k.log_table.csv", "lab_Server_2k", None),
            ("other/auth.log", "acme_auth", None),
            ("acme x/data/auth.log", "acme_auth", Some(4)),
            ("acme/myauth.log", "acme_auth", None),
        ] {
            assert_eq!(fit(Path::new(path), name), expect, "{path} for {name}");
        }
    }
}
