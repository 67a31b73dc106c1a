//! Judges sessions by a baseline: which do not go as usual, where, and what would have been usual.

use jejak_neural::baseline::Baseline;
use jejak_neural::next_event::{Session, SessionScore};
use jejak_protocol::model::{Deviation, ExpectedEvent, Judgement, Sequence, Sessions, Unusual};

use crate::learn::tokens;

/// Most that a list shows; the count says of all.
const N_SHOWN: usize = 200;

/// Expected events below this are not worth naming.
const LEAST_EXPECTED: f32 = 0.02;

pub(crate) fn judge(baseline: &Baseline, sessions: &Sessions) -> Judgement {
    let asked: Vec<Session> = sessions
        .sequences
        .iter()
        .map(|sequence| Session {
            events: tokens(sessions, &sequence.events),
            n: sequence.sessions.len() as u64,
        })
        .collect();
    let scores = baseline.model.score(&asked);
    let mut judgement = Judgement {
        n_sessions: asked.iter().map(|session| session.n).sum(),
        new_events: share_of_new(baseline, &asked),
        ..Judgement::default()
    };
    for ((sequence, session), score) in sessions.sequences.iter().zip(&asked).zip(&scores) {
        if let Some(unusual) = unusual(baseline, sessions, sequence, session, score) {
            judgement.n_unusual += unusual.n_alike;
            judgement.unusual.push(unusual);
        }
    }
    judgement
        .unusual
        .sort_by(|a, b| b.surprise.total_cmp(&a.surprise));
    judgement.unusual.truncate(N_SHOWN);
    judgement
}

fn unusual(
    baseline: &Baseline,
    sessions: &Sessions,
    sequence: &Sequence,
    session: &Session,
    score: &SessionScore,
) -> Option<Unusual> {
    let is_too_long = baseline.is_too_long(session.events.len());
    if !score.is_surprising && !is_too_long {
        return None;
    }
    let worst = score.worst.as_ref()?;
    let what = match (score.is_surprising, worst.event) {
        (false, _) => Deviation::TooLong,
        (true, None) => Deviation::EndsEarly,
        (true, Some(_)) if worst.is_new => Deviation::NewEvent,
        (true, Some(_)) => Deviation::UnlikelyEvent,
    };
    let event = sequence.events.get(worst.position);
    let id = event.and_then(|event| sessions.templates.get(*event as usize));
    let expected = worst
        .expected
        .iter()
        .filter(|e| e.probability >= LEAST_EXPECTED);
    Some(Unusual {
        session: sequence.sessions.first()?.clone(),
        n_alike: session.n,
        surprise: f64::from(score.surprise),
        what,
        position: u32::try_from(worst.position).unwrap_or(u32::MAX),
        n_events: u32::try_from(session.events.len()).unwrap_or(u32::MAX),
        event: id.cloned(),
        expected: expected
            .map(|expected| ExpectedEvent {
                text: expected
                    .event
                    .map(|token| baseline.text(token).unwrap_or_default().to_owned()),
                probability: f64::from(expected.probability),
            })
            .collect(),
    })
}

fn share_of_new(baseline: &Baseline, sessions: &[Session]) -> f64 {
    let (mut n_new, mut n_all) = (0, 0);
    for session in sessions {
        let is_new = |token: &&u64| baseline.text(**token).is_none();
        n_new += session.n * session.events.iter().filter(is_new).count() as u64;
        n_all += session.n * session.events.len() as u64;
    }
    match n_all {
        0 => 0.0,
        n_all => n_new as f64 / n_all as f64,
    }
}
