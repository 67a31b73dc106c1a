//! The long lists of an analysis, which travel as compact bytes.
//!
//! A header is readable objects. Making them costs microseconds each on the page's thread; the log of
//! a year can have ten thousands of incidents with hundreds of values each, and every timeline has
//! thousands of buckets. So the lists go before the header, in parts.

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, LevelCounts, TemplateSummary};
use crate::chain::Chain;
use crate::incident::Incident;
use crate::messages::FromWorker;
use crate::metrics::MetricSeries;
use crate::time::TimestampUs;

/// Entries of each list in one part: reading a part is a matter of some ten milliseconds, so that
/// the page can draw between two of them.
const N_PART: usize = 2000;

/// Series in one part; each has hundreds of points.
const N_SERIES: usize = 100;

/// A part of the lists of an analysis, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    pub buckets: Vec<(TimestampUs, LevelCounts)>,
    pub incidents: Vec<Incident>,
    pub chains: Vec<Chain>,
    pub templates: Vec<TemplateSummary>,
    pub metrics: Vec<MetricSeries>,
}

impl Lists {
    /// Adds the part that follows.
    pub fn extend(&mut self, next: Self) {
        self.buckets.extend(next.buckets);
        self.incidents.extend(next.incidents);
        self.chains.extend(next.chains);
        self.templates.extend(next.templates);
        self.metrics.extend(next.metrics);
    }
}

impl FromWorker {
    /// Takes the lists out of the message's analysis, in parts; none where there is no analysis.
    pub fn take_lists(&mut self) -> Vec<Lists> {
        let Some(analysis) = self.analysis_mut() else {
            return Vec::new();
        };
        let mut buckets = std::mem::take(&mut analysis.timeline.buckets).into_iter();
        let mut incidents = std::mem::take(&mut analysis.incidents).into_iter();
        let mut chains = std::mem::take(&mut analysis.chains).into_iter();
        let mut templates = std::mem::take(&mut analysis.templates).into_iter();
        let mut metrics = std::mem::take(&mut analysis.metrics).into_iter();
        let parts = std::iter::from_fn(|| {
            let part = Lists {
                buckets: buckets.by_ref().take(2 * N_PART).collect(),
                incidents: incidents.by_ref().take(N_PART).collect(),
                chains: chains.by_ref().take(N_PART).collect(),
                templates: templates.by_ref().take(N_PART).collect(),
                metrics: metrics.by_ref().take(N_SERIES).collect(),
            };
            (part != Lists::default()).then_some(part)
        });
        parts.collect()
    }

    /// Puts back what [`take_lists`](Self::take_lists) took: all parts in one.
    pub fn put_lists(&mut self, lists: Lists) {
        if let Some(analysis) = self.analysis_mut() {
            analysis.timeline.buckets.extend(lists.buckets);
            analysis.incidents.extend(lists.incidents);
            analysis.chains.extend(lists.chains);
            analysis.templates.extend(lists.templates);
            analysis.metrics.extend(lists.metrics);
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
    fn what_is_taken_comes_back_in_order() {
        let whole = done(2 * N_PART + 3);
        let mut message = whole.clone();
        let parts = message.take_lists();
        let lens: Vec<usize> = parts.iter().map(|part| part.templates.len()).collect();
        assert_eq!(lens, [N_PART, N_PART, 3]);
        assert_eq!(message, done(0));
        let mut lists = Lists::default();
        parts.into_iter().for_each(|part| lists.extend(part));
        message.put_lists(lists);
        assert_eq!(message, whole);
    }

    #[test]
    fn what_has_no_lists_has_no_parts() {
        assert_eq!(done(0).take_lists(), []);
        let mut progress = FromWorker::Lists { run: RunId(1) };
        assert_eq!(progress.take_lists(), []);
    }
}
