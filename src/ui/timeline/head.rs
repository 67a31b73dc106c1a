//! The right half of the row above the chart: the chosen range and the way into it, else the key to
//! the colours; then the buttons.

use jejak_protocol::Level;
use jejak_words::names::{level_letter, level_name};
use jejak_words::ui::TimelineText;
use leptos::prelude::*;

use super::metrics::MetricsMenu;
use super::{Panel, drop_selection, press, zoom};
use crate::state::names::wire_name;
use crate::ui::kit::icon::{Icon, Pictogram};

#[component]
pub(super) fn Head(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let has_range = Memo::new(move |_| app.view.with(|view| !view.ranges.0.is_empty()));
    let is_folded = Memo::new(move |_| panel.is_folded());
    let table_name = Signal::derive(move || match panel.is_table.get() {
        true => TimelineText::HideTable,
        false => TimelineText::ShowTable,
    });
    let fold_name = Signal::derive(move || match is_folded.get() {
        true => TimelineText::Unfold,
        false => TimelineText::Fold,
    });
    let always = |text: TimelineText| Signal::stored(text);
    view! {
        <Selection panel=panel/>
        <Show when=move || app.selection.with(Option::is_none)>
            <Legend panel=panel/>
        </Show>
        <div class="timeline-tools">
            <MetricsMenu panel=panel/>
            <Show when=move || has_range.get()>
                <Tool icon=Icon::Earlier name=always(TimelineText::Earlier) key="[" press=move || { press(app, "["); }/>
                <Tool icon=Icon::Later name=always(TimelineText::Later) key="]" press=move || { press(app, "]"); }/>
                <Tool icon=Icon::Undo name=always(TimelineText::Undo) key="u" press=move || { press(app, "u"); }/>
            </Show>
            <Show when=move || !panel.has_failed.get()>
                <Tool icon=Icon::Table name=table_name press=move || panel.is_table.update(|it| *it = !*it)/>
            </Show>
            {move || {
                let icon = if is_folded.get() { Icon::Unfold } else { Icon::Fold };
                let turn = move || panel.folds.set(Some(!is_folded.get_untracked()));
                view! { <Tool icon=icon name=fold_name press=turn/> }
            }}
        </div>
    }
}

/// A button that is an icon; its name is its tooltip.
#[component]
fn Tool(
    icon: Icon,
    name: Signal<TimelineText>,
    /// The key that does the same, for the tooltip.
    #[prop(optional)]
    key: &'static str,
    press: impl Fn() + 'static,
) -> impl IntoView {
    let lang = move || super::App::expect().lang();
    let title = move || match key {
        "" => name.get().text(lang()).to_owned(),
        key => format!("{} ({key})", name.get().text(lang())),
    };
    view! {
        <button
            type="button"
            class="btn bare timeline-tool"
            aria-label=move || name.get().text(lang())
            title=title
            on:click=move |_| press()
        >
            <Pictogram icon=icon/>
        </button>
    }
}

#[component]
fn Selection(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let said = Memo::new(move |_| app.selection.get().map(|range| panel.say_range(range)));
    // A drag passes many ranges; only the one it ends with is read aloud.
    let aloud = Memo::new(move |last: Option<&String>| {
        if panel.is_dragging.get() {
            return last.cloned().unwrap_or_default();
        }
        said.get().unwrap_or_default()
    });
    view! {
        <p class="hidden" role="status">{aloud}</p>
        <Show when=move || said.with(Option::is_some)>
            <div class="timeline-selection">
                <span class="timeline-chosen">{said}</span>
                <button
                    type="button"
                    class="btn main"
                    title=move || format!("{} (z)", TimelineText::Zoom.text(app.lang()))
                    on:click=move |_| { zoom(app); }
                >
                    {app.text(TimelineText::ZoomIn)}
                </button>
                <button
                    type="button"
                    class="btn bare timeline-tool"
                    aria-label=app.text(TimelineText::Drop)
                    title=move || format!("{} (Esc)", TimelineText::Drop.text(app.lang()))
                    on:click=move |_| { drop_selection(app); }
                >
                    <Pictogram icon=Icon::Close/>
                </button>
            </div>
        </Show>
    }
}

/// The levels that occur, worst first, with their colours.
#[component]
fn Legend(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let levels = Memo::new(move |_| {
        app.found.with(|found| {
            let buckets = found.0.as_deref().map(|it| it.timeline.buckets.as_slice());
            let occurs = |level: &Level| {
                let n = |counts: &[u64; 7]| counts.get(level.index()).copied().unwrap_or(0);
                buckets.is_some_and(|buckets| buckets.iter().any(|(_, it)| n(it) > 0))
            };
            Level::ALL
                .into_iter()
                .rev()
                .filter(occurs)
                .collect::<Vec<_>>()
        })
    });
    view! {
        <ul class="timeline-legend" aria-label=app.text(TimelineText::Legend) title=app.text(TimelineText::Hint)>
            <For each=move || levels.get() key=|level| level.index() let:level>
                <li class=format!("timeline-key {}", wire_name(&level))>
                    <span class="timeline-swatch" aria-hidden="true">{level_letter(level)}</span>
                    {move || level_name(level, app.lang())}
                </li>
            </For>
        </ul>
    }
}
