//! What models said: windows of one source that a model finds unlike the usual.
//!
//! In: the windows in which each source occurred, and the [`Scores`] of a model for them. Out: one
//! finding a source with a window from `MODEL_SCORE` on. It judges nothing itself, runs no model and
//! knows no rule: that a source has an incident of another kind at the time is seen by `incidents`,
//! which then counts the score as a share of that one.

use jejak_protocol::{Certainty, DetectorId, FactKey, IncidentKind, RecordRef};

use super::finding::{Finding, range_of, weight_of};
use super::input::{EntityIdx, Event, Input};
use super::thresholds::MODEL_SCORE;
use crate::windows::{self, Scores};

/// A finding and the model that it comes from.
#[derive(Clone, Debug)]
pub struct Opinion {
    pub model: DetectorId,
    pub finding: Finding,
    /// All lines that it is about, where it is about lines.
    pub lines: Vec<RecordRef>,
}

/// Sources whose behaviour the model finds unusual, in the order of entities. Without scores: none.
pub fn detect(input: &Input<'_>, scores: &Scores) -> Vec<Opinion> {
    let Some(model) = &scores.detector else {
        return Vec::new();
    };
    let mut unusual: Vec<(EntityIdx, i64, f64)> = windows::occurrences(input.events)
        .into_iter()
        .filter_map(|window| {
            let score = scores.of(&window.features)?;
            (score >= MODEL_SCORE).then_some((window.source, window.number, score))
        })
        .collect();
    unusual.sort_unstable_by_key(|(source, number, _)| (*source, *number));
    let mut events: Vec<(EntityIdx, i64, &Event)> = input
        .events
        .iter()
        .filter_map(|event| Some((event.source?, windows::number(event.time?), event)))
        .collect();
    // Stable: within a window they stay in order of time.
    events.sort_by_key(|(source, number, _)| (*source, *number));
    unusual
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|windows| {
            let finding = finding(windows, &events, input)?;
            Some(Opinion {
                model: model.clone(),
                finding,
                lines: Vec::new(),
            })
        })
        .collect()
}

/// All unusual windows of one source.
fn finding(
    windows: &[(EntityIdx, i64, f64)],
    events: &[(EntityIdx, i64, &Event)],
    input: &Input<'_>,
) -> Option<Finding> {
    let (source, ..) = *windows.first()?;
    let mut proof: Vec<&Event> = Vec::new();
    for (source, number, _) in windows {
        let first = events.partition_point(|(who, at, _)| (*who, *at) < (*source, *number));
        let own = events.get(first..).unwrap_or_default();
        let own = own
            .iter()
            .take_while(|(who, at, _)| (who, at) == (source, number));
        proof.extend(own.map(|(.., event)| *event));
    }
    let score = windows.iter().map(|(.., score)| *score).fold(0.0, f64::max);
    let keep = input.limits.n_evidence;
    let mut finding = Finding::over("", IncidentKind::UnusualBehaviour, &proof, keep);
    finding.with(input.entity(Some(source)).cloned());
    finding.text_fact(FactKey::Source, input.text(Some(source)));
    finding.range = range_of(proof.iter().filter_map(|event| event.time));
    finding.count = weight_of(&proof);
    finding.score = score;
    finding.certainty = Certainty::NotSure;
    finding.measure(windows.len() as f64, 0.0, "unusual_windows");
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;

    const A: &str = "203.0.113.9";
    const B: &str = "203.0.113.10";

    /// A knocks twice in one window and once in another; B once.
    fn world() -> World {
        let mut world = World::default();
        for (at_s, who) in [(0, A), (10, A), (700, A), (20, B)] {
            world.failure(at_s, Some(who), "root", 1);
        }
        world
    }

    /// The model finds windows with two failures as unusual as `score`, all others usual.
    fn scores(input: &Input<'_>, score: f64) -> Scores {
        let windows = windows::distinct(input.events);
        let said: Vec<f64> = windows
            .distinct
            .iter()
            .map(|window| if window.features[0] == 2 { score } else { 0.1 })
            .collect();
        Scores::new(DetectorId("model.test".to_owned()), &windows, &said)
    }

    #[test]
    fn a_window_that_a_model_finds_unusual_is_a_finding_of_its_source() {
        world().with(|input| {
            let opinions = detect(input, &scores(input, 0.9));
            assert_eq!(opinions.len(), 1);
            let finding = &opinions[0].finding;
            assert_eq!(finding.entities[0].value, A);
            assert_eq!((finding.count, finding.evidence.len()), (2, 2));
            assert!((finding.score - 0.9).abs() < 1e-9);
            assert_eq!(opinions[0].model.0, "model.test");
        });
    }

    #[test]
    fn below_the_threshold_or_without_scores_there_is_none() {
        world().with(|input| {
            assert!(detect(input, &scores(input, MODEL_SCORE - 0.01)).is_empty());
            assert!(detect(input, &Scores::default()).is_empty());
        });
    }
}
