//! The pinned timeline: counts by level, metrics, and incidents by kind over one time axis, above every
//! view.
//!
//! A drag or Shift with the arrow keys chooses a range; Enter or the button goes into it, and the
//! breadcrumb leads back out. The table shows the same figures. Sums and places come from `state`;
//! plotly.js draws what `figure` describes.

mod chart;
mod crumbs;
mod cursor;
mod drag;
mod figure;
mod head;
mod hint;
mod ink;
mod metrics;
mod painter;
mod parts;
mod scene;
mod table;

use jejak_protocol::{Analysis, TimeRange, TimestampUs};
use jejak_words::ui::{self, TimelineText};
use jejak_words::{Noun, Reader, counted};
use leptos::html;
use leptos::prelude::*;

use self::chart::Chart;
use self::crumbs::Crumbs;
use self::head::Head;
use self::scene::{Scene, lane_places};
use self::table::Table;
use crate::app::App;
use crate::browser;
use crate::state::axis::{Axis, spoken};
use crate::state::metrics as metrics_state;
use crate::state::round::DAY_US;
use crate::state::selection::n_records;

/// What the parts of the timeline share.
#[derive(Clone, Copy)]
struct Panel {
    app: App,
    /// Everything that the chart shows; None where no record has a time.
    scene: Memo<Option<Scene>>,
    /// The axis of what is drawn now, which may be older than the scene.
    axis: RwSignal<Option<Axis>>,
    /// A moment in the bar that the keyboard is at.
    cursor: RwSignal<Option<TimestampUs>>,
    /// A moment in the bar that the pointer is above.
    pointed: RwSignal<Option<TimestampUs>>,
    is_dragging: RwSignal<bool>,
    has_failed: RwSignal<bool>,
    is_table: RwSignal<bool>,
    /// None until the person folds or unfolds it: then the window's width decides.
    folds: RwSignal<Option<bool>>,
    is_narrow: RwSignal<bool>,
    width_px: RwSignal<f64>,
    n_dressed: RwSignal<u32>,
}

impl Panel {
    fn new(app: App) -> Self {
        let folds = RwSignal::new(None);
        let is_narrow = RwSignal::new(browser::is_narrow());
        let width_px = RwSignal::new(0.0);
        let n_dressed = RwSignal::new(0);
        let scene = Memo::new(move |_| {
            let found = app.heard.get();
            let whole = found.0.as_deref().and_then(|it| it.range)?;
            app.prefs.with(|prefs| prefs.theme);
            let lanes = lane_places(found.0.as_deref()?, width_px.get());
            let series = found.0.as_deref().map(|it| it.metrics.as_slice());
            let metrics = app.view.with(|view| {
                metrics_state::shown(series.unwrap_or_default(), view.metrics.as_deref())
            });
            Some(Scene {
                range: app.view.with(|view| view.ranges.current()).unwrap_or(whole),
                zone: app.zone(),
                lang: app.lang(),
                incident: app.view.with(|view| view.incident.clone()),
                width_px: width_px.get(),
                is_folded: folds.get().unwrap_or(is_narrow.get()),
                n_dressed: n_dressed.get(),
                lanes,
                metrics,
                found,
            })
        });
        Self {
            app,
            scene,
            axis: RwSignal::new(None),
            cursor: RwSignal::new(None),
            pointed: RwSignal::new(None),
            is_dragging: RwSignal::new(false),
            has_failed: RwSignal::new(false),
            is_table: RwSignal::new(false),
            folds,
            is_narrow,
            width_px,
            n_dressed,
        }
    }

    fn is_folded(self) -> bool {
        self.folds.get().unwrap_or(self.is_narrow.get())
    }

    /// `10 Dec 09:10–09:20, 1,203 records`.
    fn say_range(self, range: TimeRange) -> String {
        let Some(analysis) = self.app.analysis() else {
            return String::new();
        };
        self.app.say(|reader| describe(&analysis, range, reader))
    }
}

fn describe(analysis: &Analysis, range: TimeRange, reader: Reader<'_>) -> String {
    let counted_records = n_records(&analysis.timeline, range);
    let records = counted(counted_records.n, Noun::Record, reader.lang);
    let records = if counted_records.is_exact {
        records
    } else {
        ui::timeline::about(reader.lang, &records)
    };
    ui::timeline::selection(reader.lang, &reader.range_s(spoken(range)), &records)
}

/// A bar by its time: `10 Dec 09:10–09:20`, or the date of a bar that is a day.
fn bar_name(start: TimestampUs, bar_us: i64, reader: Reader<'_>) -> String {
    if bar_us == DAY_US {
        return reader.date(start);
    }
    reader.range_s(TimeRange {
        start,
        end: TimestampUs(start.0.saturating_add(bar_us)),
    })
}

#[component]
pub(crate) fn Timeline() -> impl IntoView {
    let app = App::expect();
    let panel = Panel::new(app);
    let body = NodeRef::<html::Div>::new();
    chart::watch_width(panel, body);
    chart::watch_colours(panel);
    let has_times = Memo::new(move |_| panel.scene.with(Option::is_some));
    let shows_table = move || panel.is_table.get() || panel.has_failed.get();
    view! {
        <section class="timeline" class:is-folded=move || panel.is_folded() aria-label=app.text(TimelineText::Title)>
            <Show
                when=move || has_times.get()
                fallback=move || {
                    view! {
                        <Show when=move || !app.phase.get().is_running()>
                            <p class="timeline-none muted">{app.text(TimelineText::NoTimes)}</p>
                        </Show>
                    }
                }
            >
                <div class="timeline-head">
                    <Crumbs panel=panel/>
                    <Head panel=panel/>
                </div>
            </Show>
            <div class="timeline-body" node_ref=body>
                <Show when=move || has_times.get() && panel.has_failed.get()>
                    <p class="timeline-failed" role="alert">{app.text(TimelineText::ChartFailed)}</p>
                </Show>
                <Show when=move || has_times.get() && shows_table()>
                    <Table panel=panel/>
                </Show>
                <Show when=move || has_times.get() && !shows_table()>
                    <Chart panel=panel/>
                </Show>
            </div>
        </section>
    }
}

/// Goes into the chosen range.
fn zoom(app: App) -> bool {
    let Some(range) = app.selection.get_untracked() else {
        return false;
    };
    app.selection.set(None);
    app.view.update(|view| view.ranges.commit(range));
    true
}

/// The timeline's keys that work everywhere: `z`, `u`, `[` and `]`. Whether the key did something.
pub(crate) fn press(app: App, key: &str) -> bool {
    let has_range = app.view.with_untracked(|view| !view.ranges.0.is_empty());
    let whole = app.found.with_untracked(|found| found.0.as_deref()?.range);
    match key {
        "z" => return zoom(app),
        "u" if has_range => app.view.update(|view| view.ranges.undo()),
        "[" if has_range => app.view.update(|view| view.ranges.shift(whole, false)),
        "]" if has_range => app.view.update(|view| view.ranges.shift(whole, true)),
        _ => return false,
    }
    app.selection.set(None);
    true
}

/// Drops the chosen range; whether there was one.
pub(crate) fn drop_selection(app: App) -> bool {
    let had_one = app.selection.with_untracked(Option::is_some);
    if had_one {
        app.selection.set(None);
    }
    had_one
}
