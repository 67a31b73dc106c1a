//! The simulation: every entry comes from a real request, and every entry has a label.

use crate::harness::{Command, Folder};

/// Three people and one attack of each kind, in six minutes that take six seconds.
#[cfg(target_os = "linux")]
#[test]
fn a_run_labels_every_entry_of_a_log_that_is_whole() {
    let folder = Folder::new();
    let out = folder.path("run");
    let command = Command::new(&[
        "simulate",
        "--minutes",
        "6",
        "--speed",
        "60",
        "--people",
        "3",
        "--attacks",
        "8",
        "--out",
    ]);
    command.arg(&out).run().expect_ok();
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect("a file");
    let (log, labels) = (read("audit.jsonl"), read("labels.csv"));
    let rows: Vec<Vec<&str>> = labels
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(rows.len(), log.lines().count());
    for ((seq, line), row) in (1..).zip(log.lines()).zip(&rows) {
        assert_eq!(row[0], seq.to_string());
        assert!(line.contains(&format!("\"seq\":{seq},")));
        let is_attacker = line.contains("\"address\":\"127.66.0.");
        assert_eq!(
            row[1],
            if is_attacker { "anomaly" } else { "normal" },
            "{line}"
        );
    }
    let n_anomalies = rows.iter().filter(|row| row[1] == "anomaly").count();
    assert!(
        n_anomalies >= 8 && n_anomalies < rows.len(),
        "{n_anomalies} of {}",
        rows.len()
    );
    Command::new(&["audit", "verify", "--data"])
        .arg(out.join("data"))
        .run()
        .expect_ok();
    let told = Command::new(&["simulate", "--out"])
        .arg(&out)
        .run()
        .expect_error();
    assert!(told.contains("exists already"), "{told}");
    let long = Command::new(&["simulate", "--minutes", "4000", "--speed", "1", "--out"]);
    let told = long.arg(folder.path("other")).run().expect_error();
    assert!(told.contains("raise --speed"), "{told}");
}
