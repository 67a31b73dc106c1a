//! The rows of one filter, as far as the list has asked for them.
//!
//! One question at a time, always for what is in view now: a quick scroll over a million rows asks
//! for where it stops, not for everything it passed. Rows far from the view are forgotten.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jejak_protocol::messages::Failure;
use jejak_protocol::{Filter, Row};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::worker_client::RowsAnswer;

/// Rows of one question.
const N_PAGE: u64 = 200;
/// Pages kept around the view.
const N_PAGES_KEPT: u64 = 10;
/// How often a search that still runs is asked how far it is.
const POLL: Duration = Duration::from_millis(400);

/// What is known of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) rows: BTreeMap<u64, Arc<Row>>,
    pub(super) n_total: u64,
    /// False while a search may still find more.
    pub(super) is_complete: bool,
    pub(super) has_answer: bool,
    pub(super) failure: Option<Failure>,
}

#[derive(Clone, Copy)]
pub(super) struct Feed {
    app: App,
    pub(super) known: RwSignal<Known>,
    filter: StoredValue<Filter>,
    /// Grows with each new start, so that late answers are dropped.
    generation: StoredValue<u32>,
    is_asking: StoredValue<bool>,
    /// Rows in view: `[first, end)`.
    wanted: StoredValue<(u64, u64)>,
}

impl Feed {
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            known: RwSignal::new(Known::default()),
            filter: StoredValue::new(Filter::default()),
            generation: StoredValue::new(0),
            is_asking: StoredValue::new(false),
            wanted: StoredValue::new((0, N_PAGE)),
        }
    }

    /// Forgets everything and begins with another filter. `at` is the row that will be in view.
    pub(super) fn restart(self, filter: Filter, at: u64) {
        self.generation.update_value(|it| *it = it.wrapping_add(1));
        self.filter.set_value(filter);
        self.is_asking.set_value(false);
        self.known.set(Known::default());
        self.wanted.set_value((at, at + 1));
        self.pump();
    }

    /// Drops what is still under way: what comes next is another list.
    pub(super) fn abandon(self) -> u32 {
        self.generation.update_value(|it| *it = it.wrapping_add(1));
        self.generation.get_value()
    }

    pub(super) fn is_current(self, generation: u32) -> bool {
        self.generation.try_get_value() == Some(generation)
    }

    /// Rows `[first, end)` came into view.
    pub(super) fn want(self, first: u64, end: u64) {
        self.wanted.set_value((first, end));
        self.pump();
    }

    fn pump(self) {
        if self.is_asking.get_value() {
            return;
        }
        if let Some(page) = self.missing_page() {
            self.ask(page * N_PAGE);
        }
    }

    /// The first page in view with a row that is not known.
    fn missing_page(self) -> Option<u64> {
        let (first, end) = self.wanted.get_value();
        self.known.with_untracked(|known| {
            if known.failure.is_some() {
                return None;
            }
            let end = if known.has_answer {
                end.min(known.n_total)
            } else {
                end
            };
            let missing = (first..end).find(|at| !known.rows.contains_key(at))?;
            Some(missing / N_PAGE)
        })
    }

    fn ask(self, offset: u64) {
        self.is_asking.set_value(true);
        let generation = self.generation.get_value();
        let client = self.app.client.get_value();
        let filter = self.filter.get_value();
        spawn_local(async move {
            let answer = client.rows(filter, offset, N_PAGE as u32).await;
            if !self.is_current(generation) {
                return;
            }
            self.is_asking.set_value(false);
            match answer {
                Ok(answer) => self.take(answer),
                Err(failure) => self.known.update(|known| {
                    known.has_answer = true;
                    known.failure = Some(failure);
                }),
            }
        });
    }

    fn take(self, answer: RowsAnswer) {
        let (first, _) = self.wanted.get_value();
        let is_empty = answer.rows.is_empty();
        self.known.update(|known| {
            known.has_answer = true;
            known.n_total = answer.n_total;
            known.is_complete = answer.is_complete;
            known
                .rows
                .extend((answer.offset..).zip(answer.rows.into_iter().map(Arc::new)));
            known
                .rows
                .retain(|at, _| at.abs_diff(first) < N_PAGE * N_PAGES_KEPT);
        });
        // An answer without the rows it promised is not asked for again at once.
        if !is_empty {
            self.pump();
        }
        if !answer.is_complete && !self.is_asking.get_value() {
            self.poll();
        }
    }

    fn poll(self) {
        let generation = self.generation.get_value();
        set_timeout(
            move || {
                if self.is_current(generation) && !self.is_asking.get_value() {
                    let (first, _) = self.wanted.get_value();
                    self.ask(first / N_PAGE * N_PAGE);
                }
            },
            POLL,
        );
    }
}
