//! The address, and what else outside of the page follows its state: title, theme, storage.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::{App, file_names};
use crate::arrival::{self, Arrival};
use crate::browser;
use crate::kept;
use crate::state::fragment;
use crate::state::view::{Room, ViewState};

impl App {
    /// Opens what a link brought along.
    pub(crate) fn arrive(self, arrival: Arrival) {
        match arrival {
            Arrival::Link(token) => {
                self.server.link.set(Some(token));
                self.enter(Some(Room::Account));
            }
            Arrival::Share(link) => {
                self.share_link.set(Some(link));
                self.enter(None);
            }
        }
    }

    /// Follows the address when the person goes back or edits it.
    pub(crate) fn follow_address(self) {
        if let Some(arrival) = arrival::take() {
            self.arrive(arrival);
            return;
        }
        let fragment = browser::fragment();
        // `#main` is the skip link's: a place on the page, not a view.
        if fragment == "main" || fragment == self.own_fragment() {
            return;
        }
        let prefs = self.prefs.get_untracked();
        let (view, prefs_now) = fragment::from_fragment(&fragment, &prefs);
        if prefs_now != prefs {
            self.prefs.set(prefs_now);
        }
        self.view.set(view);
    }

    fn own_fragment(self) -> String {
        self.view.with_untracked(|view| {
            self.prefs
                .with_untracked(|prefs| fragment::to_fragment(view, prefs))
        })
    }

    /// Keeps address, storage, language, theme and title in step with the state.
    pub(crate) fn keep_outside_in_step(self) {
        Effect::new(move |last: Option<ViewState>| {
            let now = self.view.get();
            let prefs = self.prefs.get();
            let target = format!("#{}", fragment::to_fragment(&now, &prefs));
            if target.trim_start_matches('#') != browser::fragment()
                && let Ok(history) = window().history()
            {
                // Typing in a filter changes the address; only a step that can be undone adds to
                // the history.
                let is_step = last.is_some_and(|last| {
                    (last.view, last.room, &last.incident, &last.ranges)
                        != (now.view, now.room, &now.incident, &now.ranges)
                });
                let kept = if is_step {
                    history.push_state_with_url(&JsValue::NULL, "", Some(&target))
                } else {
                    history.replace_state_with_url(&JsValue::NULL, "", Some(&target))
                };
                // Refused only when it is changed hundreds of times within seconds.
                kept.ok();
            }
            now
        });
        Effect::new(move || {
            let prefs = self.prefs.get();
            browser::store_preferences(&prefs);
            let names = self.run.with(|run| file_names(run.given()));
            let title = match names {
                Some(names) => format!("{names} · Jejak"),
                None => "Jejak".to_owned(),
            };
            browser::dress(&prefs, &title);
        });
        // A kept analysis keeps its marks too.
        Effect::new(move |is_later: Option<()>| {
            self.marks.track();
            self.groups.track();
            if let (Some(()), Some(id), Some(body)) =
                (is_later, self.kept_id.get_untracked(), self.body())
            {
                spawn_local(async move {
                    // Refused writes lose a mark, which the person can set again.
                    kept::update(&id, &body).await.ok();
                });
            }
        });
    }
}
