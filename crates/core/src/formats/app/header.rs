//! What stands between the stamp of an application log line and its text.
//!
//! Two passes over at most a handful of words: up to the level (thread, logger, host, process id),
//! and from the level to the text (module, logger, process id, client).

use jejak_protocol::Level;

use super::super::{continuation, levels};
use super::opening::Opening;
use super::words::{
    NAME_BYTES, bracket_name, group, is_id, is_message_word, is_name, is_number, level_in_bracket,
    level_word, monolog, nginx_client, skip_separators, without_port,
};

/// The parts of a header; empty where it has none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header<'a> {
    pub(super) level: Option<Level>,
    pub(super) host: &'a str,
    pub(super) process: &'a str,
    pub(super) pid: &'a str,
    pub(super) source: Option<&'a str>,
    pub(super) message: &'a str,
}

/// Words of a header that are looked at: the longest known form (MySQL) has five.
const N_WORDS: usize = 6;

pub(super) fn read<'a>(opening: &Opening<'a>) -> Header<'a> {
    let mut header = Header {
        level: opening.level,
        process: opening.process,
        pid: opening.pid,
        source: opening.source,
        message: opening.rest,
        ..Header::default()
    };
    if opening.rest.starts_with('|') && piped(&mut header) {
        return header;
    }
    if let Some(rest) = php(&mut header, opening.rest) {
        header.message = rest;
        return header;
    }
    let before = up_to_level(&mut header, opening.rest);
    from_level(&mut header, &before);
    header
}

/// What the words before the level said.
#[derive(Clone, Copy, Default)]
struct Before<'a> {
    /// A bracket: thread or module.
    bracket: &'a str,
    /// A plain word: host, thread or logger.
    word: &'a str,
    /// The word was set off by dashes or a colon, which is how loggers are written.
    is_logger: bool,
}

/// Finds the level and moves `header.message` past it; leaves all as it was if there is none.
fn up_to_level<'a>(header: &mut Header<'a>, rest: &'a str) -> Before<'a> {
    let mut before = Before::default();
    let mut pid = header.pid;
    let (mut at, mut is_set_off) = skip_separators(rest);
    for _ in 0..N_WORDS {
        if let Some((inner, after)) = group(at) {
            if let Some((level, process)) = level_in_bracket(inner) {
                header.level = Some(level);
                header.process = if process.is_empty() {
                    header.process
                } else {
                    process
                };
                header.pid = pid;
                header.message = after;
                return before;
            }
            if is_number(inner) {
                pid = inner;
                // `fail2ban.filter      [1234]: INFO`
                before.is_logger |= !before.word.is_empty() && after.starts_with(':');
            } else if before.bracket.is_empty() {
                before.bracket = inner;
            }
            (at, is_set_off) = skip_separators(after);
            continue;
        }
        let end = at.find([' ', '\t']).unwrap_or(at.len());
        let Some((word, after)) = at.split_at_checked(end) else {
            break;
        };
        if let Some((process, level)) = monolog(word) {
            *header = Header {
                level: Some(level),
                process,
                pid,
                message: after,
                ..*header
            };
            return Before::default();
        }
        if let Some((level, after)) = level_word(at, before.word.is_empty()) {
            *header = Header {
                level: Some(level),
                pid,
                message: after,
                ..*header
            };
            return before;
        }
        let name = word.trim_end_matches([':', ',']);
        if is_number(name) {
            pid = name;
        } else if is_id(name) {
            // The request's or the trace's: it is nobody's name.
        } else if before.word.is_empty() && is_name(name) {
            before.word = name;
            before.is_logger = is_set_off || name.len() < word.len();
        } else {
            break;
        }
        let (next, is_next_set_off) = skip_separators(after);
        before.is_logger |= is_next_set_off && before.word == name;
        (at, is_set_off) = (next, is_next_set_off);
    }
    header.message = rest;
    Before::default()
}

/// Reads module, logger, process id and client after the level, and leaves the text.
fn from_level<'a>(header: &mut Header<'a>, before: &Before<'a>) {
    if before.is_logger {
        set_logger(header, before.word);
    }
    let has_logger = before.is_logger || !header.process.is_empty();
    let (mut at, _) = skip_separators(header.message);
    let mut bracket = "";
    let mut is_done = false;
    for _ in 0..N_WORDS {
        let Some((inner, after)) = group(at).filter(|_| at.starts_with('[')) else {
            break;
        };
        let peer = without_port(inner.trim());
        if peer.parse::<std::net::IpAddr>().is_ok() && header.source.is_none() {
            header.source = Some(peer); // `[2026-01-04 10:15:23 UTC] [192.0.2.7:50051] text`
        } else if let Some(pid) = inner.strip_prefix("pid ") {
            header.pid = pid.split(':').next().unwrap_or(pid);
        } else if let Some(client) = inner.strip_prefix("client ") {
            header.source = Some(without_port(client));
        } else if is_number(inner) && header.pid.is_empty() {
            header.pid = inner;
        } else if bracket.is_empty() && !has_logger && inner.len() <= NAME_BYTES {
            bracket = inner;
        } else {
            break;
        }
        let (next, is_set_off) = skip_separators(after);
        (at, is_done) = (next, is_set_off);
    }
    header.message = at;
    if !has_logger {
        if !is_done && let Some((name, rest)) = named(header, at, !bracket.is_empty()) {
            header.process = name;
            header.message = rest;
        } else {
            header.process = bracket_name(bracket);
        }
    }
    settle(header, before);
}

/// Gives the words before the level their place, now that the logger is known or not.
fn settle<'a>(header: &mut Header<'a>, before: &Before<'a>) {
    let says_host = |word: &str| word.bytes().any(|b| matches!(b, b'0'..=b'9' | b'-' | b'.'));
    if header.process.is_empty() {
        header.process = if before.word.is_empty() {
            bracket_name(before.bracket)
        } else {
            before.word
        };
    } else if !before.is_logger && says_host(before.word) {
        header.host = before.word;
    }
}

/// `name: text`, `name - text`, `name\ttext`, `77#0: text` or `77 --- [main] name : text`.
///
/// After a bracket only a dotted name counts before a colon: `[main] org.example.Shop: text`, but
/// `[Payments] Timeout: text`.
fn named<'a>(
    header: &mut Header<'a>,
    at: &'a str,
    is_after_bracket: bool,
) -> Option<(&'a str, &'a str)> {
    let end = at.find([' ', '\t'])?;
    let (word, after) = at.split_at_checked(end)?;
    if let Some((pid, _)) = word.split_once('#').filter(|(pid, _)| is_number(pid))
        && word.ends_with(':')
    {
        header.pid = pid; // nginx
        header.source = nginx_client(after);
        return Some(("", after.trim_start()));
    }
    let (rest, is_set_off) = skip_separators(after);
    if is_number(word) && is_set_off {
        header.pid = word; // Spring Boot
        let (_thread, after) = group(rest)?;
        return named(header, after.trim_start(), false);
    }
    if let Some(name) = word.strip_suffix(':') {
        let is_module = is_name(name)
            && !is_message_word(name)
            && (!is_after_bracket || name.contains('.'))
            && name.bytes().any(|b| b.is_ascii_lowercase())
            && continuation::exception(name).is_none();
        return is_module.then_some((without_line(name), rest));
    }
    if let Some(rest) = method(word, rest) {
        return Some((word, rest)); // `org.example.Shop open - text`: logback's logger and method
    }
    let is_column = is_set_off || after.starts_with('\t');
    let name = word.split(':').next().unwrap_or(word);
    (is_column && is_name(name)).then_some((name, rest))
}

/// What follows a logger's dotted name where it is a method and a dash: they belong to the text.
fn method<'a>(logger: &str, rest: &'a str) -> Option<&'a str> {
    let (method, _) = rest.split_once(" - ").filter(|_| logger.contains('.'))?;
    let is_method = matches!(method, "<init>" | "<clinit>") || is_name(method);
    (is_name(logger) && is_method).then_some(rest)
}

/// `main.go:23` names a line too.
fn without_line(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((file, line)) if is_number(line) => file,
        _ => name,
    }
}

/// `fail2ban.actions[77]` names a process id too.
fn set_logger<'a>(header: &mut Header<'a>, word: &'a str) {
    match word.strip_suffix(']').and_then(|word| word.split_once('[')) {
        Some((name, pid)) => {
            header.process = name;
            header.pid = pid;
        }
        None => header.process = word,
    }
}

pub(super) fn leading_level(line: &str) -> Option<Level> {
    match group(line).filter(|_| line.starts_with('[')) {
        Some((inner, _)) => level_in_bracket(inner).map(|(level, _)| level),
        None => level_word(line, true)
            // A word that stays in the text does not lead the line.
            .filter(|(_, rest)| rest.len() < line.len())
            .map(|(level, _)| level),
    }
}

/// `PHP Fatal error:  text`.
fn php<'a>(header: &mut Header<'a>, rest: &'a str) -> Option<&'a str> {
    let rest = rest.trim_start().strip_prefix("PHP ")?;
    let (kind, text) = rest.split_once(':').filter(|(kind, _)| kind.len() <= 32)?;
    let last = kind.rsplit(' ').next().unwrap_or(kind);
    header.level = match kind {
        "Deprecated" => Some(Level::Notice),
        _ => Some(levels::from_word(last)?),
    };
    header.process = "PHP";
    Some(text.trim_start())
}

/// `|ERROR|module|text` and `|module|77|text`: up to three columns, then the text.
fn piped(header: &mut Header<'_>) -> bool {
    let mut rest = header.message.strip_prefix('|').unwrap_or(header.message);
    for _ in 0..3 {
        let Some((field, after)) = rest.split_once('|').filter(|(f, _)| f.len() <= NAME_BYTES)
        else {
            break;
        };
        let field = field.trim();
        if let Some(level) = levels::from_word(field) {
            header.level = Some(level);
        } else if is_number(field) && header.pid.is_empty() {
            header.pid = field;
        } else if header.process.is_empty() && !field.contains(' ') {
            header.process = field;
        } else {
            break;
        }
        rest = after;
    }
    let is_any = header.level.is_some() || !header.process.is_empty();
    header.message = if is_any {
        rest.trim_start()
    } else {
        header.message
    };
    is_any
}
