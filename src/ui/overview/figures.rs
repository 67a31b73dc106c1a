//! Four figures under the verdict: records, span, average risk, lines not understood.

use std::sync::Arc;

use jejak_protocol::{Analysis, Filter, RecordRef};
use jejak_words::ui::OverviewText as Words;
use jejak_words::ui::overview::{in_files, share_of_lines};
use jejak_words::{Noun, counted, duration, number};
use leptos::prelude::*;

use crate::app::App;
use crate::state::view::View;

#[component]
pub(super) fn Figures(analysis: Arc<Analysis>) -> impl IntoView {
    let app = App::expect();
    let (n_records, n_misfits) = (analysis.n_records, analysis.n_misfits);
    let (n_lines, n_files) = (analysis.n_lines, analysis.files.len() as u64);
    let n_incidents = analysis.incidents.len() as u64;
    let risk_sum: u64 = analysis.incidents.iter().map(|it| u64::from(it.risk)).sum();
    let range = analysis.range;
    let misfit = analysis.files.iter().find_map(|file| {
        Some(RecordRef {
            file: file.id,
            line: *file.misfits.first()?,
        })
    });
    let all_records = move || app.view.update(|view| view.open_records(Filter::default()));
    let span = move || match range {
        Some(range) => duration::short(range.span_us(), app.lang()),
        None => Words::NoTimes.text(app.lang()).to_owned(),
    };
    let between = move || range.map_or_else(String::new, |it| app.say(|reader| reader.range(it)));
    let average = move || match n_incidents {
        0 => "–".to_owned(),
        n => number::exact((risk_sum + n / 2) / n, app.lang()),
    };
    // A number that stands short above is told in full below.
    let records = move || {
        let lang = app.lang();
        match number::short(n_records, lang) == number::exact(n_records, lang) {
            true => in_files(n_files, lang),
            false => counted(n_records, Noun::Record, lang),
        }
    };
    view! {
        <div class="figures">
            <Figure
                label=Words::Events
                value=Signal::derive(move || number::short(n_records, app.lang()))
                detail=Signal::derive(records)
                on_open=all_records
            />
            <Figure
                label=Words::Span
                value=Signal::derive(span)
                detail=Signal::derive(between)
                on_open=all_records
            />
            <Figure
                label=Words::AverageRisk
                value=Signal::derive(average)
                detail=Signal::derive(move || counted(n_incidents, Noun::Incident, app.lang()))
                hint=Words::AverageRiskHint
                on_open=move || app.go(View::Incidents)
            />
            <Figure
                label=Words::Misfits
                value=Signal::derive(move || number::short(n_misfits, app.lang()))
                detail=Signal::derive(move || share_of_lines(n_misfits, n_lines, app.lang()))
                hint=Words::MisfitsHint
                on_open=move || match misfit {
                    Some(at) => app.view.update(|view| view.open_record(at, None)),
                    None => app.go(View::Files),
                }
            />
        </div>
    }
}

/// A number with what it counts; pressing it shows what was counted.
#[component]
fn Figure(
    label: Words,
    /// As short as it can be read.
    value: Signal<String>,
    /// In full, or what it is a part of.
    detail: Signal<String>,
    /// What the label means, where it needs that.
    #[prop(optional, into)]
    hint: Option<Words>,
    on_open: impl Fn() + 'static,
) -> impl IntoView {
    let app = App::expect();
    view! {
        <button
            type="button"
            class="figure"
            title=move || hint.map(|hint| hint.text(app.lang()))
            on:click=move |_| on_open()
        >
            <span class="figure-label">{app.text(label)}</span>
            <span class="figure-value">{value}</span>
            <span class="figure-detail">{detail}</span>
        </button>
    }
}
