//! Wazuh's and OSSEC's tests: the decoder that reads each line.
//!
//! Truth: `wazuh_cases*.jsonl` with `decoder`, and OSSEC's own `*.ini` (a section has lines, `log 1 pass
//! = …`, and the `decoder` of them all). Both know a line of syslog by its program, and call
//! the decoder after it: where the line has that name as its tag, `sshd[77]:`, it must be read as the
//! process. Other decoders assert nothing that a record holds.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Scores, layout_of, read};

/// A tag stands behind a stamp, a host and a priority.
const HEADER_BYTES: usize = 96;

pub(super) fn score(path: &Path, scores: &mut Scores) -> Result<()> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
    for row in text.lines() {
        let case: Value =
            serde_json::from_str(row).with_context(|| format!("while reading {shown}"))?;
        let (Some(decoder), Some(log)) = (case["decoder"].as_str(), case["log"].as_str()) else {
            continue;
        };
        count("wazuh", decoder, log, scores);
    }
    Ok(())
}

/// The tests of OSSEC, a file for some services.
pub(super) fn score_ini(path: &Path, scores: &mut Scores) -> Result<()> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
    for section in text.split("\n[") {
        let decoder = section
            .lines()
            .filter_map(|line| line.strip_prefix("decoder"))
            .find_map(|rest| rest.trim_start().strip_prefix('='))
            .unwrap_or_default();
        for (name, log) in section.lines().filter_map(|line| line.split_once('=')) {
            if name.starts_with("log ") {
                count("ossec", decoder.trim(), log.trim(), scores);
            }
        }
    }
    Ok(())
}

fn count(set: &str, decoder: &str, log: &str, scores: &mut Scores) {
    if decoder.is_empty() || !is_tag(log, decoder) {
        return;
    }
    read(&layout_of(log), log, |record| {
        let is_right = record.is_some_and(|it| {
            it.stamp.is_some() && it.process.split(['/', '(']).any(|part| part == decoder)
        });
        scores.count(&format!("{set}/{decoder}"), is_right, || log.to_owned());
    });
}

/// Whether the name is a word of the header that a colon or a bracket ends.
fn is_tag(log: &str, name: &str) -> bool {
    let starts_with_stamp = log.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
    let header = log.get(..log.len().min(HEADER_BYTES)).unwrap_or(log);
    starts_with_stamp
        && ["[", ":"].iter().any(|end| {
            header
                .split_once(&format!(" {name}{end}"))
                .is_some_and(|(before, _)| before.contains(':'))
        })
}
