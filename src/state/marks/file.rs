//! Labels as files: JSON, one thing said a line, which is read again; and rows for CSV.

use jejak_protocol::TimestampUs;
use serde::{Deserialize, Serialize};

use super::{Label, Marks, Mute};
use crate::state::names::wire_name;

/// More lines than anybody marks by hand; a longer file is cut.
const MAX_LINES: usize = 100_000;

/// What became of the lines of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub n_taken: usize,
    /// Lines that say nothing that this version understands.
    pub n_left: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "snake_case")]
enum Line {
    /// Right or wrong.
    Label(Label),
    Mute(Mute),
    Marked {
        incident: String,
    },
}

/// All that was said, in the order of kinds: labels, mutes, marks.
pub fn to_json_lines(marks: &Marks) -> String {
    let labels = marks.labels.iter().cloned().map(Line::Label);
    let mutes = marks.mutes.iter().cloned().map(Line::Mute);
    let marked = marks.marked.iter().cloned();
    let marked = marked.map(|incident| Line::Marked { incident });
    labels
        .chain(mutes)
        .chain(marked)
        .map(|line| serde_json::to_string(&line).expect("plain values always are JSON") + "\n")
        .collect()
}

/// Reads what [`to_json_lines`] wrote; lines that are no such thing are counted.
pub fn from_json_lines(text: &str, now: TimestampUs) -> (Marks, Imported) {
    let mut read = Marks::default();
    let mut imported = Imported::default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    for line in lines.take(MAX_LINES) {
        let one = match serde_json::from_str(line) {
            Ok(Line::Label(label)) => Marks {
                labels: vec![label],
                ..Marks::default()
            },
            Ok(Line::Mute(mute)) if !mute.is_over(now) => Marks {
                mutes: vec![mute],
                ..Marks::default()
            },
            Ok(Line::Marked { incident }) => Marks {
                marked: [incident].into(),
                ..Marks::default()
            },
            Ok(Line::Mute(_)) | Err(_) => {
                imported.n_left += 1;
                continue;
            }
        };
        imported.n_taken += 1;
        read.join(one);
    }
    (read, imported)
}

/// Head and rows of a table of all that was said. `moment` writes a time.
pub fn csv_rows(marks: &Marks, moment: impl Fn(TimestampUs) -> String) -> Vec<Vec<String>> {
    let head = [
        "said",
        "incident",
        "kind",
        "entity_type",
        "entity",
        "start",
        "end",
        "risk",
        "said_at",
        "until",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for label in &marks.labels {
        let about = &label.about;
        let entity = about.entity.as_ref();
        rows.push(vec![
            wire_name(&label.verdict),
            label.incident.clone(),
            wire_name(&about.kind),
            entity.map(|it| wire_name(&it.kind)).unwrap_or_default(),
            entity.map(|it| it.value.clone()).unwrap_or_default(),
            about.range.map(|it| moment(it.start)).unwrap_or_default(),
            about.range.map(|it| moment(it.end)).unwrap_or_default(),
            about.risk.to_string(),
            moment(label.said_at),
            String::new(),
        ]);
    }
    for mute in &marks.mutes {
        let entity = mute.what.entity.as_ref();
        rows.push(vec![
            "mute".to_owned(),
            mute.what.incident.clone().unwrap_or_default(),
            mute.what.kind.map(|it| wire_name(&it)).unwrap_or_default(),
            entity.map(|it| wire_name(&it.kind)).unwrap_or_default(),
            entity.map(|it| it.value.clone()).unwrap_or_default(),
            String::new(),
            String::new(),
            String::new(),
            moment(mute.said_at),
            mute.until.map(&moment).unwrap_or_default(),
        ]);
    }
    for id in &marks.marked {
        let mut row = vec!["marked".to_owned(), id.clone()];
        row.resize(head.len(), String::new());
        rows.push(row);
    }
    rows
}
