//! A normal day on the command line: learned, written, compared with, and refused when it is none.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn jejak(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jejak"))
        .args(args)
        .args(["--lang", "en"])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Jobs of a service: each opens, works one to three times, closes. The last `n_odd` go another way.
fn jobs(n_jobs: usize, n_odd: usize) -> String {
    let mut log = String::new();
    let mut second = 0;
    let mut say = |job: usize, text: &str| {
        second += 1;
        let (hour, minute) = (8 + second / 3600, second / 60 % 60);
        writeln!(
            log,
            "2026-03-02T{hour:02}:{minute:02}:{:02}Z INFO  worker: job_id=j{} {text}",
            second % 60,
            10_000 + job
        )
        .unwrap();
    };
    for job in 0..n_jobs {
        let is_odd = job + n_odd >= n_jobs;
        say(job, "accepted from the queue");
        for round in 0..=job % 3 {
            say(job, &format!("reading part {round}"));
            if !is_odd {
                say(job, &format!("storing part {round}"));
            }
        }
        say(
            job,
            if is_odd {
                "dropped its lease"
            } else {
                "finished and closed"
            },
        );
    }
    log
}

fn incidents(folder: &Path, args: &[&str]) -> Vec<Value> {
    let args = [&["analyze", "--json"], args].concat();
    let output = jejak(folder, &args);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["incidents"].as_array().unwrap().clone()
}

#[test]
fn sessions_that_go_another_way_are_told_among_the_incidents() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("monday.log"), jobs(300, 0)).unwrap();
    fs::write(folder.join("tuesday.log"), jobs(300, 3)).unwrap();
    let learned = jejak(
        folder,
        &["learn", "monday.log", "--output", "day.jejak-model"],
    );
    assert_eq!(learned.status.code(), Some(0));
    let bytes = fs::read(folder.join("day.jejak-model")).unwrap();
    assert!(
        !bytes.windows(3).any(|it| it == b"j10"),
        "no value of a line is in it"
    );

    let day = ["--baseline", "day.jejak-model"];
    let calm = incidents(folder, &[&["monday.log"], &day[..]].concat());
    assert_eq!(calm.len(), incidents(folder, &["monday.log"]).len());

    let found = incidents(folder, &[&["tuesday.log"], &day[..]].concat());
    let is_odd = |it: &&Value| it["kind"] == "unusual_behaviour";
    let odd: Vec<&Value> = found.iter().filter(is_odd).collect();
    assert_eq!(odd.len(), 1, "what differs in the same way is one incident");
    let facts = &odd[0]["facts"];
    assert_eq!(facts["sessions"], 3);
    assert_eq!(facts["deviation"], "new_event");
    assert!(
        facts["template"]
            .as_str()
            .unwrap()
            .contains("dropped its lease")
    );
    assert!(facts["expected"].as_str().unwrap().contains("storing part"));
    let lines = odd[0]["evidence"].as_array().unwrap();
    let of_odd = |line: &Value| line["text"].as_str().unwrap().contains("job_id=j1029");
    assert!(lines.len() >= 9 && lines.iter().all(of_odd), "{lines:?}");
}

/// Copies of a service: each reads any number of parts, and makes one checkpoint somewhere between them. Those
/// of `odd` read so many parts and make so many checkpoints.
fn copies(odd: &[(usize, usize)]) -> String {
    let mut log = String::new();
    let mut second = 0;
    let mut say = |copy: usize, text: &str| {
        second += 1;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        writeln!(
            log,
            "2026-03-02T{hour:02}:{minute:02}:{:02}Z INFO  copier: task_id=c{} {text}",
            second % 60,
            10_000 + copy
        )
        .unwrap();
    };
    let usual = (0..250).map(|copy| (6 + copy * 7 % 13, 1));
    for (copy, (n_parts, n_checkpoints)) in usual.chain(odd.iter().copied()).enumerate() {
        say(copy, "opened the source");
        let checkpoint = copy * 11 % n_parts;
        for part in 0..n_parts {
            say(copy, &format!("copied part {part}"));
            if part >= checkpoint && part < checkpoint + n_checkpoints {
                say(copy, "checkpoint written");
            }
        }
        say(copy, "closed the source");
    }
    log
}

#[test]
fn an_event_that_comes_too_often_or_not_at_all_is_told_by_its_count() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("monday.log"), copies(&[])).unwrap();
    let odd = [(9, 1), (60, 1), (11, 0), (9, 1), (10, 1), (8, 1)];
    fs::write(folder.join("tuesday.log"), copies(&odd)).unwrap();
    let learned = jejak(folder, &["learn", "monday.log"]);
    assert_eq!(learned.status.code(), Some(0));

    let day = ["--baseline", "normal.jejak-model"];
    let found = incidents(folder, &[&["tuesday.log"], &day[..]].concat());
    let told: Vec<[String; 5]> = found
        .iter()
        .filter(|it| it["kind"] == "unusual_behaviour")
        .map(|it| {
            ["deviation", "session", "template", "actual", "typical"].map(|key| {
                let fact = &it["facts"][key];
                fact.as_str()
                    .map_or_else(|| fact.to_string(), str::to_owned)
            })
        })
        .collect();
    let expected = [
        [
            "too_few",
            "c10252",
            "task_id=<*> checkpoint written",
            "0.0",
            "1.0",
        ],
        [
            "too_many",
            "c10251",
            "task_id=<*> copied part <*>",
            "60.0",
            "18.0",
        ],
    ];
    for it in expected {
        let it = it.map(str::to_owned);
        assert!(told.contains(&it), "{it:?} in {told:#?}");
    }
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn what_is_no_normal_day_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("short.log"), jobs(5, 0)).unwrap();
    let few = jejak(folder, &["learn", "short.log"]);
    assert_eq!(few.status.code(), Some(4));
    let said = String::from_utf8(few.stderr).unwrap();
    assert!(said.contains("fewer than 20 sessions"), "{said}");
    assert!(!folder.join("normal.jejak-model").exists());

    let refused = jejak(folder, &["analyze", "short.log", "--baseline", "short.log"]);
    assert_eq!(refused.status.code(), Some(4));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        said.contains("short.log: This file is no .jejak-model file."),
        "{said}"
    );
    assert!(refused.stdout.is_empty());
}
