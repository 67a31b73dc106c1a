//! What the chart shows at a moment: everything that, when it changes, makes it be drawn anew, and
//! the sizes that follow from it.

use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{Analysis, IncidentKind, TimeRange, TimestampUs, Zone};
use jejak_words::names::kind_name;
use jejak_words::time::offset_s;
use jejak_words::{Lang, Reader, metric_title, number};

use super::ink::SIZE_PX;
use crate::app::Found;
use crate::state::axis::Axis;
use crate::state::buckets::{Bars, bars};
use crate::state::lanes::lanes;

/// Width that a bar needs to be told from its neighbours.
const BAR_PX: f64 = 6.0;
/// No more bars than the table beside the chart may have rows without a window over them.
pub(super) const MAX_BARS: u32 = 199;
/// Height of the bars, and of the bars when the timeline is folded to one row.
const COUNTS_PX: f64 = 88.0;
const FOLDED_COUNTS_PX: f64 = 44.0;
/// Below this, lanes get short labels.
const NARROW_PX: f64 = 600.0;
const TRACK_PX: f64 = 18.0;
/// All tracks together are not higher as long as each keeps room for its label.
const LANES_PX: f64 = 9.0 * TRACK_PX;
const LEAST_TRACK_PX: f64 = 12.0;
/// With more tracks than this, each lane has one.
const MAX_TRACKS: usize = 16;
/// Room for the text below the axis.
const TICKS_PX: f64 = 22.0;
pub(super) const TOP_PX: f64 = 8.0;
const RIGHT_PX: f64 = 16.0;
/// Shorter incidents are drawn this wide, so that their letter fits and a pointer finds them.
pub(super) const LEAST_INCIDENT_PX: f64 = 14.0;
/// Between the bars, the metrics and the lanes.
const GAP_PX: f64 = 6.0;
/// Height of a metric, and of each when there are many.
const METRIC_PX: f64 = 40.0;
const METRICS_PX: f64 = 4.0 * METRIC_PX;
const LEAST_METRIC_PX: f64 = 28.0;
/// Letters of a metric's name beside its lane; the middle of a longer one is left out.
const METRIC_LETTERS: usize = 29;
const NARROW_LETTERS: usize = 15;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scene {
    pub(super) found: Found,
    /// The shown range: the innermost of the breadcrumb, else that of all records.
    pub(super) range: TimeRange,
    pub(super) zone: Zone,
    pub(super) lang: Lang,
    /// The open incident, which is marked.
    pub(super) incident: Option<String>,
    pub(super) width_px: f64,
    pub(super) is_folded: bool,
    /// Grows when the colours may have changed.
    pub(super) n_dressed: u32,
    /// The lanes of the whole analysis, whatever range is shown.
    pub(super) lanes: Vec<LanePlace>,
    /// The metrics that are shown, by their places in the analysis.
    pub(super) metrics: Vec<usize>,
}

/// Where a lane lies: its first track of all, and how many it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LanePlace {
    pub(super) kind: IncidentKind,
    pub(super) n_incidents: usize,
    pub(super) first_track: usize,
    pub(super) n_tracks: usize,
}

/// Where things lie in the chart's element, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) left_px: f64,
    pub(super) width_px: f64,
    pub(super) counts_px: f64,
    /// Height of one metric, and of all with the gaps above each.
    pub(super) metric_px: f64,
    pub(super) metrics_px: f64,
    pub(super) track_px: f64,
    pub(super) lanes_px: f64,
}

impl Place {
    pub(super) fn height_px(&self) -> f64 {
        let gap_px = if self.lanes_px > 0.0 { GAP_PX } else { 0.0 };
        TOP_PX + self.counts_px + self.metrics_px + gap_px + self.lanes_px + TICKS_PX
    }

    /// Upper and lower end of a metric's lane, in pixels below the top margin.
    pub(super) fn metric(&self, nth: usize) -> (f64, f64) {
        let top = self.counts_px + GAP_PX + nth as f64 * (self.metric_px + GAP_PX);
        (top, top + self.metric_px)
    }

    /// Height from the top of what answers to the pointer by its time: bars and metrics.
    pub(super) fn timed_px(&self) -> f64 {
        TOP_PX + self.counts_px + self.metrics_px
    }

    /// Height of what is drawn between the margins.
    pub(super) fn drawn_px(&self) -> f64 {
        self.height_px() - TOP_PX - TICKS_PX
    }

    pub(super) const fn right_px() -> f64 {
        RIGHT_PX
    }

    pub(super) const fn bottom_px() -> f64 {
        TICKS_PX
    }
}

impl Scene {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(self.lang, &self.zone)
    }

    /// Depends on no range, so that the chart keeps its height and its edges while ranges change.
    pub(super) fn place(&self) -> Place {
        let n_tracks = if self.is_folded { 0 } else { self.n_tracks() };
        let track_px = (LANES_PX / n_tracks.max(1) as f64).clamp(LEAST_TRACK_PX, TRACK_PX);
        let n_metrics = if self.is_folded {
            0
        } else {
            self.metrics.len()
        };
        let metric_px = (METRICS_PX / n_metrics.max(1) as f64).clamp(LEAST_METRIC_PX, METRIC_PX);
        // Letters of a proportional font are about half as wide as they are high; names of metrics have
        // fewer spaces and narrow letters.
        let width = |label: String, share: f64| label.chars().count() as f64 * SIZE_PX * share;
        let lanes = self
            .lanes
            .iter()
            .map(|lane| width(self.lane_label(lane), 0.54));
        let metrics = self
            .series()
            .map(|series| width(self.metric_label(series), 0.62));
        let longest_px = lanes.chain(metrics).fold(0.0, f64::max);
        let left_px = if self.is_folded {
            44.0
        } else {
            (longest_px + 20.0).clamp(52.0, 240.0)
        };
        Place {
            left_px,
            width_px: (self.width_px - left_px - RIGHT_PX).max(1.0),
            counts_px: if self.is_folded {
                FOLDED_COUNTS_PX
            } else {
                COUNTS_PX
            },
            metric_px,
            metrics_px: (metric_px + GAP_PX) * n_metrics as f64,
            track_px,
            lanes_px: track_px * n_tracks as f64,
        }
    }

    /// The metrics that are shown.
    pub(super) fn series(&self) -> impl Iterator<Item = &MetricSeries> {
        let all = self.found.0.as_deref().map(|it| it.metrics.as_slice());
        let all = all.unwrap_or_default();
        self.metrics.iter().filter_map(|idx| all.get(*idx))
    }

    /// A name that fits beside its lane; of labels, which tell series apart by their ends, the end stays.
    pub(super) fn metric_label(&self, series: &MetricSeries) -> String {
        let n_max = match self.width_px < NARROW_PX {
            true => NARROW_LETTERS,
            false => METRIC_LETTERS,
        };
        shortened(&metric_title(series, self.lang), n_max)
    }

    /// `Password guessing · 11`; the kind alone where every pixel is needed for the lanes.
    pub(super) fn lane_label(&self, lane: &LanePlace) -> String {
        let name = kind_name(lane.kind, self.lang);
        if self.width_px < NARROW_PX {
            return name.to_owned();
        }
        format!(
            "{name} · {}",
            number::short(lane.n_incidents as u64, self.lang)
        )
    }

    pub(super) fn n_tracks(&self) -> usize {
        self.lanes.iter().map(|lane| lane.n_tracks).sum()
    }

    pub(super) fn bars(&self) -> Bars {
        let Some(analysis) = &self.found.0 else {
            return Bars::default();
        };
        let n_max = ((self.place().width_px / BAR_PX) as u32).clamp(10, MAX_BARS);
        bars(&analysis.timeline, self.range, n_max, self.offset_us())
    }

    /// The axis that shows the range in whole bars, or the range alone where a bar is as wide.
    pub(super) fn axis(&self, bar_us: i64) -> Axis {
        let place = self.place();
        let mut axis = Axis {
            range: self.range,
            left_px: place.left_px,
            width_px: place.width_px,
            bar_us,
            offset_us: self.offset_us(),
        };
        if bar_us > 0 && bar_us <= self.range.span_us() / 8 {
            axis.range = TimeRange {
                start: axis.bar_at(self.range.start).start,
                end: TimestampUs(axis.bar_at(self.range.end).end.0.saturating_add(1)),
            };
        }
        axis
    }

    fn offset_us(&self) -> i64 {
        let offset_s = offset_s(&self.zone, self.range.start);
        i64::from(offset_s) * jejak_protocol::time::US_PER_SECOND
    }
}

/// At most so many letters of a text: the middle is left out.
fn shortened(text: &str, n_max: usize) -> String {
    let n = text.chars().count();
    if n <= n_max {
        return text.to_owned();
    }
    let n_head = n_max / 2;
    let head: String = text.chars().take(n_head).collect();
    let tail: String = text.chars().skip(n + n_head + 1 - n_max).collect();
    format!("{head}…{tail}")
}

/// The lanes of all incidents, as they lie when everything is shown: closer to, fewer meet.
pub(super) fn lane_places(analysis: &Analysis, width_px: f64) -> Vec<LanePlace> {
    let Some(whole) = analysis.range else {
        return Vec::new();
    };
    let least_us = whole.span_us() as f64 / width_px.max(1.0) * LEAST_INCIDENT_PX;
    let lanes = lanes(&analysis.incidents, whole, least_us as i64);
    let is_crowded = lanes.iter().map(|lane| lane.n_tracks).sum::<usize>() > MAX_TRACKS;
    let mut first_track = 0;
    lanes
        .into_iter()
        .map(|lane| {
            let n_tracks = if is_crowded { 1 } else { lane.n_tracks };
            let place = LanePlace {
                kind: lane.kind,
                n_incidents: lane.n_total,
                first_track,
                n_tracks,
            };
            first_track += n_tracks;
            place
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(shortened("node_load1", 10), "node_load1");
        assert_eq!(shortened("abcdefghijklm", 8), "abcd…klm");
        assert_eq!(shortened("ünïcödé", 4), "ün…é");
    }
}
