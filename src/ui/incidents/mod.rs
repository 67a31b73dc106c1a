//! The list of incidents: narrowed by severity, kind and the shown range, sorted, one line of words
//! each.

mod chain;
mod row;

pub(crate) use chain::ChainList;
pub(crate) use row::IncidentRows;

use jejak_protocol::{IncidentKind, NoticeKind, Severity};
use jejak_words::ui::{Frame, IncidentText as Words, Marks, marks, notice};
use jejak_words::{names, number};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

use super::export::ExportMenu;
use super::kit::{Empty, SeverityMark};
use super::marks::ListButton;
use super::share::ShareButton;
use crate::app::App;
use crate::state::marks::Shown;
use crate::state::names::{from_wire_name, wire_name};
use crate::state::pick::{IncidentPick, SortBy, in_range, toggle};

/// Stories above the list; a log with more has them in the list of incidents.
const N_CHAINS: usize = 50;

#[component]
pub(crate) fn Incidents() -> impl IntoView {
    let app = App::expect();
    let pick = Memo::new(move |_| app.view.with(|view| view.pick.clone()));
    let n_fitting = Memo::new(move |_| {
        let range = app.view.with(|view| view.ranges.current());
        let pick = pick.get();
        app.analysis().map_or(0, |it| {
            app.marks
                .with(|marks| pick.positions(&it.incidents, range, marks).len())
        })
    });
    view! {
        <div class="view">
            <div class="view-head">
                <h1>{app.text(Words::ListTitle)}</h1>
                <span class="muted">
                    {move || number::exact(n_fitting.get() as u64, app.lang())}
                </span>
                <span class="gap"></span>
                <SortMenu />
                <ListButton />
                <ShareButton />
                <ExportMenu />
            </div>
            <Calmer />
            <ChainList n_max=N_CHAINS />
            <Filters />
            <Show when=move || n_fitting.get() != 0 fallback=NoneFit>
                <IncidentRows pick=pick n_max=usize::MAX />
            </Show>
            <MutedFold pick=pick />
        </div>
    }
}

/// Says that there were more incidents than are kept.
#[component]
fn Calmer() -> impl IntoView {
    let app = App::expect();
    let said = move || {
        let analysis = app.analysis()?;
        let mut notices = analysis.notices.iter();
        let capped = notices.find(|it| it.kind == NoticeKind::IncidentsCapped)?;
        let text = notice(capped, app.lang());
        Some(view! { <p class="muted">{text}</p> })
    };
    view! { {said} }
}

/// The muted ones at the end of the list, folded away.
#[component]
fn MutedFold(pick: Memo<IncidentPick>) -> impl IntoView {
    let app = App::expect();
    let is_open = RwSignal::new(false);
    let muted = Memo::new(move |_| IncidentPick {
        shown: Shown::Muted,
        ..pick.get()
    });
    let n = Memo::new(move |_| {
        let range = app.view.with(|view| view.ranges.current());
        let muted = muted.get();
        app.analysis().map_or(0, |it| {
            app.marks
                .with(|marks| muted.positions(&it.incidents, range, marks).len())
        })
    });
    view! {
        <Show when=move || n.get() != 0 && pick.with(|pick| pick.shown == Shown::Heard)>
            <details
                class="muted-fold"
                prop:open=move || is_open.get()
                on:toggle=move |event| {
                    let fold = event.target().and_then(|it| it.dyn_into::<HtmlDetailsElement>().ok());
                    is_open.set(fold.is_some_and(|it| it.open()));
                }
            >
                <summary data-item="muted">
                    {move || {
                        let lang = app.lang();
                        marks::muted(&number::exact(n.get() as u64, lang), lang)
                    }}
                </summary>
                <Show when=move || is_open.get()>
                    <IncidentRows pick=muted n_max=usize::MAX />
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn NoneFit() -> impl IntoView {
    let app = App::expect();
    let is_narrowed = move || {
        app.view
            .with(|view| !view.pick.is_all() || view.ranges.current().is_some())
    };
    let title = Signal::derive(move || {
        let lang = app.lang();
        if is_narrowed() {
            Words::NoneInRange.text(lang).to_owned()
        } else {
            jejak_words::ui::OverviewText::NoIncidents
                .text(lang)
                .to_owned()
        }
    });
    let hint = Signal::derive(move || {
        let lang = app.lang();
        if is_narrowed() {
            Words::NoneInRangeHint.text(lang).to_owned()
        } else {
            jejak_words::ui::OverviewText::NoIncidentsHint
                .text(lang)
                .to_owned()
        }
    });
    view! {
        <Empty title=title hint=hint>
            <Show when=is_narrowed>
                <button
                    type="button"
                    class="btn"
                    on:click=move |_| {
                        app.view
                            .update(|view| {
                                view.pick = IncidentPick::default();
                                view.ranges.back_to(0);
                            });
                    }
                >
                    {app.text(Frame::ShowAll)}
                </button>
            </Show>
        </Empty>
    }
}

#[component]
fn SortMenu() -> impl IntoView {
    let app = App::expect();
    let sort = Memo::new(move |_| app.view.with(|view| view.pick.sort));
    let name = |sort| match sort {
        SortBy::Risk => Words::SortRisk,
        SortBy::Time => Words::SortTime,
        SortBy::Count => Words::SortCount,
    };
    view! {
        <select
            class="field"
            aria-label=app.text(Words::Sort)
            on:change=move |event| {
                if let Some(sort) = SortBy::from_key(&event_target_value(&event)) {
                    app.view.update(|view| view.pick.sort = sort);
                }
            }
        >
            {SortBy::ALL
                .map(|it| {
                    view! {
                        <option value=it.key() selected=move || sort.get() == it>
                            {app.text(name(it))}
                        </option>
                    }
                })
                .into_iter()
                .collect_view()}
        </select>
    }
}

/// Severities as switches, and a menu of the kinds that were found.
#[component]
fn Filters() -> impl IntoView {
    let app = App::expect();
    let count_of = move |severity: Severity| {
        let range = app.view.with(|view| view.ranges.current());
        app.analysis().map_or(0, |analysis| {
            analysis
                .incidents
                .iter()
                .filter(|it| it.severity == severity && in_range(it, range))
                .filter(|it| app.marks.with(|marks| !marks.is_muted(it)))
                .count()
        })
    };
    let mut severities = Severity::ALL;
    severities.reverse();
    view! {
        <div class="incident-filters">
            <div class="switches" role="group" aria-label=app.text(Words::Severity)>
                {severities
                    .map(|severity| {
                        let is_on = move || {
                            app.view.with(|view| view.pick.severities.contains(&severity))
                        };
                        view! {
                            <button
                                type="button"
                                class="btn small"
                                aria-pressed=move || is_on().to_string()
                                disabled=move || count_of(severity) == 0 && !is_on()
                                on:click=move |_| {
                                    app.view
                                        .update(|view| toggle(&mut view.pick.severities, severity));
                                }
                            >
                                <SeverityMark severity=severity named=true />
                                <span class="muted">
                                    {move || number::exact(count_of(severity) as u64, app.lang())}
                                </span>
                            </button>
                        }
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <KindMenu />
            <MarkSwitches />
        </div>
    }
}

/// Only those of which something was said; each is shown once there are any.
#[component]
fn MarkSwitches() -> impl IntoView {
    let app = App::expect();
    let count = move |which: Shown| {
        let analysis = app.analysis();
        let incidents = analysis.iter().flat_map(|it| it.incidents.iter());
        app.marks
            .with(|marks| incidents.filter(|it| marks.shows(which, it)).count())
    };
    let shown = Memo::new(move |_| app.view.with(|view| view.pick.shown));
    let switch = move |which: Shown, words: &'static str| {
        let n = Memo::new(move |_| count(which));
        let is_on = move || shown.get() == which;
        view! {
            <Show when=move || n.get() != 0 || is_on()>
                <button
                    type="button"
                    class="btn small"
                    aria-pressed=move || is_on().to_string()
                    on:click=move |_| {
                        let next = if is_on() { Shown::default() } else { which };
                        app.view.update(|view| view.pick.shown = next);
                    }
                >
                    {words} " "
                    <span class="muted">{move || number::exact(n.get() as u64, app.lang())}</span>
                </button>
            </Show>
        }
    };
    view! {
        <div class="switches">
            {move || {
                let lang = app.lang();
                [
                    (Shown::Marked, Words::Marked.text(lang)),
                    (Shown::Right, Marks::Right.text(lang)),
                    (Shown::Wrong, Marks::Wrong.text(lang)),
                    (Shown::Muted, Words::Muted.text(lang)),
                ]
                    .map(|(which, words)| switch(which, words))
                    .into_iter()
                    .collect_view()
            }}
        </div>
    }
}

#[component]
fn KindMenu() -> impl IntoView {
    let app = App::expect();
    let found = Memo::new(move |_| {
        let analysis = app.analysis();
        IncidentKind::ALL
            .into_iter()
            .filter(|kind| {
                analysis
                    .as_ref()
                    .is_some_and(|it| it.incidents.iter().any(|it| it.kind == *kind))
            })
            .collect::<Vec<_>>()
    });
    let chosen = Memo::new(move |_| app.view.with(|view| view.pick.kinds.first().copied()));
    view! {
        <select
            class="field"
            aria-label=app.text(Words::FilterKind)
            on:change=move |event| {
                let kind = from_wire_name(&event_target_value(&event));
                app.view.update(|view| view.pick.kinds = kind.into_iter().collect());
            }
        >
            <option value="" selected=move || chosen.get().is_none()>
                {app.text(Words::AllKinds)}
            </option>
            <For each=move || found.get() key=|kind| *kind let:kind>
                <option value=wire_name(&kind) selected=move || chosen.get() == Some(kind)>
                    {move || names::kind_name(kind, app.lang())}
                </option>
            </For>
        </select>
    }
}
