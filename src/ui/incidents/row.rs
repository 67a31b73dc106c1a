//! Incidents as rows: severity, what happened in words, when, how often, risk. A row opens its
//! incident.

use jejak_protocol::{Certainty, Incident};
use jejak_words::number;
use jejak_words::ui::{IncidentText as Words, Marks};
use leptos::html;
use leptos::prelude::*;

use crate::app::App;
use crate::state::marks::Verdict;
use crate::state::pick::IncidentPick;
use crate::ui::keys;
use crate::ui::kit::chunks::{Chunk, N_CHUNK, Printing};
use crate::ui::kit::{RiskMark, SeverityMark};

/// About what a row takes; the browser's own measure replaces it.
const ROW_PX: f64 = 64.0;

#[component]
pub(crate) fn IncidentRows(
    /// Which incidents, in which order.
    #[prop(into)]
    pick: Signal<IncidentPick>,
    /// No more than this many, whatever fits.
    n_max: usize,
) -> impl IntoView {
    let app = App::expect();
    let prints = expect_context::<Printing>().0;
    let positions = Memo::new(move |_| {
        let range = app.view.with(|view| view.ranges.current());
        let analysis = app.analysis();
        let pick = pick.get();
        let mut positions = analysis.map_or_else(Vec::new, |it| {
            app.marks
                .with(|marks| pick.positions(&it.incidents, range, marks))
        });
        // On paper all are told.
        if !prints.get() {
            positions.truncate(n_max);
        }
        positions
    });
    let n_chunks = Memo::new(move |_| positions.with(Vec::len).div_ceil(N_CHUNK));
    view! {
        <div class="incident-list">
            <For each=move || 0..n_chunks.get() key=|chunk| *chunk let:chunk>
                <RowChunk positions=positions number=chunk />
            </For>
        </div>
    }
}

#[component]
fn RowChunk(positions: Memo<Vec<usize>>, number: usize) -> impl IntoView {
    let app = App::expect();
    let first = number * N_CHUNK;
    let incidents = move || {
        let analysis = app.analysis();
        positions.with(|positions| {
            positions
                .iter()
                .skip(first)
                .take(N_CHUNK)
                .filter_map(|at| analysis.as_ref()?.incidents.get(*at).cloned())
                .collect::<Vec<_>>()
        })
    };
    let node = NodeRef::<html::Ol>::new();
    let shown = untrack(incidents);
    let left = app.left_incident.get_value();
    let is_wanted = left.is_some_and(|left| shown.iter().any(|it| it.id == left));
    let chunk = Chunk::new(number, shown.len(), ROW_PX, is_wanted);
    chunk.follow(node);
    view! {
        <ol
            class="incidents"
            start=(first + 1).to_string()
            node_ref=node
            style:height=move || (!chunk.is_drawn.get()).then(|| chunk.height())
        >
            <Show when=move || chunk.is_drawn.get()>
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
            </Show>
        </ol>
    }
}

#[component]
fn Row(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let id = incident.id.clone();
    let item = id.clone();
    let (severity, risk, count) = (incident.severity, incident.risk, incident.count);
    let is_unsure = incident.certainty == Certainty::NotSure;
    let is_marked = {
        let id = id.clone();
        move || app.marks.with(|marks| marks.is_marked(&id))
    };
    let verdict = {
        let id = id.clone();
        Memo::new(move |_| app.marks.with(|marks| marks.verdict(&id)))
    };
    let said = move || {
        let words = match verdict.get()? {
            Verdict::Right => Marks::Right,
            Verdict::Wrong => Marks::Wrong,
        };
        Some(view! { <span class="tag">{app.text(words)}</span> })
    };
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
        <button
            type="button"
            class="incident-row"
            class:is-wrong=move || verdict.get() == Some(Verdict::Wrong)
            data-item=item
            on:click=open
        >
            <SeverityMark severity=severity />
            <span class="incident-words">
                <span class="incident-title">
                    {title}
                    {move || {
                        is_marked()
                            .then(|| view! { <span class="tag is-mark">{app.text(Words::Marked)}</span> })
                    }}
                    {said}
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
