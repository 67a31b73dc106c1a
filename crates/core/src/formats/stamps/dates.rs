//! Dates in any order and language: what people's settings, not a standard, make of a stamp.
//!
//! ```text
//! 03-07-2005 23:07:20        06/27/2014 17:51:19        31.12.2025 08:09
//! Apr 5, 2024 10:15:23 PM    2014 Jun 09 14:49:56       17 Agustus 2025 10:15
//! 02/sept./2015:00:11:31 +0200                          08-03 07:56:53.026
//! ```
//!
//! Of `a/b/yyyy` the part above 12 is the day; where both could be, a month stands first beside AM and
//! PM, else a day does. Without a year the month stands first, as programs write it.

use super::cursor::Cursor;
use super::parts::{fraction, year_after, zoned};
use super::{Read, moment, wall_us};
use crate::record::{Misfit, Stamp};

/// Longest name of a month, in bytes.
const NAME_BYTES: usize = 12;

/// Months as English, Indonesian, French, German, Spanish, Portuguese, Italian and Dutch settings
/// write them, in lower case.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "january", "januari", "januar", "janv", "janvier", "ene", "enero", "janeiro", "gen",
        "gennaio",
    ],
    &[
        "feb",
        "february",
        "februari",
        "februar",
        "févr",
        "février",
        "fevr",
        "febrero",
        "fev",
        "fevereiro",
        "febbraio",
    ],
    &[
        "mar", "march", "maret", "märz", "mrz", "mars", "marzo", "março", "mrt", "maart",
    ],
    &["apr", "april", "avr", "avril", "abr", "abril", "aprile"],
    &["may", "mei", "mai", "mayo", "maio", "mag", "maggio"],
    &[
        "jun", "june", "juni", "juin", "junio", "junho", "giu", "giugno",
    ],
    &[
        "jul", "july", "juli", "juil", "juillet", "julio", "julho", "lug", "luglio",
    ],
    &[
        "aug", "august", "agu", "agt", "ags", "agustus", "août", "aout", "ago", "agosto",
        "augustus",
    ],
    &[
        "sep",
        "sept",
        "september",
        "septembre",
        "septiembre",
        "set",
        "setembro",
        "settembre",
    ],
    &[
        "oct", "october", "okt", "oktober", "octobre", "octubre", "out", "outubro", "ott",
        "ottobre",
    ],
    &[
        "nov",
        "november",
        "nop",
        "nopember",
        "novembre",
        "noviembre",
        "novembro",
    ],
    &[
        "dec",
        "december",
        "des",
        "desember",
        "dez",
        "dezember",
        "déc",
        "décembre",
        "dic",
        "diciembre",
        "dezembro",
        "dicembre",
    ],
];

/// How names of weekdays begin, in the same languages, in lower case.
const WEEKDAYS: [&[u8; 3]; 21] = [
    b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun", b"sen", b"sel", b"rab", b"kam", b"jum",
    b"sab", b"min", b"lun", b"mar", b"mer", b"jeu", b"ven", b"sam", b"dim",
];

/// A date with its year, and a clock.
pub fn dated(bytes: &[u8]) -> Read {
    match read(bytes)? {
        (Stamp::Yearless(_), _) => Err(Misfit::NoTimestamp),
        read => Ok(read),
    }
}

/// A date with a clock; the year may be left out.
pub fn partial(bytes: &[u8]) -> Read {
    read(bytes)
}

fn read(bytes: &[u8]) -> Read {
    let mut at = Cursor::new(bytes);
    if at.peek().is_some_and(|b| b.is_ascii_digit()) {
        return from_digits(at);
    }
    match from_month(Cursor::new(bytes)) {
        Err(Misfit::NoTimestamp) => {}
        read => return read,
    }
    weekday(&mut at).ok_or(Misfit::NoTimestamp)?;
    match at.peek() {
        Some(b'0'..=b'9') => from_digits(at),
        _ => from_month(at),
    }
}

/// `Saturday, `, `sam. `, `Sab `.
fn weekday(at: &mut Cursor<'_>) -> Option<()> {
    let start: [u8; 3] = *at.bytes.get(at.n..)?.first_chunk::<3>()?;
    WEEKDAYS
        .contains(&&start.map(|b| b.to_ascii_lowercase()))
        .then_some(())?;
    let n_letters = at.bytes.get(at.n..)?.iter().take(NAME_BYTES);
    at.n += n_letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let before = at.n;
    while matches!(at.peek(), Some(b'.' | b',' | b' ')) {
        at.n += 1;
    }
    (at.n > before).then_some(())
}

/// The month whose name starts here, with the point that shortens it.
pub(super) fn month_name(at: &mut Cursor<'_>) -> Option<u32> {
    let rest = at.bytes.get(at.n..)?;
    let n = rest
        .iter()
        .take(NAME_BYTES)
        .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    // A number follows the name, behind one sign or two.
    let is_near = |i: usize| rest.get(i).is_some_and(u8::is_ascii_digit);
    if n < 3 || !(is_near(n + 1) || is_near(n + 2)) {
        return None;
    }
    let word = std::str::from_utf8(rest.get(..n)?)
        .ok()?
        .to_ascii_lowercase();
    let month = MONTHS
        .iter()
        .position(|names| names.contains(&word.as_str()))?;
    at.n += n;
    let _ = at.byte(b'.');
    Some(month as u32 + 1)
}

/// `Apr 5, 2024 10:15:23 PM`, `Apr-05 10:15:23`.
fn from_month(mut at: Cursor<'_>) -> Read {
    let none = Misfit::NoTimestamp;
    let month = month_name(&mut at).ok_or(none)?;
    sign(&mut at).ok_or(none)?;
    let day = at.one_or_two().ok_or(none)?;
    let before = at.n;
    let _ = at.byte(b',');
    let year = sign(&mut at).and_then(|_| at.four());
    if year.is_none() {
        at.n = before;
    }
    let _ = at.byte(b',');
    finish(at, year, (month, day))
}

fn from_digits(mut at: Cursor<'_>) -> Read {
    let none = Misfit::NoTimestamp;
    let n_digits = at.bytes.get(at.n..).map_or(0, |rest| {
        rest.iter().take_while(|b| b.is_ascii_digit()).count()
    });
    match n_digits {
        1 | 2 => {
            let first = at.one_or_two().ok_or(none)?;
            let sep = sign(&mut at).ok_or(none)?;
            if let Some(month) = month_name(&mut at) {
                let year = sign(&mut at).and_then(|_| year(&mut at)).ok_or(none)?;
                return finish(at, Some(year), (month, first));
            }
            // A space between numbers makes no date.
            if sep == b' ' {
                return Err(none);
            }
            let second = at.one_or_two().ok_or(none)?;
            if at.byte(sep).is_none() {
                let is_day_first = first > 12;
                let (month, day) = if is_day_first {
                    (second, first)
                } else {
                    (first, second)
                };
                // `1.2` and `1/2` are numbers: only two digits each make a date without a year.
                let is_padded = at.n >= 5;
                return if is_padded {
                    finish(at, None, (month, day))
                } else {
                    Err(none)
                };
            }
            let year = year(&mut at).ok_or(none)?;
            let is_month_first = second > 12 || (first <= 12 && sep == b'/' && has_half(&at));
            let pair = if is_month_first {
                (first, second)
            } else {
                (second, first)
            };
            finish(at, Some(year), pair)
        }
        4 => {
            let year = at.four().ok_or(none)?;
            let sep = sign(&mut at).ok_or(none)?;
            let month = match month_name(&mut at) {
                Some(month) => month,
                None if sep == b' ' => return Err(none),
                None => at.one_or_two().ok_or(none)?,
            };
            at.byte(sep).ok_or(none)?;
            let day = at.one_or_two().ok_or(none)?;
            finish(at, Some(year), (month, day))
        }
        8 | 14 => {
            let year = at.four().ok_or(none)?;
            let (month, day) = (at.two().ok_or(none)?, at.two().ok_or(none)?);
            finish(at, Some(year), (month, day))
        }
        _ => Err(none),
    }
}

/// What stands between the parts of a date; several spaces are one.
fn sign(at: &mut Cursor<'_>) -> Option<u8> {
    let sign = at
        .next()
        .filter(|b| matches!(b, b'-' | b'/' | b'.' | b' '))?;
    if sign == b' ' {
        at.spaces();
    }
    Some(sign)
}

/// In four digits or two, which are of this century.
fn year(at: &mut Cursor<'_>) -> Option<u32> {
    at.four().or_else(|| at.two().map(|short| 2000 + short))
}

/// Whether AM or PM follows the clock, which comes next.
fn has_half(at: &Cursor<'_>) -> bool {
    let mut at = Cursor { ..*at };
    before_clock(&mut at);
    at.clock().is_some() && half(&at).is_some()
}

/// Moves to the clock: over spaces, a comma and one sign.
fn before_clock(at: &mut Cursor<'_>) {
    let _ = at.byte(b',');
    at.spaces();
    if matches!(at.peek(), Some(b'T' | b't' | b':' | b'-' | b'_' | b'@')) {
        at.n += 1;
    }
    at.spaces();
    if at.bytes.get(at.n..at.n + 3) == Some(b"at ") {
        at.n += 3;
    }
}

/// Hours to add for AM (0) or PM (12), and where that ends.
fn half(at: &Cursor<'_>) -> Option<(u32, usize)> {
    let n = at.n + usize::from(at.peek() == Some(b' '));
    let word = at.bytes.get(n..n + 2)?;
    let is_word = !at.bytes.get(n + 2).is_some_and(u8::is_ascii_alphanumeric);
    match word {
        _ if !is_word => None,
        b"AM" | b"am" => Some((0, n + 2)),
        b"PM" | b"pm" => Some((12, n + 2)),
        _ => None,
    }
}

/// The clock behind a date, and what follows it.
fn finish(mut at: Cursor<'_>, year: Option<u32>, (month, day): (u32, u32)) -> Read {
    let none = Misfit::NoTimestamp;
    let before = at.n;
    before_clock(&mut at);
    let (clock_at, is_apart) = (at.n, at.n > before);
    let [mut hour, minute, second] = match at.clock() {
        Some(clock) if is_apart => clock,
        _ => {
            // `20130620172610`, `20130620T172610`
            at.n = clock_at;
            let digits = [at.two(), at.two(), at.two()];
            let [Some(h), Some(m), Some(s)] = digits else {
                return Err(none);
            };
            [h, m, s]
        }
    };
    if at.peek().is_some_and(|b| b.is_ascii_digit()) {
        return Err(none);
    }
    let (fraction_us, n) = fraction(at.bytes, at.n);
    at.n = n;
    if let Some((add, n)) = half(&at) {
        hour = hour % 12 + add;
        at.n = n;
    }
    let (year, n) = match year {
        Some(year) => (Some(year), at.n),
        None => year_after(at.bytes, at.n),
    };
    let clock = [hour, minute, second];
    match year {
        Some(year) => zoned(at.bytes, n, wall_us(year, month, day, clock, fraction_us)?),
        None => moment(None, month, day, clock, fraction_us).map(|stamp| (stamp, n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::spec::stamp_text;

    fn check(text: &str, expected: &str) {
        let got = match read(text.as_bytes()) {
            Ok((stamp, n)) => format!("{} {}", stamp_text(stamp), &text[n..]),
            Err(misfit) => format!("{misfit:?}"),
        };
        assert_eq!(got.trim_end(), expected, "{text}");
    }

    #[test]
    fn orders_and_languages() {
        for (text, expected) in [
            ("03-07-2005 23:07:20", "2005-07-03T23:07:20"),
            ("06/27/2014 17:51:19 x", "2014-06-27T17:51:19  x"),
            ("1/4/2026 10:15:23 PM", "2026-01-04T22:15:23"),
            ("12/31/2026 12:00 AM", "2026-12-31T00:00:00"),
            ("31.12.2025 08:09", "2025-12-31T08:09:00"),
            ("Apr 5, 2024 10:15:23 PM", "2024-04-05T22:15:23"),
            ("Apr 5, 2024 at 10:15:23", "2024-04-05T10:15:23"),
            ("April 5 10:15:23 2024", "2024-04-05T10:15:23"),
            ("2014 Jun 09 14:49:56", "2014-06-09T14:49:56"),
            ("2024-1-5 3:04:05", "2024-01-05T03:04:05"),
            ("17 Agustus 2025 10:15", "2025-08-17T10:15:00"),
            ("Sab, 17 Mei 2025 10:15:00 +0700", "2025-05-17T03:15:00Z"),
            ("02/sept./2015:00:11:31 +0200", "2015-09-01T22:11:31Z"),
            ("sam. 2 août 2025 10:15", "2025-08-02T10:15:00"),
            ("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z"),
            ("Monday, 02-Jan-06 15:04:05 GMT", "2006-01-02T15:04:05Z"),
            (
                "06/09/2014 02:49:59:447 PM UTC: x",
                "2014-09-06T14:49:59.447Z : x",
            ),
            ("20130620T172610Z", "2013-06-20T17:26:10Z"),
            ("20130620172610", "2013-06-20T17:26:10"),
            ("10.30 16:49:06]", "10-30T16:49:06 ]"),
            ("08-03 07:56:53.026292", "08-03T07:56:53.026292"),
            ("30.10 16:49:06", "10-30T16:49:06"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_is_no_date() {
        for (text, expected) in [
            ("", "NoTimestamp"),
            ("1.2 10:15:23", "NoTimestamp"),
            ("1 2 2026 10:15:23", "NoTimestamp"),
            ("10.30", "NoTimestamp"),
            ("Mayor 5 10:15:23", "NoTimestamp"),
            ("Sunny 5 10:15", "NoTimestamp"),
            ("12345678", "NoTimestamp"),
            ("31/31/2026 10:15:23", "BadTimestamp"),
            ("03-07-2005 25:07:20", "BadTimestamp"),
            ("Marché 5 10:15:23", "NoTimestamp"),
            ("20171223-22:16:0:859", "NoTimestamp"),
        ] {
            check(text, expected);
        }
        assert_eq!(dated(b"08-03 07:56:53"), Err(Misfit::NoTimestamp));
    }
}
