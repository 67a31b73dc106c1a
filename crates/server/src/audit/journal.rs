//! The log once more as a file of JSON lines, for whoever ships logs.
//!
//! The table is the log; the file follows it. What the file lacks, because the process ended or the
//! disk was full, is added at the next occasion, each entry once and in order.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::lines_after;
use crate::store::Store;

const FILE: &str = "audit.jsonl";
const LINES_AT_ONCE: u32 = 1_000;

#[derive(Debug)]
pub struct Journal {
    file: File,
    last_seq: i64,
    /// Where the last whole line ends.
    end: u64,
}

#[derive(Deserialize)]
struct Numbered {
    seq: i64,
}

impl Journal {
    /// Opens the file of a data folder and finds out how far it goes.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path);
        let file = file.with_context(|| format!("while opening {}", path.display()))?;
        let (mut last_seq, mut end) = (0, 0);
        let mut reader = BufReader::new(&file);
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 && line.ends_with('\n') {
            end += line.len() as u64;
            if let Ok(row) = serde_json::from_str::<Numbered>(&line) {
                last_seq = row.seq;
            }
            line.clear();
        }
        Ok(Self {
            file,
            last_seq,
            end,
        })
    }

    /// Adds what the table has and the file lacks. A line that was cut short is written over.
    ///
    /// # Errors
    /// When the table cannot be read or the file cannot be written.
    pub fn catch_up(&mut self, store: &Store) -> Result<()> {
        let reader = store.reader()?;
        loop {
            let rows = lines_after(&reader, self.last_seq, LINES_AT_ONCE)?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            let text: String = rows.iter().map(|(_, line)| format!("{line}\n")).collect();
            self.file.set_len(self.end)?;
            self.file.seek(SeekFrom::Start(self.end))?;
            self.file.write_all(text.as_bytes())?;
            self.file.sync_data()?;
            self.end += text.len() as u64;
            self.last_seq = *last;
        }
    }
}
