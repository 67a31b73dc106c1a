//! Incidents as rows: severity, what happened in words, when, how often, risk. A row opens its
//! incident.

use jejak_protocol::{Certainty, Incident};
use jejak_words::number;
use jejak_words::ui::{Frame, IncidentText as Words};
use leptos::prelude::*;

use crate::app::App;
use crate::state::pick::IncidentPick;
use crate::ui::keys;
use crate::ui::kit::{RiskMark, SeverityMark};

/// Rows that are drawn at once; more come on demand.
const N_PAGE: usize = 100;

#[component]
pub(crate) fn IncidentRows(
    /// Which incidents, in which order.
    #[prop(into)]
    pick: Signal<IncidentPick>,
    /// No more than this many, whatever fits.
    n_max: usize,
) -> impl IntoView {
    let app = App::expect();
    let n_drawn = RwSignal::new(N_PAGE);
    let positions = Memo::new(move |_| {
        let range = app.view.with(|view| view.ranges.current());
        let analysis = app.analysis();
        let pick = pick.get();
        analysis.map_or_else(Vec::new, |it| pick.positions(&it.incidents, range))
    });
    let incidents = move || {
        let analysis = app.analysis();
        positions.with(|positions| {
            positions
                .iter()
                .take(n_max.min(n_drawn.get()))
                .filter_map(|at| analysis.as_ref()?.incidents.get(*at).cloned())
                .collect::<Vec<_>>()
        })
    };
    let has_more = move || positions.with(|positions| positions.len().min(n_max) > n_drawn.get());
    view! {
        <ol class="incidents">
            // What a row shows beside its name may change while files are still read.
            <For
                each=incidents
                key=|it| (it.id.clone(), it.risk, it.count, it.severity, it.evidence.n_total)
                let:incident
            >
                <li>
                    <Row incident=incident />
                </li>
            </For>
        </ol>
        <Show when=has_more>
            <p class="incidents-more">
                <button
                    type="button"
                    class="btn"
                    on:click=move |_| n_drawn.update(|n| *n += N_PAGE)
                >
                    {app.text(Frame::More)}
                </button>
            </p>
        </Show>
    }
}

#[component]
fn Row(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let id = incident.id.clone();
    let item = id.clone();
    let (severity, risk, count) = (incident.severity, incident.risk, incident.count);
    let is_unsure = incident.certainty == Certainty::NotSure;
    let incident = StoredValue::new(incident);
    let title = move || incident.with_value(|it| jejak_words::title(it, app.lang()));
    let sentence =
        move || app.say(|reader| incident.with_value(|it| jejak_words::sentence(it, reader)));
    let when = move || {
        app.say(|reader| {
            incident.with_value(|it| match it.range {
                Some(range) => reader.range(range),
                None => Words::NoTime.text(reader.lang).to_owned(),
            })
        })
    };
    let open = move |_| {
        app.view.update(|view| view.open_incident(&id));
        keys::focus_main();
    };
    view! {
        <button type="button" class="incident-row" data-item=item on:click=open>
            <SeverityMark severity=severity />
            <span class="incident-words">
                <span class="incident-title">
                    {title}
                    {is_unsure
                        .then(|| view! { <span class="tag">{app.text(Words::NotSure)}</span> })}
                </span>
                <span class="incident-sentence">{sentence}</span>
            </span>
            <span class="incident-when">{when}</span>
            <span class="incident-count" title=app.text(Words::Count)>
                {move || format!("{}×", number::short(count, app.lang()))}
            </span>
            <RiskMark risk=risk severity=severity />
        </button>
    }
}
