//! What a model of order said: sessions that go another way than those it learned from.
//!
//! In: the sessions of the run and the [`Judgement`] of a model. Out: one opinion a session, with the
//! session's lines. It judges nothing itself and runs no model; that a rule already tells of the same
//! lines, or of the same source at the time, is seen by `incidents`.

use std::collections::BTreeMap;

use jejak_protocol::model::{Deviation, Judgement, Unusual};
use jejak_protocol::{
    Certainty, DetectorId, Entity, EntityKind, FactKey, IncidentKind, RecordRef, TimeRange,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::finding::{Finding, ids};
use super::input::{EntityIdx, Input};
use super::model::Opinion;
use super::thresholds::ORDER_TRUST;
use crate::sequences::{Sequences, Session, SessionKey};

/// Lines of one session that are kept as evidence, around the event that is unlike the others.
const LINES_EACH: usize = 12;

/// Sessions that do not go as usual, the strangest first. Of another kind of log a model says nothing.
pub fn detect(input: &Input<'_>, sequences: &Sequences, judgement: &Judgement) -> Vec<Opinion> {
    if judgement.is_of_other_logs {
        return Vec::new();
    }
    let by_place: &FxHashMap<(RecordRef, &str), &Session> = &sequences
        .sessions
        .iter()
        .map(|session| ((session.first, session.name.as_str()), session))
        .collect();
    let unusual: Vec<(&Unusual, &Session)> = judgement
        .unusual
        .iter()
        .flat_map(|unusual| {
            let places = unusual
                .sessions
                .iter()
                .map(|it| (it.first, it.name.as_str()));
            places.filter_map(move |place| Some((unusual, *by_place.get(&place)?)))
        })
        .collect();
    let texts: FxHashMap<&str, &str> = input
        .templates
        .iter()
        .map(|template| (template.id.as_str(), template.text.as_str()))
        .collect();
    let sources = sources(input, unusual.iter().map(|(_, session)| *session));
    unusual
        .into_iter()
        .map(|(unusual, session)| {
            let key = sequences.keys.get(session.first.file.0 as usize);
            let who = match key.and_then(Option::as_ref) {
                Some(SessionKey::Source) => Some(entity(EntityKind::SourceAddress, &session.name)),
                Some(SessionKey::User) => Some(entity(EntityKind::User, &session.name)),
                _ => {
                    only_source(session, &sources).and_then(|idx| input.entity(Some(idx)).cloned())
                }
            };
            let happened = match &unusual.count {
                Some(count) => Some(count.text.as_str()),
                None => {
                    let id = unusual.event.as_deref();
                    id.and_then(|id| texts.get(id).copied())
                }
            };
            Opinion {
                model: DetectorId(ids::NEXT_EVENT.to_owned()),
                finding: finding(unusual, session, who, happened),
                lines: session.lines().collect(),
            }
        })
        .collect()
}

fn entity(kind: EntityKind, value: &str) -> Entity {
    Entity {
        kind,
        value: value.to_owned(),
    }
}

/// The sources that the lines of some sessions name.
fn sources<'s>(
    input: &Input<'_>,
    sessions: impl Iterator<Item = &'s Session>,
) -> FxHashMap<RecordRef, EntityIdx> {
    let wanted: FxHashSet<RecordRef> = sessions.flat_map(Session::lines).collect();
    let events = input.events.iter();
    events
        .filter(|event| wanted.contains(&event.at))
        .filter_map(|event| Some((event.at, event.source?)))
        .collect()
}

/// The source of all lines of a session that name one.
fn only_source(session: &Session, sources: &FxHashMap<RecordRef, EntityIdx>) -> Option<EntityIdx> {
    let mut named = session
        .lines()
        .filter_map(|line| sources.get(&line).copied());
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

fn finding(
    unusual: &Unusual,
    session: &Session,
    who: Option<Entity>,
    happened: Option<&str>,
) -> Finding {
    let what = code(unusual.what);
    let template = match &unusual.count {
        Some(count) => count.text.as_str(),
        None => unusual.event.as_deref().unwrap_or_default(),
    };
    let expected: Vec<&str> = unusual
        .expected
        .iter()
        .map(|expected| expected.text.as_deref().unwrap_or_default())
        .collect();
    let mut finding = Finding {
        detector: ids::NEXT_EVENT,
        kind: IncidentKind::UnusualBehaviour,
        aspect: format!("{what}\0{template}"),
        entities: Vec::new(),
        range: session
            .start
            .zip(session.end)
            .map(|(start, end)| TimeRange { start, end }),
        score: unusual.score.clamp(0.0, 1.0) * ORDER_TRUST,
        certainty: Certainty::NotSure,
        typical: None,
        actual: None,
        facts: BTreeMap::new(),
        evidence: around(session, unusual.position as usize),
        n_evidence: session.n_records,
        count: session.n_records,
    };
    if let Some(who) = &who {
        let key = match who.kind {
            EntityKind::User => FactKey::User,
            _ => FactKey::Source,
        };
        finding.text_fact(key, Some(&who.value));
    }
    finding.with(who);
    finding.text_fact(FactKey::Session, Some(&session.name));
    finding.text_fact(FactKey::Deviation, Some(what));
    finding.text_fact(FactKey::Template, happened);
    if let Some(count) = &unusual.count {
        finding.measure(f64::from(count.n), f64::from(count.usual), "per_session");
    } else if unusual.what == Deviation::TooLong {
        finding.measured(session.n_records as f64, "records");
    } else if !expected.is_empty() {
        finding.text_fact(FactKey::Expected, Some(&expected.join("\n")));
    }
    finding
}

/// How a deviation is written in facts; `words` knows these.
const fn code(what: Deviation) -> &'static str {
    match what {
        Deviation::NewEvent => "new_event",
        Deviation::UnlikelyEvent => "unlikely_event",
        Deviation::EndsEarly => "ends_early",
        Deviation::TooLong => "too_long",
        Deviation::TooMany => "too_many",
        Deviation::TooFew => "too_few",
    }
}

/// The lines of a session around an event of it.
fn around(session: &Session, position: usize) -> Vec<RecordRef> {
    let lines: Vec<RecordRef> = session.lines().collect();
    let first = position
        .saturating_sub(LINES_EACH / 2)
        .min(lines.len().saturating_sub(LINES_EACH));
    lines.into_iter().skip(first).take(LINES_EACH).collect()
}

#[cfg(test)]
mod tests {
    use jejak_protocol::model::{ExpectedEvent, SessionPlace, UnusualCount};
    use jejak_protocol::{FactValue, FileId};

    use super::*;
    use crate::detectors::testing::World;

    const A: &str = "203.0.113.9";

    fn at(line: u64) -> RecordRef {
        RecordRef {
            file: FileId(0),
            line,
        }
    }

    /// Two sessions that are alike, of one source each, and an ordinary one.
    fn sequences(key: SessionKey) -> Sequences {
        let session = |name: &str, events: &[u32], first: u64| Session {
            name: name.to_owned(),
            events: events.to_vec(),
            below: (0..).take(events.len()).collect(),
            n_records: events.len() as u64,
            first: at(first),
            last: at(first + events.len() as u64 - 1),
            start: None,
            end: None,
        };
        Sequences {
            keys: vec![Some(key)],
            templates: vec!["a".to_owned(), "b".to_owned()],
            sessions: vec![
                session("x", &[0, 1], 0),
                session("y", &[0, 0], 2),
                session("z", &[0, 1], 4),
            ],
            is_sample: false,
        }
    }

    fn judgement() -> Judgement {
        Judgement {
            n_sessions: 3,
            n_unusual: 2,
            is_of_other_logs: false,
            unusual: vec![Unusual {
                sessions: [("x", 0), ("z", 4), ("gone", 9)]
                    .map(|(name, first)| SessionPlace {
                        name: name.to_owned(),
                        first: at(first),
                        start: None,
                        end: None,
                    })
                    .into(),
                surprise: 9.0,
                score: 0.8,
                what: Deviation::UnlikelyEvent,
                position: 1,
                n_events: 2,
                event: Some("b".to_owned()),
                count: None,
                expected: vec![
                    ExpectedEvent {
                        text: Some("reading part".to_owned()),
                        probability: 0.9,
                    },
                    ExpectedEvent {
                        text: None,
                        probability: 0.1,
                    },
                ],
            }],
        }
    }

    fn world() -> World {
        let mut world = World::default();
        for line in 0..6 {
            world.failure(line, (line < 2).then_some(A), "root", 1);
        }
        world
    }

    #[test]
    fn every_session_that_is_alike_is_an_opinion_with_its_lines() {
        world().with(|input| {
            let key = SessionKey::Id("job_id=".into());
            let opinions = detect(input, &sequences(key), &judgement());
            let names: Vec<Option<&FactValue>> = opinions
                .iter()
                .map(|opinion| opinion.finding.facts.get(&FactKey::Session))
                .collect();
            let text = |text: &str| FactValue::Text(text.to_owned());
            assert_eq!(names, [Some(&text("x")), Some(&text("z"))]);
            assert_eq!(opinions[1].lines, [at(4), at(5)]);
            let first = &opinions[0].finding;
            assert_eq!(first.entities[0].value, A, "the source that its lines name");
            assert!(opinions[1].finding.entities.is_empty());
            assert_eq!(
                first.facts.get(&FactKey::Expected),
                Some(&text("reading part\n"))
            );
        });
    }

    #[test]
    fn a_session_of_a_source_is_about_that_source() {
        world().with(|input| {
            let opinions = detect(input, &sequences(SessionKey::Source), &judgement());
            let who: Vec<&Entity> = opinions.iter().map(|it| &it.finding.entities[0]).collect();
            assert_eq!((who[0].value.as_str(), who[1].value.as_str()), ("x", "z"));
        });
    }

    #[test]
    fn an_event_that_lacks_is_named_though_the_log_has_it_nowhere() {
        world().with(|input| {
            let mut judgement = judgement();
            for unusual in &mut judgement.unusual {
                unusual.what = Deviation::TooFew;
                unusual.event = None;
                unusual.count = Some(UnusualCount {
                    text: "storing part <*>".to_owned(),
                    n: 0,
                    usual: 3,
                });
            }
            let opinions = detect(input, &sequences(SessionKey::User), &judgement);
            let Finding {
                facts,
                actual,
                typical,
                aspect,
                ..
            } = &opinions[0].finding;
            assert_eq!(aspect, "too_few\0storing part <*>");
            assert_eq!((*actual, *typical), (Some(0.0), Some(3.0)));
            let text = |key| facts.get(&key).cloned();
            assert_eq!(
                (text(FactKey::Template), text(FactKey::MeasureUnit)),
                (
                    Some(FactValue::Text("storing part <*>".to_owned())),
                    Some(FactValue::Text("per_session".to_owned()))
                )
            );
        });
    }

    #[test]
    fn of_another_kind_of_log_nothing_is_said() {
        world().with(|input| {
            let judgement = Judgement {
                is_of_other_logs: true,
                ..judgement()
            };
            assert!(detect(input, &sequences(SessionKey::User), &judgement).is_empty());
        });
    }

    #[test]
    fn evidence_stands_around_the_event() {
        let mut session = sequences(SessionKey::User).sessions.swap_remove(0);
        session.below = (0..100).collect();
        let lines = |position| {
            let around = around(&session, position);
            (around[0].line, around.len())
        };
        assert_eq!(lines(0), (0, LINES_EACH));
        assert_eq!(lines(50), (44, LINES_EACH));
        assert_eq!(lines(100), (88, LINES_EACH));
    }
}
