//! The truth as CSV, beside the log.

use std::fmt::Write as _;

use crate::Log;
use crate::clock::written;

const TIME: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

/// `line,label,kind,incident`, a row for each line: lines and incidents from 1, label 1 for a line of
/// an incident; kind and incident are empty for ordinary ones.
pub fn labels_csv(log: &Log) -> String {
    let mut text = String::from("line,label,kind,incident\n");
    for (number, line) in (1_usize..).zip(&log.lines) {
        let row = match (log.kind(line), line.incident) {
            (Some(kind), Some(incident)) => writeln!(text, "{number},1,{kind},{}", incident + 1),
            _ => writeln!(text, "{number},0,,"),
        };
        row.expect("a text takes what is written");
    }
    text
}

/// `incident,kind,behaviour,host,sources,start,end,lines`, a row for each incident; sources are
/// separated by spaces.
pub fn incidents_csv(log: &Log) -> String {
    let mut text = String::from("incident,kind,behaviour,host,sources,start,end,lines\n");
    for (number, incident) in (1_usize..).zip(&log.incidents) {
        writeln!(
            text,
            "{number},{},{},{},{},{},{},{}",
            incident.kind,
            incident.behaviour.name(),
            incident.host,
            incident.sources.join(" "),
            written(incident.start_us, TIME),
            written(incident.end_us, TIME),
            incident.n_lines
        )
        .expect("a text takes what is written");
    }
    text
}
