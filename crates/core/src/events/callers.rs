//! Who is at the other end of a connection, where another of its lines names them.
//!
//! Many services write the address once, when a connection opens or ends, and what went wrong on a
//! line of its own: MongoDB (`[conn7]`), OpenLDAP (`conn=1022`), sendmail (the message's id), sshd
//! and others that fork (the process id). In: what each line says of its connection ([`Step`]), by
//! line number. Out: for the lines that name nobody, who it was: the one whom the connection named
//! last before, else the first one that it names after.
//!
//! Invariants: a line is joined with none that is more than [`Limits::caller_lines`] away, and never beyond the
//! end of its connection. So a range of a file need remember no more than what lies within that reach
//! of its two ends, and any split into ranges gives the same answer ([`Callers::append`]).

mod role;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

pub use role::{Role, Step};

use crate::plan::Limits;

/// Connections of a range of a file. `N`: how an address is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Callers<N> {
    by_key: FxHashMap<u64, Ends<N>>,
    /// That of the last lines: most lines are about the same as the one above.
    recent: Option<(u64, Ends<N>)>,
    /// In the order of their lines.
    waiting: Vec<Waiting<N>>,
    /// Of connections about which nothing was said since: positions in `waiting`.
    open: FxHashMap<u64, Vec<u32>>,
    /// Connections after the last time that those out of reach were forgotten.
    n_at_sweep: usize,
}

/// A line that names nobody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting<N> {
    line: u64,
    key: u64,
    is_suspicious: bool,
    /// The range does not say what the connection said last before.
    is_open_before: bool,
    before: Option<N>,
    /// Whom the connection named next, and at which line.
    after: Option<(u64, N)>,
}

/// What a range says of a connection first and last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Ends<N> {
    first: Mark<N>,
    last: Mark<N>,
}

/// A line that names the caller; or that ends the connection or what went wrong on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark<N> {
    line: u64,
    name: Option<N>,
}

/// A line that named nobody, and who it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined<'a, N> {
    pub line: u64,
    /// The line at which both are known.
    pub told_at: u64,
    pub name: &'a N,
    pub is_suspicious: bool,
}

impl<N> Default for Callers<N> {
    fn default() -> Self {
        Self {
            by_key: FxHashMap::default(),
            recent: None,
            waiting: Vec::new(),
            open: FxHashMap::default(),
            n_at_sweep: 0,
        }
    }
}

impl<N: Clone> Callers<N> {
    /// Goes on by one line, which may name the caller. Lines come in their order.
    #[inline]
    pub fn push(&mut self, line: u64, step: Step, name: Option<N>, limits: &Limits) {
        if step.is_accepted {
            self.mark(step.key, line, None, limits);
        }
        if name.is_some() {
            self.mark(step.key, line, name, limits);
        } else if step.waits {
            self.wait(line, step, limits);
        }
        if step.is_end {
            self.mark(step.key, line, None, limits);
        }
    }

    fn mark(&mut self, key: u64, line: u64, name: Option<N>, limits: &Limits) {
        let mark = Mark { line, name };
        if !self.open.is_empty()
            && let Some(open) = self.open.remove(&key)
        {
            self.answer(&open, &mark, limits);
        }
        match &mut self.recent {
            Some((recent, ends)) if *recent == key => ends.last = mark,
            _ => {
                self.settle(limits);
                let first = mark.clone();
                self.recent = Some((key, Ends { first, last: mark }));
            }
        }
    }

    /// Puts the connection of the last lines among the others.
    fn settle(&mut self, limits: &Limits) {
        let Some((key, ends)) = self.recent.take() else {
            return;
        };
        let line = ends.last.line;
        self.put(key, ends);
        self.sweep_if_large(line, limits);
    }

    fn put(&mut self, key: u64, ends: Ends<N>) {
        match self.by_key.get_mut(&key) {
            Some(own) => own.last = ends.last,
            None => {
                self.by_key.insert(key, ends);
            }
        }
    }

    /// Says what came next to lines that wait.
    fn answer(&mut self, open: &[u32], mark: &Mark<N>, limits: &Limits) {
        for idx in open {
            if let Some(waiting) = self.waiting.get_mut(*idx as usize)
                && let Some(name) = &mark.name
                && limits.reaches(waiting.line, mark.line)
            {
                waiting.after = Some((mark.line, name.clone()));
            }
        }
    }

    fn wait(&mut self, line: u64, step: Step, limits: &Limits) {
        if self.waiting.len() >= limits.n_waiting {
            return;
        }
        self.settle(limits);
        let ends = self.by_key.get(&step.key);
        let before = ends
            .filter(|ends| limits.reaches(ends.last.line, line))
            .and_then(|ends| ends.last.name.clone());
        if before.is_none() {
            let idx = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
            self.open.entry(step.key).or_default().push(idx);
        }
        self.waiting.push(Waiting {
            line,
            key: step.key,
            is_suspicious: step.is_suspicious,
            is_open_before: ends.is_none(),
            before,
            after: None,
        });
    }

    /// Takes up the connections of the range that follows, `n_lines` further down; `n_right` lines
    /// long; `named` says what its names are called here.
    pub(crate) fn append(
        &mut self,
        right: Self,
        (n_lines, n_right): (u64, u64),
        named: impl Fn(N) -> N,
        limits: &Limits,
    ) {
        self.settle(limits);
        let moved = |mark: Mark<N>| Mark {
            line: mark.line + n_lines,
            name: mark.name.map(&named),
        };
        let n_before = self.waiting.len();
        for waiting in right
            .waiting
            .into_iter()
            .take(limits.n_waiting.saturating_sub(n_before))
        {
            let mut waiting = Waiting {
                line: waiting.line + n_lines,
                before: waiting.before.map(&named),
                after: waiting
                    .after
                    .map(|(line, name)| (line + n_lines, named(name))),
                ..waiting
            };
            if waiting.is_open_before
                && let Some(ends) = self.by_key.get(&waiting.key)
            {
                waiting.is_open_before = false;
                if limits.reaches(ends.last.line, waiting.line) {
                    waiting.before = ends.last.name.clone();
                }
            }
            self.waiting.push(waiting);
        }
        // Of the range's last connection, what it said first may stand among the others.
        let recent = right.recent.into_iter();
        for (key, ends) in right.by_key.into_iter().chain(recent) {
            let (first, last) = (moved(ends.first), moved(ends.last));
            if let Some(open) = self.open.remove(&key) {
                self.answer(&open, &first, limits);
            }
            self.put(key, Ends { first, last });
        }
        for (key, open) in right.open {
            let open = open
                .into_iter()
                .filter_map(|idx| u32::try_from(idx as usize + n_before).ok())
                .filter(|idx| (*idx as usize) < limits.n_waiting);
            self.open.entry(key).or_default().extend(open);
        }
        self.sweep_if_large(n_lines + n_right, limits);
    }

    /// Forgets connections of which no line of another range, and none to come, is within reach.
    fn sweep_if_large(&mut self, line: u64, limits: &Limits) {
        let room = self.n_at_sweep.max(limits.caller_lines as usize);
        if self.by_key.len() + self.open.len() <= 2 * room {
            return;
        }
        self.by_key.retain(|_, ends| {
            ends.first.line <= limits.caller_lines || limits.reaches(ends.last.line, line)
        });
        let waiting = &self.waiting;
        self.open.retain(|_, open| {
            let last = open.last().and_then(|idx| waiting.get(*idx as usize));
            last.is_some_and(|waiting| limits.reaches(waiting.line, line))
        });
        self.n_at_sweep = self.by_key.len() + self.open.len();
    }

    /// Calls every name otherwise.
    pub(crate) fn rename(&mut self, named: impl Fn(&N) -> N) {
        let mut renamed = |name: &mut N| *name = named(name);
        let recent = self.recent.iter_mut().map(|(_, ends)| ends);
        for ends in self.by_key.values_mut().chain(recent) {
            ends.first.name.iter_mut().for_each(&mut renamed);
            ends.last.name.iter_mut().for_each(&mut renamed);
        }
        for waiting in &mut self.waiting {
            waiting.before.iter_mut().for_each(&mut renamed);
            if let Some((_, name)) = &mut waiting.after {
                renamed(name);
            }
        }
    }

    /// The lines that named nobody and of which it is known who it was, in their order.
    pub fn joined(&self) -> impl Iterator<Item = Joined<'_, N>> {
        self.waiting.iter().filter_map(Waiting::joined)
    }

    /// Who it was at a line that names nobody.
    pub(crate) fn at(&self, line: u64) -> Option<&N> {
        let idx = self
            .waiting
            .binary_search_by_key(&line, |it| it.line)
            .ok()?;
        self.waiting.get(idx)?.joined().map(|joined| joined.name)
    }
}

impl<N> Waiting<N> {
    fn joined(&self) -> Option<Joined<'_, N>> {
        let (told_at, name) = match (&self.before, &self.after) {
            (Some(name), _) => (self.line, name),
            (None, Some((line, name))) => (*line, name),
            (None, None) => return None,
        };
        Some(Joined {
            line: self.line,
            told_at,
            name,
            is_suspicious: self.is_suspicious,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    /// Lines of programs with their process ids; at which of them who is told of.
    fn check(lines: &[(&str, &str, &str)], expect: &[(usize, &str)]) {
        let mut callers = Callers::default();
        let mut told = Vec::new();
        for (idx, (process, pid, message)) in lines.iter().enumerate() {
            let record = Record {
                process: (*process).into(),
                pid,
                message: (*message).into(),
                repeats: 1,
                ..Record::default()
            };
            let meaning = super::super::classify(&record);
            let source = meaning.source.as_deref().map(str::to_owned);
            if let Some(step) = Role::of(&record, &meaning).step(&record, source.is_some()) {
                callers.push(idx as u64, step, source, &Limits::default());
            }
        }
        for joined in callers.joined() {
            told.push((joined.told_at as usize, joined.name.clone()));
        }
        let expect: Vec<_> = expect
            .iter()
            .map(|(idx, source)| (*idx, (*source).to_owned()))
            .collect();
        assert_eq!(told, expect, "{lines:?}");
    }

    #[test]
    fn the_address_stands_on_another_line() {
        check(
            &[
                (
                    "slapd",
                    "7",
                    "conn=12 fd=21 ACCEPT from IP=203.0.113.9:45011 (IP=192.0.2.1:389)",
                ),
                (
                    "slapd",
                    "7",
                    "conn=13 fd=22 ACCEPT from IP=198.51.100.7:45012 (IP=192.0.2.1:389)",
                ),
                ("slapd", "7", "conn=12 op=1 RESULT tag=97 err=49 text="),
                ("slapd", "7", "conn=13 op=1 RESULT tag=97 err=0 text="),
            ],
            &[(2, "203.0.113.9")],
        );
        check(
            &[
                (
                    "charon",
                    "15",
                    "06[NET] <kantor|83> received packet: from 203.0.113.9[4500] to 192.0.2.1[4500] (144 bytes)",
                ),
                (
                    "charon",
                    "15",
                    "07[NET] <kantor|84> received packet: from 198.51.100.7[4500] to 192.0.2.1[4500] (144 bytes)",
                ),
                (
                    "charon",
                    "15",
                    "06[IKE] <kantor|83> EAP-MS-CHAPv2 verification failed, retry (1)",
                ),
            ],
            &[(2, "203.0.113.9")],
        );
        check(
            &[
                (
                    "conn7",
                    "",
                    "Failed to authenticate budi@kedai with mechanism X: AuthenticationFailed",
                ),
                (
                    "conn7",
                    "",
                    "end connection 203.0.113.9:53276 (0 connections now open)",
                ),
                (
                    "conn7",
                    "",
                    "end connection 198.51.100.7:53277 (0 connections now open)",
                ),
            ],
            &[(1, "203.0.113.9")],
        );
    }

    #[test]
    fn one_process_is_one_connection_until_it_ends() {
        check(
            &[
                (
                    "sshd",
                    "31",
                    "Connection from 203.0.113.9 port 4431 on 192.0.2.1 port 22",
                ),
                (
                    "sshd",
                    "32",
                    "Connection from 198.51.100.7 port 4431 on 192.0.2.1 port 22",
                ),
                (
                    "sshd",
                    "31",
                    "Disconnecting: Too many authentication failures [preauth]",
                ),
                ("sshd", "32", "Connection closed by 198.51.100.7"),
                (
                    "sshd",
                    "32",
                    "Disconnecting: Too many authentication failures [preauth]",
                ),
            ],
            &[(2, "203.0.113.9")],
        );
    }

    #[test]
    fn who_signed_in_is_not_told_of() {
        check(
            &[
                (
                    "sshd",
                    "31",
                    "Failed publickey for sari from 203.0.113.9 port 4431 ssh2: RSA SHA256:x",
                ),
                (
                    "sshd",
                    "31",
                    "Accepted publickey for sari from 203.0.113.9 port 4431 ssh2: RSA SHA256:y",
                ),
                ("sshd", "31", "Connection closed by 203.0.113.9"),
            ],
            &[],
        );
    }
}
