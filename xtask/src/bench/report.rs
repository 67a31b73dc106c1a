//! docs/benchmarks.md: tables with the command that makes them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};

use super::{browser, native};
use crate::paths;

const ABOUT: &str = "\
# Benchmarks

Written by `cargo xtask bench`; run it to have the figures of your machine. Files are sshd logs: \
made by the command out of the project's own fixtures, or named with `--file`. CPU time is what a \
program took of all cores together, the least of three runs; the file was in the system's cache. \
Programs do different things: ripgrep matches one regex and counts, lnav loads and indexes, Jejak \
analyses every line and reports incidents. Compare the ratios, not the seconds.
";

pub(super) struct Report {
    text: String,
}

impl Report {
    pub(super) fn new(machine: String) -> Self {
        Self {
            text: format!("{ABOUT}\n{}, on {machine}.\n", today()),
        }
    }

    pub(super) fn native(&mut self, file: &Path, all: &[native::Measured]) -> Result<()> {
        let n_mb = megabytes(file)?;
        let first = all.first().context("nothing was measured")?;
        writeln!(self.text, "\n## Command line, sshd log of {n_mb:.0} MB\n")?;
        self.text.push_str(
            "| Program | CPU s | MB per CPU s | CPU, ratio | Wall s | Peak memory, MB |\n",
        );
        self.text.push_str("|---|---:|---:|---:|---:|---:|\n");
        for it in all {
            let cpu = it.cpu.as_secs_f64();
            writeln!(
                self.text,
                "| {} | {cpu:.2} | {:.0} | {:.2} | {:.2} | {} |",
                it.name,
                n_mb / cpu,
                cpu / first.cpu.as_secs_f64(),
                it.wall.as_secs_f64(),
                it.peak_bytes
                    .map_or("–".into(), |n| format!("{:.0}", n as f64 / 1e6)),
            )?;
        }
        Ok(())
    }

    pub(super) fn browser(&mut self, file: &Path, it: &browser::Measured) -> Result<()> {
        let n_mb = megabytes(file)?;
        let ms = |ms: f64| format!("{:.2} s", ms / 1000.0);
        let longest = it
            .longest_task_ms
            .map_or("under 50 ms".to_owned(), |ms| format!("{ms:.0} ms"));
        writeln!(self.text, "\n## The page, sshd log of {n_mb:.0} MB\n")?;
        writeln!(self.text, "{}, {} workers.\n", it.browser, it.n_workers)?;
        self.text.push_str("| What | Measured |\n|---|---:|\n");
        let rows = [
            ("Whole analysis, from the drop", ms(it.wall_ms)),
            (
                "Only reading the file with as many workers",
                ms(it.read_only_ms),
            ),
            ("Ratio", format!("{:.2}", it.wall_ms / it.read_only_ms)),
            (
                "First result on the page",
                it.first_result_ms.map_or("–".into(), ms),
            ),
            (
                "Peak memory above the empty page",
                format!("{:.0} MB", it.peak_bytes as f64 / 1e6),
            ),
            ("Longest task of the UI thread", longest),
            ("Lines", it.n_lines.to_string()),
            ("Incidents", it.n_incidents.to_string()),
        ];
        for (name, value) in rows {
            writeln!(self.text, "| {name} | {value} |")?;
        }
        Ok(())
    }

    pub(super) fn interaction(&mut self, it: &browser::Interaction) -> Result<()> {
        let ms = |ms: f64| format!("{ms:.0} ms");
        self.text.push_str(
            "\nWith that analysis open, eight times each: from the key or the click to the second \
             frame after it (two frames are 33 ms), and the longest task meanwhile.\n\n\
             | What is done | Middle | Longest | Longest task |\n|---|---:|---:|---:|\n",
        );
        for act in &it.acts {
            writeln!(
                self.text,
                "| {} | {} | {} | {} |",
                act.name,
                ms(act.middle_ms),
                ms(act.longest_ms),
                act.longest_task_ms.map_or("under 50 ms".to_owned(), ms),
            )?;
        }
        Ok(())
    }

    pub(super) fn write(&self) -> Result<()> {
        println!("{}", self.text);
        let path = paths::root().join("docs").join("benchmarks.md");
        std::fs::write(&path, &self.text).context("while writing docs/benchmarks.md")
    }
}

fn megabytes(file: &Path) -> Result<f64> {
    Ok(file.metadata()?.len() as f64 / 1e6)
}

/// `2026-11-21`. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub(super) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let z = since.map_or(0, |since| since.as_secs() / 86_400) + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}
