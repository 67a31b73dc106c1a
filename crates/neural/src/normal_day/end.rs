//! Which sessions the end of a log may have cut.
//!
//! A log holds a stretch of time; sessions that go on behind it lack their ends. They look unusual and are
//! not.

use jejak_protocol::TimestampUs;
use jejak_protocol::model::{SessionPlace, Sessions};

/// Sessions that end within the time that so many sessions take at most may go on behind the log.
const SHARE: f64 = 0.95;

/// The end of a log; without times nothing is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct End {
    /// Sessions that end behind it may go on.
    from: Option<TimestampUs>,
}

impl End {
    pub(super) fn of(sessions: &Sessions) -> Self {
        let places = sessions.sequences.iter().flat_map(|it| &it.sessions);
        let spans: Vec<(i64, i64)> = places
            .filter_map(|place| Some((place.start?.0, place.end?.0)))
            .collect();
        let mut lengths: Vec<i64> = spans
            .iter()
            .map(|(start, end)| end.saturating_sub(*start))
            .collect();
        lengths.sort_unstable();
        let at = (lengths.len().saturating_sub(1) as f64 * SHARE) as usize;
        let length = lengths.get(at).copied().unwrap_or(0);
        let last = spans.iter().map(|(_, end)| *end).max();
        Self {
            from: last.map(|last| TimestampUs(last.saturating_sub(length))),
        }
    }

    pub(super) fn may_go_on(&self, place: &SessionPlace) -> bool {
        self.from
            .zip(place.end)
            .is_some_and(|(from, end)| end > from)
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::model::Sequence;
    use jejak_protocol::{FileId, RecordRef};

    use super::*;

    fn place(span: Option<(i64, i64)>) -> SessionPlace {
        SessionPlace {
            name: String::new(),
            first: RecordRef {
                file: FileId(0),
                line: 0,
            },
            start: span.map(|(start, _)| TimestampUs(start)),
            end: span.map(|(_, end)| TimestampUs(end)),
        }
    }

    fn end(spans: &[Option<(i64, i64)>]) -> End {
        End::of(&Sessions {
            templates: Vec::new(),
            sequences: vec![Sequence {
                events: Vec::new(),
                sessions: spans.iter().map(|span| place(*span)).collect(),
            }],
        })
    }

    #[test]
    fn what_ends_within_a_session_of_the_end_may_go_on() {
        let spans: Vec<Option<(i64, i64)>> = (0..100).map(|i| Some((i, i + 10))).collect();
        let end = end(&spans);
        assert!(end.may_go_on(&place(Some((90, 100)))));
        assert!(!end.may_go_on(&place(Some((90, 99)))));
    }

    #[test]
    fn without_times_nothing_is_cut() {
        for end in [end(&[None]), end(&[])] {
            assert!(!end.may_go_on(&place(None)));
        }
    }
}
