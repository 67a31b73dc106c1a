//! Incidents as bars in lanes over time, one lane for each kind that occurs.
//!
//! In: the analysis' incidents (worst first) and the shown range. Out: lanes in a fixed order, so
//! that nothing changes place while results grow or the range changes. Where there are more incidents
//! than bars that a person can tell apart, a bar stands for all that begin in a stretch of time.

use std::collections::BTreeMap;

use jejak_protocol::{Incident, IncidentKind, TimeRange, TimestampUs};

/// Incidents at the same time stand above each other in their lane, at most so many.
pub const MAX_TRACKS: usize = 2;
/// More bars than a person can tell apart. Every bar takes time at each drawing.
const MAX_BARS: usize = 150;
/// Stretches of a lane in which bars are joined, however many lanes there are. Chosen: a month of days.
const MIN_STRETCHES: usize = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub kind: IncidentKind,
    /// Incidents of this kind in the whole analysis, with or without a time.
    pub n_total: usize,
    /// At least 1.
    pub n_tracks: usize,
    /// By time.
    pub bars: Vec<LaneBar>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneBar {
    /// Which of the analysis' incidents; of several the worst.
    pub incident_idx: usize,
    /// How many it stands for.
    pub n: usize,
    pub track: usize,
    /// When it was, or when they were, made longer where it would be too short to see and to hit.
    pub range: TimeRange,
}

/// The lanes of all kinds that occur, with the bars that the range shows. No bar is shorter than
/// `least_us`.
pub fn lanes(incidents: &[Incident], range: TimeRange, least_us: i64) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = IncidentKind::ALL
        .into_iter()
        .map(|kind| Lane {
            kind,
            n_total: 0,
            n_tracks: 1,
            bars: Vec::new(),
        })
        .collect();
    for (incident_idx, incident) in incidents.iter().enumerate() {
        let Some(lane) = lanes.iter_mut().find(|lane| lane.kind == incident.kind) else {
            continue;
        };
        lane.n_total += 1;
        if let Some(range) = incident.range.filter(|at| at.overlaps(range)) {
            lane.bars.push(LaneBar {
                incident_idx,
                n: 1,
                track: 0,
                range,
            });
        }
    }
    lanes.retain(|lane| lane.n_total > 0);
    if lanes.iter().map(|lane| lane.bars.len()).sum::<usize>() > MAX_BARS {
        let n_drawn = lanes.iter().filter(|lane| !lane.bars.is_empty()).count();
        let n_stretches = (MAX_BARS / n_drawn.max(1)).max(MIN_STRETCHES);
        let stretch_us = (range.span_us() / n_stretches as i64).max(1);
        for lane in &mut lanes {
            join(lane, range, stretch_us);
        }
    }
    for lane in &mut lanes {
        for bar in &mut lane.bars {
            bar.range = lengthened(bar.range, range, least_us);
        }
        stack(lane);
    }
    lanes
}

/// Makes one bar of all that begin in the same stretch of time.
fn join(lane: &mut Lane, shown: TimeRange, stretch_us: i64) {
    let mut joined: BTreeMap<i64, LaneBar> = BTreeMap::new();
    // The worst comes first.
    for bar in lane.bars.drain(..) {
        let start = bar.range.start.max(shown.start);
        let stretch = start.0.saturating_sub(shown.start.0) / stretch_us;
        joined
            .entry(stretch)
            .and_modify(|all| {
                all.n += 1;
                all.range.start = all.range.start.min(bar.range.start);
                all.range.end = all.range.end.max(bar.range.end);
            })
            .or_insert(bar);
    }
    lane.bars.extend(joined.into_values());
}

/// At least `least_us` long, and within the shown range where it can be.
fn lengthened(at: TimeRange, shown: TimeRange, least_us: i64) -> TimeRange {
    let end = at.end.0.max(at.start.0.saturating_add(least_us));
    let beyond_us = end.saturating_sub(shown.end.0.max(at.end.0)).max(0);
    TimeRange {
        start: TimestampUs(at.start.0.saturating_sub(beyond_us)),
        end: TimestampUs(end.saturating_sub(beyond_us)),
    }
}

/// Gives each bar the first track that is free, or the one that has been free for the longest.
fn stack(lane: &mut Lane) {
    lane.bars
        .sort_by_key(|bar| (bar.range.start, bar.range.end));
    let mut ends = [TimestampUs(i64::MIN); MAX_TRACKS];
    for bar in &mut lane.bars {
        let free = ends.iter().position(|end| *end < bar.range.start);
        let track = free.unwrap_or_else(|| {
            let first_over = ends.iter().enumerate().min_by_key(|(_, end)| **end);
            first_over.map_or(0, |(track, _)| track)
        });
        if let Some(end) = ends.get_mut(track) {
            *end = bar.range.end.max(*end);
        }
        bar.track = track;
        lane.n_tracks = lane.n_tracks.max(track + 1);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jejak_protocol::{Certainty, Evidence, Severity};

    use super::*;

    fn seconds(start: i64, end: i64) -> TimeRange {
        TimeRange {
            start: TimestampUs::from_seconds(start),
            end: TimestampUs::from_seconds(end),
        }
    }

    fn incident(kind: IncidentKind, range: Option<TimeRange>) -> Incident {
        Incident {
            id: String::new(),
            kind,
            severity: Severity::High,
            risk: 50,
            certainty: Certainty::Sure,
            entities: Vec::new(),
            range,
            count: 1,
            technique: None,
            facts: BTreeMap::new(),
            shares: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn lanes_keep_their_order_and_their_kinds() {
        let all = [
            incident(IncidentKind::WebScan, Some(seconds(500, 600))),
            incident(IncidentKind::BruteForce, Some(seconds(0, 10))),
            incident(IncidentKind::BruteForce, None),
        ];
        let made = lanes(&all, seconds(0, 100), 0);
        let seen: Vec<_> = made
            .iter()
            .map(|lane| (lane.kind, lane.n_total, lane.bars.len()))
            .collect();
        assert_eq!(
            seen,
            [
                (IncidentKind::BruteForce, 2, 1),
                (IncidentKind::WebScan, 1, 0)
            ]
        );
    }

    #[test]
    fn short_incidents_can_be_hit_and_stay_in_sight() {
        let all = [
            incident(IncidentKind::WebScan, Some(seconds(40, 40))),
            incident(IncidentKind::WebScan, Some(seconds(100, 100))),
        ];
        let made = lanes(&all, seconds(0, 100), 5_000_000);
        let ranges: Vec<_> = made[0].bars.iter().map(|bar| bar.range).collect();
        assert_eq!(ranges, [seconds(40, 45), seconds(95, 100)]);
    }

    #[test]
    fn incidents_at_the_same_time_stand_above_each_other() {
        let all: Vec<Incident> = (0..5)
            .map(|i| incident(IncidentKind::BruteForce, Some(seconds(i, 50 + i))))
            .collect();
        let made = lanes(&all, seconds(0, 100), 0);
        let tracks: Vec<_> = made[0].bars.iter().map(|bar| bar.track).collect();
        assert_eq!(tracks, [0, 1, 0, 1, 0]);
        assert_eq!(made[0].n_tracks, MAX_TRACKS);
    }

    #[test]
    fn there_are_never_too_many_bars() {
        let all: Vec<Incident> = (0..1_000)
            .map(|i| incident(IncidentKind::WebScan, Some(seconds(i, i))))
            .collect();
        let made = lanes(&all, seconds(0, 1_000), 0);
        assert_eq!(made[0].n_total, 1_000);
        assert!(made[0].bars.len() <= MAX_BARS + 1);
        let n: usize = made[0].bars.iter().map(|bar| bar.n).sum();
        assert_eq!(n, 1_000, "all are told, from the first to the last");
        assert_eq!(made[0].bars[0].range.start, TimestampUs::from_seconds(0));
        let last = made[0].bars.last().expect("a bar");
        assert_eq!(last.range.end, TimestampUs::from_seconds(999));
        // A part of them is shown one by one.
        let part = lanes(&all, seconds(500, 600), 0);
        assert!(part[0].bars.iter().all(|bar| bar.n == 1));
    }

    #[test]
    fn a_joined_bar_is_the_worst_of_its_stretch() {
        let all: Vec<Incident> = (0..400)
            .map(|i| incident(IncidentKind::WebScan, Some(seconds(399 - i, 400))))
            .collect();
        let made = lanes(&all, seconds(0, 400), 0);
        let first = &made[0].bars[0];
        assert_eq!(first.n, 3);
        assert_eq!(
            first.incident_idx, 397,
            "of 397 to 399 the one that stands first"
        );
        assert_eq!(first.range, seconds(0, 400));
    }
}
