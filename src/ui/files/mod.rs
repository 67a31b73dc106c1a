//! What was read: each file with its format, how sure we are of it, and what a person should know.

use jejak_protocol::{FileSummary, RecordRef};
use jejak_words::names::format_name;
use jejak_words::ui::notice::notice;
use jejak_words::ui::{Frame, OverviewText as Words};
use jejak_words::{number, visible};
use leptos::prelude::*;

use crate::app::App;
use crate::ui::kit::Count;

#[component]
pub(crate) fn FilesView() -> impl IntoView {
    let app = App::expect();
    let files = move || {
        app.analysis()
            .map(|it| it.files.clone())
            .unwrap_or_default()
    };
    view! {
        <div class="view">
            <div class="view-head"><h1>{app.text(Frame::Files)}</h1></div>
            <ul class="files">
                {move || files().into_iter().map(|file| view! { <File file=file /> }).collect_view()}
            </ul>
        </div>
    }
}

#[component]
fn File(file: FileSummary) -> impl IntoView {
    let app = App::expect();
    let name = visible(&file.facts.name).into_owned();
    let format = file.format.clone();
    let confidence = file.confidence;
    let (n_bytes, range) = (file.n_bytes, file.range);
    let first = file.misfits.first().map(|line| RecordRef {
        file: file.id,
        line: *line,
    });
    let notices = file
        .notices
        .into_iter()
        .map(|it| view! { <li>{move || notice(&it, app.lang())}</li> })
        .collect_view();
    let span = move || {
        range.map_or_else(
            || Words::NoTimes.text(app.lang()).to_owned(),
            |range| app.say(|reader| reader.range(range)),
        )
    };
    view! {
        <li class="file">
            <h2 class="mono">{name}</h2>
            <dl class="file-facts">
                <div>
                    <dt>{app.text(Words::FormatColumn)}</dt>
                    <dd>{move || format_name(&format, app.lang())} " · " {move || number::percent(confidence, app.lang())}</dd>
                </div>
                <div><dt>{app.text(Words::SizeColumn)}</dt><dd>{move || number::bytes(n_bytes, app.lang())}</dd></div>
                <div><dt>{app.text(Words::Lines)}</dt><dd><Count n=file.n_lines /></dd></div>
                <div><dt>{app.text(Words::Events)}</dt><dd><Count n=file.n_records /></dd></div>
                <div>
                    <dt>{app.text(Words::Misfits)}</dt>
                    <dd>
                        {match first {
                            Some(at) => view! {
                                <button
                                    type="button"
                                    class="link"
                                    on:click=move |_| app.view.update(|view| view.open_record(at, None))
                                >
                                    <Count n=file.n_misfits />
                                </button>
                            }.into_any(),
                            None => view! { <Count n=file.n_misfits /> }.into_any(),
                        }}
                    </dd>
                </div>
                <div><dt>{app.text(Words::Span)}</dt><dd>{span}</dd></div>
            </dl>
            <ul class="file-notices">{notices}</ul>
        </li>
    }
}
