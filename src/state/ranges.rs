//! The breadcrumb of time ranges: each one lies in the one before it, the last is what is shown.

use jejak_protocol::{TimeRange, TimestampUs};

/// The shortest range worth showing: below it, stamps have no finer resolution in most logs.
pub const SHORTEST_US: i64 = 1_000_000;

/// Committed ranges, outermost first. Empty: everything.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RangeStack(pub Vec<TimeRange>);

impl RangeStack {
    pub fn current(&self) -> Option<TimeRange> {
        self.0.last().copied()
    }

    /// The range that is shown when nothing is committed is the whole.
    pub fn shown(&self, whole: Option<TimeRange>) -> Option<TimeRange> {
        self.current().or(whole)
    }

    /// Narrows to `range`. One that reaches outside of the current range starts anew from the whole,
    /// so that every crumb lies in the one before it.
    pub fn commit(&mut self, range: TimeRange) {
        let range = ordered(range);
        if self.current() == Some(range) {
            return;
        }
        while self
            .current()
            .is_some_and(|current| !covers(current, range))
        {
            self.0.pop();
        }
        self.0.push(range);
    }

    /// Back to the crumb with `n` ranges (0: everything).
    pub fn back_to(&mut self, n: usize) {
        self.0.truncate(n);
    }

    pub fn undo(&mut self) {
        self.0.pop();
    }

    /// Replaces the current range by its neighbour of the same length, kept inside the whole.
    pub fn shift(&mut self, whole: Option<TimeRange>, later: bool) {
        let (Some(current), Some(whole)) = (self.current(), whole) else {
            return;
        };
        let moved = shifted(current, whole, later);
        if moved != current {
            self.0.pop();
            self.commit(moved);
        }
    }
}

/// The neighbour of `range` with the same length, stopped at the ends of `bounds`.
pub fn shifted(range: TimeRange, bounds: TimeRange, later: bool) -> TimeRange {
    let span = range.span_us();
    let step = span.max(SHORTEST_US);
    let start = if later {
        range.start.0.saturating_add(step).min(bounds.end.0 - span)
    } else {
        range.start.0.saturating_sub(step).max(bounds.start.0)
    };
    TimeRange {
        start: TimestampUs(start),
        end: TimestampUs(start + span),
    }
}

/// A range with its ends in order and at least [`SHORTEST_US`] long.
pub fn ordered(range: TimeRange) -> TimeRange {
    let (start, end) = (range.start.min(range.end), range.start.max(range.end));
    TimeRange {
        start,
        end: end.max(TimestampUs(start.0.saturating_add(SHORTEST_US))),
    }
}

/// A range with some room on both sides, so that an incident does not fill the chart to its edges.
pub fn with_margin(range: TimeRange, whole: Option<TimeRange>) -> TimeRange {
    let margin = (range.span_us() / 8).max(30 * SHORTEST_US);
    let padded = TimeRange {
        start: TimestampUs(range.start.0.saturating_sub(margin)),
        end: TimestampUs(range.end.0.saturating_add(margin)),
    };
    match whole {
        Some(whole) => ordered(TimeRange {
            start: padded.start.max(whole.start),
            end: padded.end.min(whole.end),
        }),
        None => padded,
    }
}

fn covers(outer: TimeRange, inner: TimeRange) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(start: i64, end: i64) -> TimeRange {
        TimeRange {
            start: TimestampUs::from_seconds(start),
            end: TimestampUs::from_seconds(end),
        }
    }

    #[test]
    fn each_crumb_lies_in_the_one_before() {
        let mut stack = RangeStack::default();
        stack.commit(seconds(0, 100));
        stack.commit(seconds(10, 20));
        assert_eq!(stack.0.len(), 2);
        stack.commit(seconds(50, 60));
        assert_eq!(stack.0, [seconds(0, 100), seconds(50, 60)]);
        stack.commit(seconds(50, 60));
        assert_eq!(stack.0.len(), 2);
        stack.commit(seconds(90, 200));
        assert_eq!(stack.0, [seconds(90, 200)]);
        stack.undo();
        assert_eq!(stack.current(), None);
        assert_eq!(stack.shown(Some(seconds(0, 9))), Some(seconds(0, 9)));
    }

    #[test]
    fn a_shift_keeps_the_length_and_stops_at_the_ends() {
        let whole = Some(seconds(0, 100));
        let mut stack = RangeStack(vec![seconds(40, 70)]);
        stack.shift(whole, true);
        assert_eq!(stack.0, [seconds(70, 100)]);
        stack.shift(whole, true);
        assert_eq!(stack.0, [seconds(70, 100)]);
        stack.shift(whole, false);
        stack.shift(whole, false);
        stack.shift(whole, false);
        assert_eq!(stack.0, [seconds(0, 30)]);
    }

    #[test]
    fn a_backward_or_empty_selection_becomes_a_range() {
        assert_eq!(ordered(seconds(9, 3)), seconds(3, 9));
        assert_eq!(ordered(seconds(5, 5)), seconds(5, 6));
    }

    #[test]
    fn a_margin_stays_inside_the_whole() {
        let padded = with_margin(seconds(90, 100), Some(seconds(0, 100)));
        assert_eq!(padded, seconds(60, 100));
    }
}
