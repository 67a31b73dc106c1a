//! Which incidents a list shows, and in which order.

use jejak_protocol::{Incident, IncidentKind, Severity, TimeRange};

use super::marks::{Marks, Shown};
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Worst first.
    #[default]
    Risk,
    /// Earliest first; those without a time at the end.
    Time,
    /// Most events first.
    Count,
}

impl SortBy {
    pub const ALL: [Self; 3] = [Self::Risk, Self::Time, Self::Count];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Time => "time",
            Self::Count => "count",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }
}

/// Chosen severities and kinds; an empty list means all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct IncidentPick {
    pub severities: Vec<Severity>,
    pub kinds: Vec<IncidentKind>,
    pub shown: Shown,
    pub sort: SortBy,
}

impl IncidentPick {
    pub fn is_all(&self) -> bool {
        self.severities.is_empty() && self.kinds.is_empty() && self.shown == Shown::default()
    }

    pub fn fits(&self, incident: &Incident, range: Option<TimeRange>, marks: &Marks) -> bool {
        (self.severities.is_empty() || self.severities.contains(&incident.severity))
            && (self.kinds.is_empty() || self.kinds.contains(&incident.kind))
            && marks.shows(self.shown, incident)
            && in_range(incident, range)
    }

    /// Positions of the fitting incidents in the order of the list, those that the person called
    /// wrong at its end. `incidents` come by risk.
    pub fn positions(
        &self,
        incidents: &[Incident],
        range: Option<TimeRange>,
        marks: &Marks,
    ) -> Vec<usize> {
        let mut fitting: Vec<(usize, &Incident)> = incidents
            .iter()
            .enumerate()
            .filter(|(_, incident)| self.fits(incident, range, marks))
            .collect();
        match self.sort {
            SortBy::Risk => {}
            SortBy::Time => fitting.sort_by_key(|(_, incident)| {
                let start = incident.range.map(|range| range.start);
                (start.is_none(), start)
            }),
            SortBy::Count => {
                fitting.sort_by_key(|(_, incident)| std::cmp::Reverse(incident.count));
            }
        }
        fitting.sort_by_key(|(_, incident)| marks.is_wrong(&incident.id));
        fitting.into_iter().map(|(position, _)| position).collect()
    }
}

/// An incident without a time belongs to every range: hiding it would lose it.
pub fn in_range(incident: &Incident, range: Option<TimeRange>) -> bool {
    covers(incident.range, range)
}

/// Whether something that was at `own` is seen in the shown range.
pub fn covers(own: Option<TimeRange>, range: Option<TimeRange>) -> bool {
    match (own, range) {
        (Some(own), Some(range)) => own.overlaps(range),
        _ => true,
    }
}

/// Adds the value, or takes it out when it is there.
pub fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|other| *other == value) {
        Some(position) => {
            list.remove(position);
        }
        None => list.push(value),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jejak_protocol::{Certainty, Evidence, TimestampUs};

    use super::*;
    use crate::state::marks::Verdict;

    fn incident(id: &str, severity: Severity, start_s: Option<i64>, count: u64) -> Incident {
        Incident {
            id: id.to_owned(),
            kind: IncidentKind::BruteForce,
            severity,
            risk: 50,
            certainty: Certainty::Likely,
            entities: Vec::new(),
            range: start_s.map(|s| TimeRange {
                start: TimestampUs::from_seconds(s),
                end: TimestampUs::from_seconds(s + 10),
            }),
            count,
            technique: None,
            facts: BTreeMap::new(),
            shares: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    #[test]
    fn a_list_is_narrowed_and_sorted() {
        let all = [
            incident("a", Severity::High, Some(500), 3),
            incident("b", Severity::Low, Some(100), 9),
            incident("c", Severity::High, None, 5),
        ];
        let mut marks = Marks::default();
        let positions = |pick: &IncidentPick, range| pick.positions(&all, range, &Marks::default());
        let mut pick = IncidentPick::default();
        assert_eq!(positions(&pick, None), [0, 1, 2]);
        pick.sort = SortBy::Time;
        assert_eq!(positions(&pick, None), [1, 0, 2]);
        pick.sort = SortBy::Count;
        assert_eq!(positions(&pick, None), [1, 2, 0]);
        pick.severities = vec![Severity::High];
        assert_eq!(positions(&pick, None), [2, 0]);
        let early = TimeRange {
            start: TimestampUs(0),
            end: TimestampUs::from_seconds(105),
        };
        pick = IncidentPick::default();
        assert_eq!(positions(&pick, Some(early)), [1, 2]);
        marks.turn_verdict(&all[0], Verdict::Wrong, TimestampUs(0));
        assert_eq!(
            pick.positions(&all, None, &marks),
            [1, 2, 0],
            "wrong ones sink"
        );
        marks.turn_muted(&all[1], TimestampUs(0));
        assert_eq!(pick.positions(&all, None, &marks), [2, 0]);
        pick.shown = Shown::Muted;
        assert_eq!(pick.positions(&all, None, &marks), [1]);
    }
}
