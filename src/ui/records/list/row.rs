//! One row: time, level, place, text; pressing it opens its fields with ways to filter by them.

use jejak_protocol::{Entity, Row, RowField};
use jejak_words::ui::Records as Words;
use jejak_words::visible;
use leptos::html;
use leptos::prelude::*;

use super::List;
use crate::app::App;
use crate::state::names::wire_name;
use crate::ui::kit::LevelMark;
use crate::ui::records::line::Line;

#[component]
pub(super) fn RowItem(list: List, position: u64, row: Row) -> impl IntoView {
    let app = App::expect();
    let is_open = move || {
        list.expanded
            .with(|it| it.is_some_and(|(at, _)| at == position))
    };
    let time = row.time;
    let stamp = move || match time {
        Some(at) => app.say(|reader| reader.stamp(at)),
        None => Words::NoTime.text(app.lang()).to_owned(),
    };
    let place = format!("{}:{}", app.file_name(row.at.file), row.at.line + 1);
    let level = row.level;
    let (at, continues) = (row.at, row.continues);
    let is_shown = move || app.view.with(|view| view.at == Some(at));
    let needles = app
        .view
        .with_untracked(|view| vec![view.filter.text.clone()]);
    let (fields, entities) = (
        row.fields.clone(),
        app.view.with_untracked(|view| view.filter.with.clone()),
    );
    let toggle = move |_| {
        let now = is_open();
        list.expanded.set((!now).then_some((position, 0.0)));
    };
    view! {
        <div class=format!("row {}", wire_name(&level)) class:continues=continues class:is-shown=is_shown>
            <button
                type="button"
                class="row-line"
                data-item=position.to_string()
                aria-expanded=move || is_open().to_string()
                on:click=toggle
            >
                <LevelMark level=level />
                <span class="row-time mono">{stamp}</span>
                <span class="row-place mono">{place}</span>
                <Line row=row marked=entities needles=needles />
            </button>
        </div>
        <Show when=is_open>
            <Fields list=list position=position fields=fields.clone() />
        </Show>
    }
}

/// The fields of an open row. Its height is told to the list, which moves what lies below.
#[component]
fn Fields(list: List, position: u64, fields: Vec<RowField>) -> impl IntoView {
    let app = App::expect();
    let body = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(element) = body.get() {
            let height = f64::from(element.offset_height());
            request_animation_frame(move || {
                list.expanded.try_set(Some((position, height)));
            });
        }
    });
    let rows = fields
        .into_iter()
        .map(|field| view! { <Field field=field /> })
        .collect::<Vec<_>>();
    let content = if rows.is_empty() {
        view! { <p class="muted">{app.text(Words::NoFields)}</p> }.into_any()
    } else {
        view! { <dl class="fields">{rows}</dl> }.into_any()
    };
    view! { <div class="row-fields" node_ref=body>{content}</div> }
}

#[component]
fn Field(field: RowField) -> impl IntoView {
    let app = App::expect();
    let value = visible(&field.value).into_owned();
    let name = visible(&field.name).into_owned();
    let acts = field.entity.map(|kind| {
        let entity = Entity {
            kind,
            value: field.value.clone(),
        };
        let act = move |wanted: bool, sign: &'static str, text: Words| {
            let entity = entity.clone();
            let label = {
                let value = value.clone();
                move || format!("{}: {value}", text.text(app.lang()))
            };
            view! {
                <button
                    type="button"
                    class="btn bare small"
                    aria-label=label
                    title=app.text(text)
                    on:click=move |_| {
                        app.view.update(|view| view.toggle_entity(entity.clone(), wanted));
                    }
                >
                    {sign}
                </button>
            }
        };
        (
            act(true, "＋", Words::Include),
            act(false, "−", Words::Exclude),
        )
            .into_view()
    });
    view! {
        <div class="field-row">
            <dt>{name}</dt>
            <dd class="mono">{visible(&field.value).into_owned()} {acts}</dd>
        </div>
    }
}
