//! Which series a person looks at first: processors, memory, load and errors, one of each in turn, then
//! what moves, then the rest by name.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::metrics::{MetricKind, MetricResource, MetricSeries};

/// Subjects in the order in which they are looked at, with words of their names.
const SUBJECTS: [&[&str]; 4] = [
    &["cpu", "processor", "prosesor"],
    &["mem", "ram"],
    &["load", "beban"],
    &["error", "5xx", "fail", "galat", "gagal"],
];

pub(super) fn sort(series: &mut Vec<MetricSeries>) {
    let is_share = |it: &&MetricSeries| matches!(it.kind, MetricKind::InUse(_));
    let parts: BTreeSet<String> = series
        .iter()
        .filter(is_share)
        .map(|it| it.name.clone())
        .collect();
    let within = |it: &MetricSeries| within(it, &parts);
    series.sort_by(|a, b| {
        within(a)
            .cmp(&within(b))
            .then_with(|| (&a.name, &a.labels, a.file).cmp(&(&b.name, &b.labels, b.file)))
    });
    // One of each subject in turn; what has none comes behind them all.
    let mut n_of = BTreeMap::<usize, usize>::new();
    let mut turns: Vec<(usize, usize)> = Vec::with_capacity(series.len());
    for own in series.iter() {
        let subject = match rests(own) {
            true => SUBJECTS.len() + 1,
            false => subject(own).unwrap_or(SUBJECTS.len()),
        };
        let nth = n_of.entry(subject).or_default();
        turns.push(match subject < SUBJECTS.len() && *nth == 0 {
            true => (0, subject),
            false => (1, 0),
        });
        *nth += 1;
    }
    let mut turned: Vec<_> = turns.into_iter().zip(std::mem::take(series)).collect();
    turned.sort_by_key(|(turn, _)| *turn);
    series.extend(turned.into_iter().map(|(_, own)| own));
}

/// What moves before what rests, shares in use before the others and these before what the shares are made
/// of (`parts`, whose names they have), short names before long ones.
fn within(series: &MetricSeries, parts: &BTreeSet<String>) -> (bool, u8, usize) {
    let first = match series.kind {
        MetricKind::InUse(MetricResource::OpenFiles | MetricResource::Swap) => 1,
        MetricKind::InUse(_) => 0,
        _ if parts.contains(&series.name) => 3,
        MetricKind::Value | MetricKind::Rate | MetricKind::Mean => 2,
    };
    // A machine's before a program's own: both are short.
    let length = series.name.len() + series.labels.len();
    let is_own = series.name.starts_with("process_") || series.name.starts_with("go_");
    (rests(series), first, length + usize::from(is_own) * 1000)
}

fn rests(series: &MetricSeries) -> bool {
    series.points.len() < 2 || series.min >= series.max
}

/// Which of the subjects a series is about.
pub(super) fn subject(series: &MetricSeries) -> Option<usize> {
    match series.kind {
        MetricKind::InUse(MetricResource::Cpu) => return Some(0),
        MetricKind::InUse(MetricResource::Memory) => return Some(1),
        MetricKind::InUse(_) => return None,
        MetricKind::Value | MetricKind::Rate | MetricKind::Mean => {}
    }
    let name = series.name.to_lowercase();
    let is_about = |words: &&[&str]| words.iter().any(|word| name.contains(word));
    SUBJECTS.iter().position(is_about)
}
