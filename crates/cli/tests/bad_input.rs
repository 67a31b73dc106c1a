//! Inputs that no repository should hold: nothing of them is lost, and each has its sentence.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Analyses a folder.
fn analyze(folder: &Path, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_jejak"))
        .current_dir(folder)
        .args(["analyze", "."])
        .args(args)
        .env_remove("JEJAK_TZ")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("panicked"), "{stderr}");
    output
}

fn report_in(folder: &Path, lang: &str) -> Value {
    let output = analyze(folder, &["--json", "--lang", lang]);
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn report(folder: &Path) -> Value {
    report_in(folder, "en")
}

/// The sentence of a notice about the first file or the run.
fn sentence(report: &Value, kind: &str) -> Option<String> {
    let lists = [&report["files"][0]["notices"], &report["notices"]];
    let mut notices = lists.into_iter().filter_map(Value::as_array).flatten();
    let notice = notices.find(|notice| notice["kind"] == kind)?;
    Some(notice["text"].as_str()?.to_owned())
}

/// Analyses one file, whose notice of a kind must hold the words in either language.
fn check_file(text: &[u8], kind: &str, english: &str, indonesian: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.log"), text).unwrap();
    let reports = [("en", english), ("id", indonesian)].map(|(lang, words)| {
        let report = report_in(folder.path(), lang);
        let told = sentence(&report, kind).unwrap();
        assert!(told.contains(words), "{lang}: {told}");
        report
    });
    let [report, _] = reports;
    report
}

fn total(report: &Value, what: &str) -> u64 {
    report["totals"][what].as_u64().unwrap()
}

/// Words that no two numbers share, without digits, so that every line is a shape of its own.
fn letters(mut n: u32) -> String {
    let mut word = String::from("q");
    while n > 0 {
        word.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    word
}

#[test]
fn a_million_distinct_lines_are_counted_and_the_templates_given_up_are_told() {
    const N: u32 = 1_000_000;
    let mut text = String::new();
    for i in 0..N {
        let (h, m, s) = (i / 3600 % 24, i / 60 % 60, i % 60);
        writeln!(
            text,
            "2026-01-04 {h:02}:{m:02}:{s:02} INFO {} done",
            letters(i)
        )
        .unwrap();
    }
    let report = check_file(text.as_bytes(), "templates_capped", "templates", "pola");
    assert_eq!(total(&report, "lines"), u64::from(N));
    assert_eq!(total(&report, "records"), u64::from(N));
    assert_eq!(total(&report, "misfits"), 0);
}

#[test]
fn clocks_of_1970_and_2106_and_dates_to_come_are_kept_and_told() {
    let old = b"1970-01-01 00:00:12 INFO booting\n1970-01-01 00:00:13 ERROR no network\n";
    let report = check_file(old, "unset_clock", "clock", "jam");
    assert_eq!(report["start"], "1970-01-01T00:00:12Z");
    assert_eq!(total(&report, "records"), 2);
    let new = b"2106-02-07 06:28:15 INFO late\n2106-02-07 06:28:16 INFO later\n";
    let report = check_file(new, "future_times", "future", "masa depan");
    assert_eq!(report["end"], "2106-02-07T06:28:16Z");
    assert_eq!(total(&report, "records"), 2);
}

#[test]
fn five_thousand_small_files_are_one_analysis() {
    const N: u64 = 5000;
    let folder = tempfile::tempdir().unwrap();
    for i in 0..N {
        let line = format!(
            "Mar 10 09:{:02}:{:02} gerbang sshd[1]: Failed password for root from 203.0.113.66 port 1 ssh2\n",
            i / 60 % 60,
            i % 60
        );
        fs::write(folder.path().join(format!("{i:04}.log")), line).unwrap();
    }
    let report = report(folder.path());
    assert_eq!(total(&report, "files"), N);
    assert_eq!(total(&report, "lines"), N);
    assert_eq!(total(&report, "auth_failures"), N);
}

#[test]
fn hostile_content_is_only_text_in_every_output() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        "<img src=x onerror=alert(1)>\u{1b}[2J\u{202e}gpj.exe =HYPERLINK(\"http://203.0.113.9\")";
    let mut text = String::new();
    for i in 0..8 {
        writeln!(
            text,
            "2026-03-10T09:00:{i:02}Z gerbang sshd[1]: Failed password for invalid user {hostile} from 203.0.113.66 port 1 ssh2"
        )
        .unwrap();
    }
    fs::write(folder.path().join("auth.log"), text).unwrap();
    assert_eq!(total(&report(folder.path()), "auth_failures"), 8);
    for args in [&["--md"][..], &["--json"], &[]] {
        let output = analyze(folder.path(), args);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.contains('\u{1b}'), "{args:?} holds an escape");
        assert!(
            args == ["--json"] || !text.contains('\u{202e}'),
            "{args:?} turns text around"
        );
        // Within a fence Markdown has no tags.
        let outside = text.split("```").step_by(2);
        assert!(
            args != ["--md"] || outside.into_iter().all(|part| !part.contains("<img")),
            "{args:?} holds a tag"
        );
    }
}
