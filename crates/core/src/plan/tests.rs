//! Which files are read, and as what.

use std::io::Write as _;

use super::*;
use crate::unpack::Layer;

const SYSLOG: &str = "Jan  4 10:15:23 web-1 sshd[7]: Failed password for root\n";
const GZIP: Container = Container::Packed([Some(Layer::Gzip), None, None, None]);
const ACCESS: &str = "192.0.2.7 - - [04/Feb/2024:15:42:45 +0000] \"GET / HTTP/1.1\" 200 5\n";

fn facts(size_bytes: Option<u64>) -> FileFacts {
    FileFacts {
        name: "x.log".to_owned(),
        size_bytes,
        modified_ms: None,
    }
}

fn plan_of(bytes: &[u8]) -> Plan {
    let size = Some(bytes.len() as u64);
    plan(&[bytes], &facts(size), &UserChoices::default())
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

#[test]
fn formats_are_told_apart() {
    let app = "2026-01-04 10:15:23 ERROR [Shop] refused\n";
    let iso = "2026-01-04T10:15:23+07:00 web-1 sshd[7]: refused\n";
    let json = "{\"time\":\"2026-01-04T10:15:23Z\",\"msg\":\"x\"}\n";
    for (text, format, clock, assumes_zone) in [
        (SYSLOG, Format::Syslog, Clock::Yearless, true),
        (iso, Format::Syslog, Clock::Full, false),
        (ACCESS, Format::Access, Clock::Full, false),
        (app, Format::App, Clock::Full, true),
        (json, Format::Json, Clock::Full, false),
        ("hello\nworld\n", Format::Plain, Clock::Full, false),
        ("no line end", Format::Plain, Clock::Full, false),
        (
            &SYSLOG.replace('\n', "\r\n"),
            Format::Syslog,
            Clock::Yearless,
            true,
        ),
        (
            &format!("\u{feff}{ACCESS}"),
            Format::Access,
            Clock::Full,
            false,
        ),
        (SYSLOG.trim_end(), Format::Syslog, Clock::Yearless, true),
    ] {
        let plan = plan_of(text.as_bytes());
        assert_eq!(plan.refusal, None, "{text}");
        assert_eq!(
            (plan.layout.format, plan.clock, plan.assumes_zone),
            (format, clock, assumes_zone),
            "{text}"
        );
        assert_eq!(plan.confidence, 1.0, "{text}");
    }
}

#[test]
fn some_garbage_does_not_change_the_format() {
    let text = format!(
        "{}garbage\nmore of it\nJan  4 10:15:23\n",
        SYSLOG.repeat(17)
    );
    let plan = plan_of(text.as_bytes());
    assert_eq!(
        (plan.layout.format, plan.confidence),
        (Format::Syslog, 17.0 / 20.0)
    );
    let trace = "2026-01-04 10:15:23 ERROR x\nTraceback (most recent call last):\n  File \"a\"\nValueError: y\n";
    assert_eq!(plan_of(trace.as_bytes()).confidence, 1.0);
    let mostly_other = format!("{SYSLOG}one\ntwo\n");
    assert_eq!(
        plan_of(mostly_other.as_bytes()).layout.format,
        Format::Plain
    );
}

#[test]
fn cut_lines_at_the_ends_of_stretches_do_not_count() {
    let first = format!("{SYSLOG}Jan  4 10:1");
    let later = format!("5:23 web-1 x: y\n{SYSLOG}Jan");
    let samples = [first.as_bytes(), later.as_bytes()];
    let plan = plan(&samples, &facts(Some(1 << 20)), &UserChoices::default());
    assert_eq!((plan.layout.format, plan.confidence), (Format::Syslog, 1.0));
}

#[test]
fn gzip_is_known_by_its_bytes() {
    let whole = gzip(SYSLOG.repeat(5000).as_bytes());
    for bytes in [&whole[..], &whole[..whole.len() / 2]] {
        let plan = plan_of(bytes);
        assert_eq!((plan.container, plan.layout.format), (GZIP, Format::Syslog));
        assert_eq!((plan.refusal, plan.confidence), (None, 1.0));
    }
    assert_eq!(plan_of(&gzip(b"")).refusal, Some(Refusal::Empty));
    assert_eq!(
        plan_of(&gzip(&[0; 4096])).refusal,
        Some(Refusal::Binary(Foreign::Unknown))
    );
    assert_eq!(plan_of(b"\x1F\x8B\x08\xFF\xFF\xFF").container, GZIP);
}

#[test]
fn what_is_no_text_is_refused() {
    let utf32: Vec<u8> = format!("\u{feff}{SYSLOG}")
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let noise: Vec<u8> = (0..4096_u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for (bytes, kind) in [
        (&b"\x7FELF\x02\x01 text"[..], Foreign::Unknown),
        (b"\x89PNG\r\n\x1A\n", Foreign::Unknown),
        (&noise, Foreign::Unknown),
        (&utf32, Foreign::Utf32),
        (b"LPKSHHRH\x01\0\0\0", Foreign::SystemdJournal),
        (b"\x30\0\0\0LfLe\x01\0\0\0", Foreign::OldEventLog),
        (b"Rar!\x1A\x07\x01\0", Foreign::Packed),
        (b"\x04\x22\x4D\x18\x64\x40", Foreign::Packed),
        (b"\xD4\xC3\xB2\xA1\x02\0\x04\0", Foreign::PacketCapture),
        (
            b"\n\r\r\n\x1C\0\0\0\x4D\x3C\x2B\x1A\x01\0",
            Foreign::PacketCapture,
        ),
    ] {
        let refusal = Some(Refusal::Binary(kind));
        assert_eq!(plan_of(bytes).refusal, refusal, "{:?}", &bytes[..4]);
    }
    assert_eq!(
        plan_of(b"\n\r\r\nlines, and some are blank\n").refusal,
        None
    );
    assert_eq!(plan_of(b"").refusal, Some(Refusal::Empty));
    assert_eq!(
        plan(&[], &facts(None), &UserChoices::default()).refusal,
        Some(Refusal::Empty)
    );
    let few_nuls = format!("{}\0\0\n", SYSLOG.repeat(10));
    let plan = plan_of(few_nuls.as_bytes());
    assert_eq!((plan.refusal, plan.layout.format), (None, Format::Syslog));
}

#[test]
fn other_encodings_are_text() {
    let latin = [SYSLOG.as_bytes(), b"Jan  4 10:15:23 web-1 x: \xE9t\xE9\n"].concat();
    let plan = plan_of(&latin);
    assert_eq!(
        (plan.refusal, plan.layout.format, plan.confidence),
        (None, Format::Syslog, 1.0)
    );
}

#[test]
fn utf16_is_text_in_either_order_and_inside_gzip() {
    let text = SYSLOG.repeat(50);
    for mark in ["\u{feff}", ""] {
        let units = || format!("{mark}{text}").encode_utf16().collect::<Vec<_>>();
        let le: Vec<u8> = units().into_iter().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = units().into_iter().flat_map(u16::to_be_bytes).collect();
        for (bytes, layers) in [
            (gzip(&le), vec![Layer::Gzip, Layer::Utf16Le]),
            (le, vec![Layer::Utf16Le]),
            (be, vec![Layer::Utf16Be]),
        ] {
            let mut expected = [None; 4];
            for (slot, layer) in expected.iter_mut().zip(layers) {
                *slot = Some(layer);
            }
            let plan = plan_of(&bytes);
            assert_eq!(plan.container, Container::Packed(expected));
            assert_eq!(
                (plan.refusal, plan.layout, plan.confidence),
                (None, Format::Syslog.into(), 1.0)
            );
        }
    }
}

#[test]
fn what_a_runtime_wraps_is_found_out() {
    let inside = "{\"level\":\"error\",\"msg\":\"refused\"}";
    let docker = format!(
        "{{\"log\":{},\"stream\":\"stdout\",\"time\":\"2026-01-04T10:15:23.1Z\"}}\n",
        serde_json::Value::from(format!("{inside}\n"))
    );
    let cri = format!("2026-01-04T10:15:23.1Z stderr F {}", ACCESS);
    for (text, id, clock) in [
        (docker.repeat(3), "docker/json", Clock::Full),
        (cri.repeat(3), "cri/access", Clock::Full),
        (
            "2026-01-04T10:15:23.1Z stderr F started\n".to_owned(),
            "cri",
            Clock::Full,
        ),
    ] {
        let plan = plan_of(text.as_bytes());
        assert_eq!((&*plan.layout.id().0, plan.clock), (id, clock), "{text}");
        assert!(!plan.assumes_zone, "the runtime's stamps name their zone");
    }
}
