//! The clocks of single files: zones of their own, corrections, and what is said of them.

use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, FileClock, FileFacts, FileSummary, NoticeKind, UserChoices, Zone};

const HOUR_US: i64 = 3_600_000_000;
/// 2026-03-11T03:00:30Z.
const MODIFIED_MS: i64 = 1_773_198_030_000;

/// Syslog without year and zone, an application's log without zone, and requests with both; all of the
/// same moments where machines are at UTC+7.
const FILES: [(&str, &str); 3] = [
    (
        "logs/auth.log",
        "Mar 11 09:59:58 web-1 sshd[7]: Failed password for root from 203.0.113.9 port 5 ssh2\n\
         Mar 11 10:00:00 web-1 sshd[7]: Failed password for root from 203.0.113.9 port 5 ssh2\n",
    ),
    (
        "logs/shop.log",
        "2026-03-11 09:59:58 ERROR [shop] order 1 was refused\n\
         2026-03-11 10:00:00 ERROR [shop] order 2 was refused\n",
    ),
    (
        "logs/access.log",
        "203.0.113.9 - - [11/Mar/2026:09:59:58 +0700] \"GET / HTTP/1.1\" 200 5\n\
         203.0.113.9 - - [11/Mar/2026:10:00:00 +0700] \"GET / HTTP/1.1\" 200 5\n",
    ),
];

fn analysis(clocks: Vec<FileClock>) -> Analysis {
    let facts = FILES.map(|(name, text)| FileFacts {
        name: name.to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: Some(MODIFIED_MS),
    });
    let sources: Vec<Source<'_>> = facts
        .iter()
        .zip(FILES)
        .map(|(facts, (_, text))| Source {
            facts,
            bytes: text.as_bytes(),
        })
        .collect();
    let choices = UserChoices {
        clocks,
        ..UserChoices::default()
    };
    analyze(&sources, &choices, Limits::default())
}

fn clock(name: &str, zone: Option<Zone>, shift_us: i64) -> FileClock {
    FileClock {
        name: name.to_owned(),
        zone,
        shift_us,
    }
}

/// How far each file's last time lies from that of the requests, in microseconds.
fn off_us(analysis: &Analysis) -> [i64; 3] {
    let end = |i: usize| analysis.files[i].range.expect("all have times").end.0;
    [0, 1, 2].map(|i| end(i) - end(2))
}

fn said(file: &FileSummary, kind: NoticeKind) -> Option<u64> {
    let notice = file.notices.iter().find(|it| it.kind == kind);
    notice.map(|it| it.count)
}

#[test]
fn a_zone_of_its_own_brings_a_file_beside_the_others() {
    let as_utc = analysis(Vec::new());
    assert_eq!(off_us(&as_utc), [7 * HOUR_US, 7 * HOUR_US, 0]);
    let wib = || Some(Zone::fixed("WIB", 7 * 3600));
    let one = analysis(vec![clock("logs/auth.log", wib(), 0)]);
    assert_eq!(off_us(&one), [0, 7 * HOUR_US, 0]);
    let all = analysis(vec![
        clock("**/shop.log", wib(), 0),
        clock("**/logs/auth.log", wib(), 0),
    ]);
    assert_eq!(off_us(&all), [0, 0, 0]);
    // Named in two ways, a file takes what either says.
    let both = analysis(vec![
        clock("**/auth.log", wib(), 0),
        clock("logs/auth.log", None, HOUR_US),
    ]);
    assert_eq!(off_us(&both), [HOUR_US, 7 * HOUR_US, 0]);
}

#[test]
fn a_wrong_clock_is_set_whether_its_times_name_their_zone_or_not() {
    let shift_us = -90_000_000;
    let set = analysis(FILES.map(|(name, _)| clock(name, None, shift_us)).to_vec());
    let plain = analysis(Vec::new());
    for (file, before) in set.files.iter().zip(&plain.files) {
        let end = |file: &FileSummary| file.range.map(|range| range.end.0);
        assert_eq!(
            end(file),
            end(before).map(|us| us + shift_us),
            "{}",
            file.facts.name
        );
        assert_eq!(said(file, NoticeKind::ClockSetBack), Some(90));
        assert_eq!(said(before, NoticeKind::ClockSetBack), None);
    }
    let lines = &set.incidents.iter().map(|it| it.range).collect::<Vec<_>>();
    let before = plain.incidents.iter().map(|it| {
        it.range.map(|mut range| {
            range.start.0 += shift_us;
            range.end.0 += shift_us;
            range
        })
    });
    assert_eq!(*lines, before.collect::<Vec<_>>());
}

#[test]
fn a_zone_that_makes_a_file_end_after_its_last_change_is_doubted() {
    let plain = analysis(Vec::new());
    let doubts = |analysis: &Analysis| {
        let files = analysis.files.iter();
        files
            .map(|file| said(file, NoticeKind::ZoneDoubted))
            .collect::<Vec<_>>()
    };
    let ahead = Some(7 * 3600 - 30);
    assert_eq!(doubts(&plain), [ahead, ahead, None]);
    let wib = Some(Zone::fixed("WIB", 7 * 3600));
    let set = analysis(vec![clock("logs/auth.log", wib, 0)]);
    assert_eq!(doubts(&set), [None, ahead, None]);
}
