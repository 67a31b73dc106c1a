//! Regular records that stop: a heartbeat that is missed, a kind of record that vanishes.
//!
//! In: the courses of shapes. Out: missing records, one finding for shapes that stop together. A
//! heartbeat keeps time: no silence is much longer than the mean. A steady record has silences of a
//! chance's length. Both must have kept on for long, be silent for many times their longest silence,
//! and have neighbours that go on. What warns or fails is left out: that it stops is good news.

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{
    Certainty, Entity, EntityKind, FactKey, IncidentKind, Level, RecordRef, TimeRange,
};

use super::finding::{Finding, ids};
use super::input::{Beat, Input, Moment, n_of};
use super::thresholds::{
    HEARTBEAT_FACTOR, HEARTBEAT_JITTER, HEARTBEATS, SILENCE_FACTOR, SILENCE_NEIGHBOURS,
    SILENCE_OTHERS, SILENCE_RECORDS, SILENCE_SHARE, SILENCE_US, SILENCES, STEADY_JITTER,
};

/// A record that stopped, with the silence that says so.
struct Stopped<'a> {
    beat: &'a Beat<'a>,
    sign: &'static str,
    from: Moment,
    /// None when it never came back.
    to: Option<Moment>,
    len_us: i64,
    usual_us: i64,
}

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let mut stopped: Vec<Stopped<'_>> = input
        .beats
        .iter()
        .filter_map(|beat| stopped(beat, input))
        .collect();
    stopped.sort_by_key(|it| {
        let weight = std::cmp::Reverse((it.sign == HEARTBEAT, it.beat.n_records));
        (weight, it.beat.text, it.from.at)
    });
    let mut groups: Vec<Vec<Stopped<'_>>> = Vec::new();
    for it in stopped {
        let is_together = |group: &&mut Vec<Stopped<'_>>| {
            group.first().is_some_and(|first| {
                let apart_us = (first.from.time.0 - it.from.time.0).abs();
                first.from.at.file == it.from.at.file && apart_us <= first.usual_us.max(it.usual_us)
            })
        };
        match groups.iter_mut().find(is_together) {
            Some(group) => group.push(it),
            None => groups.push(vec![it]),
        }
    }
    groups.truncate(SILENCES);
    groups.iter().filter_map(|group| finding(group)).collect()
}

const HEARTBEAT: &str = "heartbeat";
const SILENCE: &str = "silence";

fn stopped<'a>(beat: &'a Beat<'a>, input: &Input<'_>) -> Option<Stopped<'a>> {
    if beat.level >= Level::Warning || beat.n_back > 0 {
        return None;
    }
    let found = for_good(beat).or_else(|| for_a_while(beat))?;
    let end_us = found.to.map_or(beat.file_last.0, |to| to.time.0);
    let kept_on_us = found.from.time.0 - beat.first.time.0;
    let is_long = kept_on_us as f64 >= SILENCE_SHARE * (end_us - beat.first.time.0) as f64
        || found.to.is_some();
    (is_long && do_others_go_on(&found, end_us, input) && !is_replaced(&found, input))
        .then_some(found)
}

/// The record came for the last time long before the end of its file.
fn for_good<'a>(beat: &'a Beat<'a>) -> Option<Stopped<'a>> {
    let longest_us = beat.longest?.len_us();
    let len_us = beat.file_last.0 - beat.last.time.0;
    let mean_us = (beat.last.time.0 - beat.first.time.0) as f64 / (beat.n_records - 1) as f64;
    let is_within = |jitter: f64| longest_us as f64 <= jitter * mean_us;
    let (sign, factor) = if beat.n_records >= HEARTBEATS && is_within(HEARTBEAT_JITTER) {
        (HEARTBEAT, HEARTBEAT_FACTOR)
    } else if beat.n_records >= SILENCE_RECORDS && is_within(STEADY_JITTER) {
        (SILENCE, SILENCE_FACTOR)
    } else {
        return None;
    };
    let is_silent = len_us >= SILENCE_US && len_us >= longest_us.saturating_mul(factor);
    is_silent.then_some(Stopped {
        beat,
        sign,
        from: beat.last,
        to: None,
        len_us,
        usual_us: longest_us,
    })
}

/// A heartbeat was silent once, and came back.
fn for_a_while<'a>(beat: &'a Beat<'a>) -> Option<Stopped<'a>> {
    let (gap, usual_us) = (beat.longest?, beat.second?.len_us());
    let len_us = gap.len_us();
    let span_us = beat.last.time.0 - beat.first.time.0 - len_us;
    let mean_us = span_us as f64 / (beat.n_records.checked_sub(2)?).max(1) as f64;
    let is_heartbeat =
        beat.n_records >= HEARTBEATS && usual_us as f64 <= HEARTBEAT_JITTER * mean_us;
    let is_silent = len_us >= SILENCE_US && len_us >= usual_us.saturating_mul(HEARTBEAT_FACTOR);
    (is_heartbeat && is_silent).then_some(Stopped {
        beat,
        sign: HEARTBEAT,
        from: gap.from,
        to: Some(gap.to),
        len_us,
        usual_us,
    })
}

/// Whether the rest of the file wrote on, records of several other kinds among it.
fn do_others_go_on(found: &Stopped<'_>, end_us: i64, input: &Input<'_>) -> bool {
    let start_us = found.from.time.0;
    let n_within = |from_us: i64, to_us: i64| -> u64 {
        let is_within = |start: i64| start >= from_us && start + input.bucket_us <= to_us;
        let buckets = input.buckets.iter();
        buckets
            .filter(|bucket| is_within(bucket.start.0))
            .map(|bucket| n_of(&bucket.counts))
            .sum()
    };
    let n_own = found.beat.n_records;
    let n_before = n_within(found.beat.first.time.0, start_us).saturating_sub(n_own);
    let n_meanwhile = n_within(start_us, end_us);
    let before_us = (start_us - found.beat.first.time.0).max(1);
    let n_expected = n_before as f64 * found.len_us as f64 / before_us as f64;
    let n_neighbours = input
        .beats
        .iter()
        .filter(|other| other.last.at.file == found.from.at.file)
        .filter(|other| {
            other.first.time.0 < start_us && other.last.time.0 >= end_us - found.len_us / 4
        })
        .filter(|other| !std::ptr::eq(*other, found.beat) && !has_silence_over(other, found))
        .count();
    n_meanwhile >= SILENCE_OTHERS
        && n_meanwhile as f64 * 2.0 >= n_expected
        && n_neighbours >= SILENCE_NEIGHBOURS
}

/// Whether the other was silent for most of the time too.
fn has_silence_over(other: &Beat<'_>, found: &Stopped<'_>) -> bool {
    other
        .longest
        .is_some_and(|longest| longest.len_us() * 2 > found.len_us)
}

/// Whether a record of another kind began when this one stopped: new words for the same thing.
fn is_replaced(found: &Stopped<'_>, input: &Input<'_>) -> bool {
    let near_us = found.usual_us.saturating_mul(2).max(60 * US_PER_SECOND);
    let other = |beat: &Beat<'_>| beat.first.at.file == found.from.at.file;
    input.beats.iter().filter(|beat| other(beat)).any(|beat| {
        (beat.first.time.0 - found.from.time.0).abs() <= near_us
            && !std::ptr::eq(beat, found.beat)
            && beat.n_records * 4 >= found.beat.n_records.min(200)
    })
}

fn finding(group: &[Stopped<'_>]) -> Option<Finding> {
    let told = group.first()?;
    let mut finding = Finding::over(ids::SILENCES, IncidentKind::MissingRecords, &[], 0);
    finding.aspect = format!("{} {}", told.sign, told.from.time.0);
    finding.range = Some(TimeRange {
        start: told.from.time,
        end: told.to.map_or(told.beat.file_last, |to| to.time),
    });
    let ends = group
        .iter()
        .flat_map(|it| [Some(it.from.at), it.to.map(|to| to.at)]);
    let mut evidence: Vec<RecordRef> = ends.flatten().collect();
    evidence.sort_unstable();
    finding.n_evidence = evidence.len() as u64;
    finding.evidence = evidence;
    finding.count = group.len() as u64;
    finding.with(group.iter().map(|it| Entity {
        kind: EntityKind::Template,
        value: it.beat.text.to_owned(),
    }));
    finding.text_fact(FactKey::Template, Some(told.beat.text));
    finding.text_fact(FactKey::Sign, Some(told.sign));
    finding.certainty = match told.sign {
        HEARTBEAT => Certainty::Likely,
        _ => Certainty::NotSure,
    };
    // 0.3 at the factor, 0.6 at a hundred times it.
    let times = told.len_us as f64 / (told.usual_us.max(1) as f64 * HEARTBEAT_FACTOR as f64);
    finding.score = (0.3 + 0.15 * times.log10()).clamp(0.0, 0.6);
    let seconds = |us: i64| (us / US_PER_SECOND) as f64;
    finding.measure(seconds(told.len_us), seconds(told.usual_us), "seconds");
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::input::Silence;
    use crate::detectors::testing::World;
    use jejak_protocol::{FileId, TimestampUs};

    const END_S: i64 = 36_000;

    /// Records every `period_s` from `from_s` to `to_s`, with one silence of `longest_s`.
    fn beat(
        text: &'static str,
        from_s: i64,
        to_s: i64,
        period_s: i64,
        longest_s: i64,
    ) -> Beat<'static> {
        let moment = |at_s: i64| Moment {
            time: TimestampUs::from_seconds(at_s),
            at: RecordRef {
                file: FileId(0),
                line: at_s.unsigned_abs(),
            },
        };
        let silence = |len_s: i64| Silence {
            from: moment(from_s + 600),
            to: moment(from_s + 600 + len_s),
        };
        Beat {
            text,
            level: Level::Info,
            n_records: ((to_s - from_s - longest_s) / period_s + 1).unsigned_abs(),
            n_back: 0,
            first: moment(from_s),
            last: moment(to_s),
            longest: Some(silence(longest_s)),
            second: Some(silence(period_s)),
            file_last: TimestampUs::from_seconds(END_S),
        }
    }

    fn signs(told: Beat<'static>, others: &[Beat<'static>]) -> Vec<String> {
        let mut world = World::default();
        world.volumes(600, &[200; END_S as usize / 600]);
        world.beats = vec![
            beat("order <*> paid", 0, END_S, 20, 90),
            beat("cart <*> opened", 5, END_S - 5, 20, 90),
        ];
        world.beats.extend_from_slice(others);
        world.beats.push(told);
        world.with(|input| {
            let found = detect(input);
            let sign = |it: &Finding| it.aspect.split(' ').next().map(str::to_owned);
            found.iter().filter_map(sign).collect()
        })
    }

    #[test]
    fn a_heartbeat_stops_or_is_missed() {
        assert_eq!(signs(beat("alive", 0, 24_000, 60, 62), &[]), ["heartbeat"]);
        assert_eq!(
            signs(beat("alive", 0, END_S, 60, 7_000), &[]),
            ["heartbeat"]
        );
        assert!(signs(beat("alive", 0, 35_500, 60, 62), &[]).is_empty());
        assert!(signs(beat("alive", 0, END_S, 60, 200), &[]).is_empty());
    }

    #[test]
    fn a_steady_record_vanishes() {
        assert_eq!(
            signs(beat("mail <*> sent", 0, 24_000, 60, 400), &[]),
            ["silence"]
        );
        let in_sessions = beat("mail <*> sent", 0, 24_000, 60, 2_000);
        let in_sessions = Beat {
            second: in_sessions.longest,
            ..in_sessions
        };
        assert!(signs(in_sessions, &[]).is_empty());
        assert!(
            signs(beat("step <*> done", 0, 8_000, 20, 90), &[]).is_empty(),
            "a phase"
        );
    }

    #[test]
    fn what_is_said_in_new_words_goes_on_and_what_warned_may_stop() {
        let told = beat("alive", 0, 24_000, 60, 62);
        assert!(signs(told, &[beat("still alive", 24_030, END_S, 60, 62)]).is_empty());
        let warning = Beat {
            level: Level::Warning,
            ..told
        };
        assert!(signs(warning, &[]).is_empty());
    }

    #[test]
    fn what_stops_together_is_told_once() {
        let told = signs(
            beat("alive", 0, 24_000, 60, 62),
            &[beat("queue is empty", 10, 24_010, 60, 62)],
        );
        assert_eq!(told.len(), 1);
    }
}
