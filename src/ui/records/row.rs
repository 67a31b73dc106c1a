//! One row: level, time, place, text; open, it also shows its fields, each with ways to filter by it.

use std::sync::Arc;

use jejak_protocol::{Entity, Row, RowField};
use jejak_words::ui::{Frame, IncidentText, Records as Words};
use jejak_words::visible;
use leptos::html;
use leptos::prelude::*;

use super::Evidence;
use super::line::Line;
use super::list::{List, row_id};
use super::pointed::FilterButtons;
use crate::state::names::wire_name;
use crate::ui::kit::LevelMark;
use crate::ui::kit::copy::CopyButton;

#[component]
pub(super) fn RowItem(list: List, position: u64, row: Arc<Row>) -> impl IntoView {
    let app = list.app;
    let evidence: Evidence = expect_context();
    let (at, time, level, continues) = (row.at, row.time, row.level, row.continues);
    let is_open = Memo::new(move |_| {
        list.expanded
            .with(|it| it.is_some_and(|(at, _)| at == position))
    });
    let is_active = Memo::new(move |_| list.active.get() == position);
    let stamp = move || match time {
        Some(_) if continues => String::new(),
        Some(at) => app.say(|reader| reader.stamp(at)),
        None => Words::NoTime.text(app.lang()).to_owned(),
    };
    let place = format!("{}:{}", app.file_name(at.file), at.line + 1);
    let incident = Memo::new(move |_| evidence.incident_of(at));
    let (needles, marked) = app.view.with_untracked(|view| {
        let needles: Vec<String> = view
            .filter
            .text
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        (needles, view.filter.with.clone())
    });
    let line = view! { <Line row=&row marked=&marked needles=&needles /> };
    view! {
        <div
            class=format!("row {}", wire_name(&level))
            class:continues=continues
            class:is-active=move || is_active.get()
            class:is-shown=move || app.view.with(|view| view.at == Some(at))
            class:is-evidence=move || incident.with(Option::is_some)
            id=row_id(position)
            role="row"
            aria-rowindex=(position + 1).to_string()
            aria-selected=move || is_active.get().to_string()
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| {
                // Who selects text does not want to open the row.
                let selected = window().get_selection().ok().flatten();
                if selected.is_none_or(|it| it.is_collapsed()) {
                    list.toggle(position);
                }
            }
        >
            <span class="row-level" role="gridcell">
                <LevelMark level=level />
            </span>
            <span class="row-time mono" role="gridcell">
                {stamp}
            </span>
            <span class="row-place mono" role="gridcell">
                {place.clone()}
            </span>
            <span class="row-text" role="gridcell">
                {line}
            </span>
        </div>
        {
            let row = row.clone();
            move || {
                is_open
                    .get()
                    .then(|| {
                        view! {
                            <Opened list=list position=position row=row.clone() incident=incident.get() />
                        }
                    })
            }
        }
    }
}

/// A row whose text is still read.
#[component]
pub(super) fn Waiting(position: u64) -> impl IntoView {
    view! {
        <div class="row waits" role="row" aria-rowindex=(position + 1).to_string() id=row_id(position)>
            <span role="gridcell" class="row-wait">
                <span class="hidden">"…"</span>
            </span>
        </div>
    }
}

/// The whole text and the fields of an open row. Its height is told to the list, which moves what
/// lies below.
#[component]
fn Opened(list: List, position: u64, row: Arc<Row>, incident: Option<String>) -> impl IntoView {
    let app = list.app;
    let body = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(element) = body.get() {
            request_animation_frame(move || {
                let height = f64::from(element.offset_height());
                list.expanded.try_update(|it| {
                    if it.is_some_and(|(at, _)| at == position) {
                        *it = Some((position, height));
                    }
                });
            });
        }
    });
    let fields = row
        .fields
        .iter()
        .cloned()
        .map(|field| view! { <Field field=field /> })
        .collect::<Vec<_>>();
    let fields = if fields.is_empty() {
        view! { <p class="muted">{app.text(Words::NoFields)}</p> }.into_any()
    } else {
        view! { <dl class="fields">{fields}</dl> }.into_any()
    };
    let text = StoredValue::new(row.text.clone());
    let place = StoredValue::new(format!(
        "{}:{}",
        app.file_name(row.at.file),
        row.at.line + 1
    ));
    view! {
        <div class="row-open" role="row" node_ref=body>
            <div role="gridcell">
                <p class="row-whole mono">{visible(&row.text).into_owned()}</p>
                {fields}
                <p class="row-acts">
                    <span class="mono muted">{place.get_value()}</span>
                    <CopyButton label=IncidentText::CopyLine text=move || text.get_value() />
                    <CopyButton label=IncidentText::CopyReference text=move || place.get_value() />
                    {incident
                        .map(|id| {
                            view! {
                                <button
                                    type="button"
                                    class="link"
                                    on:click=move |_| {
                                        app.view.update(|view| view.open_incident(&id));
                                    }
                                >
                                    {app.text(Words::ToIncident)}
                                </button>
                            }
                        })}
                    <button type="button" class="link" on:click=move |_| list.toggle(position)>
                        {app.text(Frame::Close)}
                    </button>
                </p>
            </div>
        </div>
    }
}

#[component]
fn Field(field: RowField) -> impl IntoView {
    let value = visible(&field.value).into_owned();
    let name = visible(&field.name).into_owned();
    let entity = field.entity.map(|kind| Entity {
        kind,
        value: field.value,
    });
    view! {
        <div class="field-row">
            <dt>{name}</dt>
            <dd>
                <span class="mono">{value}</span>
                {entity.map(|entity| view! { <FilterButtons entity=entity /> })}
            </dd>
        </div>
    }
}
