//! Rows of every format, and filters over them.

use jejak_protocol::{
    Entity, EntityKind, FileFacts, FileId, Filter, RowField, SpanKind, TimeRange, UserChoices,
};
use proptest::prelude::*;

use super::*;
use crate::formats::Format;

const SSHD: &str = "Dec 10 06:55:46 LabSZ sshd[24200]: Failed password for invalid user ana from 192.0.2.7 port 38926 ssh2";
const ACCESS: &str = r#"192.0.2.7 - ana [04/Feb/2024:15:42:45 +0000] "GET /404/a?b=404 HTTP/1.1" 404 5 "-" "Mozilla Chrome/119.0.0.0""#;

fn plan_as(format: Format) -> Plan {
    let facts = FileFacts {
        name: "x".to_owned(),
        size_bytes: None,
        modified_ms: None,
    };
    let mut plan = crate::plan::plan(&[], &facts, &UserChoices::default());
    plan.layout = format.into();
    plan
}

fn row(format: Format, text: &str, highlight: &[&str]) -> Row {
    let at = RecordRef {
        file: FileId(0),
        line: 0,
    };
    render(&plan_as(format), text, at, None, highlight)
}

/// `Kind=text` of each span, sliced as JavaScript would.
fn marked(row: &Row) -> Vec<String> {
    let units: Vec<u16> = row.text.encode_utf16().collect();
    row.spans
        .iter()
        .map(|span| {
            let part = String::from_utf16_lossy(&units[span.start as usize..span.end as usize]);
            match span.kind {
                SpanKind::Entity(kind) => format!("{kind:?}={part}"),
                kind => format!("{kind:?}={part}"),
            }
        })
        .collect()
}

fn named(row: &Row) -> Vec<String> {
    let show = |field: &RowField| format!("{}={}", field.name, field.value);
    row.fields.iter().map(show).collect()
}

#[test]
fn a_syslog_line_is_marked_and_named() {
    let row = row(Format::Syslog, SSHD, &["PASSWORD"]);
    assert_eq!(
        marked(&row),
        [
            "Time=Dec 10 06:55:46",
            "Host=LabSZ",
            "Service=sshd",
            "Process=24200",
            "Match=password",
            "User=ana",
            "SourceAddress=192.0.2.7",
        ]
    );
    assert_eq!(
        named(&row)[..5],
        [
            "host=LabSZ",
            "process=sshd",
            "pid=24200",
            "source=192.0.2.7",
            "user=ana"
        ]
    );
    assert_eq!((row.level, row.continues), (Level::Warning, false));
}

#[test]
fn a_request_is_marked_behind_its_own_digits() {
    let row = row(Format::Access, ACCESS, &[]);
    assert_eq!(
        marked(&row),
        [
            "SourceAddress=192.0.2.7",
            "User=ana",
            "Time=04/Feb/2024:15:42:45 +0000",
            "Path=/404/a",
            "Status=404",
            "UserAgent=Mozilla Chrome/119.0.0.0",
        ]
    );
    assert!(named(&row).contains(&"query=b=404".to_owned()));
    assert_eq!(row.level, Level::Warning);
}

#[test]
fn levels_and_stamps_of_every_format() {
    for (format, text, expected) in [
        (
            Format::App,
            "2026-01-04 10:15:23,5 [ERROR] shop: x 10.0.0.1:80",
            "Time=2026-01-04 10:15:23,5 Level=ERROR Service=shop SourceAddress=10.0.0.1",
        ),
        (
            Format::App,
            "E0104 10:15:23.123456   77 a.go:12] x",
            "Time=0104 10:15:23.123456 Process=77 Service=a.go",
        ),
        (
            Format::App,
            "ERROR 2026-01-04 10:15:23 error",
            "Level=ERROR Time=2026-01-04 10:15:23",
        ),
        (
            Format::Json,
            r#"{"ts":1767521723.25,"level":"warn","msg":"warn é","ip":"::1"}"#,
            "Time=1767521723.25 Level=warn SourceAddress=::1",
        ),
        (
            Format::Syslog,
            "<11>Jan  4 10:15:23 h a: b",
            "Level=<11> Time=Jan  4 10:15:23 Host=h Service=a",
        ),
        (Format::Plain, "error: x", "Level=error"),
    ] {
        assert_eq!(
            marked(&row(format, text, &[])).join(" "),
            expected,
            "{text}"
        );
    }
}

#[test]
fn offsets_count_utf16_units() {
    let row = row(Format::Plain, "é😀 Ünal 192.0.2.7 ÜNAL", &["ünal"]);
    assert_eq!(
        marked(&row),
        ["Match=Ünal", "SourceAddress=192.0.2.7", "Match=ÜNAL"]
    );
}

#[test]
fn addresses_and_what_only_looks_like_them() {
    let found = |text: &str| -> Vec<String> {
        let ranges = names::addresses(text);
        ranges
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    };
    assert_eq!(found("src: /10.250.18.114:43996 dest:"), ["10.250.18.114"]);
    assert_eq!(
        found("[::1]:22 and 2001:db8::7, ::ffff:192.0.2.1."),
        ["::1", "2001:db8::7", "192.0.2.1"]
    );
    assert_eq!(
        found("http://192.0.2.1/x (192.0.2.2) k=192.0.2.3"),
        ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    );
    for text in [
        "10:15:23",
        "v1.2.3.4",
        "Chrome/119.0.0.0",
        "1.2.3",
        "1.2.3.4.5",
        "::",
        "a.b.c.d",
        "999.1.1.1",
        "ip-10.0.0.1",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn json_shows_every_member() {
    let row = row(
        Format::Json,
        r#"{"msg":"x","user":{"name":"ana"},"n":[1,2],"ip":"192.0.2.7"}"#,
        &[],
    );
    assert_eq!(
        named(&row),
        ["msg=x", "user.name=ana", "n=[1,2]", "ip=192.0.2.7"]
    );
    assert_eq!(row.fields[1].entity, Some(EntityKind::User));
}

#[test]
fn lines_below_a_record_say_so() {
    let row = row(Format::App, "java.io.IOException: to 192.0.2.7", &[]);
    assert!(row.continues && row.fields.is_empty());
    assert!(marked(&row).contains(&"SourceAddress=192.0.2.7".to_owned()));
}

fn passes(filter: &Filter, format: Format, text: &str) -> bool {
    Matcher::new(filter).matches(&plan_as(format), text, None, |_| None, Level::default)
}

#[test]
fn words_without_regard_to_case_all_of_them() {
    let check = |text: &str, expected| {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        assert_eq!(passes(&filter, Format::Syslog, SSHD), expected, "{text}");
    };
    check("", true);
    check("FAILED labsz", true);
    check("failed accepted", false);
    check("24200", true);
    check("ÄNA", false);
}

#[test]
fn names_with_and_without() {
    let entity = |kind, value: &str| Entity {
        kind,
        value: value.to_owned(),
    };
    let ana = entity(EntityKind::User, "ana");
    let other = entity(EntityKind::User, "budi");
    let source = entity(EntityKind::SourceAddress, "192.0.2.7");
    let part = entity(EntityKind::SourceAddress, "192.0.2.70");
    for (with, without, expected) in [
        (vec![ana.clone(), source.clone()], vec![], true),
        (vec![ana.clone()], vec![other.clone()], true),
        (vec![other], vec![], false),
        (vec![part.clone()], vec![], false),
        (vec![], vec![source], false),
        (vec![], vec![part], true),
    ] {
        let filter = Filter {
            with,
            without,
            ..Filter::default()
        };
        for (format, text) in [(Format::Syslog, SSHD), (Format::Access, ACCESS)] {
            assert_eq!(passes(&filter, format, text), expected, "{filter:?}");
        }
    }
}

#[test]
fn level_range_and_template() {
    let at_least = |level| Filter {
        level: Some(level),
        ..Filter::default()
    };
    assert!(passes(&at_least(Level::Warning), Format::Access, ACCESS));
    assert!(!passes(&at_least(Level::Error), Format::Access, ACCESS));
    assert!(passes(&at_least(Level::Unknown), Format::Plain, "x"));

    let below = |level| {
        let filter = at_least(Level::Error);
        let trace = "    at com.shop.Cart.add(Cart.java:12)";
        Matcher::new(&filter).matches(&plan_as(Format::App), trace, None, |_| None, || level)
    };
    assert!(below(Level::Critical) && !below(Level::Info));

    let range = TimeRange {
        start: TimestampUs(5),
        end: TimestampUs(9),
    };
    let filter = Filter {
        range: Some(range),
        ..Filter::default()
    };
    let in_range = |time| {
        Matcher::new(&filter).matches(&plan_as(Format::Plain), "x", time, |_| None, Level::default)
    };
    assert!(in_range(Some(TimestampUs(9))));
    assert!(!in_range(Some(TimestampUs(10))) && !in_range(None));

    let filter = Filter {
        templates: vec!["t0".to_owned(), "t1".to_owned()],
        ..Filter::default()
    };
    let plan = plan_as(Format::Syslog);
    let of = |id| Matcher::new(&filter).matches(&plan, SSHD, None, |_| Some(id), Level::default);
    assert!(of("t1") && !of("t2"));
}

proptest! {
    #[test]
    fn no_line_breaks_a_row(text in "\\PC{0,80}|[\\x00-\\x7F]{0,80}", word in "\\PC{0,3}", cut in 0_usize..90) {
        for format in Format::ALL {
            let mut plan = plan_as(format);
            plan.limits.line_bytes = cut;
            let at = RecordRef { file: FileId(0), line: 0 };
            let row = render(&plan, &text, at, None, &[&word]);
            let n_units = row.text.encode_utf16().count() as u32;
            prop_assert!(row.text.len() <= cut);
            for span in &row.spans {
                prop_assert!(span.start < span.end && span.end <= n_units);
            }
        }
    }
}
