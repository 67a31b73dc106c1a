//! Failed and accepted sign-ins, grouped by the one who tries.
//!
//! In: the event list. Out: a [`Suspect`] for each source address; tries without an address are
//! grouped by the service that wrote them, else by user. It judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{EntityKind, RecordRef};

use super::input::{EntityIdx, Event, Input};
use super::thresholds::{BURST_FAILURES, BURST_WINDOW_US};
use crate::events::EventKind;
use crate::events::auth::detail;

/// The tries of one source.
#[derive(Debug, Default)]
pub struct Suspect<'a> {
    /// None only for tries that name nobody at all.
    pub who: Option<EntityIdx>,
    /// In order of time.
    pub failures: Vec<&'a Event>,
    pub successes: Vec<&'a Event>,
    /// The most failures within any window of `BURST_WINDOW_US`, both ends inclusive.
    pub peak: u64,
    /// Failures among them in which a program sums up others: it calls them guessing.
    pub n_told: u64,
}

impl Suspect<'_> {
    /// Failed tries; where the log has none of them, the lines that tell of them.
    pub fn n_failures(&self) -> u64 {
        let n_all = super::finding::weight_of(&self.failures);
        match n_all - self.n_told {
            0 => n_all,
            n_tries => n_tries,
        }
    }

    pub fn users(&self) -> BTreeSet<EntityIdx> {
        self.failures
            .iter()
            .filter_map(|event| event.user)
            .collect()
    }

    /// The user tried most often, the first named on a tie.
    pub fn main_user(&self) -> Option<EntityIdx> {
        most(self.failures.iter().map(|event| (event.user, event.weight)))
    }

    pub fn main_service(&self) -> Option<EntityIdx> {
        most(
            self.failures
                .iter()
                .map(|event| (event.service, event.weight)),
        )
    }

    pub fn main_host(&self) -> Option<EntityIdx> {
        most(self.failures.iter().map(|event| (event.host, event.weight)))
    }

    pub fn has_source(&self, input: &Input<'_>) -> bool {
        input.is_kind(self.who, EntityKind::SourceAddress)
    }
}

/// Whether a try's `detail` has a bit of `events::auth::detail`; a request has other things there.
pub fn says(event: &Event, bit: u8, input: &Input<'_>) -> bool {
    event.detail & bit != 0 && !input.is_kind(event.object, EntityKind::Path)
}

/// All suspects, by the time of their first try.
pub fn suspects<'a>(input: &Input<'a>) -> Vec<Suspect<'a>> {
    let mut suspects = grouped(input);
    for suspect in &mut suspects {
        drop_told_twice(suspect, input);
        // The web server and the application behind it: that one's line stays, which knows the user.
        let is_request = |event: &Event| input.is_kind(event.object, EntityKind::Path);
        drop_seen_twice(suspect, is_request, |event| !is_request(event));
        // What tells of tries is neither: it stands beside the last of them.
        let is_try = |event: &Event| !says(event, detail::TOLD_GUESSING, input);
        let is_watcher = |event: &Event| says(event, detail::BY_WATCHER, input);
        drop_seen_twice(
            suspect,
            |event| is_try(event) && is_watcher(event),
            |event| is_try(event) && !is_watcher(event),
        );
        count_tries(suspect, input);
    }
    suspects.sort_by_key(|suspect| suspect.failures.first().map(|event| (event.time, event.at)));
    suspects
}

/// The tries by the one who tries, those of nobody first, then in the order of the entities. They are counted
/// before they are dealt out: a large log has a million of them, and lists that grow move what they hold.
fn grouped<'a>(input: &Input<'a>) -> Vec<Suspect<'a>> {
    let is_try =
        |event: &&Event| matches!(event.kind, EventKind::AuthFailure | EventKind::AuthSuccess);
    let place = |event: &Event| {
        let who = event.source.or(event.service).or(event.user);
        (who, who.map_or(0, |who| who.idx() + 1))
    };
    let mut counts = vec![(0_u32, 0_u32); input.entities.len() + 1];
    for event in input.events.iter().filter(is_try) {
        let Some((n_failures, n_successes)) = counts.get_mut(place(event).1) else {
            continue;
        };
        match event.kind {
            EventKind::AuthFailure => *n_failures += 1,
            _ => *n_successes += 1,
        }
    }
    let mut suspects: Vec<Suspect<'a>> = counts
        .iter()
        .map(|(n_failures, n_successes)| Suspect {
            failures: Vec::with_capacity(*n_failures as usize),
            successes: Vec::with_capacity(*n_successes as usize),
            ..Suspect::default()
        })
        .collect();
    for event in input.events.iter().filter(is_try) {
        let (who, place) = place(event);
        let Some(suspect) = suspects.get_mut(place) else {
            continue;
        };
        suspect.who = who;
        match event.kind {
            EventKind::AuthFailure => suspect.failures.push(event),
            _ => suspect.successes.push(event),
        }
    }
    suspects.retain(|suspect| !(suspect.failures.is_empty() && suspect.successes.is_empty()));
    suspects
}

/// PAM and the service may both tell of a try. Where a service speaks for itself, PAM's lines go.
fn drop_told_twice(suspect: &mut Suspect<'_>, input: &Input<'_>) {
    let is_by_pam = |event: &Event| says(event, detail::BY_PAM, input);
    if !suspect.failures.iter().any(|event| is_by_pam(event)) {
        return;
    }
    let program = |event: &Event| {
        let name = input.text(event.service).unwrap_or_default();
        name.split_once('(')
            .map_or(name, |(program, _)| program)
            .to_owned()
    };
    let speaking: BTreeSet<String> = suspect
        .failures
        .iter()
        .filter(|event| !is_by_pam(event))
        .map(|event| program(event))
        .collect();
    if !speaking.is_empty() {
        suspect
            .failures
            .retain(|event| !is_by_pam(event) || !speaking.contains(&program(event)));
    }
}

/// How far apart two programs write of one try. Chosen: their clocks are the same, a password is checked
/// slowly on purpose, and who watches a log looks at it once a second.
const TWICE_US: i64 = 2_000_000;

/// A refused sign-in may stand in the log of the service and in that of another program in front of it or
/// behind it. Of such a pair the service's line stays.
fn drop_seen_twice(
    suspect: &mut Suspect<'_>,
    is_other: impl Fn(&Event) -> bool,
    is_own: impl Fn(&Event) -> bool,
) {
    let failures = &suspect.failures;
    let mut own = failures.iter().filter(|event| is_own(event)).peekable();
    if own.peek().is_none() {
        return;
    }
    let mut seen: BTreeSet<RecordRef> = BTreeSet::new();
    for other in failures.iter().filter(|event| is_other(event)) {
        let Some(at) = other.time else { continue };
        let time = |event: &Event| event.time.map_or(i64::MAX, |time| time.0);
        while own.next_if(|event| time(event) < at.0 - TWICE_US).is_some() {}
        // Each line of the service answers for one of the other program.
        if own
            .next_if(|event| time(event) <= at.0 + TWICE_US)
            .is_some()
        {
            seen.insert(other.at);
        }
    }
    if !seen.is_empty() {
        suspect.failures.retain(|event| !seen.contains(&event.at));
    }
}

/// Counts the tries. What tells of them is no try, and adds nothing to what is a burst without it.
fn count_tries(suspect: &mut Suspect<'_>, input: &Input<'_>) {
    let is_try = |event: &Event| !says(event, detail::TOLD_GUESSING, input);
    suspect.peak = peak(&suspect.failures, BURST_WINDOW_US);
    if suspect.failures.iter().all(|event| is_try(event)) {
        return;
    }
    let tries: Vec<&Event> = suspect
        .failures
        .iter()
        .copied()
        .filter(|it| is_try(it))
        .collect();
    suspect.peak = peak(&tries, BURST_WINDOW_US);
    if suspect.peak >= BURST_FAILURES {
        suspect.failures = tries;
        return;
    }
    let n_tries = super::finding::weight_of(&tries);
    suspect.n_told = super::finding::weight_of(&suspect.failures) - n_tries;
}

/// The most weight of events within any window, both ends inclusive. Events without a time count nothing.
pub fn peak(events: &[&Event], window_us: i64) -> u64 {
    windows(events, window_us).max().unwrap_or(0)
}

/// For each timed event the weight of the window that ends with it. `events`: by time.
pub fn windows(events: &[&Event], window_us: i64) -> impl Iterator<Item = u64> {
    let timed: Vec<(i64, u64)> = events
        .iter()
        .filter_map(|event| Some((event.time?.0, u64::from(event.weight))))
        .collect();
    let (mut first, mut sum) = (0, 0);
    (0..timed.len()).filter_map(move |last| {
        let (now, weight) = *timed.get(last)?;
        sum += weight;
        while let Some((time, weight)) = timed.get(first)
            && now - time > window_us
        {
            sum -= weight;
            first += 1;
        }
        Some(sum)
    })
}

/// The value with the most weight; the smallest on a tie.
pub fn most(values: impl Iterator<Item = (Option<EntityIdx>, u32)>) -> Option<EntityIdx> {
    let mut counts: BTreeMap<EntityIdx, u64> = BTreeMap::new();
    for (value, weight) in values {
        if let Some(value) = value {
            *counts.entry(value).or_default() += u64::from(weight);
        }
    }
    counts
        .into_iter()
        .max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)))
        .map(|(value, _)| value)
}

/// Middle value; 0 of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    let lower = values.len().saturating_sub(1) / 2;
    match (values.get(lower), values.get(upper)) {
        (Some(lower), Some(upper)) => (lower + upper) / 2.0,
        _ => 0.0,
    }
}

/// Median gap between tries that are not at the same moment, in microseconds.
pub fn interval_us(events: &[&Event]) -> Option<i64> {
    let times: Vec<i64> = events
        .iter()
        .filter_map(|event| Some(event.time?.0))
        .collect();
    let gaps: Vec<f64> = times
        .iter()
        .zip(times.iter().skip(1))
        .map(|(before, after)| (after - before) as f64)
        .collect();
    (!gaps.is_empty()).then(|| median(gaps).round() as i64)
}
