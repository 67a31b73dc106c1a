//! The lines that prove an incident, read again from the files: text with the matched parts marked,
//! place, and on demand the lines around it.

use std::collections::HashMap;

use jejak_protocol::messages::Failure;
use jejak_protocol::{Entity, Incident, RecordRef, Row};
use jejak_words::number;
use jejak_words::ui::{Frame, IncidentText as Words, incident as texts};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::state::ranges;
use crate::state::run::Phase;
use crate::ui::kit::copy::CopyButton;
use crate::ui::kit::{FailureBox, LevelMark};
use crate::ui::records::line::Line;

/// Lines shown at first, and added on demand.
const N_FIRST: usize = 8;
const N_MORE: usize = 24;
/// Lines around a line, at first and then.
const N_AROUND: [u32; 2] = [4, 20];

#[component]
pub(super) fn EvidenceList(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let n_shown = RwSignal::new(N_FIRST);
    let lines = incident.evidence.lines.clone();
    let n_kept = lines.len();
    let n_total = incident.evidence.n_total;
    let lines = StoredValue::new(lines);
    let incident = StoredValue::new(incident);
    let shown = move || {
        lines.with_value(|lines| {
            lines
                .iter()
                .take(n_shown.get())
                .copied()
                .collect::<Vec<_>>()
        })
    };
    let head = move || {
        let lang = app.lang();
        if n_total > n_kept as u64 {
            return texts::evidence_shown(
                lang,
                &number::exact(n_kept as u64, lang),
                &number::exact(n_total, lang),
            );
        }
        Words::EvidenceHint.text(lang).to_owned()
    };
    view! {
        <section class="evidence" aria-labelledby="evidence">
            <h2 id="evidence">
                {app.text(Words::Evidence)} " "
                <span class="muted">
                    {move || texts::n_of_lines(n_shown.get().min(n_kept) as u64, n_total, app.lang())}
                </span>
            </h2>
            {if n_kept == 0 {
                view! { <p class="muted">{app.text(Words::NoEvidence)}</p> }.into_any()
            } else {
                view! { <p class="muted">{head}</p> }.into_any()
            }}
            {move || {
                unreadable(app).map(|failure| view! { <FailureBox failure=failure /> })
            }}
            <ol class="evidence-lines">
                <For each=shown key=|at| *at let:at>
                    <li>
                        <EvidenceLine at=at incident=incident />
                    </li>
                </For>
            </ol>
            <Show when=move || n_shown.get() < n_kept>
                <p>
                    <button
                        type="button"
                        class="btn"
                        on:click=move |_| n_shown.update(|n| *n += N_MORE)
                    >
                        {app.text(Words::MoreLines)}
                    </button>
                </p>
            </Show>
        </section>
    }
}

/// Why no line can be read, where that is known without asking.
fn unreadable(app: App) -> Option<Failure> {
    match app.phase.get() {
        Phase::Kept => Some(Failure::NotKept),
        // Without a single line, one sentence says it for all.
        Phase::Shared if app.shared_lines.with_value(HashMap::is_empty) => Some(Failure::NotShared),
        Phase::CutOff => Some(Failure::Ended),
        _ => None,
    }
}

/// Rows of one piece of evidence: none while they are read.
type Read = Option<Result<Vec<Row>, Failure>>;

#[component]
fn EvidenceLine(at: RecordRef, incident: StoredValue<Incident>) -> impl IntoView {
    let app = App::expect();
    let rows = RwSignal::new(None::<Result<Vec<Row>, Failure>>);
    // Position in N_AROUND, or none for the line alone.
    let around = RwSignal::new(None::<usize>);
    let read = move || {
        let n_around = around
            .get_untracked()
            .and_then(|i| N_AROUND.get(i).copied());
        let run = app.run.with_untracked(|run| run.id);
        spawn_local(async move {
            let read = app.context(at, n_around.unwrap_or(0)).await;
            // The run or the view may have gone meanwhile.
            if app.run.try_with_untracked(|now| now.id) == Some(run) {
                rows.try_set(Some(read));
            }
        });
    };
    read();
    let widen = move |_| {
        around.update(|around| {
            *around = match *around {
                None => Some(0),
                Some(i) if i + 1 < N_AROUND.len() => Some(i + 1),
                Some(_) => None,
            };
        });
        read();
    };
    let widen_text = move || {
        match around.get() {
            None => Words::Context,
            Some(i) if i + 1 < N_AROUND.len() => Words::MoreContext,
            Some(_) => Words::HideContext,
        }
        .text(app.lang())
    };
    let entities = incident.with_value(|it| it.entities.clone());
    view! {
        <div class="evidence-line">
            {move || {
                unreadable(app)
                    .is_none()
                    .then(|| view! { <Lines read=rows.get() at=at entities=entities.clone() /> })
            }}
            <p class="evidence-acts">
                <span class="mono evidence-place">{place(app, at)}</span>
                <button
                    type="button"
                    class="link"
                    aria-expanded=move || around.get().is_some().to_string()
                    on:click=widen
                >
                    {widen_text}
                </button>
                <OpenInRecords at=at incident=incident />
                <CopyButtons at=at rows=rows />
            </p>
        </div>
    }
}

/// `auth.log:1024`, counted from 1 as editors do.
fn place(app: App, at: RecordRef) -> String {
    format!("{}:{}", app.file_name(at.file), at.line + 1)
}

#[component]
fn Lines(read: Read, at: RecordRef, entities: Vec<Entity>) -> impl IntoView {
    let app = App::expect();
    match read {
        None => view! { <p class="muted mono">{app.text(Frame::Loading)}</p> }.into_any(),
        Some(Err(failure)) => view! { <FailureBox failure=failure /> }.into_any(),
        Some(Ok(rows)) => {
            let is_alone = rows.len() <= 1;
            rows.into_iter()
                .map(|row| {
                    let is_it = row.at == at;
                    view! {
                        <div class="evidence-row" class:is-it=is_it && !is_alone>
                            <span class="evidence-n mono" aria-hidden="true">
                                {row.at.line + 1}
                            </span>
                            <LevelMark level=row.level />
                            <Line row=&row marked=&entities needles=&[] />
                        </div>
                    }
                })
                .collect_view()
                .into_any()
        }
    }
}

#[component]
fn OpenInRecords(at: RecordRef, incident: StoredValue<Incident>) -> impl IntoView {
    let app = App::expect();
    let open = move |_| {
        let whole = app.analysis().and_then(|analysis| analysis.range);
        let range = incident.with_value(|it| it.range);
        app.view.update(|view| {
            view.open_record(at, range.map(|range| ranges::with_margin(range, whole)));
        });
    };
    view! {
        <button type="button" class="link" on:click=open>
            {app.text(Words::OpenInRecords)}
        </button>
    }
}

#[component]
fn CopyButtons(at: RecordRef, rows: RwSignal<Read>) -> impl IntoView {
    let app = App::expect();
    let line = move || {
        rows.with_untracked(|rows| match rows {
            Some(Ok(rows)) => rows
                .iter()
                .find(|row| row.at == at)
                .map(|row| row.text.clone()),
            _ => None,
        })
    };
    view! {
        <CopyButton label=Words::CopyLine text=move || line().unwrap_or_default() />
        <CopyButton label=Words::CopyReference text=move || place(app, at) />
    }
}
