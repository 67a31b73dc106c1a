//! docs/benchmarks.md: tables with the command that makes them.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};

use super::kind::Kind;
use super::{browser, native};
use crate::paths;

const ABOUT: &str = "\
# Benchmarks

Written by `cargo xtask bench`; run it to have the figures of your machine. Files are logs of sshd, of \
requests in the combined form, and of several programs: made by the command out of the project's own \
fixtures, or named with `--file`. CPU time is what a program took of all cores together, the least of \
three runs (of Drain3, one); the file was in the system's cache. Programs do different things: ripgrep \
matches one regex and counts, lnav loads and indexes, GoAccess counts for a report, logdrain and Drain3 \
find templates in lines that they take as they are, `jejak templates` reads times, levels and programs \
too, and keeps what `jejak analyze` would need, which goes on to find incidents and their evidence. \
Compare the ratios, not the seconds; they are per megabyte read.
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

    pub(super) fn native(
        &mut self,
        file: &Path,
        kind: Kind,
        all: &[native::Measured],
    ) -> Result<()> {
        let kind = kind.name();
        let n_mb = megabytes(file)?;
        let first = all.first().context("nothing was measured")?;
        writeln!(self.text, "\n## Command line, {kind} log of {n_mb:.0} MB\n")?;
        self.text.push_str(
            "| Program | CPU s | MB per CPU s | CPU, ratio | Wall s | Peak memory, MB |\n",
        );
        self.text.push_str("|---|---:|---:|---:|---:|---:|\n");
        let first_per_mb = first.cpu.as_secs_f64() / n_mb;
        for it in all {
            let cpu = it.cpu.as_secs_f64();
            let n_mb = it.n_bytes.map_or(n_mb, |n| n as f64 / 1e6);
            writeln!(
                self.text,
                "| {} | {cpu:.2} | {:.0} | {:.2} | {:.2} | {} |",
                it.name,
                n_mb / cpu,
                cpu / n_mb / first_per_mb,
                it.wall.as_secs_f64(),
                it.peak_bytes
                    .map_or("–".into(), |n| format!("{:.0}", n as f64 / 1e6)),
            )?;
        }
        Ok(())
    }

    pub(super) fn browser(
        &mut self,
        file: &Path,
        kind: Kind,
        it: &browser::Measured,
    ) -> Result<()> {
        let kind = kind.name();
        let n_mb = megabytes(file)?;
        let ms = |ms: f64| format!("{:.2} s", ms / 1000.0);
        let longest = it
            .longest_task_ms
            .map_or("under 50 ms".to_owned(), |ms| format!("{ms:.0} ms"));
        writeln!(self.text, "\n## The page, {kind} log of {n_mb:.0} MB\n")?;
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
            ("Processor time of the workers", ms(it.cpu_ms.workers)),
            (
                "… of the engine's compiler and collector",
                ms(it.cpu_ms.engine),
            ),
            ("… of the UI thread", ms(it.cpu_ms.page)),
            (
                "… of all else, reading the file among it",
                ms(it.cpu_ms.others),
            ),
            ("Lines", it.n_lines.to_string()),
            ("Incidents", it.n_incidents.to_string()),
        ];
        for (name, value) in rows {
            writeln!(self.text, "| {name} | {value} |")?;
        }
        Ok(())
    }

    pub(super) fn interaction(&mut self, file: &Path, it: &browser::Interaction) -> Result<()> {
        let n_mb = megabytes(file)?;
        let ms = |ms: f64| format!("{ms:.0} ms");
        writeln!(
            self.text,
            "\n## The page answers\n\nWith the analysis of a log of {n_mb:.0} MB open, eight times each: \
             from the key or the click to the second frame after it (two frames are 33 ms), and the \
             longest task meanwhile.\n",
        )?;
        self.text
            .push_str("| What is done | Middle | Longest | Longest task |\n|---|---:|---:|---:|\n");
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

    /// Writes docs/benchmarks.md; what it says of scale stays.
    pub(super) fn write(&self) -> Result<()> {
        println!("{}", self.text);
        let (_, scale) = written()?;
        write_parts(&self.text, &scale)
    }
}

/// Where the part begins that `--scale` writes.
const SCALE: &str = "\n## How time and memory grow\n";

/// One file of `--scale`.
pub(super) struct Scaled {
    pub(super) n_mb: f64,
    pub(super) native: Option<native::Measured>,
    pub(super) browser: Option<browser::Measured>,
}

/// Writes the part of docs/benchmarks.md on scale; the rest stays.
pub(super) fn write_scale(rows: &[Scaled], machine: &str) -> Result<()> {
    let mut text = SCALE.to_owned();
    writeln!(
        text,
        "\nWritten by `cargo xtask bench --scale`: one run of each. {}, on {machine}.\n",
        today()
    )?;
    if let Some(it) = rows.iter().find_map(|row| row.browser.as_ref()) {
        writeln!(text, "{}, {} workers.\n", it.browser, it.n_workers)?;
    }
    text.push_str(
        "| MB | Lines | `jejak analyze`, wall s | MB per s | Peak memory, MB | Page, wall s | MB per s \
         | Only reading, s | First result, s | Peak memory, MB | Longest task, ms |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let mut cells = vec![format!("{:.0}", row.n_mb)];
        cells.push(
            row.browser
                .as_ref()
                .map_or("–".into(), |it| it.n_lines.to_string()),
        );
        match &row.native {
            None => cells.extend(["–", "–", "–"].map(str::to_owned)),
            Some(it) => {
                let wall = it.wall.as_secs_f64();
                cells.push(format!("{wall:.2}"));
                cells.push(format!("{:.0}", row.n_mb / wall));
                let peak = it.peak_bytes;
                cells.push(peak.map_or("–".into(), |n| format!("{:.0}", n as f64 / 1e6)));
            }
        }
        match &row.browser {
            None => cells.extend(["–"; 6].map(str::to_owned)),
            Some(it) => {
                let wall = it.wall_ms / 1000.0;
                cells.push(format!("{wall:.2}"));
                cells.push(format!("{:.0}", row.n_mb / wall));
                cells.push(format!("{:.2}", it.read_only_ms / 1000.0));
                let first = it.first_result_ms;
                cells.push(first.map_or("–".into(), |ms| format!("{:.2}", ms / 1000.0)));
                cells.push(format!("{:.0}", it.peak_bytes as f64 / 1e6));
                let longest = it.longest_task_ms;
                cells.push(longest.map_or("under 50".into(), |ms| format!("{ms:.0}")));
            }
        }
        writeln!(text, "| {} |", cells.join(" | "))?;
    }
    println!("{text}");
    let (main, _) = written()?;
    write_parts(&main, &text)
}

/// docs/benchmarks.md as it is: the part on scale, and what stands above it.
fn written() -> Result<(String, String)> {
    let text = std::fs::read_to_string(path()).context("while reading docs/benchmarks.md")?;
    let at = text.find(SCALE).unwrap_or(text.len());
    let (main, scale) = text.split_at(at);
    Ok((main.to_owned(), scale.to_owned()))
}

fn write_parts(main: &str, scale: &str) -> Result<()> {
    std::fs::write(path(), format!("{main}{scale}")).context("while writing docs/benchmarks.md")
}

fn path() -> std::path::PathBuf {
    paths::root().join("docs").join("benchmarks.md")
}

pub(super) fn megabytes(file: &Path) -> Result<f64> {
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
