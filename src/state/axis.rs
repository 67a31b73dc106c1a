//! The time axis of a drawn chart: where a moment lies on it, which moment lies under the pointer,
//! and which range a drag across it means.

use jejak_protocol::{TimeRange, TimestampUs};

use super::ranges::SHORTEST_US;

/// A bar at least this wide can be cut into parts by hand; a drag over narrower ones takes whole bars.
const CUTTABLE_PX: f64 = 24.0;

/// A range of time laid out from left to right, in pixels of the chart's element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub range: TimeRange,
    pub left_px: f64,
    pub width_px: f64,
    /// Width of a bar in time; bars begin at multiples of it in the shown zone.
    pub bar_us: i64,
    /// The shown zone's distance from UTC.
    pub offset_us: i64,
}

impl Axis {
    /// 0 at the left end, 1 at the right.
    pub fn share_of(&self, at: TimestampUs) -> f64 {
        let span = self.range.span_us().max(1) as f64;
        let from_start = at.0.saturating_sub(self.range.start.0) as f64;
        (from_start / span).clamp(0.0, 1.0)
    }

    /// The moment under a pixel; those beside the axis give its ends.
    pub fn time_at(&self, px: f64) -> TimestampUs {
        let share = ((px - self.left_px) / self.width_px.max(1.0)).clamp(0.0, 1.0);
        let from_start = (share * self.range.span_us() as f64).round() as i64;
        TimestampUs(self.range.start.0.saturating_add(from_start))
    }

    /// How long a pixel is.
    pub fn us_per_px(&self) -> f64 {
        self.range.span_us() as f64 / self.width_px.max(1.0)
    }

    /// The bar in which a moment lies; its end belongs to it.
    pub fn bar_at(&self, at: TimestampUs) -> TimeRange {
        let start = self.floor(at, self.bar_us);
        TimeRange {
            start,
            end: TimestampUs(start.0.saturating_add(self.bar_us.max(1) - 1)),
        }
    }

    /// The start of the bar that lies `n_bars` after the one at a moment, kept on the axis.
    pub fn moved(&self, at: TimestampUs, n_bars: i64) -> TimestampUs {
        let by_us = n_bars.saturating_mul(self.bar_us.max(1));
        let to = TimestampUs(at.0.saturating_add(by_us));
        self.bar_at(to.clamp(self.range.start, self.range.end.max(self.range.start)))
            .start
    }

    /// The range that a drag between two moments takes: whole bars, for which the counts are
    /// exact, or whole seconds where a bar is so wide that a person wants a part of it.
    pub fn dragged(&self, from: TimestampUs, to: TimestampUs) -> TimeRange {
        let (first, last) = (from.min(to), from.max(to));
        let bar_px = self.bar_us as f64 / self.us_per_px().max(f64::MIN_POSITIVE);
        let step_us = if bar_px >= CUTTABLE_PX {
            SHORTEST_US.min(self.bar_us.max(1))
        } else {
            self.bar_us.max(1)
        };
        let end = self.floor(last, step_us).0.saturating_add(step_us - 1);
        TimeRange {
            start: self.floor(first, step_us),
            end: TimestampUs(end),
        }
    }

    fn floor(&self, at: TimestampUs, step_us: i64) -> TimestampUs {
        let step_us = step_us.max(1);
        let local_us = at.0.saturating_add(self.offset_us);
        TimestampUs(
            local_us
                .div_euclid(step_us)
                .saturating_mul(step_us)
                .saturating_sub(self.offset_us),
        )
    }
}

/// A range as people say it. Chosen ranges end a microsecond before the next bar, because both ends
/// of a range belong to it; nobody says 09:19:59.999999 for 09:20.
pub fn spoken(range: TimeRange) -> TimeRange {
    let next = TimestampUs(range.end.0.saturating_add(1));
    let is_edge = next.0.rem_euclid(SHORTEST_US) == 0 && range.start != range.end;
    TimeRange {
        start: range.start,
        end: if is_edge { next } else { range.end },
    }
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

    fn axis(bar_s: i64) -> Axis {
        Axis {
            range: seconds(0, 1_000),
            left_px: 100.0,
            width_px: 500.0,
            bar_us: bar_s * SHORTEST_US,
            offset_us: 0,
        }
    }

    #[test]
    fn pixels_and_moments_are_inverse() {
        let axis = axis(10);
        for (px, s) in [(100.0, 0), (350.0, 500), (600.0, 1_000)] {
            assert_eq!(axis.time_at(px), TimestampUs::from_seconds(s));
        }
        assert_eq!(axis.time_at(-5.0), TimestampUs::from_seconds(0));
        assert_eq!(axis.time_at(9_999.0), TimestampUs::from_seconds(1_000));
        assert_eq!(axis.share_of(TimestampUs::from_seconds(250)), 0.25);
        assert_eq!(axis.share_of(TimestampUs::from_seconds(-9)), 0.0);
    }

    #[test]
    fn a_drag_over_narrow_bars_takes_whole_ones() {
        let range = axis(10).dragged(TimestampUs::from_seconds(57), TimestampUs::from_seconds(23));
        assert_eq!(range.start, TimestampUs::from_seconds(20));
        assert_eq!(spoken(range), seconds(20, 60));
    }

    #[test]
    fn a_wide_bar_can_be_cut_to_the_second() {
        let range = axis(500).dragged(TimestampUs::from_seconds(23), TimestampUs::from_seconds(57));
        assert_eq!(spoken(range), seconds(23, 58));
    }

    #[test]
    fn bars_follow_the_shown_zone() {
        let axis = Axis {
            offset_us: 30 * SHORTEST_US,
            ..axis(60)
        };
        let bar = axis.bar_at(TimestampUs::from_seconds(40));
        assert_eq!(spoken(bar), seconds(30, 90));
    }

    #[test]
    fn the_cursor_stays_on_the_axis() {
        let axis = axis(10);
        let at = TimestampUs::from_seconds(25);
        for (n_bars, s) in [
            (1, 30),
            (-1, 10),
            (-100, 0),
            (1_000, 1_000),
            (i64::MAX, 1_000),
        ] {
            assert_eq!(axis.moved(at, n_bars), TimestampUs::from_seconds(s));
        }
    }

    #[test]
    fn nonsense_is_survived() {
        let broken = Axis {
            range: TimeRange {
                start: TimestampUs(i64::MAX - 1),
                end: TimestampUs(i64::MAX),
            },
            left_px: 0.0,
            width_px: 0.0,
            bar_us: 0,
            offset_us: i64::MAX,
        };
        let at = broken.time_at(f64::NAN);
        broken.dragged(at, broken.time_at(5.0));
        broken.bar_at(at);
        broken.moved(at, i64::MIN);
        assert!(broken.share_of(at).is_finite());
        assert_eq!(spoken(seconds(5, 5)), seconds(5, 5));
    }
}
