//! Judges sessions by a baseline: which do not go as usual, where, and what would have been usual.

use jejak_protocol::model::{
    Deviation, ExpectedEvent, Judgement, Sequence, SessionPlace, Sessions, Unusual,
};

use super::end::End;
use super::tokens;
use crate::baseline::Baseline;
use crate::next_event::{Session, SessionScore};

/// Most distinct sequences that a judgement names; the count says of all.
const N_NAMED: usize = 2000;

/// Expected events below this are not worth naming.
const LEAST_EXPECTED: f32 = 0.02;

/// Above this share of new events the baseline is of another kind of log. Chosen.
const MOSTLY_NEW: f64 = 0.5;

/// What the baseline says of the sessions.
pub fn judge(baseline: &Baseline, sessions: &Sessions) -> Judgement {
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
        is_of_other_logs: share_of_new(baseline, &asked) > MOSTLY_NEW,
        ..Judgement::default()
    };
    let end = End::of(sessions);
    for ((sequence, session), score) in sessions.sequences.iter().zip(&asked).zip(&scores) {
        if let Some(unusual) = unusual(baseline, sessions, &end, sequence, session, score) {
            judgement.n_unusual += unusual.sessions.len() as u64;
            judgement.unusual.push(unusual);
        }
    }
    judgement
        .unusual
        .sort_by(|a, b| b.surprise.total_cmp(&a.surprise));
    judgement.unusual.truncate(N_NAMED);
    judgement
}

fn unusual(
    baseline: &Baseline,
    sessions: &Sessions,
    end: &End,
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
    // What the log cut off is not how the session went; what it never had is new all the same.
    let is_cut = |place: &SessionPlace| match what {
        Deviation::NewEvent | Deviation::TooLong => false,
        Deviation::EndsEarly => end.may_go_on(place),
        // Nobody can know that a session that lacks its beginning did not begin before the log.
        Deviation::UnlikelyEvent => score.begins_oddly,
    };
    let whole = sequence.sessions.iter().filter(|place| !is_cut(place));
    let whole: Vec<SessionPlace> = whole.cloned().collect();
    if whole.is_empty() {
        return None;
    }
    let times_bound = match what {
        Deviation::TooLong => session.events.len() as f32 / baseline.n_events_usual() as f32,
        _ => score.surprise / baseline.model.bound,
    };
    let event = sequence.events.get(worst.position);
    let id = event.and_then(|event| sessions.templates.get(*event as usize));
    let expected = worst
        .expected
        .iter()
        .filter(|e| e.probability >= LEAST_EXPECTED);
    Some(Unusual {
        sessions: whole,
        surprise: f64::from(score.surprise),
        score: strength(times_bound),
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

/// In [0, 1]: half at the bound, and half of what is left for each bound more.
fn strength(times_bound: f32) -> f64 {
    1.0 - 0.5_f64.powf(f64::from(times_bound.max(0.0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_grows_from_half_at_the_bound() {
        assert!((strength(1.0) - 0.5).abs() < 1e-9);
        assert!((strength(2.0) - 0.75).abs() < 1e-9);
        assert!(strength(30.0) <= 1.0 && strength(f32::INFINITY) <= 1.0);
        assert_eq!(strength(-1.0), 0.0);
    }
}
