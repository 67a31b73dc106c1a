//! What people send too: signs that count only where their source attacks in other ways as well.
//!
//! In: the query or the user agent of a request that holds no attack by itself. Out: the class that it would be of. A
//! link to another site is what half of all sites pass along, and `time who` may be asked of a
//! dictionary; from somebody who tries to break in they are part of it.

use std::sync::LazyLock;

use super::AttackClass;
use super::decode::decode;
use super::patterns::Patterns;

/// The class of a query.
pub(super) fn in_query(query: &str) -> Option<AttackClass> {
    query.split('&').find_map(|part| {
        let (_, value) = part.split_once('=').unwrap_or(("", part));
        (value.len() > 1).then(|| of_value(value)).flatten()
    })
}

/// The class of a user agent that is a command line: no browser's has fewer than two words and a slash.
pub(super) fn in_agent(agent: &str) -> Option<AttackClass> {
    let is_short = agent.len() < 40 && !agent.contains('/');
    is_short.then(|| of_value(agent)).flatten()
}

fn of_value(value: &str) -> Option<AttackClass> {
    /// Commands that are one by themselves.
    const ALONE: [&str; 3] = ["whoami", "uname", "id"];
    let is_word =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b',');
    if value.bytes().all(is_word) {
        let is_command = ALONE.iter().any(|name| value.eq_ignore_ascii_case(name));
        return is_command.then_some(AttackClass::CommandInjection);
    }
    let text = decode(value, true);
    // A shell takes quotes out of a word, and backslashes and carets.
    let text: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, '\'' | '"' | '^'))
        .collect();
    let text = text.as_str();
    // Up, and nowhere.
    if text.starts_with("../") && text.bytes().all(|b| matches!(b, b'.' | b'/')) {
        return Some(AttackClass::Traversal);
    }
    if LINK.is_match(text) {
        return Some(AttackClass::Inclusion);
    }
    COMMAND
        .is_match(text)
        .then_some(AttackClass::CommandInjection)
}

/// The address of another site, and nothing else.
static LINK: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new([r"^(?:https?|ftps?)://[\w.-]+(?::\d+)?/?$"]));

/// A command line, plain or with what only a shell takes out of it.
static COMMAND: LazyLock<Patterns> = LazyLock::new(|| {
    // No words of English, with whatever stands behind them …
    const CLEAR: &str = r"(?:ls|uname|ping(?:\.exe)?|wget|curl|ncat|bash|sh|python[\d.]*|perl|php\d?|nslookup|ifconfig|ipconfig|netstat|rm|mv|cp|chmod|chown|sudo|awk|sed|xargs|grep|tar|bsdtar|ftp|telnet|ssh|scp|base64|tasklist|systeminfo|powershell|systemctl|crontab|useradd|passwd|aa-disable|whoami|perf)";
    // … and words of English, behind another command only.
    const NAMES: &str = r"(?:cat|id|who|w|env|head|tail|echo|kill|mount|service|ps|su|nc|dig|find|more|less|sort|vi|cmd|command)";
    Patterns::new([
        format!(r"^(?:(?:sudo|time|nohup|env|exec|command|busybox)\s+)*{CLEAR}\s+\S"),
        format!(r"^(?:time|nohup|exec|command|busybox|xargs|watch|sudo)\s+(?:{NAMES}|{CLEAR})\b"),
        r"^(?:whoami|uname|id)\b(?:$|;)|^[a-z]{2,12}\s+--?(?:version|help)$|^set\s+[-+]o\s+\w+$".to_owned(),
        format!(r"[|&;]\s*(?:{NAMES}|{CLEAR})\s*\(|&\s*[a-z]{{3,}}\s*(?:/[a-z]\s+|<\s*)\S+\.\w"),
        // A word with something empty in it that a shell takes out.
        r"^\w+(?:\$\(\)|``|[<>]\(\)|\\)\w*\s+\S".to_owned(),
        // A condition of a batch file or a shell, and what comes of it.
        r"^if\b.*(?:==|\s(?:equ|neq|lss|leq|gtr|geq)\s|\b(?:not\s+)?(?:exist|defined|errorlevel)\b)".to_owned(),
        r"^for\s+(?:/[dflr]\s+)?.*%.*\bin\b".to_owned(),
        // One character that a shell makes a word of.
        r"^(?:!!|!-?\d+|~[-+]?\d*)$".to_owned(),
        // A program of the machine and its switches.
        r"^[\w.]+\s+/\w+\s+\S+\.\w{2,4}$".to_owned(),
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_only_beside_attacks() {
        for (query, class) in [
            ("u=http://example.org/", Some(AttackClass::Inclusion)),
            (
                "a=1&u=https://example.org:8443",
                Some(AttackClass::Inclusion),
            ),
            ("c=ls+-l+docs", Some(AttackClass::CommandInjection)),
            ("c=time+who", Some(AttackClass::CommandInjection)),
            ("c=WhoAmI", Some(AttackClass::CommandInjection)),
            ("c=%69d", Some(AttackClass::CommandInjection)),
            ("c=identity", None),
            ("c=pi$()ng+203.0.113.9", Some(AttackClass::CommandInjection)),
            ("c=if+a==b+x", Some(AttackClass::CommandInjection)),
            ("t=../", Some(AttackClass::Traversal)),
            ("t=...", None),
            ("u=https://example.org/page?id=7", None),
            ("c=%22time%22+who", Some(AttackClass::CommandInjection)),
            ("q=who+is+it", None),
            ("q=cat+food", None),
            ("q=time+warner", None),
            ("q=rock+and+roll", None),
            ("q=if+it+rains", None),
            ("q=for+rent", None),
            ("", None),
        ] {
            assert_eq!(in_query(query), class, "{query}");
        }
    }
}
