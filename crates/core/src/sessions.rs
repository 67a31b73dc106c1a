//! Which session a record belongs to: the block, request, connection, person or machine it is about.
//!
//! Nothing is configured. [`find`] looks at sampled records when a file is planned and takes the first
//! of these that most records have and that ties several of them together: an id that is written in
//! the message (`blk_-160899…`, `request_id=7f3c`), the process, the user, the source address. What
//! happens within a session is kept by `state::sessions` and read by `sequences`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use memchr::memmem;
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::events;
use crate::hash::StableHash;
use crate::record::Record;

/// What a session is called.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SessionName<'a> {
    /// An id, a user or an address.
    Plain(&'a str),
    Process {
        program: &'a str,
        pid: &'a str,
    },
}

impl SessionName<'_> {
    /// As it is written; without the machinery of formatting, as every fourth line of an sshd log
    /// opens a session.
    pub(crate) fn text(self) -> Box<str> {
        match self {
            Self::Plain(name) => name.into(),
            Self::Process { program, pid } => [program, "[", pid, "]"].concat().into(),
        }
    }

    /// Adds the name to a hash. Most lines only ask whether their session is known: its text is
    /// made once.
    #[inline]
    pub(crate) fn hash(self, hash: StableHash) -> StableHash {
        match self {
            Self::Plain(name) => hash.bytes(name.as_bytes()),
            Self::Process { program, pid } => hash.bytes(program.as_bytes()).bytes(pid.as_bytes()),
        }
    }
}

/// What ties records together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKey {
    /// An id in the message, by what stands before it: `blk_`, `request_id=`.
    Id(Box<str>),
    /// Program and process id, within a day.
    Process,
    /// User, within a day.
    User,
    /// Source address, within a day.
    Source,
}

/// Ids of one record that are followed; a line can name thousands.
const MAX_IDS: usize = 64;

/// Sessions that a sample is searched for; more do not change the answer.
const MAX_VALUES: usize = 1 << 14;

/// Prefixes of ids that are tried, the most frequent first.
const MAX_PREFIXES: usize = 8;

/// At least this share of the sampled records has the key. Chosen: below, most of the log is left out.
const MIN_COVERAGE: f64 = 0.5;

/// At least so many sessions in the sample, with so many records each on average: fewer tie nothing
/// together, more records are one long day of one program.
const MIN_SESSIONS: usize = 3;
const RECORDS_EACH: std::ops::RangeInclusive<f64> = 1.5..=60.0;

/// The key of a file. `each` calls what it is given with every sampled record.
pub(crate) fn find(each: impl Fn(&mut dyn FnMut(&Record<'_>))) -> Option<SessionKey> {
    let mut keys: Vec<SessionKey> = prefixes(&each).into_iter().map(SessionKey::Id).collect();
    keys.extend([SessionKey::Process, SessionKey::User, SessionKey::Source]);
    keys.into_iter().find(|key| ties(key, &each))
}

/// Whether most records have the key, and several have the same.
fn ties(key: &SessionKey, each: impl Fn(&mut dyn FnMut(&Record<'_>))) -> bool {
    let (mut n_records, mut n_with, mut n_found) = (0, 0, 0);
    let mut values = BTreeSet::new();
    each(&mut |record| {
        let meaning = match key {
            SessionKey::User | SessionKey::Source => events::classify(record),
            _ => events::Meaning::default(),
        };
        let n_before = n_found;
        key.each(record, Who::of(record, &meaning), |value| {
            n_found += 1;
            if values.len() < MAX_VALUES {
                values.insert(value.text());
            }
        });
        n_records += 1;
        n_with += usize::from(n_found > n_before);
    });
    let coverage = n_with as f64 / f64::from(n_records.max(1));
    let records_each = f64::from(n_found) / values.len().max(1) as f64;
    coverage >= MIN_COVERAGE && values.len() >= MIN_SESSIONS && RECORDS_EACH.contains(&records_each)
}

/// What stands before ids in messages, by how many records have it.
fn prefixes(each: impl Fn(&mut dyn FnMut(&Record<'_>))) -> Vec<Box<str>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each(&mut |record| {
        if record.access.is_some() {
            return;
        }
        let own: BTreeSet<&str> = [&*JOINED, &*NAMED]
            .into_iter()
            .flat_map(|pattern| pattern.captures_iter(&record.message))
            .filter_map(|found| found.get(1).map(|prefix| prefix.as_str()))
            .collect();
        for prefix in own {
            *counts.entry(prefix.to_owned()).or_default() += 1;
        }
    });
    let mut counts: Vec<_> = counts.into_iter().collect();
    // Stable: of equals the first in the alphabet.
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let prefixes = counts.into_iter().map(|(prefix, _)| prefix.into());
    prefixes.take(MAX_PREFIXES).collect()
}

/// `blk_-160899`, `req-7f3c9a01`: letters, a joint, and a number.
static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"\b([A-Za-z]{2,16}[_#-])(?:-?[0-9]{4,}\b|[0-9]*[a-f]*[0-9][0-9a-f-]{6,}\b)")
});

/// `session=ab12`, `request_id: 7f3c`: a name that says that it is an id.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r#"(?i)\b([a-z_.-]*(?:session|request|req|trace|transaction|txn|correlation|connection|conn|job|task|order)(?:[_-]?id)?(?:=|: ?)"?)[0-9a-z-]*[0-9][0-9a-z-]*"#,
    )
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, compiled by every test")
}

/// Whom a record names, as far as keys ask for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Who<'a> {
    pub(crate) user: &'a str,
    pub(crate) source: &'a str,
}

impl<'a> Who<'a> {
    pub(crate) fn of(record: &'a Record<'_>, meaning: &'a events::Meaning<'_>) -> Self {
        let text = |own: &'a Option<_>, format: &'a Option<_>| {
            let own: Option<&str> = Option::as_deref(own);
            own.or(Option::as_deref(format)).unwrap_or_default()
        };
        Self {
            user: text(&meaning.user, &record.user),
            source: text(&meaning.source, &record.source),
        }
    }
}

impl SessionKey {
    /// Sessions of this key last for a day at most: process ids come again, people too.
    pub(crate) fn is_daily(&self) -> bool {
        !matches!(self, Self::Id(_))
    }

    /// Calls `found` with each session that the record belongs to, each once.
    #[inline]
    pub(crate) fn each(
        &self,
        record: &Record<'_>,
        who: Who<'_>,
        mut found: impl FnMut(SessionName<'_>),
    ) {
        match self {
            Self::Id(prefix) => each_id(&record.message, prefix, found),
            Self::Process if !record.pid.is_empty() => {
                found(SessionName::Process {
                    program: &record.process,
                    pid: record.pid,
                });
            }
            Self::User if !who.user.is_empty() => found(SessionName::Plain(who.user)),
            Self::Source if !who.source.is_empty() => found(SessionName::Plain(who.source)),
            Self::Process | Self::User | Self::Source => {}
        }
    }
}

fn each_id(message: &str, prefix: &str, mut found: impl FnMut(SessionName<'_>)) {
    let mut seen: [&str; MAX_IDS] = [""; MAX_IDS];
    let mut n = 0;
    for at in memmem::find_iter(message.as_bytes(), prefix.as_bytes()) {
        let before = message.as_bytes().get(at.wrapping_sub(1));
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            continue;
        }
        let start = at + prefix.len();
        let rest = message.as_bytes().get(start..).unwrap_or_default();
        let is_id = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-';
        let len = rest.iter().take_while(is_id).count();
        // `blk_` is part of the name, `request_id=` only says that one follows.
        let is_named = prefix.ends_with(['=', ':', ' ', '"']);
        let from = if is_named { start } else { at };
        let Some(id) = message.get(from..start + len).filter(|_| len > 0) else {
            continue;
        };
        if seen.iter().take(n).any(|known| *known == id) {
            continue;
        }
        let Some(slot) = seen.get_mut(n) else {
            return;
        };
        *slot = id;
        n += 1;
        found(SessionName::Plain(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Record<'_> {
        Record {
            message: text.into(),
            ..Record::default()
        }
    }

    fn found(key: &SessionKey, text: &str) -> Vec<String> {
        let mut all = Vec::new();
        key.each(&message(text), Who::default(), |id| {
            all.push(id.text().into_string())
        });
        all
    }

    #[test]
    fn every_id_of_a_message_is_found_once() {
        let key = SessionKey::Id("blk_".into());
        assert_eq!(
            found(&key, "ask 10.0.0.1 to delete blk_-12 blk_34 /data/blk_34"),
            ["blk_-12", "blk_34"]
        );
        assert!(found(&key, "xblk_1 blk_ no").is_empty());
        let key = SessionKey::Id("request_id=".into());
        assert_eq!(found(&key, "GET / request_id=7f-3c took=3"), ["7f-3c"]);
    }

    fn check(lines: &[String], expect: Option<SessionKey>) {
        let found = find(|look| lines.iter().for_each(|line| look(&message(line))));
        assert_eq!(found, expect, "{lines:?}");
    }

    #[test]
    fn ids_are_found_by_what_stands_before_them() {
        let lines: Vec<String> = (0..30)
            .map(|i| format!("Receiving block blk_-{} src: /10.0.0.{i}", 90_000 + i / 3))
            .collect();
        check(&lines, Some(SessionKey::Id("blk_".into())));
        let lines: Vec<String> = (0..30)
            .map(|i| format!("step {i} done request_id=a{}", i / 4))
            .collect();
        check(&lines, Some(SessionKey::Id("request_id=".into())));
    }

    #[test]
    fn what_ties_nothing_together_is_no_key() {
        let once: Vec<String> = (0..30)
            .map(|i| format!("done task_{}", 9_000 + i))
            .collect();
        check(&once, None);
        let always: Vec<String> = (0..300)
            .map(|i| format!("took {i} on node_10001"))
            .collect();
        check(&always, None);
    }

    #[test]
    fn processes_tie_lines_of_a_connection() {
        let pids: Vec<String> = (0..30).map(|i| format!("{}", 700 + i / 3)).collect();
        let found = find(|look| {
            for pid in &pids {
                look(&Record {
                    process: "sshd".into(),
                    pid,
                    message: "Connection closed".into(),
                    ..Record::default()
                });
            }
        });
        assert_eq!(found, Some(SessionKey::Process));
    }
}
