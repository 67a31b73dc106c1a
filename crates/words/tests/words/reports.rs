//! The JSON and Markdown reports, with text from strangers in every place.

use jejak_protocol::{EntityKind, FactKey as F, FactValue as V, IncidentKind as K, RecordRef};
use jejak_words::report::{Options, json, markdown, no_lines};
use jejak_words::{Lang, Reader};
use serde_json::Value;

use crate::build::{With, analysis, at, incident, wib};
use crate::sentences::{check_golden, typical};

const HOSTILE: &str =
    "x\u{202e}y\u{1b}[31m|`</code>```<script>alert(1)</script>\n# h [l](http://e)";

fn line_at(at: RecordRef) -> Option<String> {
    Some(format!("line {} {HOSTILE}", at.line))
}

fn hostile_analysis() -> jejak_protocol::Analysis {
    let it = incident(K::BruteForce, 50, 60)
        .entity(EntityKind::SourceAddress, HOSTILE)
        .say(F::Source, HOSTILE)
        .say(F::User, HOSTILE)
        .fact(F::Interval, V::DurationUs(2_500_000))
        .fact(F::SucceededAt, V::Time(at(240)))
        .fact(F::Actual, V::Number(50.0))
        .n(F::Failures, 50);
    let mut all = analysis(vec![it], 1_204);
    all.files[0].facts.name = format!("logs/{HOSTILE}.log");
    all
}

#[test]
fn json_has_the_documented_fields_and_keeps_log_text() {
    let zone = wib();
    let options = Options {
        reader: Reader::new(Lang::En, &zone),
        line_at: &line_at,
    };
    let text = json::json(&hostile_analysis(), &options);
    let report: Value = serde_json::from_str(&text).expect("the report is JSON");
    assert_eq!(report["schema"], json::SCHEMA);
    assert_eq!(report["totals"]["lines"], 1_204);
    let it = &report["incidents"][0];
    assert_eq!(it["kind"], "brute_force");
    assert_eq!(it["severity"], "high");
    assert_eq!(it["risk"], 72);
    assert_eq!(it["count"], 50);
    assert_eq!(it["start"], "2026-12-10T02:10:00Z");
    assert_eq!(it["entities"][0]["type"], "source_address");
    assert_eq!(it["entities"][0]["value"], HOSTILE);
    assert_eq!(it["evidence"][1]["file"], format!("logs/{HOSTILE}.log"));
    assert_eq!(it["evidence"][1]["line"], 42, "lines count from 1");
    assert_eq!(it["evidence"][1]["text"], format!("line 41 {HOSTILE}"));
    assert_eq!(it["evidence_total"], 50);
    assert_eq!(it["technique"]["id"], "T1110.001");
    assert_eq!(it["facts"]["user"], HOSTILE);
    assert_eq!(it["facts"]["failures"], 50);
    assert_eq!(it["facts"]["interval_s"], 2.5);
    assert_eq!(it["facts"]["succeeded_at"], "2026-12-10T02:14:00Z");
    assert_eq!(it["shares"][0]["detector"], "signature.auth");
    assert!(
        it["next_steps"]
            .as_array()
            .is_some_and(|steps| steps.len() > 1)
    );
    // The order of fields is part of the contract: it makes reports comparable.
    let fields = [
        "\"id\"",
        "\"kind\"",
        "\"severity\"",
        "\"risk\"",
        "\"certainty\"",
        "\"count\"",
    ];
    let places: Vec<_> = fields.map(|field| text.find(field)).into();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn json_without_lines_leaves_text_out() {
    let zone = wib();
    let options = Options {
        reader: Reader::new(Lang::Id, &zone),
        line_at: &no_lines,
    };
    let text = json::json(&analysis(vec![incident(K::WebScan, 1, 0)], 3), &options);
    let report: Value = serde_json::from_str(&text).expect("the report is JSON");
    assert!(report["incidents"][0]["evidence"][0].get("text").is_none());
    assert_eq!(report["language"], "id");
}

#[test]
fn markdown_lets_no_markup_through() {
    let zone = wib();
    for lang in Lang::ALL {
        let options = Options {
            reader: Reader::new(lang, &zone),
            line_at: &line_at,
        };
        let text = markdown::markdown(&hostile_analysis(), &options);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        assert!(!text.contains('\u{202e}'));
        for line in text.lines().filter(|line| line.starts_with('|')) {
            let n_bars = line.replace("\\|", "").matches('|').count();
            assert!(n_bars == 5 || n_bars == 7, "a cell was cut: {line}");
        }
        let outside: String = outside_code(&text);
        assert!(!outside.contains("<script"), "{outside}");
        assert!(!outside.contains("[l]("), "{outside}");
        assert!(!outside.contains("\n# h"), "{outside}");
    }
}

#[test]
fn markdown_shows_both_ends_of_the_evidence() {
    let zone = wib();
    let options = Options {
        reader: Reader::new(Lang::En, &zone),
        line_at: &no_lines,
    };
    let mut it = incident(K::AccountTakeover, 40, 60);
    let file = it.evidence.lines[0].file;
    it.evidence.lines = (0..40).map(|line| RecordRef { file, line }).collect();
    let text = markdown::markdown(&analysis(vec![it], 40), &options);
    let shown: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("auth.log:"))
        .collect();
    assert_eq!(shown.len(), 10);
    assert_eq!(shown.first(), Some(&"auth.log:1"));
    assert_eq!(shown.last(), Some(&"auth.log:40"));
    assert!(text.contains("(10 of 40 lines)"));
}

/// The Markdown without its fenced blocks and code spans.
fn outside_code(text: &str) -> String {
    let mut fence: Option<String> = None;
    let mut kept = String::new();
    for line in text.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() && line == ticks => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && line[ticks.len()..] == *"text" => fence = Some(ticks),
            None => {
                kept.push_str(&without_spans(line));
                kept.push('\n');
            }
        }
    }
    assert!(fence.is_none(), "a code block was not closed");
    kept
}

fn without_spans(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let is_escaped = rest[..start].ends_with('\\');
        let n = rest[start..].chars().take_while(|c| *c == '`').count();
        let after = &rest[start + n..];
        let fence = "`".repeat(n);
        kept.push_str(&rest[..start]);
        match after.find(&fence).filter(|_| !is_escaped) {
            Some(end) => rest = &after[end + n..],
            None => rest = after,
        }
    }
    kept + rest
}

#[test]
fn a_whole_report_reads_as_agreed() {
    let zone = wib();
    let incidents: Vec<_> = typical().into_iter().map(|(_, it)| it).take(3).collect();
    let line_at = |at: RecordRef| Some(format!("Dec 10 09:1{} web1 sshd[7]: …", at.line % 10));
    let mut text = String::new();
    for lang in Lang::ALL {
        let options = Options {
            reader: Reader::new(lang, &zone),
            line_at: &line_at,
        };
        text.push_str(&markdown::markdown(
            &analysis(incidents.clone(), 1_204),
            &options,
        ));
        text.push('\n');
    }
    check_golden("report.md", &text);
}
