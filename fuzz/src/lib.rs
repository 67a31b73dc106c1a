//! What the fuzz targets share: the name of the target, what it begins with, and a file's facts.
//!
//! libFuzzer passes its own arguments only, so the target's name is taken off the command line before
//! it starts: the first argument, given to the program again through its environment. The folder of
//! inputs, `corpus/PROGRAM/TARGET`, is made with its seeds at the same time and given behind the others.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};

use jejak_core::formats::Format;
use jejak_protocol::{FileFacts, UserChoices};

const VARIABLE: &str = "JEJAK_FUZZ";

/// Files of the repository that a target begins with.
const FILES: [(&str, &str); 12] = [
    ("container/gzip", "tests/pipeline/tar-gz/logs.tar.gz"),
    ("container/bzip2", "fuzz/seeds/lines.bz2"),
    ("container/xz", "fuzz/seeds/lines.xz"),
    ("container/zstd", "fuzz/seeds/lines.zst"),
    ("container/evtx", "tests/pipeline/evtx/security.evtx"),
    (
        "container/events-xml",
        "tests/pipeline/windows-xml/security.xml",
    ),
    (
        "container/events-table",
        "tests/pipeline/windows-table/security.csv",
    ),
    (
        "container/journal",
        "tests/pipeline/journal-export/journal.export",
    ),
    (
        "container/json-array",
        "tests/pipeline/cloudtrail/cloudtrail.json",
    ),
    (
        "container/metrics-json",
        "tests/pipeline/metrics-query-range/load.json",
    ),
    ("archive/tar", "fuzz/seeds/lines.tar"),
    ("archive/zip", "tests/pipeline/zip-nested/all.zip"),
];

/// The target of this process. The first call takes it off the arguments and starts the program anew.
#[must_use]
pub fn target(program: &str) -> String {
    if let Ok(target) = std::env::var(VARIABLE) {
        return target;
    }
    let mut arguments = std::env::args_os();
    let command = arguments.next().unwrap_or_default();
    let Some(target) = arguments.next() else {
        eprintln!("say which target: see README.md");
        std::process::exit(2);
    };
    let folder = seeded(program, &target.to_string_lossy()).expect("fuzz/corpus can be written");
    let error = std::process::Command::new(command)
        .env(VARIABLE, target)
        .args(arguments)
        .arg(folder)
        .exec();
    panic!("the program cannot be started again: {error}");
}

/// The folder of a target's inputs, with those that it begins with.
fn seeded(program: &str, target: &str) -> io::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("corpus").join(program).join(target);
    fs::create_dir_all(&folder)?;
    let samples = |format: &Format| -> String {
        let spec = format.spec();
        let lines = spec.samples.iter().chain(spec.misfits);
        lines.map(|(line, _)| format!("{line}\n")).collect()
    };
    for format in Format::ALL {
        let text = samples(&format);
        let seed = match (program, target) {
            ("format", id) if id == format.spec().id => text.into_bytes(),
            ("whole", "plan") => text.into_bytes(),
            // Where it is split.
            ("whole", "split") => [&[7, 0], text.as_bytes()].concat(),
            // The size of pieces, less one.
            ("container", "utf16") => {
                let units = text.encode_utf16().flat_map(u16::to_le_bytes);
                std::iter::once(63).chain(units.take(4096)).collect()
            }
            _ => continue,
        };
        fs::write(folder.join(format.spec().id), seed)?;
    }
    for (name, file) in FILES {
        if name == format!("{program}/{target}") {
            let mut bytes = fs::read(root.join("..").join(file))?;
            if program == "container" {
                bytes.insert(0, 63);
            }
            fs::write(folder.join("seed"), bytes)?;
        }
    }
    Ok(folder)
}

/// A file of these bytes, changed on 2026-06-01.
#[must_use]
pub fn facts(n_bytes: usize) -> FileFacts {
    FileFacts {
        name: "fuzz.log".to_owned(),
        size_bytes: Some(n_bytes as u64),
        modified_ms: Some(1_780_272_000_000),
    }
}

#[must_use]
pub fn choices() -> UserChoices {
    UserChoices::default()
}
