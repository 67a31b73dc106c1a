//! The chart's figures as a table: a row a bar, a column a level or a metric. A row's time chooses its
//! range.

use jejak_protocol::{Level, LevelCounts, TimeRange, TimestampUs};
use jejak_words::names::level_name;
use jejak_words::ui::{self, TimelineText};
use jejak_words::{metric_title, metric_value, number};
use leptos::prelude::*;

use super::scene::Scene;
use super::{Panel, bar_name};
use crate::state::buckets::Bars;
use crate::state::metrics::{starts, within};

#[component]
pub(super) fn Table(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let bars = Memo::new(move |_| {
        let bars = panel.scene.with(|scene| Some(all_bars(scene.as_ref()?)));
        bars.unwrap_or_default()
    });
    let metrics = Memo::new(move |_| {
        let names = panel.scene.with(|scene| {
            let scene = scene.as_ref()?;
            Some(
                scene
                    .series()
                    .map(|it| metric_title(it, scene.lang))
                    .collect::<Vec<_>>(),
            )
        });
        names.unwrap_or_default()
    });
    let levels = Memo::new(move |_| bars.with(occurring));
    view! {
        // It scrolls, so the keyboard must reach it.
        <div class="timeline-table" tabindex="0" role="region" aria-label=app.text(TimelineText::CountsByLevel)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{app.text(TimelineText::BucketStart)}</th>
                        <For each=move || levels.get() key=|level| level.index() let:level>
                            <th scope="col" class="num">{move || level_name(level, app.lang())}</th>
                        </For>
                        <th scope="col" class="num">{app.text(TimelineText::Total)}</th>
                        {move || {
                            metrics
                                .get()
                                .into_iter()
                                .map(|name| view! { <th scope="col" class="num timeline-metric">{name}</th> })
                                .collect_view()
                        }}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let levels = levels.get();
                        bars.with(|bars| {
                            bars.bars
                                .iter()
                                .map(|(start, counts)| {
                                    view! { <Line panel=panel start=*start bar_us=bars.width_us levels=levels.clone() counts=*counts/> }
                                })
                                .collect_view()
                        })
                    }}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(
    panel: Panel,
    start: TimestampUs,
    bar_us: i64,
    /// Levels that have a column.
    levels: Vec<Level>,
    counts: [u64; 7],
) -> impl IntoView {
    let app = panel.app;
    let range = TimeRange {
        start,
        end: TimestampUs(start.0.saturating_add(bar_us.max(1) - 1)),
    };
    let total: u64 = counts.iter().sum();
    let cells = levels
        .into_iter()
        .map(|level| {
            let n = counts.get(level.index()).copied().unwrap_or(0);
            view! {
                <td class="num" class:muted=n == 0>{move || number::exact(n, app.lang())}</td>
            }
        })
        .collect_view();
    let is_chosen = Memo::new(move |_| app.selection.get() == Some(range));
    view! {
        <tr class:is-chosen=is_chosen>
            <th scope="row">
                <button
                    type="button"
                    class="btn bare"
                    aria-pressed=move || is_chosen.get().to_string()
                    on:click=move |_| app.selection.set((!is_chosen.get_untracked()).then_some(range))
                >
                    {move || app.say(|reader| bar_name(start, bar_us, reader))}
                </button>
            </th>
            {cells}
            <td class="num">{move || number::exact(total, app.lang())}</td>
            {move || {
                let values = panel.scene.with(|scene| Some(values(scene.as_ref()?, range)));
                values
                    .unwrap_or_default()
                    .into_iter()
                    .map(|value| view! { <td class="num">{value}</td> })
                    .collect_view()
            }}
        </tr>
    }
}

/// The bars that are drawn, and those in which only a metric has a value.
fn all_bars(scene: &Scene) -> Bars {
    let mut bars = scene.bars();
    let axis = scene.axis(bars.width_us);
    let series: Vec<_> = scene.series().collect();
    let floor = |at| axis.bar_at(at).start;
    for start in starts(&series, scene.range, floor) {
        if let Err(at) = bars.bars.binary_search_by_key(&start, |(start, _)| *start) {
            bars.bars.insert(at, (start, LevelCounts::default()));
        }
    }
    bars
}

/// What each metric was within a bar: its mean, and its highest where that is another.
fn values(scene: &Scene, bar: TimeRange) -> Vec<String> {
    let said = |series| {
        let value = |value| metric_value(value, series, scene.lang);
        let Some(held) = within(series, bar) else {
            return "–".to_owned();
        };
        let (mean, max) = (value(held.mean), value(held.max));
        match mean == max {
            true => mean,
            false => ui::metrics::mean_and_max(scene.lang, &mean, &max),
        }
    };
    scene.series().map(said).collect()
}

/// The levels that have a count, worst first.
fn occurring(bars: &Bars) -> Vec<Level> {
    let occurs = |level: &Level| {
        let n = |counts: &[u64; 7]| counts.get(level.index()).copied().unwrap_or(0);
        bars.bars.iter().any(|(_, counts)| n(counts) > 0)
    };
    Level::ALL.into_iter().rev().filter(occurs).collect()
}
