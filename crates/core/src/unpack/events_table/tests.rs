use super::*;
use crate::unpack::Layer;
use crate::unpack::testing::unpacked;

fn unpack(bytes: &[u8], step: usize) -> (String, End) {
    unpacked(Layer::EventsTable, bytes, step)
}

const HEADING: &str = "Keywords,Date and Time,Source,Event ID,Task Category\r\n";
const ROW: &str = "Audit Failure,1/4/2026 10:15:23 AM,Microsoft-Windows-Security-Auditing,4625,Logon,\"An account failed to log on.\r\n\r\nSubject:\r\n\tAccount Name:\t\"\"-\"\", \"x\" y\r\n\"\r\n";

#[test]
fn rows_are_lines_whatever_the_pieces() {
    let text = format!("\u{feff}{HEADING}{ROW}{ROW}a,b,c,1,\r\n{}", ROW.trim_end());
    let row = "Audit Failure,1/4/2026 10:15:23 AM,Microsoft-Windows-Security-Auditing,4625,Logon,\"An account failed to log on.⏎⏎Subject:⏎\tAccount Name:\t\"\"-\"\", \"x\" y⏎\"\r\n";
    let expected = format!(
        "\u{feff}{HEADING}{row}{row}a,b,c,1,\r\n{}\n",
        row.trim_end()
    );
    assert!(is_table(text.as_bytes()));
    assert!(
        !is_table(expected.as_bytes()),
        "what was put together is no such table"
    );
    for step in 1..text.len() {
        let got = unpack(text.as_bytes(), step);
        assert_eq!(
            (got.0.as_str(), got.1),
            (expected.as_str(), End::Complete),
            "{step}"
        );
    }
}

#[test]
fn a_quote_too_many_does_not_swallow_the_rest() {
    let lines = "1,2,3,4,5\n".repeat(20_000);
    let text = format!("{HEADING}{ROW}x,\"{lines}{ROW}");
    let whole = unpack(text.as_bytes(), text.len());
    assert_eq!(whole, unpack(text.as_bytes(), 7));
    assert_eq!(whole.1, End::Complete);
    assert!(
        whole.0.lines().count() > 19_000,
        "{}",
        whole.0.lines().count()
    );
    assert!(whole.0.ends_with("y⏎\"\r\n"));
}

#[test]
fn a_cut_row_is_kept() {
    let (text, end) = unpack(format!("{HEADING}x,\"a\nb").as_bytes(), 5);
    assert_eq!(
        (text.lines().last(), end),
        (Some("x,\"a⏎b"), End::Truncated)
    );
}

#[test]
fn only_tables_of_events_with_sentences() {
    let power = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n\"Message\",\"Id\",\"ProviderName\",\"TimeCreated\"\r\n\"A logon.\r\n\r\nx\",\"4624\",\"Microsoft-Windows-Security-Auditing\",\"1/4/2026\"\r\n";
    let german = "Schlüsselwörter,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n";
    for (text, expected) in [
        (format!("{HEADING}{ROW}"), true),
        (power.to_owned(), true),
        (power.replace("\r\n\r\nx", ""), false),
        (power.replace("4624", "x"), false),
        (format!("{german}{ROW}"), true),
        (format!("{HEADING}a,b,c,1,d,\"one line\"\r\n"), false),
        (format!("time,level,user,count,x\r\n{ROW}"), true),
        (format!("time,level,message\r\n{ROW}"), false),
        (HEADING.to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(is_table(text.as_bytes()), expected, "{text}");
    }
}
