//! Log lines as sequences of tokens: one way for training and for scoring.
//!
//! A sequence holds the last [`N_LINES`] lines of one group (a host), the judged line last. Each line
//! is [`N_TOKENS`] tokens: how long after the line before it ([`Time`] says what else could be told of
//! time), then its first words. Words with digits become marks of what they are, so that no address, number or name of a file is learned by heart.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::vocabulary::Token;

/// Lines in a sequence, and tokens of each: 50 together.
pub const N_LINES: usize = 5;
pub const N_TOKENS: usize = 10;

/// What a sequence tells of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// Nothing but the order of lines.
    None,
    /// How long after the line before.
    #[default]
    Pause,
    /// The same, and in the place of the last word the part of the day, in UTC.
    PauseAndHour,
}

/// What is known of a line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub time_us: i64,
    /// Lines are looked at beside those of the same group, as a rule a host.
    pub group: &'a str,
    pub program: &'a str,
    pub message: &'a str,
}

/// The tokens of a line after those before it, for every line in turn.
#[derive(Clone, Debug, Default)]
pub struct Windows {
    time: Time,
    groups: FxHashMap<String, Group>,
}

#[derive(Clone, Debug, Default)]
struct Group {
    last_us: Option<i64>,
    lines: VecDeque<[Token; N_TOKENS]>,
}

/// Lines whose tokens show how lines are read: program, words, a path, an address, numbers, a time.
const PROBE: [(i64, &str, &str); 4] = [
    (
        0,
        "sshd",
        "Failed password for root from 192.0.2.7 port 41234 ssh2",
    ),
    (
        1_500_000,
        "CRON",
        "(root) CMD (/usr/bin/backup --all >> /var/log/b_1.log)",
    ),
    (
        61_000_000,
        "nginx",
        "GET /a/b?c=1 HTTP/1.1 404 1532 \"-\" 2001:db8::1",
    ),
    (
        61_000_001,
        "app",
        "user_id=7f3a retried in 0.25s at 10:00:01",
    ),
];

/// Of everything that makes tokens of lines: another one reads other tokens.
pub fn hash_of_reading(time: Time) -> u64 {
    let mut windows = Windows::new(time);
    let sizes = [N_LINES as u64, N_TOKENS as u64];
    let gaps = GAPS_US.map(|gap| gap as u64);
    let read = PROBE.iter().flat_map(|(time_us, program, message)| {
        windows.push(Line {
            time_us: *time_us,
            group: "host",
            program,
            message,
        })
    });
    let words: Vec<u64> = sizes.into_iter().chain(gaps).chain(read).collect();
    hash(words.into_iter().flat_map(u64::to_le_bytes))
}

/// Stands where a line has fewer words, or a group fewer lines. Never a word's token.
pub const NOTHING: Token = 0;

/// Upper bounds of the times between lines that are told apart, in microseconds. Chosen: bursts,
/// people's typing, minutes, hours.
const GAPS_US: [i64; 6] = [
    100_000,
    1_000_000,
    10_000_000,
    60_000_000,
    600_000_000,
    3_600_000_000,
];

/// Parts of a day that are told apart. Chosen: night, morning, noon and evening, two each.
const DAY_PARTS: i64 = 8;
const DAY_US: i64 = 86_400_000_000;

impl Windows {
    pub fn new(time: Time) -> Self {
        Self {
            time,
            groups: FxHashMap::default(),
        }
    }

    /// The sequence that ends in `line`, the oldest first. Lines come in order of time.
    pub fn push(&mut self, line: Line<'_>) -> Vec<Token> {
        if !self.groups.contains_key(line.group) {
            self.groups.insert(line.group.to_owned(), Group::default());
        }
        let Some(group) = self.groups.get_mut(line.group) else {
            return Vec::new();
        };
        let mut tokens = [NOTHING; N_TOKENS];
        let words = words(line.program).chain(words(line.message));
        let pause = match self.time {
            Time::None => hash("no time".bytes()),
            Time::Pause | Time::PauseAndHour => gap(group.last_us, line.time_us),
        };
        let all = std::iter::once(pause).chain(words);
        for (place, token) in tokens.iter_mut().zip(all) {
            *place = token;
        }
        if let (Time::PauseAndHour, [.., last]) = (self.time, &mut tokens) {
            *last = day_part(line.time_us);
        }
        group.last_us = Some(line.time_us);
        if group.lines.len() == N_LINES {
            group.lines.pop_front();
        }
        group.lines.push_back(tokens);
        let missing = (N_LINES - group.lines.len()) * N_TOKENS;
        std::iter::repeat_n(NOTHING, missing)
            .chain(group.lines.iter().flatten().copied())
            .collect()
    }
}

fn gap(last_us: Option<i64>, time_us: i64) -> Token {
    let name = match last_us {
        None => "gap first".to_owned(),
        Some(last_us) => {
            let passed = time_us.saturating_sub(last_us);
            let n = GAPS_US.iter().filter(|bound| passed >= **bound).count();
            format!("gap {n}")
        }
    };
    hash(name.bytes())
}

fn day_part(time_us: i64) -> Token {
    let part = time_us.rem_euclid(DAY_US) / (DAY_US / DAY_PARTS);
    hash(format!("part {part} of the day").bytes())
}

/// The words of a text as tokens. A path becomes its last part, which is what is meant.
fn words(text: &str) -> impl Iterator<Item = Token> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '/' | ':' | '_' | '-')))
        .flat_map(|word| word.split(['/', '_', '-']))
        .map(|word| word.trim_matches(['.', ':']))
        .filter(|word| !word.is_empty())
        .map(token)
}

fn token(word: &str) -> Token {
    let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return hash(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    let is_number = n_digits == word.len();
    if is_number && (3..=3).contains(&n_digits) {
        // Codes of three digits mean something each: HTTP, FTP, SMTP.
        return hash(word.bytes());
    }
    let dots = word.bytes().filter(|byte| *byte == b'.').count();
    let colons = word.bytes().filter(|byte| *byte == b':').count();
    let mark = match (is_number, dots, colons) {
        (true, ..) => format!("number {n_digits}"),
        (false, 3, _) => "address".to_owned(),
        (false, _, 2..) => "address or time".to_owned(),
        _ => format!("word of {} with digits", word.len().min(9)),
    };
    hash(mark.bytes())
}

/// FNV-1a, stable over builds and machines. Never [`NOTHING`].
fn hash(bytes: impl Iterator<Item = u8>) -> Token {
    bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(time_us: i64, group: &'a str, message: &'a str) -> Line<'a> {
        Line {
            time_us,
            group,
            program: "sshd",
            message,
        }
    }

    #[test]
    fn a_sequence_ends_in_its_line_and_keeps_to_its_group() {
        let mut windows = Windows::default();
        let first = windows.push(line(0, "a", "Failed password for root"));
        assert_eq!(first.len(), N_LINES * N_TOKENS);
        assert!(first[..40].iter().all(|token| *token == NOTHING));
        windows.push(line(5, "b", "other"));
        let second = windows.push(line(9, "a", "Failed password for root"));
        assert_eq!(
            second[30..40],
            first[40..],
            "the line before is the one of the same host"
        );
        assert_ne!(
            second[40], first[40],
            "the first line of a host has no time before it"
        );
        assert_eq!(second[41..], first[41..]);
    }

    #[test]
    fn what_is_told_of_time_is_chosen() {
        let last = |time, at_us| {
            let mut windows = Windows::new(time);
            windows.push(line(0, "a", "one"));
            let sequence = windows.push(line(
                at_us,
                "a",
                "one two three four five six seven eight nine",
            ));
            sequence[40..].to_vec()
        };
        let (soon, late) = (5, DAY_US / 2);
        assert_eq!(last(Time::None, soon), last(Time::None, late));
        let differ = |time| -> Vec<usize> {
            let (a, b) = (last(time, soon), last(time, late));
            (0..N_TOKENS)
                .filter(|place| a[*place] != b[*place])
                .collect()
        };
        assert_eq!(differ(Time::Pause), [0]);
        assert_eq!(differ(Time::PauseAndHour), [0, N_TOKENS - 1]);
        let hashes = [Time::None, Time::Pause, Time::PauseAndHour].map(hash_of_reading);
        assert!(
            hashes[0] != hashes[1] && hashes[1] != hashes[2],
            "each reads other tokens"
        );
    }

    #[test]
    fn what_varies_becomes_a_mark() {
        let tokens = |text| words(text).collect::<Vec<_>>();
        assert_eq!(
            tokens("from 10.0.0.1 port 41234"),
            tokens("from 10.9.8.7 port 50001")
        );
        assert_ne!(tokens("status 200"), tokens("status 500"));
        assert_ne!(tokens("sent 1200"), tokens("sent 1200000"));
        assert_eq!(tokens("FAILED SU"), tokens("failed su"));
        assert_eq!(tokens("/usr/bin/nc"), tokens("usr bin nc"));
        assert_eq!(tokens(" ... - /"), Vec::<Token>::new());
    }

    #[test]
    fn lines_that_go_back_in_time_are_no_gap() {
        assert_eq!(gap(Some(10), 5), gap(Some(5), 5));
    }
}
