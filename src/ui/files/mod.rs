//! What was read: each file with its format, how sure we are of it, and what a person should know.

mod clock;

use jejak_protocol::{FileSummary, RecordRef};
use jejak_words::names::format_name;
use jejak_words::ui::notice::notice;
use jejak_words::ui::{Frame, OverviewText as Words, OwnFormat};
use jejak_words::{number, visible};
use leptos::html;
use leptos::prelude::*;

use self::clock::SetClock;
use crate::app::{App, Described};
use crate::ui::describe::Mine;
use crate::ui::kit::Count;
use crate::ui::kit::chunks::{Chunk, N_CHUNK};

/// About what a file takes.
const FILE_PX: f64 = 170.0;

#[component]
pub(crate) fn FilesView() -> impl IntoView {
    let app = App::expect();
    let n_files = Memo::new(move |_| app.analysis().map_or(0, |it| it.files.len()));
    view! {
        <div class="view" tabindex="0">
            <div class="view-head"><h1>{app.text(Frame::Files)}</h1></div>
            <For each=move || 0..n_files.get().div_ceil(N_CHUNK) key=|chunk| *chunk let:chunk>
                <FileChunk number=chunk />
            </For>
            <Mine />
        </div>
    }
}

#[component]
fn FileChunk(number: usize) -> impl IntoView {
    let app = App::expect();
    let files = move || {
        let analysis = app.analysis();
        let files = analysis.iter().flat_map(|it| it.files.iter());
        let files = files.skip(number * N_CHUNK).take(N_CHUNK);
        files.cloned().collect::<Vec<_>>()
    };
    let node = NodeRef::<html::Ul>::new();
    let chunk = Chunk::new(number, untrack(files).len(), FILE_PX, false);
    chunk.follow(node);
    view! {
        <ul
            class="files"
            node_ref=node
            style:height=move || (!chunk.is_drawn.get()).then(|| chunk.height())
        >
            <Show when=move || chunk.is_drawn.get()>
                {move || files().into_iter().map(|file| view! { <File file=file /> }).collect_view()}
            </Show>
        </ul>
    }
}

#[component]
fn File(file: FileSummary) -> impl IntoView {
    let app = App::expect();
    let name = visible(&file.facts.name).into_owned();
    // With files that were kept or shared there are no lines to try a pattern on.
    let has_files = app.run.with_untracked(crate::state::run::Run::has_files);
    let is_unknown = has_files
        && file.n_lines != 0
        && (file.format.0 == "plain" || file.n_misfits * 10 > file.n_lines);
    let id = file.id;
    let describe = move |_| {
        app.described.set(Some(Described {
            file: Some(id),
            ..Described::default()
        }));
    };
    let clock = StoredValue::new(file.clone());
    let has_clock = has_files && file.range.is_some();
    let notices = file
        .notices
        .clone()
        .into_iter()
        .map(|it| view! { <li>{move || notice(&it, app.lang())}</li> })
        .collect_view();
    view! {
        <li class="file">
            <h2 class="mono">{name}</h2>
            <Facts file=file />
            <ul class="file-notices">{notices}</ul>
            <div class="file-acts">
                {is_unknown
                    .then(|| {
                        view! {
                            <button type="button" class="btn small" on:click=describe>
                                {app.text(OwnFormat::OfFile)}
                            </button>
                        }
                    })}
                {has_clock.then(|| view! { <SetClock file=clock.get_value() /> })}
            </div>
        </li>
    }
}

/// What was read of it; of what was not, how large it is.
#[component]
fn Facts(file: FileSummary) -> impl IntoView {
    let app = App::expect();
    let is_read = file.n_lines != 0;
    let is_archive = !is_read && file.format.0 != "plain";
    let (confidence, range) = (file.confidence, file.range);
    let n_bytes = match is_read {
        true => file.n_bytes,
        false => file.facts.size_bytes.unwrap_or(file.n_bytes),
    };
    let first = file.misfits.first().map(|line| RecordRef {
        file: file.id,
        line: *line,
    });
    let span = move || {
        range.map_or_else(
            || Words::NoTimes.text(app.lang()).to_owned(),
            |range| app.say(|reader| reader.range(range)),
        )
    };
    let format = file.format;
    let misfits = move || match first {
        Some(at) => view! {
            <button
                type="button"
                class="link"
                on:click=move |_| app.view.update(|view| view.open_record(at, None))
            >
                <Count n=file.n_misfits />
            </button>
        }
        .into_any(),
        None => view! { <Count n=file.n_misfits /> }.into_any(),
    };
    view! {
        <dl class="file-facts">
            {(is_read || is_archive)
                .then(|| {
                    view! {
                        <div>
                            <dt>{app.text(Words::FormatColumn)}</dt>
                            <dd>
                                {move || format_name(&format, app.lang())} " · "
                                {move || number::percent(confidence, app.lang())}
                            </dd>
                        </div>
                    }
                })}
            <div>
                <dt>{app.text(Words::SizeColumn)}</dt>
                <dd>{move || number::bytes(n_bytes, app.lang())}</dd>
            </div>
            {is_read
                .then(|| {
                    view! {
                        <div>
                            <dt>{app.text(Words::Lines)}</dt>
                            <dd>
                                <Count n=file.n_lines />
                            </dd>
                        </div>
                        <div>
                            <dt>{app.text(Words::Events)}</dt>
                            <dd>
                                <Count n=file.n_records />
                            </dd>
                        </div>
                        <div>
                            <dt>{app.text(Words::Misfits)}</dt>
                            <dd>{misfits()}</dd>
                        </div>
                        <div>
                            <dt>{app.text(Words::Span)}</dt>
                            <dd>{span}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}
