//! Which part of an analysis can be taken for normal: the longest stretch that no incident touches.

use jejak_protocol::{TimeRange, TimestampUs};

/// The longest part of `whole` between incidents; None when there is none, or no time at all.
pub fn longest_calm(
    whole: Option<TimeRange>,
    incidents: impl Iterator<Item = TimeRange>,
) -> Option<TimeRange> {
    let whole = whole?;
    let mut incidents: Vec<TimeRange> = incidents.collect();
    incidents.sort_by_key(|range| range.start);
    let mut longest: Option<TimeRange> = None;
    let mut from = whole.start;
    let end = TimeRange {
        start: whole.end,
        end: whole.end,
    };
    for incident in incidents.into_iter().chain([end]) {
        let calm = TimeRange {
            start: from,
            // What begins with the incident belongs to it.
            end: match incident == end {
                true => whole.end,
                false => TimestampUs(incident.start.0.saturating_sub(1)),
            },
        };
        let is_longer = longest.is_none_or(|longest| length(calm) > length(longest));
        if length(calm) > 0 && is_longer {
            longest = Some(calm);
        }
        from = from.max(TimestampUs(incident.end.0.saturating_add(1)));
    }
    longest
}

fn length(range: TimeRange) -> i64 {
    range.end.0.saturating_sub(range.start.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: i64, end: i64) -> TimeRange {
        TimeRange {
            start: TimestampUs(start),
            end: TimestampUs(end),
        }
    }

    fn check(incidents: &[(i64, i64)], expected: Option<(i64, i64)>) {
        let incidents = incidents.iter().map(|(start, end)| range(*start, *end));
        let expected = expected.map(|(start, end)| range(start, end));
        assert_eq!(longest_calm(Some(range(0, 1000)), incidents), expected);
    }

    #[test]
    fn the_longest_stretch_is_between_incidents() {
        check(&[], Some((0, 1000)));
        check(&[(100, 200)], Some((201, 1000)));
        check(&[(700, 800), (100, 200)], Some((201, 699)));
        // One within another does not open a stretch.
        check(&[(0, 900), (100, 200)], Some((901, 1000)));
        check(&[(0, 1000)], None);
        check(&[(400, 400)], Some((401, 1000)));
    }

    #[test]
    fn without_time_there_is_no_stretch() {
        assert_eq!(longest_calm(None, std::iter::empty()), None);
        assert_eq!(longest_calm(Some(range(5, 5)), std::iter::empty()), None);
    }
}
