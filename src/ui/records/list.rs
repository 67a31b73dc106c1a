//! The windowed list: asks the worker for the rows that are in view and draws only those.

mod row;

use std::collections::BTreeMap;
use std::time::Duration;

use jejak_protocol::messages::Failure;
use jejak_protocol::{Filter, Row, RunId};
use jejak_words::number;
use jejak_words::ui::Records as Words;
use jejak_words::ui::records::{found_so_far, rows_shown};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::row::RowItem;
use crate::app::App;
use crate::state::windowing::Rows;
use crate::ui::kit::{Empty, FailureBox};

/// Height of a row in CSS pixels; `.row` in records.css has the same.
const ROW_PX: f64 = 22.0;
/// Rows asked for at once; answers are kept for the window around the view.
const PAGE: u32 = 200;
/// Time between questions while a search still runs.
const POLL: Duration = Duration::from_millis(250);

/// What is known of the list for one filter.
#[derive(Clone, Debug, Default)]
struct Known {
    rows: BTreeMap<u64, Row>,
    n_total: u64,
    is_complete: bool,
    has_answer: bool,
    failure: Option<Failure>,
}

#[derive(Clone, Copy)]
pub(super) struct List {
    app: App,
    known: RwSignal<Known>,
    scroll_px: RwSignal<f64>,
    viewport_px: RwSignal<f64>,
    /// Row that is expanded to its fields, by its place in the list, with the height that it adds.
    pub(super) expanded: RwSignal<Option<(u64, f64)>>,
    asked: StoredValue<Option<u64>>,
}

impl List {
    fn geometry(self) -> Rows {
        Rows {
            n_total: self.known.with(|known| known.n_total),
            row_px: ROW_PX,
            viewport_px: self.viewport_px.get(),
            expanded: self.expanded.get(),
        }
    }

    /// Asks for the page of rows at `offset`; an answer for another filter or run is dropped.
    fn ask(self, offset: u64) {
        if self.asked.get_value() == Some(offset) {
            return;
        }
        self.asked.set_value(Some(offset));
        let (run, filter) = self.key();
        let client = self.app.client.get_value();
        spawn_local(async move {
            let answer = client.rows(filter.clone(), offset, PAGE).await;
            if self.known.is_disposed() || self.key() != (run, filter) {
                return;
            }
            self.asked.set_value(None);
            match answer {
                Ok(answer) => self.known.update(|known| {
                    known.has_answer = true;
                    known.n_total = answer.n_total;
                    known.is_complete = answer.is_complete;
                    let near = |at: &u64| at.abs_diff(answer.offset) < u64::from(PAGE) * 4;
                    known.rows.retain(|at, _| near(at));
                    let numbered = (answer.offset..).zip(answer.rows);
                    known.rows.extend(numbered);
                }),
                Err(failure) => self.known.update(|known| {
                    known.has_answer = true;
                    known.is_complete = true;
                    known.failure = Some(failure);
                }),
            }
        });
    }

    fn key(self) -> (RunId, Filter) {
        (
            self.app.run.with_untracked(|run| run.id),
            self.app.view.with_untracked(|view| view.records_filter()),
        )
    }

    /// Asks for what is in view and not known yet.
    fn fill(self) {
        let drawn = self.geometry().drawn(self.scroll_px.get());
        let missing = self
            .known
            .with(|known| (drawn.first..drawn.end).find(|at| !known.rows.contains_key(at)));
        if let Some(missing) = missing {
            self.ask(missing.saturating_sub(u64::from(PAGE) / 4));
        }
    }
}

#[component]
pub(super) fn RowList(
    /// Set to what the head says of the list: which rows of how many.
    total: RwSignal<String>,
) -> impl IntoView {
    let app = App::expect();
    let list = List {
        app,
        known: RwSignal::new(Known::default()),
        scroll_px: RwSignal::new(0.0),
        viewport_px: RwSignal::new(600.0),
        expanded: RwSignal::new(None),
        asked: StoredValue::new(None),
    };
    let scroller = NodeRef::<html::Div>::new();
    start_over_on_change(list, scroller);
    Effect::new(move || list.fill());
    poll_while_searching(list);
    Effect::new(move || total.set(said(list)));
    let measure = move || {
        if let Some(element) = scroller.get_untracked() {
            list.viewport_px
                .set(f64::from(element.client_height()).max(ROW_PX));
            list.scroll_px.set(f64::from(element.scroll_top()));
        }
    };
    Effect::new(move || {
        if scroller.get().is_some() {
            measure();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let is_empty = move || {
        list.known.with(|known| {
            known.has_answer && known.is_complete && known.n_total == 0 && known.failure.is_none()
        })
    };
    let failure = move || list.known.with(|known| known.failure);
    let title = Signal::derive(move || Words::NoneFit.text(app.lang()).to_owned());
    let hint = Signal::derive(move || Words::NoneFitHint.text(app.lang()).to_owned());
    view! {
        {move || failure().map(|failure| view! { <FailureBox failure=failure /> })}
        <Show when=is_empty>
            <Empty title=title hint=hint />
        </Show>
        <div
            class="rows"
            class:wraps=move || app.wraps.get()
            node_ref=scroller
            tabindex="0"
            role="region"
            aria-label=app.text(Words::Title)
            on:scroll=move |_| measure()
        >
            <div class="rows-all" style:height=move || format!("{}px", list.geometry().height_px())>
                <div
                    class="rows-window"
                    style:transform=move || format!("translateY({}px)", list.geometry().drawn(list.scroll_px.get()).top_px)
                >
                    <Window list=list />
                </div>
            </div>
        </div>
    }
}

/// The rows in view; those that are still read are a grey line of the same height.
#[component]
fn Window(list: List) -> impl IntoView {
    let drawn = Memo::new(move |_| {
        let drawn = list.geometry().drawn(list.scroll_px.get());
        (drawn.first, drawn.end)
    });
    let rows = move || {
        let (first, end) = drawn.get();
        list.known.with(|known| {
            (first..end)
                .map(|at| (at, known.rows.get(&at).cloned()))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <For each=rows key=|(at, row)| (*at, row.as_ref().map(|row| row.at)) let((at, row))>
            {match row {
                Some(row) => view! { <RowItem list=list position=at row=row /> }.into_any(),
                None => view! { <div class="row waits" aria-hidden="true"></div> }.into_any(),
            }}
        </For>
    }
}

/// Another filter, range or run: forget the rows, and show the record that was asked for, if any.
fn start_over_on_change(list: List, scroller: NodeRef<html::Div>) {
    let app = list.app;
    let key = Memo::new(move |_| {
        (
            app.run.with(|run| run.id),
            app.has_analysis(),
            app.view.with(|view| (view.records_filter(), view.at)),
        )
    });
    Effect::new(move || {
        let (run, _, (filter, at)) = key.get();
        list.known.set(Known::default());
        list.expanded.set(None);
        list.asked.set_value(None);
        let show = move |position: u64| {
            let scroll = Rows {
                n_total: u64::MAX / 2,
                ..list.geometry()
            };
            let _ = scroll;
            if let Some(element) = scroller.get_untracked() {
                element.set_scroll_top((position as f64 * ROW_PX) as i32);
            }
            list.scroll_px.set(position as f64 * ROW_PX);
            list.ask(position.saturating_sub(u64::from(PAGE) / 4));
        };
        let Some(at) = at else {
            show(0);
            return;
        };
        let client = app.client.get_value();
        spawn_local(async move {
            let position = client.locate(filter.clone(), at).await.unwrap_or(0);
            if list.known.is_disposed() || list.key() != (run, filter) {
                return;
            }
            // A little above, so that what led to it is seen.
            let first = position.saturating_sub(4);
            list.asked.set_value(Some(first));
            let answer = client
                .rows(list.key().1, first.saturating_sub(50), PAGE)
                .await;
            if let Ok(answer) = answer
                && !list.known.is_disposed()
            {
                list.asked.set_value(None);
                list.known.update(|known| {
                    known.has_answer = true;
                    known.n_total = answer.n_total;
                    known.is_complete = answer.is_complete;
                    known.rows.extend((answer.offset..).zip(answer.rows));
                });
                let scroll_px = list.geometry().scroll_for(first);
                request_animation_frame(move || {
                    if let Some(element) = scroller.get_untracked() {
                        element.set_scroll_top(scroll_px as i32);
                    }
                });
            }
        });
    });
}

/// A search answers with what it found so far: ask again until it is complete.
fn poll_while_searching(list: List) {
    let tick = RwSignal::new(0_u32);
    Effect::new(move || {
        tick.track();
        let is_open = list
            .known
            .with(|known| known.has_answer && !known.is_complete);
        if is_open {
            set_timeout(
                move || {
                    if !list.known.is_disposed() {
                        let first = list.geometry().drawn(list.scroll_px.get_untracked()).first;
                        list.ask(first);
                        tick.update(|tick| *tick = tick.wrapping_add(1));
                    }
                },
                POLL,
            );
        }
    });
}

/// `1–40 of 12,403`, or how many were found so far.
fn said(list: List) -> String {
    let lang = list.app.lang();
    let (n_total, is_complete, has_answer) = list
        .known
        .with(|known| (known.n_total, known.is_complete, known.has_answer));
    if !has_answer {
        return Words::Searching.text(lang).to_owned();
    }
    if !is_complete {
        return found_so_far(lang, &number::exact(n_total, lang));
    }
    let first = list.geometry().first_at(list.scroll_px.get());
    let n_seen = (list.viewport_px.get() / ROW_PX).floor() as u64;
    let last = (first + n_seen).min(n_total);
    rows_shown(
        lang,
        &number::exact((first + 1).min(n_total), lang),
        &number::exact(last, lang),
        &number::exact(n_total, lang),
    )
}
