//! What each entry was, where that is known: from the simulator's `labels.csv`, or from the log of a
//! simulation itself, whose attackers all sit in one network.

use std::collections::BTreeMap;

use thiserror::Error;

use super::Entry;

/// How the first line of `labels.csv` begins.
const HEAD: &str = "seq,label";
/// What the first entry of a simulation's log says.
const SIMULATED: &str = "simulated";
/// Where attackers sit in a simulation (`jejak-server simulate`).
const ATTACKERS: &str = "127.66.";

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum LabelsError {
    #[error("the first line is not \"{HEAD},…\"")]
    Head,
    #[error("line {0} is no number with \"normal\" or \"anomaly\"")]
    Line(usize),
}

/// By number of the entry: whether it is of an attack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<i64, bool>);

impl Labels {
    /// Reads lines of `seq,label,behaviour`.
    ///
    /// # Errors
    /// At the first line that is not one.
    pub fn read(csv: &str) -> Result<Self, LabelsError> {
        let mut lines = csv.trim_start_matches('\u{feff}').lines().zip(1..);
        let is_head = lines.next().is_some_and(|(head, _)| head.starts_with(HEAD));
        if !is_head {
            return Err(LabelsError::Head);
        }
        let label = |(line, number): (&str, usize)| {
            let mut parts = line.split(',').map(str::trim);
            let seq = parts.next().and_then(|seq| seq.parse().ok());
            let is_anomaly = match parts.next() {
                Some("anomaly") => Some(true),
                Some("normal") => Some(false),
                _ => None,
            };
            seq.zip(is_anomaly).ok_or(LabelsError::Line(number))
        };
        let lines = lines.filter(|(line, _)| !line.trim().is_empty());
        Ok(Self(lines.map(label).collect::<Result<_, _>>()?))
    }

    /// What the log itself tells, where it is one of a simulation.
    pub fn of_simulation(entries: &[Entry]) -> Option<Self> {
        let first = entries.first()?;
        let is_simulation = first.seq == 1 && first.detail.as_deref() == Some(SIMULATED);
        let label = |entry: &Entry| {
            let address = entry.address.as_deref();
            let is_anomaly = address.is_some_and(|address| address.starts_with(ATTACKERS));
            (entry.seq, is_anomaly)
        };
        is_simulation.then(|| Self(entries.iter().map(label).collect()))
    }

    pub fn of(&self, entry: &Entry) -> Option<bool> {
        self.0.get(&entry.seq).copied()
    }

    /// How many of the entries have one.
    pub fn n_of(&self, entries: &[Entry]) -> usize {
        entries
            .iter()
            .filter(|entry| self.of(entry).is_some())
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_or_the_line_is_named() {
        let labels = Labels::read("seq,label,behaviour\n1,normal,ordinary\r\n2,anomaly,slow\n");
        let labels = labels.expect("labels");
        assert_eq!(labels.0, BTreeMap::from([(1, false), (2, true)]));
        for (csv, expect) in [
            ("", LabelsError::Head),
            ("1,normal\n", LabelsError::Head),
            ("seq,label\n1,odd\n", LabelsError::Line(2)),
            ("seq,label\n1,normal\nx,normal\n", LabelsError::Line(3)),
        ] {
            assert_eq!(Labels::read(csv), Err(expect), "{csv}");
        }
    }

    #[test]
    fn a_simulation_tells_its_own_labels_and_no_other_log_does() {
        let entry = |seq, detail: Option<&str>, address: Option<&str>| Entry {
            seq,
            at_s: seq,
            event: "server_started".into(),
            outcome: "ok".into(),
            account: None,
            address: address.map(str::to_owned),
            detail: detail.map(str::to_owned),
        };
        let log = [
            entry(1, Some("simulated"), None),
            entry(2, None, Some("127.1.0.1")),
            entry(3, None, Some("127.66.0.1")),
        ];
        let labels = Labels::of_simulation(&log).expect("labels");
        assert_eq!(
            log.each_ref().map(|it| labels.of(it)),
            [Some(false), Some(false), Some(true)]
        );
        assert_eq!(Labels::of_simulation(&log[1..]), None);
    }
}
