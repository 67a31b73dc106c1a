//! While files are read: a row a file, the whole, a stop, and incidents as they are found.

use jejak_protocol::messages::FileProgress;
use jejak_words::ui::{Reading as Words, reading};
use jejak_words::{duration, names, number};
use leptos::html;
use leptos::prelude::*;

use super::incidents::IncidentRows;
use super::kit::Empty;
use super::kit::chunks::{Chunk, N_CHUNK};
use crate::app::{App, base_name};
use crate::state::pick::IncidentPick;
use crate::state::run::Phase;
use crate::state::view::View;

/// Incidents that are listed while reading; all of them come with the result.
const N_INCIDENTS: usize = 20;
/// About what the row of a file takes.
const ROW_PX: f64 = 31.0;

#[component]
pub(crate) fn Reading() -> impl IntoView {
    let app = App::expect();
    let n_files = Memo::new(move |_| app.run.with(|run| run.progress.len()));
    let has_incidents = Memo::new(move |_| {
        app.found
            .with(|found| found.0.as_ref().is_some_and(|it| !it.incidents.is_empty()))
    });
    view! {
        <div class="view reading" aria-busy="true">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
                <Total />
                <span class="gap"></span>
                <StopButton />
            </div>
            <table class="table cards reading-files">
                <thead>
                    <tr>
                        <th>{app.text(Words::File)}</th>
                        <th>{app.text(Words::Format)}</th>
                        <th>{app.text(Words::Progress)}</th>
                        <th class="num">{app.text(Words::Lines)}</th>
                    </tr>
                </thead>
                <For each=move || 0..n_files.get().div_ceil(N_CHUNK) key=|chunk| *chunk let:chunk>
                    <FileRows number=chunk n_files=n_files />
                </For>
            </table>
            <section aria-labelledby="found-so-far">
                <h2 id="found-so-far">{app.text(Words::FoundSoFar)}</h2>
                <Show
                    when=move || has_incidents.get()
                    fallback=move || {
                        view! { <p class="muted reading-none">{app.text(Words::NothingSoFar)}</p> }
                    }
                >
                    <IncidentRows pick=Signal::stored(IncidentPick::default()) n_max=N_INCIDENTS />
                </Show>
            </section>
        </div>
    }
}

/// One line for the views other than the overview.
#[component]
pub(crate) fn ReadingStrip() -> impl IntoView {
    let app = App::expect();
    view! {
        <div class="reading-strip">
            <button type="button" class="link" on:click=move |_| app.go(View::Overview)>
                {app.text(Words::PartialResult)}
            </button>
            <Total />
            <StopButton />
        </div>
    }
}

/// Bar, bytes and time left of the whole.
#[component]
fn Total() -> impl IntoView {
    let app = App::expect();
    let share = move || app.run.with(|run| share_of(run.n_bytes()));
    let text = move || {
        let lang = app.lang();
        app.run.with(|run| {
            let (done, total) = run.n_bytes();
            let bytes = reading::bytes_of(
                lang,
                &number::bytes(done, lang),
                &number::bytes(total, lang),
            );
            let left = match run.pace.seconds_left() {
                Some(0) => Words::AlmostDone.text(lang).to_owned(),
                Some(s) => reading::time_left(lang, &duration::short(s as i64 * 1_000_000, lang)),
                None => return bytes,
            };
            let speed = run
                .pace
                .bytes_per_s()
                .map(|bytes| reading::speed(lang, &number::bytes(bytes as u64, lang)));
            [Some(bytes), speed, Some(left)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    view! {
        <span class="reading-total">
            <Bar share=Signal::derive(share) label=Words::InAll />
            <span class="muted">{text}</span>
        </span>
    }
}

#[component]
fn StopButton() -> impl IntoView {
    let app = App::expect();
    let is_stopping = move || app.phase.get() == Phase::Stopping;
    let pick = move |first: Words, then: Words| {
        let words = if is_stopping() { then } else { first };
        words.text(app.lang())
    };
    view! {
        <button
            type="button"
            class="btn"
            title=move || pick(Words::CancelHint, Words::EndNowHint)
            on:click=move |_| {
                if is_stopping() {
                    app.end_reading();
                } else {
                    app.cancel();
                }
            }
        >
            {move || pick(Words::Cancel, Words::EndNow)}
        </button>
    }
}

#[component]
fn FileRows(number: usize, n_files: Memo<usize>) -> impl IntoView {
    let first = number * N_CHUNK;
    let rows = move || first..n_files.get().min(first + N_CHUNK);
    let node = NodeRef::<html::Tbody>::new();
    let chunk = Chunk::new(number, untrack(rows).len(), ROW_PX, false);
    chunk.follow(node);
    view! {
        <tbody node_ref=node>
            <Show
                when=move || chunk.is_drawn.get()
                fallback=move || view! { <tr><td colspan="4" style:height=chunk.height()></td></tr> }
            >
                <For each=rows key=|i| *i let:i>
                    <FileRow at=i />
                </For>
            </Show>
        </tbody>
    }
}

#[component]
fn FileRow(at: usize) -> impl IntoView {
    let app = App::expect();
    let progress = Memo::new(move |_| app.run.with(|run| run.progress.get(at).cloned()));
    let name = app.run.with_untracked(|run| {
        run.files
            .get(at)
            .map(|facts| facts.name.clone())
            .unwrap_or_default()
    });
    let format = move || progress.with(|it| it.as_ref().map(|it| format_text(app, it)));
    let share = move || {
        progress.with(|it| {
            it.as_ref().map_or(0.0, |it| match it.is_done {
                true => 1.0,
                false => share_of((it.n_bytes_done, it.n_bytes_total)),
            })
        })
    };
    let bytes = move || {
        let lang = app.lang();
        progress.with(|it| {
            it.as_ref().map(|it| {
                if it.is_done {
                    return format!(
                        "{} · {}",
                        number::bytes(it.n_bytes_total, lang),
                        Words::Done.text(lang)
                    );
                }
                let done = number::bytes(it.n_bytes_done, lang);
                reading::bytes_of(lang, &done, &number::bytes(it.n_bytes_total, lang))
            })
        })
    };
    let lines =
        move || progress.with(|it| it.as_ref().map(|it| number::exact(it.n_lines, app.lang())));
    view! {
        <tr>
            <td class="reading-name" title=name.clone()>
                {base_name(&name).to_owned()}
            </td>
            <td>{format}</td>
            <td>
                <span class="reading-bar">
                    <Bar share=Signal::derive(share) label=Words::Progress />
                    <span class="muted">{bytes}</span>
                </span>
            </td>
            <td class="num" data-label=app.text(Words::Lines)>
                {lines}
            </td>
        </tr>
    }
}

fn format_text(app: App, progress: &FileProgress) -> String {
    let lang = app.lang();
    match &progress.format {
        Some(format) => reading::format_found(
            lang,
            &names::format_name(format, lang),
            &number::percent(progress.confidence, lang),
        ),
        None if progress.n_bytes_done > 0 => Words::FindingFormat.text(lang).to_owned(),
        None => Words::Waiting.text(lang).to_owned(),
    }
}

#[component]
fn Bar(#[prop(into)] share: Signal<f64>, label: Words) -> impl IntoView {
    let app = App::expect();
    let percent = move || (share.get() * 100.0).round() as u32;
    view! {
        <span
            class="bar wide"
            role="progressbar"
            aria-label=app.text(label)
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().to_string()
        >
            <span class="fill" style:width=move || format!("{}%", percent())></span>
        </span>
    }
}

fn share_of((done, total): (u64, u64)) -> f64 {
    match total {
        0 => 0.0,
        total => (done as f64 / total as f64).clamp(0.0, 1.0),
    }
}

/// After a run that was stopped: what the result stands on, and how to have the whole.
#[component]
pub(crate) fn StoppedNote() -> impl IntoView {
    let app = App::expect();
    let said = Memo::new(move |_| match app.phase.get() {
        Phase::Done { cancelled: true } => Some(Words::Cancelled),
        Phase::CutOff if app.has_analysis() => Some(Words::CutOff),
        _ => None,
    });
    view! {
        {move || {
            said.get()
                .map(|said| {
                    view! {
                        <div class="banner">
                            <p class="note">{app.text(said)} " " <ReadAgain /></p>
                        </div>
                    }
                })
        }}
    }
}

/// In place of a view when the reading was ended before there was anything to show.
#[component]
pub(crate) fn NothingRead() -> impl IntoView {
    let app = App::expect();
    view! {
        <Empty
            title=Signal::derive(move || Words::NothingRead.text(app.lang()).to_owned())
            hint=Signal::derive(move || Words::NothingReadHint.text(app.lang()).to_owned())
        >
            <ReadAgain />
        </Empty>
    }
}

#[component]
fn ReadAgain() -> impl IntoView {
    let app = App::expect();
    view! {
        <button type="button" class="link" on:click=move |_| app.read_again()>
            {app.text(Words::ReadAgain)}
        </button>
    }
}

/// The hidden word that tells a screen reader when the reading is over.
#[component]
pub(crate) fn ReadingStatus() -> impl IntoView {
    let app = App::expect();
    let text = move || match app.phase.get() {
        Phase::Idle | Phase::Kept | Phase::Shared | Phase::Failed(_) => "",
        Phase::Reading | Phase::Stopping => Words::Title.text(app.lang()),
        Phase::Done { .. } | Phase::CutOff => Words::TitleDone.text(app.lang()),
    };
    view! {
        <p class="hidden" role="status">
            {text}
        </p>
    }
}
