//! What the person says of incidents, and how it is kept.

use std::time::Duration;

use jejak_protocol::TimestampUs;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use crate::browser;
use crate::state::marks::Marks;
use crate::taught;

/// How long it is told what was said last.
const TOLD_FOR: Duration = Duration::from_secs(10);
/// Between two looks at whether a mute has come to its end.
const EXPIRY_CHECKED_EVERY: Duration = Duration::from_secs(60);

impl App {
    /// Changes what was said, and tells it for a while.
    pub(crate) fn teach(self, change: impl FnOnce(&mut Marks, TimestampUs)) {
        self.marks.update(|marks| change(marks, browser::today()));
        let last = self.marks.with_untracked(Marks::last);
        self.said.set(last.map(|(_, act)| act));
        let hide = move || {
            // What was said meanwhile has its own time.
            if self.marks.with_untracked(Marks::last) == last {
                self.said.set(None);
            }
        };
        set_timeout(hide, TOLD_FOR);
    }

    /// Takes back what was said last; whether there was something.
    pub(crate) fn unsay(self) -> bool {
        if self.marks.with_untracked(Marks::last).is_none() {
            return false;
        }
        self.marks.update(|marks| {
            marks.undo();
        });
        self.said.set(None);
        true
    }

    /// Begins or ends keeping what was said on this device; false when the browser refuses.
    pub(crate) async fn keep_marks(self, wants: bool) -> bool {
        let marks = self.marks.get_untracked();
        let answer = match wants {
            true => taught::save(&marks).await,
            false => taught::forget().await,
        };
        if answer.is_ok() {
            self.keeps_marks.set(wants);
        }
        answer.is_ok()
    }

    /// Brings back what was kept, ends mutes when their time has come, and keeps what changes.
    pub(crate) fn keep_marks_in_step(self) {
        spawn_local(async move {
            // A browser that keeps nothing has nothing to bring back.
            if let Ok(Some(kept)) = taught::load().await {
                self.marks.update(|marks| {
                    marks.join(kept);
                    marks.expire(browser::today());
                });
                self.keeps_marks.set(true);
            }
        });
        let expire = move || {
            let now = browser::today();
            if self.marks.with_untracked(|marks| marks.has_expired(now)) {
                self.marks.update(|marks| marks.expire(now));
            }
        };
        let ticking = set_interval_with_handle(expire, EXPIRY_CHECKED_EVERY);
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
        });
        Effect::new(move || {
            let marks = self.marks.get();
            if self.keeps_marks.get() {
                spawn_local(async move {
                    // A refused write loses what was said last, which can be said again.
                    taught::save(&marks).await.ok();
                });
            }
        });
    }
}
