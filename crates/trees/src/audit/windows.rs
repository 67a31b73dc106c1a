//! Rows: what one subject did in ten minutes, and how the day before was.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::Schema;

use super::Entry;

/// Length of a window, as the core has it for other logs.
pub const WINDOW_S: i64 = 600;
/// Windows that are looked back on: a day.
const BEFORE: i64 = 86_400 / WINDOW_S;

/// What a row holds, in this order.
pub const FEATURES: [&str; 13] = [
    "entries",
    "passwords_refused",
    "passwords_right",
    "codes_refused",
    "codes_right",
    "captchas_refused",
    "limited",
    "forbidden",
    "sessions_moved",
    // Accounts of an address, addresses of an account.
    "others",
    "unknown_names",
    // In the day before the window began.
    "refused_before",
    "signed_in_before",
];

/// Whom rows are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Address,
    /// Names that no account has are left out: they are told by their addresses.
    Account,
}

impl Subject {
    pub const ALL: [Self; 2] = [Self::Address, Self::Account];

    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Account => "account",
        }
    }

    fn of(self, entry: &Entry) -> Option<&str> {
        match self {
            Self::Address => entry.address.as_deref(),
            Self::Account => entry
                .account
                .as_deref()
                .filter(|_| !entry.has_unknown_name()),
        }
    }

    fn other_of(self, entry: &Entry) -> Option<&str> {
        match self {
            Self::Address => entry.account.as_deref(),
            Self::Account => entry.address.as_deref(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The address or the account.
    pub name: String,
    /// Seconds since 1970, UTC.
    pub start_s: i64,
    pub n_refused: u64,
    /// [FEATURES]
    pub features: Vec<f64>,
    /// Whether an entry in it is of an attack, where that is known.
    pub truth: Option<bool>,
}

pub fn schema() -> Schema {
    Schema::new(FEATURES)
}

/// Windows in which the subjects have entries, by name and then by time.
pub fn windows(
    entries: &[Entry],
    subject: Subject,
    truth: impl Fn(&Entry) -> Option<bool>,
) -> Vec<Window> {
    let mut by_window: BTreeMap<(&str, i64), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if let Some(name) = subject.of(entry) {
            let number = entry.at_s.div_euclid(WINDOW_S);
            by_window.entry((name, number)).or_default().push(entry);
        }
    }
    let mut past = Past::default();
    let mut windows = Vec::with_capacity(by_window.len());
    for ((name, number), entries) in by_window {
        past.turn_to(name, number);
        let sums = Sums::of(&entries, subject);
        let mut features = sums.features().to_vec();
        features.extend(past.features());
        let truths = entries.iter().filter_map(|entry| truth(entry));
        windows.push(Window {
            name: name.to_owned(),
            start_s: number * WINDOW_S,
            n_refused: sums.n_refused,
            features,
            truth: truths.reduce(|one, other| one || other),
        });
        past.keep(number, &sums);
    }
    windows
}

/// The windows of one name that lie a day back at most.
#[derive(Default)]
struct Past<'a> {
    name: &'a str,
    /// Number of the window, refusals, sign-ins.
    windows: VecDeque<(i64, u64, u64)>,
}

impl<'a> Past<'a> {
    fn turn_to(&mut self, name: &'a str, number: i64) {
        if self.name != name {
            self.name = name;
            self.windows.clear();
        }
        while matches!(self.windows.front(), Some((old, ..)) if *old < number - BEFORE) {
            self.windows.pop_front();
        }
    }

    fn features(&self) -> [f64; 2] {
        let sum = |part: fn(&(i64, u64, u64)) -> u64| self.windows.iter().map(part).sum::<u64>();
        [sum(|it| it.1) as f64, sum(|it| it.2) as f64]
    }

    fn keep(&mut self, number: i64, sums: &Sums<'_>) {
        self.windows
            .push_back((number, sums.n_refused, sums.codes_right));
    }
}

#[derive(Default)]
struct Sums<'a> {
    n_entries: u64,
    n_refused: u64,
    passwords_refused: u64,
    passwords_right: u64,
    codes_refused: u64,
    codes_right: u64,
    captchas_refused: u64,
    limited: u64,
    forbidden: u64,
    sessions_moved: u64,
    others: BTreeSet<&'a str>,
    unknown_names: BTreeSet<&'a str>,
}

impl<'a> Sums<'a> {
    fn of(entries: &[&'a Entry], subject: Subject) -> Self {
        let mut sums = Self::default();
        for entry in entries {
            sums.add(entry, subject);
        }
        sums
    }

    fn add(&mut self, entry: &'a Entry, subject: Subject) {
        self.n_entries += 1;
        self.n_refused += u64::from(entry.is_refused());
        self.others.extend(subject.other_of(entry));
        if entry.has_unknown_name() {
            self.unknown_names.extend(entry.account.as_deref());
        }
        let count = match (entry.event.as_str(), entry.is_refused()) {
            ("sign_in_password", true) => &mut self.passwords_refused,
            ("sign_in_password", false) => &mut self.passwords_right,
            ("sign_in_totp" | "sign_in_recovery", true) => &mut self.codes_refused,
            ("sign_in_totp" | "sign_in_recovery", false) => &mut self.codes_right,
            ("captcha_refused", _) => &mut self.captchas_refused,
            ("rate_limited" | "account_stopped", _) => &mut self.limited,
            (
                "not_allowed"
                | "cross_site_refused"
                | "password_change_refused"
                | "factor_change_refused"
                | "link_refused"
                | "share_refused",
                _,
            ) => &mut self.forbidden,
            ("session_moved", _) => &mut self.sessions_moved,
            _ => return,
        };
        *count += 1;
    }

    /// All but those of the day before.
    fn features(&self) -> [f64; 11] {
        [
            self.n_entries,
            self.passwords_refused,
            self.passwords_right,
            self.codes_refused,
            self.codes_right,
            self.captchas_refused,
            self.limited,
            self.forbidden,
            self.sessions_moved,
            self.others.len() as u64,
            self.unknown_names.len() as u64,
        ]
        .map(|n| n as f64)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::audit) fn entry(at_s: i64, event: &str, who: [&str; 2], is_ok: bool) -> Entry {
        Entry {
            seq: at_s,
            at_s,
            event: event.into(),
            outcome: if is_ok { "ok" } else { "refused" }.into(),
            account: Some(who[0].into()),
            address: Some(who[1].into()),
            detail: None,
        }
    }

    fn feature(window: &Window, name: &str) -> f64 {
        let at = FEATURES.iter().position(|it| *it == name).expect("a name");
        window.features[at]
    }

    #[test]
    fn a_window_counts_what_its_subject_did_and_knows_the_day_before() {
        let log = [
            entry(0, "sign_in_password", ["rina", "a"], false),
            entry(10, "sign_in_password", ["unknown:7f", "a"], false),
            entry(700, "sign_in_password", ["rina", "a"], true),
            entry(705, "sign_in_totp", ["rina", "a"], true),
            entry(710, "sign_in_totp", ["budi", "b"], false),
            entry(90_000, "captcha_refused", ["rina", "a"], false),
        ];
        let windows = windows(&log, Subject::Address, |_| None);
        let of = |i: usize, name: &str| feature(&windows[i], name);
        assert_eq!(windows.len(), 4);
        assert_eq!((of(0, "passwords_refused"), of(0, "others")), (2.0, 2.0));
        assert_eq!(
            (of(0, "unknown_names"), of(0, "refused_before")),
            (1.0, 0.0)
        );
        assert_eq!((of(1, "codes_right"), of(1, "refused_before")), (1.0, 2.0));
        // A day later what was refused is out of sight.
        assert_eq!(
            (of(2, "refused_before"), of(2, "signed_in_before")),
            (0.0, 0.0)
        );
        assert_eq!(of(2, "captchas_refused"), 1.0);
        assert_eq!(
            (windows[3].name.as_str(), of(3, "codes_refused")),
            ("b", 1.0)
        );
    }

    #[test]
    fn a_name_that_nobody_has_is_no_account() {
        let log = [
            entry(0, "sign_in_password", ["unknown:7f", "a"], false),
            entry(1, "sign_in_password", ["rina", "a"], false),
            entry(2, "sign_in_password", ["rina", "b"], true),
        ];
        let windows = windows(&log, Subject::Account, |entry| Some(entry.is_refused()));
        let [window] = windows.as_slice() else {
            panic!("one account: {windows:?}")
        };
        assert_eq!(
            (window.name.as_str(), feature(window, "others")),
            ("rina", 2.0)
        );
        assert_eq!(window.truth, Some(true));
    }

    #[test]
    fn what_comes_later_changes_no_earlier_window() {
        let log: Vec<Entry> = (0..200)
            .map(|i| {
                let who = [["rina", "a"], ["budi", "b"]][usize::from(i % 3 == 0)];
                entry(i * 97, "sign_in_password", who, i % 4 == 0)
            })
            .collect();
        let all = windows(&log, Subject::Address, |_| None);
        let cut_s = 100 * 97 / WINDOW_S * WINDOW_S;
        let is_early = |entry: &&Entry| entry.at_s < cut_s;
        let early: Vec<Entry> = log.iter().filter(is_early).cloned().collect();
        let expect: Vec<_> = all.into_iter().filter(|it| it.start_s < cut_s).collect();
        assert_eq!(windows(&early, Subject::Address, |_| None), expect);
    }
}
