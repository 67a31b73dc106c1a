//! The choice of metrics: a menu with a search, the series grouped by their metric, and for each its
//! lowest, highest and last value.

use std::sync::Arc;

use jejak_protocol::Analysis;
use jejak_protocol::metrics::MetricSeries;
use jejak_words::ui::{self, MetricsText};
use jejak_words::{Lang, metric_extent, metric_name, number};
use leptos::html;
use leptos::prelude::*;

use super::Panel;
use crate::state::metrics::{found, shown, toggled};
use crate::ui::kit::menu::Menu;

/// Series that are listed at once; the search leads to the others.
const N_LISTED: usize = 120;

/// Series of one metric.
#[derive(Clone, PartialEq)]
struct Group {
    name: String,
    series: Vec<Listed>,
}

#[derive(Clone, PartialEq)]
struct Listed {
    key: String,
    /// What tells it from the others of its metric.
    label: String,
    extent: String,
}

#[component]
pub(super) fn MetricsMenu(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let has_some = Memo::new(move |_| {
        app.found
            .with(|found| found.0.as_deref().is_some_and(|it| !it.metrics.is_empty()))
    });
    let n_shown = Memo::new(move |_| {
        panel
            .scene
            .with(|it| it.as_ref().map_or(0, |it| it.metrics.len()))
    });
    let is_open = RwSignal::new(false);
    view! {
        <Show when=move || has_some.get()>
            <Menu class="timeline-metrics" is_open=is_open>
                <summary class="btn bare" title=app.text(MetricsText::Choose)>
                    {app.text(MetricsText::Title)}
                    {move || format!(" · {} ▾", number::exact(n_shown.get() as u64, app.lang()))}
                </summary>
                <Show when=move || is_open.get()>
                    <Choice panel=panel/>
                </Show>
            </Menu>
        </Show>
    }
}

#[component]
fn Choice(panel: Panel) -> impl IntoView {
    let app = panel.app;
    let words = RwSignal::new(String::new());
    let is_full = RwSignal::new(false);
    let search = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(search) = search.get() {
            search.focus().ok();
        }
    });
    let listed = Memo::new(move |_| {
        let analysis = app.analysis();
        words.with(|words| listed(analysis.as_ref(), words, app.lang()))
    });
    let groups = Memo::new(move |_| listed.with(|it| it.0.clone()));
    let chosen = Memo::new(move |_| {
        let view = app.view.with(|view| view.metrics.clone());
        let analysis = app.analysis();
        let series = analysis.as_deref().map_or(&[][..], |it| &it.metrics);
        let places = shown(series, view.as_deref());
        let keys = places.into_iter().filter_map(|idx| series.get(idx));
        keys.map(MetricSeries::key).collect::<Vec<_>>()
    });
    let turn = move |key: &str| {
        let analysis = app.analysis();
        let series = analysis.as_deref().map_or(&[][..], |it| &it.metrics);
        let now = app.view.with_untracked(|view| view.metrics.clone());
        let next = toggled(series, now.as_deref(), key);
        is_full.set(next.is_none());
        if let Some(keys) = next {
            choose(panel, Some(keys));
        }
    };
    let said = move || match is_full.get() {
        true => MetricsText::Full.text(app.lang()).to_owned(),
        false => {
            let n = |n: usize| number::exact(n as u64, app.lang());
            let n_all = app.analysis().map_or(0, |it| it.metrics.len());
            ui::metrics::chosen(app.lang(), &n(chosen.with(Vec::len)), &n(n_all))
        }
    };
    view! {
        <div class="menu-items timeline-choice" role="group" aria-label=app.text(MetricsText::Choose)>
            <input
                type="search"
                class="field"
                node_ref=search
                aria-label=app.text(MetricsText::Search)
                placeholder=app.text(MetricsText::Search)
                prop:value=move || words.get()
                on:input=move |event| words.set(event_target_value(&event))
            />
            <div class="timeline-choice-acts">
                <span role="status" class="muted">{said}</span>
                <button type="button" class="btn small" on:click=move |_| choose(panel, None)>
                    {app.text(MetricsText::First)}
                </button>
                <button type="button" class="btn small" on:click=move |_| choose(panel, Some(Vec::new()))>
                    {app.text(MetricsText::None)}
                </button>
            </div>
            <div class="timeline-choice-list">
                <For each=move || groups.get() key=|group| group.name.clone() let:group>
                    <fieldset>
                        <legend>{group.name.clone()}</legend>
                        {group
                            .series
                            .into_iter()
                            .map(|own| {
                                let key = StoredValue::new(own.key);
                                let is_on = move || chosen.with(|it| key.with_value(|key| it.contains(key)));
                                view! {
                                    <label>
                                        <input
                                            type="checkbox"
                                            prop:checked=is_on
                                            on:change=move |event| {
                                                key.with_value(|key| turn(key));
                                                // Where there is no more room, it stays as it was.
                                                let input = event_target::<web_sys::HtmlInputElement>(&event);
                                                input.set_checked(is_on());
                                            }
                                        />
                                        <span class="timeline-choice-name">{own.label}</span>
                                        <span class="muted">{own.extent}</span>
                                    </label>
                                }
                            })
                            .collect_view()}
                    </fieldset>
                </For>
                {move || {
                    listed
                        .with(|(groups, n_more)| match (groups.is_empty(), *n_more) {
                            (true, _) => Some(MetricsText::NoMatch.text(app.lang()).to_owned()),
                            (false, 0) => None,
                            (false, n) => {
                                let n = number::exact(n as u64, app.lang());
                                Some(ui::metrics::more(app.lang(), &n))
                            }
                        })
                        .map(|text| view! { <p class="muted">{text}</p> })
                }}
            </div>
        </div>
    }
}

/// Shows these, and the lanes that they are drawn in.
fn choose(panel: Panel, keys: Option<Vec<String>>) {
    panel.app.view.update(|view| view.metrics = keys);
    if panel.is_folded() {
        panel.folds.set(Some(false));
    }
}

/// The groups that fit the words, and how many series more there are than are listed.
fn listed(analysis: Option<&Arc<Analysis>>, words: &str, lang: Lang) -> (Vec<Group>, usize) {
    let Some(analysis) = analysis else {
        return (Vec::new(), 0);
    };
    let name = |series: &MetricSeries| metric_name(series, lang);
    let fitting = found(&analysis.metrics, words, name);
    let n_more = fitting.len().saturating_sub(N_LISTED);
    let file_of = |series: &MetricSeries| {
        let file = analysis.files.iter().find(|file| file.id == series.file);
        file.map_or("", |file| file.facts.name.as_str()).to_owned()
    };
    let mut groups: Vec<Group> = Vec::new();
    let series = fitting.iter().take(N_LISTED);
    for series in series.filter_map(|idx| analysis.metrics.get(*idx)) {
        let own = Listed {
            key: series.key(),
            label: match series.labels.as_str() {
                "" => file_of(series),
                labels => labels.to_owned(),
            },
            extent: metric_extent(series, lang),
        };
        let name = name(series);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.series.push(own),
            None => groups.push(Group {
                name,
                series: vec![own],
            }),
        }
    }
    (groups, n_more)
}
