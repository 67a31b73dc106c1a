//! How the lines are read: fields marked in each, and what does not fit.

use jejak_protocol::custom::{SampleField, SampleKind, SampleLine};
use jejak_words::ui::OwnFormat as Words;
use jejak_words::ui::own_format::{fits, kind};
use jejak_words::{number, visible};
use leptos::prelude::*;

use super::Draft;
use crate::app::App;

/// Lines that are drawn; the count is of all.
const N_DRAWN: usize = 50;

#[component]
pub(super) fn Preview(draft: Draft) -> impl IntoView {
    let app = App::expect();
    let read = Memo::new(move |_| {
        draft.tried.with(|tried| match tried {
            Some(Ok(lines)) => lines.clone(),
            _ => Vec::new(),
        })
    });
    let said = move || {
        read.with(|lines| {
            let n = lines
                .iter()
                .filter(|line| matches!(line.kind, SampleKind::Record | SampleKind::Continues))
                .count();
            let lang = app.lang();
            let exact = |n: usize| number::exact(n as u64, lang);
            (!lines.is_empty()).then(|| fits(lang, &exact(n), &exact(lines.len())))
        })
    };
    view! {
        <section class="describe-preview" aria-labelledby="describe-preview-title">
            <h2 id="describe-preview-title">{app.text(Words::Preview)}</h2>
            <p role="status">{said}</p>
            <Fields read=read />
            <ol class="describe-read">
                {move || {
                    read.with(|lines| {
                        lines
                            .iter()
                            .take(N_DRAWN)
                            .cloned()
                            .map(|line| view! { <Line line=line /> })
                            .collect_view()
                    })
                }}
            </ol>
        </section>
    }
}

/// The fields of the first line that is a record.
#[component]
fn Fields(read: Memo<Vec<SampleLine>>) -> impl IntoView {
    let app = App::expect();
    let fields = move || {
        read.with(|lines| {
            let first = lines.iter().find(|line| line.kind == SampleKind::Record);
            first.map(|line| {
                let named = line.fields.iter().map(|field| {
                    let value = visible(&slice(&line.text, field.start, field.end)).into_owned();
                    let time = (field.name == "time").then(|| line.time.clone());
                    (field.name.clone(), value, time, field.is_known)
                });
                named.collect::<Vec<_>>()
            })
        })
    };
    view! {
        {move || {
            fields()
                .map(|fields| {
                    view! {
                        <dl class="describe-first">
                            {fields
                                .into_iter()
                                .map(|(name, value, time, is_known)| {
                                    view! {
                                        <div>
                                            <dt class="mono">{name}</dt>
                                            <dd>
                                                <span class="mono">{value}</span>
                                                {time.map(|time| view! { " → " <span class="mono">{time}</span> })}
                                                {(!is_known)
                                                    .then(|| {
                                                        view! { <span class="tag">{app.text(Words::ShownOnly)}</span> }
                                                    })}
                                            </dd>
                                        </div>
                                    }
                                })
                                .collect_view()}
                        </dl>
                    }
                })
        }}
    }
}

#[component]
fn Line(line: SampleLine) -> impl IntoView {
    let app = App::expect();
    let SampleLine {
        text,
        kind: own,
        fields,
        ..
    } = line;
    let is_odd = own != SampleKind::Record;
    view! {
        <li class:is-odd=move || matches!(own, SampleKind::NoMatch | SampleKind::BadTime)>
            <span class="mono describe-line">{pieces(&text, &fields)}</span>
            {is_odd
                .then(|| view! { <span class="tag">{move || kind(own, app.lang())}</span> })}
        </li>
    }
}

/// The text with its fields marked; of fields within each other the outer one.
fn pieces(text: &str, fields: &[SampleField]) -> Vec<AnyView> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for field in fields {
        if field.start < at {
            continue;
        }
        pieces.push(
            visible(&slice(text, at, field.start))
                .into_owned()
                .into_any(),
        );
        let value = visible(&slice(text, field.start, field.end)).into_owned();
        let name = field.name.clone();
        pieces.push(
            view! { <mark class="describe-field" class:is-known=field.is_known title=name>{value}</mark> }
                .into_any(),
        );
        at = field.end;
    }
    pieces.push(visible(&slice(text, at, u32::MAX)).into_owned().into_any());
    pieces
}

/// A part by UTF-16 units.
fn slice(text: &str, start: u32, end: u32) -> String {
    let units = text.encode_utf16().skip(start as usize);
    let units: Vec<u16> = units.take(end.saturating_sub(start) as usize).collect();
    String::from_utf16_lossy(&units)
}
