//! The template of every line or message, for measuring how well they are grouped.
//!
//! The same steps as an analysis, without what an analysis has besides: no caps, no times.

use jejak_protocol::{FileId, Level, RecordRef};
use rustc_hash::FxHashMap;

use super::{Counted, mine};
use crate::hash::StableHash;
use crate::plan::Plan;
use crate::record::Line;
use crate::{requests, shape};

/// Ids of the templates of a text's lines. A line that continues a record has that of the record;
/// a misfit has its own words as its only mark.
pub fn of_lines(plan: &Plan, text: &str) -> Vec<String> {
    let mut shapes = Shapes::default();
    let mut of_lines: Vec<u64> = Vec::new();
    for line in text.lines() {
        let above = of_lines.last().copied().unwrap_or_default();
        of_lines.push(plan.layout.read(line, |line, body| match line {
            Line::Record(record) if record.access.is_some() => {
                let (hash, request) = requests::shape(&record);
                shapes.add(hash, || request.text())
            }
            Line::Record(record) => {
                let hash = shape::of_record(&record);
                shapes.add(hash, || shape::text_of_record(&record))
            }
            Line::Continuation => above,
            Line::Misfit(_) => shapes.add_message(body),
        }));
    }
    shapes.templates(&of_lines)
}

/// Ids of the templates of messages that stand alone.
pub fn of_messages<'t>(messages: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut shapes = Shapes::default();
    let hashes: Vec<u64> = messages
        .map(|message| shapes.add_message(message))
        .collect();
    shapes.templates(&hashes)
}

/// Distinct shapes by their hashes.
#[derive(Default)]
struct Shapes(FxHashMap<u64, String>);

impl Shapes {
    fn add(&mut self, hash: u64, text: impl FnOnce() -> String) -> u64 {
        self.0.entry(hash).or_insert_with(text);
        hash
    }

    fn add_message(&mut self, message: &str) -> u64 {
        let hash = shape::hash(StableHash::new(0), message);
        self.add(hash, || shape::text(message))
    }

    fn templates(self, of_lines: &[u64]) -> Vec<String> {
        let counted = self.0.into_iter().map(|(hash, text)| Counted {
            hash,
            text: text.into(),
            level: Level::Unknown,
            count: 1,
            first: None,
            last: None,
            example: RecordRef {
                file: FileId(0),
                line: 0,
            },
            over_time: Vec::new(),
        });
        let templates = mine(counted.collect());
        let id = |hash: &u64| templates.id_of_shape(*hash).unwrap_or_default().to_owned();
        of_lines.iter().map(id).collect()
    }
}
