//! The chart's figures as a table: a row a bar, a column a level. A row's time chooses its range.

use jejak_protocol::{Level, TimeRange, TimestampUs};
use jejak_words::names::level_name;
use jejak_words::number;
use jejak_words::ui::TimelineText;
use leptos::prelude::*;

use super::{Panel, bar_name};
use crate::state::buckets::Bars;

#[component]
pub(super) fn Table(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let bars = Memo::new(move |_| {
        let bars = panel.scene.with(|scene| Some(scene.as_ref()?.bars()));
        bars.unwrap_or_default()
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
        </tr>
    }
}

/// The levels that have a count, worst first.
fn occurring(bars: &Bars) -> Vec<Level> {
    let occurs = |level: &Level| {
        let n = |counts: &[u64; 7]| counts.get(level.index()).copied().unwrap_or(0);
        bars.bars.iter().any(|(_, counts)| n(counts) > 0)
    };
    Level::ALL.into_iter().rev().filter(occurs).collect()
}
