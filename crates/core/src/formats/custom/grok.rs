//! Grok's names for pieces of patterns, as Logstash spells them: `%{IP}`, `%{IP:source}`.
//!
//! Logstash's own patterns look around themselves, which needs a backtracking engine whose time a
//! hostile line can blow up; these are the same pieces for an engine of linear time. A type behind
//! the field (`%{INT:n:int}`) is read and not needed.

use jejak_protocol::custom::FormatFault;

use super::MAX_EXPANDED;

/// Pieces within pieces; the deepest below is three.
const MAX_DEPTH: usize = 8;

/// The pattern with each `%{NAME:field}` spelt out.
///
/// # Errors
/// [`FormatFault::UnknownGrok`]; [`FormatFault::TooLong`] when it grows past every use.
pub(super) fn expand(pattern: &str) -> Result<String, FormatFault> {
    expand_within(pattern, 0)
}

fn expand_within(pattern: &str, depth: usize) -> Result<String, FormatFault> {
    let mut expanded = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("%{") {
        expanded.push_str(before);
        let Some((piece, behind)) = after.split_once('}') else {
            // A percent sign and a bracket of the person's own.
            expanded.push_str("%{");
            rest = after;
            continue;
        };
        rest = behind;
        let mut parts = piece.split(':');
        let name = parts.next().unwrap_or_default();
        let field = parts.next().unwrap_or_default();
        let inner = PIECES
            .iter()
            .find(|(own, _)| *own == name)
            .filter(|_| depth < MAX_DEPTH)
            .ok_or_else(|| FormatFault::UnknownGrok {
                name: name.to_owned(),
            })?;
        let inner = expand_within(inner.1, depth + 1)?;
        match field_name(field) {
            field if field.is_empty() => expanded.extend(["(?:", &inner, ")"]),
            field => expanded.extend(["(?<", &field, ">", &inner, ")"]),
        }
        if expanded.len() > MAX_EXPANDED {
            return Err(FormatFault::TooLong);
        }
    }
    expanded.push_str(rest);
    Ok(expanded)
}

/// Names with their patterns.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    PIECES.iter().copied()
}

/// `[source][ip]` is `source.ip`; what a group's name cannot hold becomes `_`.
fn field_name(field: &str) -> String {
    let field = field.replace("][", ".");
    field
        .trim_matches(['[', ']'])
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => c,
            _ => '_',
        })
        .collect()
}

/// Name and pattern of each piece.
const PIECES: &[(&str, &str)] = &[
    ("WORD", r"\b\w+\b"),
    ("NOTSPACE", r"\S+"),
    ("SPACE", r"\s*"),
    ("DATA", r".*?"),
    ("GREEDYDATA", r".*"),
    ("INT", r"[+-]?[0-9]+"),
    ("POSINT", r"[1-9][0-9]*"),
    ("NONNEGINT", r"[0-9]+"),
    ("NUMBER", r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"),
    ("BASE10NUM", r"%{NUMBER}"),
    ("BASE16NUM", r"(?:0[xX])?[0-9A-Fa-f]+"),
    ("QUOTEDSTRING", r#""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"#),
    ("QS", r"%{QUOTEDSTRING}"),
    (
        "UUID",
        r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    ),
    ("USERNAME", r"[a-zA-Z0-9._-]+"),
    ("USER", r"%{USERNAME}"),
    ("EMAILLOCALPART", r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+"),
    ("EMAILADDRESS", r"%{EMAILLOCALPART}@%{HOSTNAME}"),
    (
        "MAC",
        r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}",
    ),
    ("IPV4", r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"),
    (
        "IPV6",
        r"[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?",
    ),
    ("IP", r"%{IPV6}|%{IPV4}"),
    (
        "HOSTNAME",
        r"[0-9A-Za-z_][0-9A-Za-z_-]*(?:\.[0-9A-Za-z_][0-9A-Za-z_-]*)*\.?",
    ),
    ("HOST", r"%{HOSTNAME}"),
    ("IPORHOST", r"%{IP}|%{HOSTNAME}"),
    ("HOSTPORT", r"%{IPORHOST}:%{POSINT}"),
    ("UNIXPATH", r"(?:/[\w_%!$@:.,+~-]*)+"),
    ("WINPATH", r"(?:[A-Za-z]:|\\)(?:\\[^\\?*]*)+"),
    ("PATH", r"%{UNIXPATH}|%{WINPATH}"),
    ("TTY", r"/dev/(?:pts|tty[pq]?)/?[0-9]*"),
    ("URIPROTO", r"[A-Za-z][A-Za-z0-9+.-]*"),
    ("URIHOST", r"%{IPORHOST}(?::%{POSINT})?"),
    ("URIPATH", r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)+"),
    ("URIPARAM", r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\[\]<>-]*"),
    ("URIPATHPARAM", r"%{URIPATH}(?:%{URIPARAM})?"),
    (
        "URI",
        r"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
    ),
    (
        "MONTH",
        r"\b(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
    ),
    ("MONTHNUM", r"0?[1-9]|1[0-2]"),
    ("MONTHDAY", r"0[1-9]|[12][0-9]|3[01]|[1-9]"),
    ("DAY", r"(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*"),
    ("YEAR", r"[0-9]{4}|[0-9]{2}"),
    ("HOUR", r"2[0-3]|[01]?[0-9]"),
    ("MINUTE", r"[0-5][0-9]"),
    ("SECOND", r"(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?"),
    ("TIME", r"%{HOUR}:%{MINUTE}(?::%{SECOND})?"),
    ("DATE_US", r"%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}"),
    ("DATE_EU", r"%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}"),
    ("DATE", r"%{DATE_US}|%{DATE_EU}"),
    ("ISO8601_TIMEZONE", r"Z|[+-]%{HOUR}(?::?%{MINUTE})?"),
    (
        "TIMESTAMP_ISO8601",
        r"[0-9]{4}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?:%{ISO8601_TIMEZONE})?",
    ),
    ("SYSLOGTIMESTAMP", r"%{MONTH} +%{MONTHDAY} %{TIME}"),
    ("HTTPDATE", r"%{MONTHDAY}/%{MONTH}/[0-9]{4}:%{TIME} %{INT}"),
    ("DATESTAMP", r"(?:%{DATE})[- ]%{TIME}"),
    (
        "LOGLEVEL",
        r"(?i:alert|trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?)",
    ),
    ("SYSLOGHOST", r"%{IPORHOST}"),
    ("PROG", r"[\x21-\x5a\x5c\x5e-\x7e]+"),
    ("SYSLOGPROG", r"%{PROG:program}(?:\[%{POSINT:pid}\])?"),
    (
        "COMMONAPACHELOG",
        r#"%{IPORHOST:clientip} %{NOTSPACE:ident} %{NOTSPACE:user} \[%{HTTPDATE:time}\] "(?<request>[^"]*)" (?<status>[0-9]{3}) (?:%{INT:bytes}|-)"#,
    ),
    (
        "COMBINEDAPACHELOG",
        r#"%{COMMONAPACHELOG} "(?<referer>[^"]*)" "(?<agent>[^"]*)""#,
    ),
];
