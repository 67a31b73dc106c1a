//! What was found in targets and headers that were seen before: visitors ask for the same pages, with
//! the same browsers, thousands of times.
//!
//! Texts are compared whole: by a hash alone, an attack could be made to look like a page that is known.

use rustc_hash::FxHashMap;

use super::attack::{Agent, Referer, Suspicion, Target, suspicion_of};
use crate::record::Access;

/// Texts of each part in one generation; of two, which is some 16 MB if every text is long, 6 MB as they come.
const MAX_TEXTS: usize = 1 << 15;

/// Longer texts seldom come again.
const MAX_BYTES: usize = 256;

/// Remembers what is slow to find out. It never changes a result.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    targets: Texts<Target>,
    agents: Texts<Agent>,
    referers: Texts<Referer>,
}

impl Memory {
    pub(super) fn suspicion_of(&mut self, access: &Access<'_>) -> Option<Suspicion> {
        suspicion_of(
            access,
            self.targets.get(access.target, Target::of),
            self.agents.get(access.user_agent, Agent::of),
            self.referers.get(access.referer, Referer::of),
        )
    }
}

/// Two generations: when the young one is full, the old one is forgotten, but for what was asked for since.
/// So what comes often stays, though there be more texts than room.
#[derive(Clone, Debug)]
struct Texts<T> {
    young: FxHashMap<Box<str>, T>,
    old: FxHashMap<Box<str>, T>,
}

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self {
            young: FxHashMap::default(),
            old: FxHashMap::default(),
        }
    }
}

impl<T: Copy> Texts<T> {
    fn get(&mut self, text: &str, find: impl FnOnce(&str) -> T) -> T {
        if let Some(known) = self.young.get(text) {
            return *known;
        }
        let (text, found) = match self.old.remove_entry(text) {
            Some(known) => known,
            None if text.len() > MAX_BYTES => return find(text),
            None => (Box::from(text), find(text)),
        };
        if self.young.len() == MAX_TEXTS {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text, found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{classify, classify_with};
    use super::*;

    #[test]
    fn what_is_remembered_changes_nothing() {
        let targets = [
            "/",
            "/a?id=1'+or+'1'='1",
            "/.env",
            "/wp-login.php",
            "/q?u=http://x.example/",
        ];
        let agents = ["Mozilla/5.0", "sqlmap/1.8", "", "() { :;}; /bin/id"];
        let mut memory = Memory::default();
        for _ in 0..2 {
            for (target, agent) in targets
                .iter()
                .flat_map(|it| agents.map(|agent| (*it, agent)))
            {
                for (status, method, referer) in [
                    (200, "GET", ""),
                    (404, "GET", "http://a.example/?q=<script>alert(1)</script>"),
                    (401, "POST", "http://a.example/"),
                ] {
                    let access = Access {
                        client: "192.0.2.7",
                        method,
                        target,
                        status,
                        referer,
                        user_agent: agent,
                        ..Access::default()
                    };
                    assert_eq!(
                        classify_with(&access, &mut memory),
                        classify(&access),
                        "{access:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn it_stays_within_its_bound() {
        let mut texts = Texts::default();
        for i in 0..5 * MAX_TEXTS {
            assert_eq!(texts.get(&i.to_string(), str::len), i.to_string().len());
        }
        assert!(texts.young.len() <= MAX_TEXTS && texts.old.len() <= MAX_TEXTS);
        let long = "x".repeat(MAX_BYTES + 1);
        assert_eq!(texts.get(&long, str::len), long.len());
        assert!(!texts.young.contains_key(long.as_str()));
    }

    #[test]
    fn what_comes_often_is_not_forgotten() {
        let mut texts = Texts::default();
        let mut n_found = 0;
        for i in 0..5 * MAX_TEXTS {
            texts.get(&i.to_string(), str::len);
            texts.get("often", |text| {
                n_found += 1;
                text.len()
            });
        }
        assert_eq!(n_found, 1);
    }
}
