//! The windowed list: draws the rows in view, moves by wheel, scroll bar and keys, opens a row.

use jejak_protocol::RecordRef;
use jejak_words::number;
use jejak_words::ui::Records as Words;
use jejak_words::ui::records::{found_so_far, rows_shown};
use leptos::ev::{KeyboardEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::feed::Feed;
use super::pointed::Pointed;
use super::row::{RowItem, Waiting};
use crate::app::App;
use crate::browser;
use crate::state::windowing::Rows;
use crate::ui::kit::{Empty, FailureBox};

/// Heights of a row; records.css has the same. Wrapped rows show up to three lines of text, the
/// rest of a longer one stands below it when it is open: rows of one height can be counted off.
const ROW_PX: f64 = 22.0;
const WRAPPED_PX: f64 = 64.0;
/// On a narrow screen the stamp has its own line.
const CARD_PX: f64 = 84.0;
/// Rows above the one that was asked for, so that what led to it is seen.
const N_ABOVE: u64 = 4;

/// What the list and its rows share.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) app: App,
    pub(super) feed: Feed,
    scroller: NodeRef<html::Div>,
    scroll_px: RwSignal<f64>,
    viewport_px: RwSignal<f64>,
    is_narrow: RwSignal<bool>,
    /// The row that the keys move.
    pub(super) active: RwSignal<u64>,
    /// The row that is open, with the height that it adds.
    pub(super) expanded: RwSignal<Option<(u64, f64)>>,
}

impl List {
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            feed: Feed::new(app),
            scroller: NodeRef::new(),
            scroll_px: RwSignal::new(0.0),
            viewport_px: RwSignal::new(600.0),
            is_narrow: RwSignal::new(browser::is_narrow()),
            active: RwSignal::new(0),
            expanded: RwSignal::new(None),
        }
    }

    fn rows(self) -> Rows {
        let row_px = match (self.is_narrow.get(), self.app.wraps.get()) {
            (true, _) => CARD_PX,
            (false, true) => WRAPPED_PX,
            (false, false) => ROW_PX,
        };
        Rows {
            n_total: self.feed.known.with(|known| known.n_total),
            row_px,
            viewport_px: self.viewport_px.get(),
            expanded: self.expanded.get(),
        }
    }

    fn measure(self) {
        if let Some(element) = self.scroller.get_untracked() {
            self.viewport_px
                .set(f64::from(element.client_height()).max(ROW_PX));
            self.scroll_px.set(f64::from(element.scroll_top()));
            self.is_narrow.set(browser::is_narrow());
        }
    }

    fn scroll_to(self, scroll_px: f64) {
        // After the list has its new height, or the browser would stop at the old end.
        request_animation_frame(move || {
            if let Some(Some(element)) = self.scroller.try_get_untracked() {
                element.set_scroll_top(scroll_px.round() as i32);
            }
        });
    }

    pub(super) fn toggle(self, position: u64) {
        self.active.set(position);
        self.expanded.update(|expanded| {
            *expanded = match *expanded {
                Some((at, _)) if at == position => None,
                _ => Some((position, 0.0)),
            };
        });
    }

    fn step(self, to: u64) {
        let rows = untrack(move || self.rows());
        let to = to.min(rows.n_total.saturating_sub(1));
        self.active.set(to);
        if let Some(scroll_px) = rows.reveal(to, self.scroll_px.get_untracked()) {
            self.scroll_to(scroll_px);
        }
    }

    fn press(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        // A button in an open row keeps the keys that press it.
        let is_own = event.target() == event.current_target();
        if !is_own && matches!(event.key().as_str(), "Enter" | " ") {
            return;
        }
        let rows = untrack(move || self.rows());
        let n_page = (rows.viewport_px / rows.row_px).floor().max(1.0) as u64;
        let at = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "j" => self.step(at + 1),
            "ArrowUp" | "k" => self.step(at.saturating_sub(1)),
            "PageDown" => self.step(at + n_page),
            "PageUp" => self.step(at.saturating_sub(n_page)),
            "Home" => self.step(0),
            "End" => self.step(rows.n_total),
            "Enter" | " " => self.toggle(at),
            _ => return,
        }
        event.prevent_default();
    }

    /// Of a list that is longer than its scroll bar can say, the wheel moves whole rows.
    fn wheel(self, event: &WheelEvent) {
        let rows = untrack(move || self.rows());
        if !rows.is_scaled() {
            return;
        }
        event.prevent_default();
        let n_rows = (event.delta_y() / rows.row_px).round() as i64;
        let first = rows.first_at(self.scroll_px.get_untracked());
        let first = first.saturating_add_signed(n_rows);
        if let Some(element) = self.scroller.get_untracked() {
            let from = element.scroll_top();
            let to = rows.scroll_for(first).round() as i32;
            // At least a pixel: less than that is no movement at all for the browser.
            let least = from + n_rows.signum() as i32;
            element.set_scroll_top(if n_rows > 0 {
                to.max(least)
            } else {
                to.min(least)
            });
        }
    }
}

#[component]
pub(super) fn RowList(list: List) -> impl IntoView {
    let app = list.app;
    follow_state(list);
    Effect::new(move || {
        if list.scroller.get().is_some() {
            list.measure();
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| list.measure());
    on_cleanup(move || resized.remove());
    let drawn = Memo::new(move |_| list.rows().drawn(list.scroll_px.get()));
    Effect::new(move || {
        let drawn = drawn.get();
        list.feed.want(drawn.first, drawn.end.max(drawn.first + 1));
    });
    let is_empty = move || {
        list.feed.known.with(|known| {
            known.has_answer && known.is_complete && known.n_total == 0 && known.failure.is_none()
        })
    };
    let failure = Memo::new(move |_| list.feed.known.with(|known| known.failure));
    view! {
        {move || {
            failure
                .get()
                .map(|failure| {
                    view! {
                        <div class="records-failure">
                            <FailureBox failure=failure />
                        </div>
                    }
                })
        }}
        <Show when=is_empty>
            <Empty
                title=Signal::derive(move || Words::NoneFit.text(app.lang()).to_owned())
                hint=Signal::derive(move || Words::NoneFitHint.text(app.lang()).to_owned())
            />
        </Show>
        <Pointed>
            <div
                class="rows"
                class:wraps=move || app.wraps.get()
                node_ref=list.scroller
                tabindex="0"
                role="treegrid"
                aria-label=app.text(Words::Title)
                aria-rowcount=move || list.feed.known.with(|known| known.n_total).to_string()
                aria-activedescendant=move || row_id(list.active.get())
                on:scroll=move |_| list.measure()
                on:keydown=move |event| list.press(&event)
                on:wheel=move |event| list.wheel(&event)
            >
                <div
                    class="rows-all"
                    role="presentation"
                    style:height=move || format!("{}px", list.rows().height_px())
                >
                    <div
                        class="rows-window"
                        role="presentation"
                        style:transform=move || format!("translateY({}px)", drawn.get().top_px)
                    >
                        <Window list=list drawn=Signal::derive(move || {
                            let drawn = drawn.get();
                            (drawn.first, drawn.end)
                        }) />
                    </div>
                </div>
            </div>
        </Pointed>
    }
}

pub(super) fn row_id(position: u64) -> String {
    format!("row-{position}")
}

/// The rows in view; those that are still read are a grey bar of the same height.
#[component]
fn Window(list: List, drawn: Signal<(u64, u64)>) -> impl IntoView {
    let rows = move || {
        let (first, end) = drawn.get();
        list.feed.known.with(|known| {
            (first..end)
                .map(|at| (at, known.rows.get(&at).cloned()))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <For each=rows key=|(at, row)| (*at, row.as_ref().map(|row| row.at)) let((at, row))>
            {match row {
                Some(row) => view! { <RowItem list=list position=at row=row /> }.into_any(),
                None => view! { <Waiting position=at /> }.into_any(),
            }}
        </For>
    }
}

/// Another filter, range or run starts the list anew; a record that was asked for is shown in it.
fn follow_state(list: List) {
    let app = list.app;
    let key = Memo::new(move |_| {
        let run = app.run.with(|run| run.id);
        let is_over = !app.phase.get().is_running();
        app.view
            .with(|view| (run, is_over, view.records_filter(), view.at))
    });
    Effect::new(move || {
        let (_, _, filter, at) = key.get();
        list.expanded.set(None);
        match at {
            None => {
                list.active.set(0);
                list.feed.restart(filter, 0);
                list.scroll_to(0.0);
            }
            Some(at) => show(list, filter, at),
        }
    });
}

/// Finds the record's place among the rows, and brings it into view.
fn show(list: List, filter: jejak_protocol::Filter, at: RecordRef) {
    let generation = list.feed.abandon();
    let client = list.app.client.get_value();
    spawn_local(async move {
        let located = client.locate(filter.clone(), at).await;
        if !list.feed.is_current(generation) {
            return;
        }
        let position = located.unwrap_or(0);
        list.active.set(position);
        let first = position.saturating_sub(N_ABOVE);
        list.feed.restart(filter, first);
        // The list has its height only once it knows how many rows there are.
        let is_done = StoredValue::new(false);
        Effect::new(move || {
            let has_answer = list.feed.known.with(|known| known.has_answer);
            if has_answer && !is_done.get_value() {
                is_done.set_value(true);
                let rows = untrack(move || list.rows());
                list.scroll_to(rows.scroll_for(first));
            }
        });
    });
}

/// `lines 1–40 of 12,403`, or how many were found so far.
pub(super) fn said(list: List) -> String {
    let lang = list.app.lang();
    let (n_total, is_complete, has_answer) = list
        .feed
        .known
        .with(|known| (known.n_total, known.is_complete, known.has_answer));
    if !has_answer {
        return Words::Searching.text(lang).to_owned();
    }
    if !is_complete {
        return found_so_far(lang, &number::exact(n_total, lang));
    }
    if n_total == 0 {
        return String::new();
    }
    let rows = list.rows();
    let first = rows.first_at(list.scroll_px.get());
    let n_seen = (rows.viewport_px / rows.row_px).floor() as u64;
    rows_shown(
        lang,
        &number::exact(first + 1, lang),
        &number::exact((first + n_seen.max(1)).min(n_total), lang),
        &number::exact(n_total, lang),
    )
}
