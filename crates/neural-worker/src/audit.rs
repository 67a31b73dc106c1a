//! Judges the server's audit log: by trees grown from it where it is known what was an attack, and by
//! those that Jejak brings along where it is not.

use std::collections::BTreeMap;

use jejak_protocol::TimestampUs;
use jejak_protocol::audit_trees::{
    AuditJudgement, AuditMatrices, AuditMatrix, AuditStep, AuditSubject, AuditTrees, AuditTruth,
    JudgedName, JudgedSubjects, JudgedWindow,
};
use jejak_trees::audit::{
    Entry, FEATURES, Labels, Subject, THRESHOLD, Verdict, Window, cross_judged, entries, shipped,
    windows,
};
use jejak_trees::metrics::{Confusion, Scored, roc_auc};
use jejak_trees::tree::Step;

/// Most names that are shown of a kind, and windows of a name; the counts say of all.
const N_NAMES: usize = 500;
const N_WINDOWS: usize = 20;

pub(crate) fn judge(log: &[u8], labels: Option<&[u8]>) -> AuditJudgement {
    let (entries, n_others) = entries(&String::from_utf8_lossy(log));
    let (labels, truth) = truth(&entries, labels);
    let subjects = Subject::ALL.map(|subject| of_subject(&entries, subject, &labels));
    AuditJudgement {
        n_entries: entries.len() as u64,
        n_others,
        truth,
        subjects: subjects.into(),
    }
}

fn truth(entries: &[Entry], labels: Option<&[u8]>) -> (Labels, AuditTruth) {
    if let Some(labels) = labels {
        return match Labels::read(&String::from_utf8_lossy(labels)) {
            Ok(labels) if labels.n_of(entries) > 0 => (labels, AuditTruth::Labels),
            _ => (Labels::default(), AuditTruth::Unreadable),
        };
    }
    match Labels::of_simulation(entries) {
        Some(labels) => (labels, AuditTruth::Simulation),
        None => (Labels::default(), AuditTruth::Unknown),
    }
}

fn of_subject(entries: &[Entry], subject: Subject, labels: &Labels) -> JudgedSubjects {
    let windows = windows(entries, subject, |entry| labels.of(entry));
    let (verdicts, trees) = match cross_judged(&windows) {
        Some(verdicts) => (verdicts, AuditTrees::OfThisLog),
        None => (by_shipped(subject, &windows), AuditTrees::Shipped),
    };
    let matrices = (windows.iter().any(|window| window.truth.is_some())).then(|| AuditMatrices {
        tree: matrix(&windows, &verdicts, |verdict| verdict.tree),
        forest: matrix(&windows, &verdicts, |verdict| verdict.forest),
    });
    let mut names = by_name(&windows, &verdicts);
    let is_anomalous = |name: &&JudgedName| name.is_anomalous;
    let mut judged = JudgedSubjects {
        subject: match subject {
            Subject::Address => AuditSubject::Address,
            Subject::Account => AuditSubject::Account,
        },
        trees,
        n_windows: windows.len() as u64,
        n_names: names.len() as u64,
        n_anomalous: names.iter().filter(is_anomalous).count() as u64,
        matrices,
        names: Vec::new(),
    };
    names.truncate(N_NAMES);
    judged.names = names;
    judged
}

fn by_shipped(subject: Subject, windows: &[Window]) -> Vec<Verdict> {
    let judges = shipped(subject).expect("a test judges by them as they are in this build");
    windows.iter().map(|window| judges.judge(window)).collect()
}

fn matrix(
    windows: &[Window],
    verdicts: &[Verdict],
    score: impl Fn(&Verdict) -> f64,
) -> AuditMatrix {
    let pairs = windows.iter().zip(verdicts);
    let known = pairs.filter_map(|(window, verdict)| Some((score(verdict), window.truth?)));
    let scored: Vec<Scored> = known.collect();
    let confusion = Confusion::at(&scored, THRESHOLD);
    AuditMatrix {
        n_found: confusion.tp,
        n_missed: confusion.fn_,
        n_wrong: confusion.fp,
        n_quiet: confusion.tn,
        accuracy: confusion.accuracy(),
        precision: confusion.precision(),
        recall: confusion.recall(),
        f1: confusion.f1(),
        false_positive_rate: confusion.false_positive_rate(),
        roc_auc: roc_auc(&scored),
    }
}

/// The worst first, and those with the same score by name.
fn by_name(windows: &[Window], verdicts: &[Verdict]) -> Vec<JudgedName> {
    let mut names: BTreeMap<&str, Vec<JudgedWindow>> = BTreeMap::new();
    for (window, verdict) in windows.iter().zip(verdicts) {
        let own = names.entry(&window.name).or_default();
        own.push(judged_window(window, verdict));
    }
    let name = |(name, mut windows): (&str, Vec<JudgedWindow>)| {
        windows.sort_by(|a, b| b.forest.total_cmp(&a.forest).then(a.start.cmp(&b.start)));
        let n_anomalous = windows.iter().filter(|window| window.is_anomalous).count();
        let judged = JudgedName {
            name: name.to_owned(),
            n_windows: windows.len() as u64,
            n_anomalous: n_anomalous as u64,
            score: windows.first().map_or(0.0, |worst| worst.forest),
            is_anomalous: n_anomalous > 0,
            truth: windows
                .iter()
                .filter_map(|window| window.truth)
                .reduce(|one, other| one || other),
            windows: Vec::new(),
        };
        windows.truncate(N_WINDOWS);
        JudgedName { windows, ..judged }
    };
    let mut judged: Vec<JudgedName> = names.into_iter().map(name).collect();
    judged.sort_by(|a, b| b.score.total_cmp(&a.score));
    judged
}

fn judged_window(window: &Window, verdict: &Verdict) -> JudgedWindow {
    JudgedWindow {
        start: TimestampUs::from_seconds(window.start_s),
        n_refused: window.n_refused,
        tree: verdict.tree,
        forest: verdict.forest,
        is_anomalous: verdict.forest >= THRESHOLD,
        truth: window.truth,
        path: verdict.path.iter().filter_map(step).collect(),
    }
}

fn step(step: &Step) -> Option<AuditStep> {
    Some(AuditStep {
        feature: FEATURES.get(step.feature)?.to_string(),
        value: step.value as u64,
        is_above: !step.is_below,
        // Questions lie halfway between two whole numbers.
        bound: step.threshold as u64,
        share: step.share,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty people who sign in at their own desks, and twenty strangers who guess.
    fn log() -> String {
        let mut lines = Vec::new();
        let mut add = |i: usize, event: &str, outcome: &str, address: String| {
            let seq = lines.len() + 1;
            let (hour, minute) = (i / 4, i % 4 * 15);
            lines.push(format!(
                r#"{{"seq":{seq},"at":"2026-11-21T{hour:02}:{minute:02}:00.000000Z","event":"{event}","outcome":"{outcome}","account":"person{:02}","address":"{address}"}}"#,
                i % 20
            ));
        };
        for i in 0..40 {
            if i % 2 == 0 {
                add(i, "sign_in_password", "ok", format!("192.0.2.{i}"));
                add(i, "sign_in_totp", "ok", format!("192.0.2.{i}"));
            } else {
                for _ in 0..20 {
                    add(i, "sign_in_password", "refused", format!("203.0.113.{i}"));
                }
            }
        }
        lines.join("\n")
    }

    fn labels(log: &str) -> String {
        let label = |(seq, line): (usize, &str)| {
            let is_attack = line.contains("203.0.113.");
            format!(
                "{},{}\n",
                seq + 1,
                if is_attack { "anomaly" } else { "normal" }
            )
        };
        "seq,label\n".to_owned() + &log.lines().enumerate().map(label).collect::<String>()
    }

    #[test]
    fn with_labels_trees_of_this_log_judge_and_are_measured() {
        let log = log();
        let judged = judge(log.as_bytes(), Some(labels(&log).as_bytes()));
        assert_eq!((judged.truth, judged.n_others), (AuditTruth::Labels, 0));
        let addresses = &judged.subjects[0];
        assert_eq!(addresses.trees, AuditTrees::OfThisLog);
        assert_eq!((addresses.n_names, addresses.n_anomalous), (40, 20));
        let matrices = addresses.matrices.expect("truth is known");
        let forest = matrices.forest;
        assert_eq!((forest.n_found, forest.n_quiet), (20, 20));
        assert_eq!(matrices.tree, forest);
        let worst = &addresses.names[0];
        assert!(worst.is_anomalous && worst.name.starts_with("203.0.113."));
        let step = &worst.windows[0].path[0];
        assert_eq!(step.is_above, step.value > step.bound);
    }

    #[test]
    fn without_labels_the_shipped_trees_judge_and_nothing_is_measured() {
        let judged = judge(log().as_bytes(), None);
        assert_eq!(judged.truth, AuditTruth::Unknown);
        for subject in &judged.subjects {
            assert_eq!(
                (subject.trees, subject.matrices),
                (AuditTrees::Shipped, None)
            );
        }
        assert_eq!(judged.subjects[0].n_anomalous, 20);
    }

    #[test]
    fn what_is_no_log_and_what_are_no_labels_is_said() {
        let judged = judge(b"\xff\xfe nothing\n{}", Some(b"nothing"));
        assert_eq!((judged.n_entries, judged.n_others), (0, 2));
        assert_eq!(judged.truth, AuditTruth::Unreadable);
        assert!(
            judged
                .subjects
                .iter()
                .all(|subject| subject.names.is_empty())
        );
    }
}
