//! What a normal day says that was learned from the first half of the log, as the page and the commands
//! learn one: whatever is in it, with one network, in seconds.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, bail};
use jejak_neural::baseline::Baseline;
use jejak_neural::normal_day::{Learning, Wanted, judge};
use jejak_protocol::TimestampUs;
use jejak_protocol::model::{Sequence, SessionPlace, Sessions};
use jejak_trees::metrics::Confusion;
use serde::Serialize;

use super::Figures;
use super::read::Data;

#[derive(Debug, Serialize)]
pub(super) struct Scores {
    n_learned: u64,
    n_scored: usize,
    /// By what follows what alone.
    pub(super) order: Figures,
    pub(super) all: Figures,
}

/// Learned from the first half of the log and scored on the second; and the same of its first half alone, on
/// which everything was chosen.
pub(super) fn score(data: &Data) -> Result<(Scores, Scores)> {
    let (first, second) = halves(&data.sessions)?;
    let (first_quarter, second_quarter) = halves(&first)?;
    Ok((
        learned(&first, &second, &data.is_anomaly)?,
        learned(&first_quarter, &second_quarter, &data.is_anomaly)?,
    ))
}

/// The sessions that begin earlier, and those that begin later.
fn halves(sessions: &Sessions) -> Result<(Sessions, Sessions)> {
    let places = sessions.sequences.iter().flat_map(|it| &it.sessions);
    let mut starts: Vec<Option<TimestampUs>> = places.map(|place| place.start).collect();
    starts.sort_unstable();
    let Some(middle) = starts.get(starts.len() / 2).copied() else {
        bail!("the log has no sessions");
    };
    Ok((
        only(sessions, |place| place.start < middle),
        only(sessions, |place| place.start >= middle),
    ))
}

fn learned(
    first: &Sessions,
    second: &Sessions,
    is_anomaly: &HashMap<String, bool>,
) -> Result<Scores> {
    let Ok(mut learning) = Learning::begin(first, Wanted::default()) else {
        bail!("the first part of the log has too few sessions");
    };
    while !learning.is_over() {
        learning.step();
    }
    let all = learning.finish();
    let order = Baseline {
        counts: None,
        ..all.clone()
    };
    let scored: Vec<&SessionPlace> = second
        .sequences
        .iter()
        .flat_map(|it| &it.sessions)
        .collect();
    let figures = |baseline: &Baseline| confusion(baseline, second, &scored, is_anomaly).into();
    Ok(Scores {
        n_learned: all.n_sessions,
        n_scored: scored.len(),
        order: figures(&order),
        all: figures(&all),
    })
}

fn only(sessions: &Sessions, is_wanted: impl Fn(&SessionPlace) -> bool) -> Sessions {
    let sequences = sessions.sequences.iter().map(|sequence| Sequence {
        events: sequence.events.clone(),
        sessions: sequence
            .sessions
            .iter()
            .filter(|place| is_wanted(place))
            .cloned()
            .collect(),
    });
    Sessions {
        templates: sessions.templates.clone(),
        sequences: sequences.filter(|it| !it.sessions.is_empty()).collect(),
    }
}

fn confusion(
    baseline: &Baseline,
    sessions: &Sessions,
    scored: &[&SessionPlace],
    is_anomaly: &HashMap<String, bool>,
) -> Confusion {
    let judgement = judge(baseline, sessions);
    let unusual = judgement.unusual.iter().flat_map(|it| &it.sessions);
    let unusual: HashSet<&str> = unusual.map(|place| place.name.as_str()).collect();
    scored
        .iter()
        .filter_map(|place| {
            let truth = *is_anomaly.get(&place.name)?;
            Some((unusual.contains(place.name.as_str()), truth))
        })
        .collect()
}
