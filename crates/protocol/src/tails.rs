//! The tails of an analysis's long lists, which travel as compact bytes.
//!
//! A header is readable objects. Making them costs microseconds each on the page's thread; a log of
//! a year can have ten thousands of incidents with hundreds of values each. So the first ones stay in
//! the header, and the rest goes beside it.

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, TemplateSummary};
use crate::incident::Incident;
use crate::messages::FromWorker;

/// Incidents and templates that stay in the header; more than a screen shows.
const N_INCIDENTS: usize = 100;
const N_TEMPLATES: usize = 500;

/// Entries of each list in one part: reading a part is a matter of some ten milliseconds, so that
/// the page can draw between two of them.
const N_PART: usize = 2000;

/// A part of what was cut off the lists of an analysis, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tails {
    pub incidents: Vec<Incident>,
    pub templates: Vec<TemplateSummary>,
}

impl Tails {
    /// Adds the part that follows.
    pub fn extend(&mut self, next: Self) {
        self.incidents.extend(next.incidents);
        self.templates.extend(next.templates);
    }
}

impl FromWorker {
    /// Cuts the tails off the message's analysis, in parts; none when there is nothing to cut.
    pub fn cut_tails(&mut self) -> Vec<Tails> {
        let Some(analysis) = self.analysis_mut() else {
            return Vec::new();
        };
        let mut incidents = tail(&mut analysis.incidents, N_INCIDENTS).into_iter();
        let mut templates = tail(&mut analysis.templates, N_TEMPLATES).into_iter();
        let parts = std::iter::from_fn(|| {
            let part = Tails {
                incidents: incidents.by_ref().take(N_PART).collect(),
                templates: templates.by_ref().take(N_PART).collect(),
            };
            (part != Tails::default()).then_some(part)
        });
        parts.collect()
    }

    /// Puts back what [`cut_tails`](Self::cut_tails) cut off: all parts in one.
    pub fn put_tails(&mut self, tails: Tails) {
        if let Some(analysis) = self.analysis_mut() {
            analysis.incidents.extend(tails.incidents);
            analysis.templates.extend(tails.templates);
        }
    }

    fn analysis_mut(&mut self) -> Option<&mut Analysis> {
        match self {
            Self::Partial { analysis, .. }
            | Self::Done { analysis, .. }
            | Self::Judged { analysis, .. }
            | Self::TakenUp { analysis, .. } => Some(analysis),
            _ => None,
        }
    }
}

fn tail<T>(list: &mut Vec<T>, n_kept: usize) -> Vec<T> {
    list.split_off(n_kept.min(list.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, Level, RecordRef, RunId};

    fn done(n_templates: usize) -> FromWorker {
        let template = |idx: usize| TemplateSummary {
            id: format!("{idx:x}"),
            text: format!("template {idx}"),
            count: 1,
            level: Level::Info,
            first: None,
            last: None,
            example: RecordRef {
                file: FileId(0),
                line: idx as u64,
            },
            over_time: vec![1; 24],
        };
        let analysis = Analysis {
            templates: (0..n_templates).map(template).collect(),
            ..Analysis::default()
        };
        FromWorker::Done {
            run: RunId(1),
            analysis: Box::new(analysis),
            cancelled: false,
        }
    }

    #[test]
    fn what_is_cut_off_comes_back_in_order() {
        let whole = done(N_TEMPLATES + 2 * N_PART + 3);
        let mut message = whole.clone();
        let parts = message.cut_tails();
        let lens: Vec<usize> = parts.iter().map(|part| part.templates.len()).collect();
        assert_eq!(lens, [N_PART, N_PART, 3]);
        assert_eq!(message, done(N_TEMPLATES));
        let mut tails = Tails::default();
        parts.into_iter().for_each(|part| tails.extend(part));
        message.put_tails(tails);
        assert_eq!(message, whole);
    }

    #[test]
    fn a_short_list_has_no_tail() {
        let mut message = done(N_TEMPLATES);
        assert_eq!(message.cut_tails(), []);
        assert_eq!(message, done(N_TEMPLATES));
    }
}
