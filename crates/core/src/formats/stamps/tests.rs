//! Spellings of every reader, what is refused, and that what is written is read back.

use proptest::{prop_assert, prop_assert_eq, proptest};

use super::*;

const DAY_S: i64 = 86_400;

fn utc(seconds: i64, us: i64) -> Stamp {
    Stamp::Utc(TimestampUs(seconds * US_PER_SECOND + us))
}

fn local(seconds: i64, us: i64) -> Stamp {
    Stamp::Local(seconds * US_PER_SECOND + us)
}

fn yearless(day: i64, seconds: i64) -> Stamp {
    Stamp::Yearless((day * DAY_S + seconds) * US_PER_SECOND)
}

fn check(read: fn(&[u8]) -> Read, line: &str, expected: Read) {
    assert_eq!(read(line.as_bytes()), expected, "{line}");
}

#[test]
fn rfc3164_spellings() {
    let noon = 12 * 3600 + 34 * 60 + 56;
    check(rfc3164, "Jan  1 00:00:00 h", Ok((yearless(0, 0), 15)));
    check(rfc3164, "Jan 1 12:34:56 h", Ok((yearless(0, noon), 14)));
    check(rfc3164, "Jan 01 12:34:56 h", Ok((yearless(0, noon), 15)));
    check(rfc3164, "Feb 29 12:34:56 h", Ok((yearless(59, noon), 15)));
    check(rfc3164, "Mar  1 00:00:00", Ok((yearless(60, 0), 15)));
    let micro = Stamp::Yearless(noon * US_PER_SECOND + 5_000);
    check(rfc3164, "Jan  1 12:34:56.005 h", Ok((micro, 19)));
    let in_2015 = 1_445_937_886;
    check(
        rfc3164,
        "Oct 27 2015 09:24:46 h",
        Ok((local(in_2015, 0), 20)),
    );
    check(
        rfc3164,
        "Oct 27 09:24:46 2015 h",
        Ok((local(in_2015, 0), 20)),
    );
    check(
        rfc3164,
        "Jan  1 12:34:56 1234 h",
        Ok((yearless(0, noon), 15)),
    );
}

#[test]
fn impossible_moments_are_bad() {
    for line in [
        "Feb 30 00:00:00",
        "Apr 31 00:00:00",
        "Jan  0 00:00:00",
        "Jan  1 24:00:00",
        "Jan  1 23:60:00",
        "Jan  1 23:59:61",
        "Feb 29 2023 00:00:00",
    ] {
        check(rfc3164, line, Err(Misfit::BadTimestamp));
    }
    for line in [
        "2023-02-29 00:00:00",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "2024-01-01T00:00:00+99:00",
        "0001-01-01T00:00:00Z",
    ] {
        check(iso, line, Err(Misfit::BadTimestamp));
    }
    check(clf, "30/Feb/2024:00:00:00 +0000", Err(Misfit::BadTimestamp));
}

#[test]
fn other_text_is_no_stamp() {
    for line in [
        "",
        "J",
        "Jan",
        "Jan 1",
        "Jan  1 1:2",
        "Jux  1 12:34:56",
        "2024",
        "2024-01-01",
        "2024-01-01T",
        "2024-01/01 00:00:00",
        "10.251.73.220:50010",
        "Jän  1 12:34:56",
        "١٢:٣٤:٥٦",
    ] {
        check(any, line, Err(Misfit::NoTimestamp));
    }
}

#[test]
fn iso_spellings() {
    let t = 1_767_521_723; // 2026-01-04 10:15:23
    for (line, expected) in [
        ("2026-01-04T10:15:23Z", (utc(t, 0), 20)),
        ("2026-01-04T10:15:23.5Z x", (utc(t, 500_000), 22)),
        ("2026-01-04T10:15:23.5Z 192.0.2.7", (utc(t, 500_000), 22)),
        ("2026-01-04T17:15:23.12+07:00", (utc(t, 120_000), 28)),
        ("2026-01-04T10:15:23.123456789Z x", (utc(t, 123_456), 30)),
        ("2026-01-04T17:15:23+07:00 x", (utc(t, 0), 25)),
        ("2026-01-04T17:15:23.000001+0700 x", (utc(t, 1), 31)),
        ("2026-01-04 17:15:23 +07 x", (utc(t, 0), 23)),
        ("2026-01-04 10:15:23 UTC x", (utc(t, 0), 23)),
        ("2026-01-04T05:45:23-04:30", (utc(t, 0), 25)),
        ("2026-01-04 10:15:23 ERROR", (local(t, 0), 19)),
        ("2026-01-04 10:15:23,123 - x", (local(t, 123_000), 23)),
        ("2026-01-04 10:15:23 - x", (local(t, 0), 19)),
        ("2026-01-04 10:15:23 -12345 x", (local(t, 0), 19)),
        ("2026/01/04 10:15:23 [error]", (local(t, 0), 19)),
        ("2026.01.04 10:15:23 LOG3", (local(t, 0), 19)),
        ("2026-01-04-10.15.23.675872 R02", (local(t, 675_872), 26)),
        ("2026-01-04 10:15 x", (local(t - 23, 0), 16)),
        ("2016-12-31T23:59:60Z", (utc(1_483_228_800, 0), 20)),
    ] {
        check(iso, line, Ok(expected));
    }
}

#[test]
fn clf_and_ctime() {
    let t = 1_707_061_365; // 2024-02-04 15:42:45
    check(clf, "04/Feb/2024:15:42:45 +0000] x", Ok((utc(t, 0), 26)));
    check(clf, "04/Feb/2024:22:42:45 +0700]", Ok((utc(t, 0), 26)));
    check(clf, "4/Feb/2024:15:42:45]", Ok((local(t, 0), 19)));
    check(clf, "04-Feb-2024 15:42:45 UTC]", Ok((utc(t, 0), 24)));
    let sunday = "Sun Feb 04 15:42:45 2024] x";
    check(ctime, sunday, Ok((local(t, 0), 24)));
    let fraction = "Sun Feb 04 15:42:45.000123 2024] x";
    check(ctime, fraction, Ok((local(t, 123), 31)));
    let date = "Sun Feb  4 15:42:45 WIB 2024 backup";
    check(ctime, date, Ok((local(t, 0), 28)));
    check(ctime, "Sun Feb  4 15:42:45 UTC 2024", Ok((utc(t, 0), 28)));
    check(ctime, "Xyz Feb 04 15:42:45 2024", Err(Misfit::NoTimestamp));
}

#[test]
fn compact_forms() {
    let t = 1_226_262_975; // 2008-11-09 20:36:15
    check(compact, "081109 203615 148 INFO", Ok((local(t, 0), 13)));
    check(compact, "081109 20:36:15 [Note]", Ok((local(t, 0), 15)));
    check(compact, "08/11/09 20:36:15 INFO", Ok((local(t, 0), 17)));
    check(
        compact,
        "20081109-20:36:15:606|x",
        Ok((local(t, 606_000), 21)),
    );
    let cut = "20081109-20:36:5:6|x";
    check(compact, cut, Ok((local(t - 10, 6_000), 18)));
    check(compact, "081109 2036151 148", Err(Misfit::NoTimestamp));
    check(compact, "081309 203615", Err(Misfit::BadTimestamp));
}

#[test]
fn epochs_by_size() {
    let t = 1_767_521_723;
    for value in [t as f64, t as f64 * 1e3, t as f64 * 1e6, t as f64 * 1e9] {
        assert_eq!(epoch(value), Some(utc(t, 0)), "{value}");
    }
    assert_eq!(epoch(1_767_521_723.25), Some(utc(t, 250_000)));
    for value in [0.0, -1.0, 200.0, 4e8, f64::NAN, f64::INFINITY] {
        assert_eq!(epoch(value), None, "{value}");
    }
}

proptest! {
    /// Every moment that a clock can show is read back as written.
    #[test]
    fn written_moments_are_read_back(
        seconds in -2_208_988_800_i64..7_258_118_400,
        ms in 0_i64..1000,
    ) {
        let (year, month, day) = crate::clock::civil_from_days(seconds.div_euclid(DAY_S));
        let s = seconds.rem_euclid(DAY_S);
        let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
        let line = format!("{year}-{month:02}-{day:02} {h:02}:{m:02}:{s:02},{ms:03} x");
        prop_assert_eq!(iso(line.as_bytes()), Ok((local(seconds, ms * 1000), 23)));
        let line = format!("{year}/{month:02}/{day:02}T{h:02}:{m:02}:{s:02}.{ms:03}Z");
        prop_assert_eq!(iso(line.as_bytes()), Ok((utc(seconds, ms * 1000), 24)));
    }

    #[test]
    fn no_bytes_break_a_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..40)) {
        for read in [rfc3164, iso, clf, ctime, compact, month_day, any] {
            if let Ok((_, n)) = read(&bytes) {
                prop_assert!(n <= bytes.len() && bytes[..n].is_ascii());
            }
        }
    }
}

#[test]
fn dates_with_slashes() {
    let t = 1_767_521_723; // 2026-01-04 10:15:23
    for (line, expected) in [
        ("1/4/2026 10:15:23 AM", (local(t, 0), 20)),
        ("1/4/2026 10:15:23 PM,x", (local(t + 12 * 3600, 0), 20)),
        ("1/4/2026 12:15:23 AM", (local(t - 10 * 3600, 0), 20)),
        ("04/01/2026 10:15:23", (local(t, 0), 19)),
    ] {
        assert_eq!(slashed(line.as_bytes()), Ok(expected), "{line}");
    }
    for line in ["13/13/2026 10:15:23", "1/32/2026 10:15:23 AM"] {
        assert_eq!(
            slashed(line.as_bytes()),
            Err(Misfit::BadTimestamp),
            "{line}"
        );
    }
    assert_eq!(slashed(b"1/4/26 10:15"), Err(Misfit::NoTimestamp));
}
