//! Judges sessions by a baseline: which do not go as usual, where, and what would have been usual.

use jejak_protocol::model::{
    Deviation, ExpectedEvent, Judgement, MAX_SESSION_EVENTS, Sequence, SessionPlace, Sessions,
    Unusual, UnusualCount,
};

use super::end::End;
use super::tokens;
use crate::baseline::Baseline;
use crate::counts::{self, Counts, Judge, Unlike};
use crate::next_event::{Expected, Session, SessionScore};
use crate::vocabulary::Token;

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
    let known: Vec<Counts> = asked.iter().map(|it| known(baseline, it)).collect();
    let log = known.iter().zip(asked.iter().map(|session| session.n));
    let by_counts = baseline.counts.as_ref().map(|usual| usual.among(log));
    let all = All {
        baseline,
        sessions,
        end: End::of(sessions),
        by_counts,
    };
    let asked = asked.iter().zip(&known).zip(&scores);
    for (sequence, ((session, counts), score)) in sessions.sequences.iter().zip(asked) {
        if let Some(unusual) = unusual(&all, sequence, session, counts, score) {
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

/// Counts of the events that the baseline knows; of others the next event tells.
fn known(baseline: &Baseline, session: &Session) -> Counts {
    let is_known = |token: &&Token| baseline.text(**token).is_some();
    let known: Vec<Token> = session.events.iter().filter(is_known).copied().collect();
    counts::counts(&known)
}

/// What each session is judged by.
struct All<'a> {
    baseline: &'a Baseline,
    sessions: &'a Sessions,
    end: End,
    by_counts: Option<Judge<'a>>,
}

/// A deviation, and how many times as far as its bound it goes.
struct Found {
    what: Deviation,
    position: usize,
    count: Option<UnusualCount>,
    times_bound: f32,
    /// What would have been usual in its place.
    expected: Vec<Expected>,
}

fn unusual(
    all: &All<'_>,
    sequence: &Sequence,
    session: &Session,
    counts: &Counts,
    score: &SessionScore,
) -> Option<Unusual> {
    let All { baseline, end, .. } = all;
    let places = |is_cut: &dyn Fn(&SessionPlace) -> bool| -> Vec<SessionPlace> {
        let whole = sequence.sessions.iter().filter(|place| !is_cut(place));
        whole.cloned().collect()
    };
    let (found, sessions_found) = by_order(baseline, score)
        .map(|found| {
            // What the log cut off is not how the session went; what it never had is new all the same.
            let left = places(&|place| match found.what {
                Deviation::EndsEarly => end.may_go_on(place),
                // Nobody can know that a session that lacks its beginning did not begin before the log.
                Deviation::UnlikelyEvent => score.begins_oddly,
                _ => false,
            });
            (found, left)
        })
        .filter(|(_, places)| !places.is_empty())
        .or_else(|| {
            // What holds of a session that the log cut holds of each.
            let found = by_counts(all, session, counts, false)?;
            Some((found, sequence.sessions.clone()))
        })
        .or_else(|| {
            let is_capped = session.events.len() >= MAX_SESSION_EVENTS;
            let whole = places(&|place| is_capped || score.begins_oddly || end.may_go_on(place));
            let found = by_counts(all, session, counts, true)?;
            Some((found, whole)).filter(|(_, places)| !places.is_empty())
        })
        .or_else(|| Some((too_long(baseline, session)?, sequence.sessions.clone())))?;
    let event = sequence.events.get(found.position);
    let id = event.and_then(|event| all.sessions.templates.get(*event as usize));
    let expected = found.expected.iter();
    Some(Unusual {
        sessions: sessions_found,
        surprise: f64::from(score.surprise),
        score: strength(found.times_bound),
        what: found.what,
        position: u32::try_from(found.position).unwrap_or(u32::MAX),
        n_events: u32::try_from(session.events.len()).unwrap_or(u32::MAX),
        event: id.cloned(),
        count: found.count,
        expected: expected
            .filter(|expected| expected.probability >= LEAST_EXPECTED)
            .map(|expected| ExpectedEvent {
                text: expected
                    .event
                    .map(|token| baseline.text(token).unwrap_or_default().to_owned()),
                probability: f64::from(expected.probability),
            })
            .collect(),
    })
}

/// What surprises the next-event model.
fn by_order(baseline: &Baseline, score: &SessionScore) -> Option<Found> {
    let worst = score.worst.as_ref().filter(|_| score.is_surprising)?;
    Some(Found {
        what: match worst.event {
            None => Deviation::EndsEarly,
            Some(_) if worst.is_new => Deviation::NewEvent,
            Some(_) => Deviation::UnlikelyEvent,
        },
        position: worst.position,
        count: None,
        times_bound: score.surprise / baseline.model.bound,
        expected: worst.expected.clone(),
    })
}

/// An event that comes too often or too seldom. `is_whole`: the log cut nothing off.
fn by_counts(all: &All<'_>, session: &Session, counts: &Counts, is_whole: bool) -> Option<Found> {
    let usual = all.baseline.counts.as_ref()?;
    let Unlike {
        event,
        n,
        usual: n_usual,
    } = all.by_counts.as_ref()?.of(counts, is_whole)?;
    let mut places = (0..)
        .zip(&session.events)
        .filter(|(_, token)| **token == event)
        .map(|(place, _)| place);
    let is_many = n > n_usual;
    // The first that is too many; where one lacks, the end, at which it is known.
    let position = match is_many {
        true => places.nth(n_usual as usize).unwrap_or(0),
        false => session.events.len(),
    };
    let most = usual.n_usual(event).filter(|most| is_many && n > *most);
    Some(Found {
        what: match is_many {
            true => Deviation::TooMany,
            false => Deviation::TooFew,
        },
        position,
        count: Some(UnusualCount {
            text: all.baseline.text(event).unwrap_or_default().to_owned(),
            n,
            usual: n_usual,
        }),
        times_bound: most.map_or(1.0, |most| n as f32 / most.max(1) as f32),
        expected: Vec::new(),
    })
}

fn too_long(baseline: &Baseline, session: &Session) -> Option<Found> {
    let n = session.events.len();
    baseline.is_too_long(n).then(|| Found {
        what: Deviation::TooLong,
        position: n,
        count: None,
        times_bound: n as f32 / baseline.n_events_usual() as f32,
        expected: Vec::new(),
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
