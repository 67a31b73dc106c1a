use jejak_protocol::custom::SampleKind;

use super::*;
use crate::formats::spec::describe;

fn custom(pattern: &str, time: &str) -> Result<Custom, FormatFault> {
    Custom::new(&CustomFormat {
        name: "till".to_owned(),
        pattern: pattern.to_owned(),
        time: time.to_owned(),
    })
}

fn check(pattern: &str, time: &str, line: &str, reads: &str) {
    let custom = custom(pattern, time).expect("the pattern is usable");
    assert_eq!(
        custom.read(line, |line| describe(&line)),
        reads,
        "{pattern}"
    );
}

#[test]
fn fields_are_read_by_their_names() {
    check(
        r"%{TIMESTAMP_ISO8601:time} \[%{LOGLEVEL:level}\] (?<user>\w+)@%{IP:source} %{GREEDYDATA:message}",
        "",
        "2026-01-04 10:15:23 [ERROR] ana@192.0.2.7 drawer open",
        "time=2026-01-04T10:15:23 level=error source=192.0.2.7 user=ana message=drawer open",
    );
    check(
        r"(?<time>\S+) %{WORD:program}\[%{INT:pid}\] till %{INT:till}",
        "",
        "1767521723.5 kassa[77] till 12",
        "time=2026-01-04T10:15:23.5Z process=kassa pid=77 message=1767521723.5 kassa[77] till 12",
    );
    check(
        "%{COMBINEDAPACHELOG}",
        "",
        r#"192.0.2.7 - ana [04/Jan/2026:10:15:23 +0700] "GET /a?b HTTP/1.1" 404 12 "-" "curl/8""#,
        "time=2026-01-04T03:15:23Z level=warning source=192.0.2.7 user=ana client=192.0.2.7 user=ana \
         method=GET target=/a?b status=404 bytes=12 agent=curl/8 message=GET /a?b HTTP/1.1",
    );
}

#[test]
fn times_of_any_form() {
    for (form, stamp, reads) in [
        (
            "%d.%m.%Y %H:%M:%S",
            "04.01.2026 10:15:23",
            "2026-01-04T10:15:23",
        ),
        ("%d/%m/%y %Hh%M", "04/01/26 10h15", "2026-01-04T10:15:00"),
        ("%b %d %H:%M:%S", "Jan 04 10:15:23", "01-04T10:15:23"),
        (
            "%Y%m%d%H%M%S%.f",
            "20260104101523.25",
            "2026-01-04T10:15:23.25",
        ),
        (
            "%Y-%m-%d %H:%M:%S %z",
            "2026-01-04 17:15:23 +0700",
            "2026-01-04T10:15:23Z",
        ),
        ("%s", "1767521723", "2026-01-04T10:15:23Z"),
    ] {
        let line = format!("<{stamp}> paid");
        check(
            "<(?<time>[^>]*)> %{GREEDYDATA:message}",
            form,
            &line,
            &format!("time={reads} message=paid"),
        );
    }
    check(
        "<(?<time>[^>]*)>",
        "%d.%m.%Y %H:%M:%S",
        "<31.02.2026 10:15:23>",
        "BadTimestamp",
    );
    check("<(?<time>[^>]*)>", "", "<soon>", "BadTimestamp");
}

#[test]
fn lines_that_do_not_fit() {
    let pattern = "%{INT:n};%{GREEDYDATA:message}";
    check(pattern, "", "12;x", "message=x");
    check(pattern, "", "x 12;x", "NoHeader");
    check(pattern, "", "   at main.rs:3", "…");
}

#[test]
fn what_is_wrong_is_told() {
    let fault = |pattern: &str, time: &str| custom(pattern, time).err();
    assert_eq!(fault("", ""), Some(FormatFault::NoPattern));
    assert_eq!(
        fault("%{GREEDYDATA:message}", ""),
        Some(FormatFault::NoFields)
    );
    assert_eq!(fault(r"(?<user>\w*)", ""), Some(FormatFault::NoFields));
    assert_eq!(fault(r"\d+ x", ""), Some(FormatFault::NoFields));
    let unknown = FormatFault::UnknownGrok {
        name: "NOPE".to_owned(),
    };
    assert_eq!(fault("%{NOPE:x}", ""), Some(unknown));
    let bad = FormatFault::BadPattern {
        detail: "unclosed group".to_owned(),
    };
    assert_eq!(fault("(?<user>x", ""), Some(bad));
    assert_eq!(
        fault(r"(?<user>\w{900}){900}", ""),
        Some(FormatFault::TooLarge)
    );
    assert_eq!(fault(&"x".repeat(5000), ""), Some(FormatFault::TooLong));
    assert_eq!(fault(r"(?<user>\w+)", "%Y"), Some(FormatFault::NoTimeField));
    assert_eq!(
        fault(r"(?<time>\w+)", "%Q!"),
        Some(FormatFault::BadTimeForm)
    );
    assert_eq!(
        fault(r"(?<time>\w+)", "%H:%M"),
        Some(FormatFault::BadTimeForm)
    );
    let named = CustomFormat {
        name: "a/b".to_owned(),
        pattern: r"(?<user>\w+)".to_owned(),
        time: String::new(),
    };
    assert_eq!(Custom::new(&named).err(), Some(FormatFault::Name));
}

#[test]
fn every_piece_compiles_and_expands() {
    for (name, _) in grok::names() {
        custom(&format!(">%{{{name}:field}}<"), "").expect(name);
    }
}

#[test]
fn samples_show_where_fields_stand() {
    let format = CustomFormat {
        name: "till".to_owned(),
        pattern: r"(?<user>\S+) till %{INT:till}".to_owned(),
        time: String::new(),
    };
    let lines = ["\u{1F600}é till 12".to_owned(), "x".to_owned()];
    let read = sample(&format, &lines).expect("the pattern is usable");
    let fields: Vec<_> = read[0]
        .fields
        .iter()
        .map(|it| (it.start, it.end, &*it.name, it.is_known))
        .collect();
    assert_eq!(fields, [(0, 3, "user", true), (9, 11, "till", false)]);
    assert_eq!(
        [read[0].kind, read[1].kind],
        [SampleKind::Record, SampleKind::NoMatch]
    );
}

#[test]
fn a_description_goes_through_a_plan() {
    let own = custom(r"(?<user>\w+) (?<time>\S+)", "").expect("usable");
    let bytes = postcard::to_allocvec(&own).expect("postcard writes it");
    let back: Custom = postcard::from_bytes(&bytes).expect("postcard reads it");
    assert_eq!(own, back);
}
