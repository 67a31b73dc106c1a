//! How bad a line says it is: level words, syslog severities, level numbers.

use jejak_protocol::Level;

/// The level that a word names, in any case; None for other words.
pub fn from_word(word: &str) -> Option<Level> {
    // By length first: most words of a log are told apart by it.
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    match word.len() {
        3 if is("err") => Some(Level::Error),
        3 if is("wrn") => Some(Level::Warning),
        3 if is("inf") => Some(Level::Info),
        3 if is("dbg") || is("trc") || is("vrb") => Some(Level::Debug),
        3 if is("ftl") => Some(Level::Critical),
        4 if is("info") => Some(Level::Info),
        4 if is("warn") => Some(Level::Warning),
        4 if is("crit") => Some(Level::Critical),
        4 if is("note") => Some(Level::Notice),
        4 if is("fine") => Some(Level::Debug),
        5 if is("error") => Some(Level::Error),
        5 if is("debug") || is("trace") || is("finer") => Some(Level::Debug),
        5 if is("fatal") || is("emerg") || is("alert") || is("panic") => Some(Level::Critical),
        6 if is("notice") => Some(Level::Notice),
        6 if is("severe") => Some(Level::Error),
        6 if is("finest") => Some(Level::Debug),
        7 if is("warning") => Some(Level::Warning),
        7 if is("verbose") => Some(Level::Debug),
        7 if is("failure") => Some(Level::Error),
        8 if is("critical") => Some(Level::Critical),
        9 if is("emergency") => Some(Level::Critical),
        11 if is("information") => Some(Level::Info),
        13 if is("informational") => Some(Level::Info),
        _ => None,
    }
}

/// RFC 5424 table 2: the severity in a syslog priority.
pub fn from_severity(severity: u32) -> Level {
    match severity {
        0..=2 => Level::Critical,
        3 => Level::Error,
        4 => Level::Warning,
        5 => Level::Notice,
        6 => Level::Info,
        _ => Level::Debug,
    }
}

/// Level numbers in JSON: pino and bunyan count 10 to 60, syslog severities 0 to 7.
pub fn from_number(number: u64) -> Level {
    match number {
        0..=7 => from_severity(number as u32),
        8..=29 => Level::Debug,
        30..=39 => Level::Info,
        40..=49 => Level::Warning,
        50..=59 => Level::Error,
        60..=69 => Level::Critical,
        _ => Level::Unknown,
    }
}

/// ownCloud and Nextcloud count up: debug, info, warning, error, fatal.
pub fn from_nextcloud(number: u64) -> Level {
    match number {
        0 => Level::Debug,
        1 => Level::Info,
        2 => Level::Warning,
        3 => Level::Error,
        _ => Level::Critical,
    }
}

/// Cisco's `%ASA-4-106023: `, `%SEC-6-IPACCESSLOGP: `: the digit is syslog's severity. No more than a
/// warning: what a firewall calls an error or worse is a packet's mostly, not the machine's.
pub fn from_cisco(text: &str) -> Option<Level> {
    if !text.starts_with('%') {
        return None;
    }
    let rest = text.trim_start_matches('%');
    let mut parts = rest.splitn(3, '-');
    let (facility, severity, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let is_whole = is_name(facility) && is_name(name.split([':', ' ']).next()?);
    let severity: u32 = severity.parse().ok()?;
    (is_whole && severity < 8).then(|| from_severity(severity).min(Level::Warning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case() {
        for (word, level) in [
            ("ERROR", Some(Level::Error)),
            ("Warning", Some(Level::Warning)),
            ("emerg", Some(Level::Critical)),
            ("TRACE", Some(Level::Debug)),
            ("SEVERE", Some(Level::Error)),
            ("errors", None),
            ("", None),
            ("ÉRROR", None),
        ] {
            assert_eq!(from_word(word), level, "{word}");
        }
    }

    #[test]
    fn severities_of_network_devices() {
        for (text, level) in [
            ("%ASA-6-302014: Teardown", Some(Level::Info)),
            ("%%PIX-4-106023: Deny", Some(Level::Warning)),
            ("%ASA-2-106001", Some(Level::Warning)),
            ("%SEC-6-IPACCESSLOGP: list", Some(Level::Info)),
            ("100%-sure-x", None),
            ("ASA-6-302014: x", None),
            ("%d-1-2", None),
        ] {
            assert_eq!(from_cisco(text), level, "{text}");
        }
    }

    #[test]
    fn numbers_of_pino_and_syslog() {
        assert_eq!(from_number(30), Level::Info);
        assert_eq!(from_number(50), Level::Error);
        assert_eq!(from_number(3), Level::Error);
        assert_eq!(from_number(1000), Level::Unknown);
    }
}
