//! What was found in targets and headers that were seen before: visitors ask for the same pages, with
//! the same browsers, thousands of times.
//!
//! Texts are compared whole: by a hash alone, an attack could be made to look like a page that is known.

use rustc_hash::FxHashMap;

use super::attack::{Agent, Referer, Suspicion, Target, suspicion_of};
use crate::record::Access;

/// Texts of each part that are remembered. Then all are forgotten: what a site is asked for changes.
const MAX_TEXTS: usize = 1 << 14;

/// Longer texts seldom come again.
const MAX_BYTES: usize = 512;

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

#[derive(Clone, Debug)]
struct Texts<T>(FxHashMap<Box<str>, T>);

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<T: Copy> Texts<T> {
    fn get(&mut self, text: &str, find: impl FnOnce(&str) -> T) -> T {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let found = find(text);
        if text.len() <= MAX_BYTES {
            if self.0.len() == MAX_TEXTS {
                self.0.clear();
            }
            self.0.insert(text.into(), found);
        }
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
        for i in 0..3 * MAX_TEXTS {
            assert_eq!(texts.get(&i.to_string(), str::len), i.to_string().len());
        }
        assert!(texts.0.len() <= MAX_TEXTS);
        texts.get(&"x".repeat(MAX_BYTES + 1), str::len);
        assert!(texts.0.keys().all(|text| text.len() <= MAX_BYTES));
    }
}
