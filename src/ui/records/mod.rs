//! The list of records: a window onto all lines that fit, read again from the files as it moves.

pub(crate) mod line;

mod chips;
mod list;

use jejak_protocol::Level;
use jejak_words::names;
use jejak_words::ui::Records as Words;
use leptos::prelude::*;

use self::chips::FilterChips;
use self::list::RowList;
use crate::app::App;
use crate::state::names::{from_wire_name, wire_name};

#[component]
pub(crate) fn RecordsView() -> impl IntoView {
    let app = App::expect();
    let total = RwSignal::new(String::new());
    view! {
        <div class="view records-view">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
                <span class="muted" role="status">{total}</span>
                <span class="gap"></span>
                <FileMenu />
                <LevelMenu />
                <WrapButton />
            </div>
            <FilterChips />
            <RowList total=total />
        </div>
    }
}

/// Only one file's lines, or all.
#[component]
fn FileMenu() -> impl IntoView {
    let app = App::expect();
    let files = move || app.run.with(|run| run.files.len());
    let chosen = move || {
        app.view.with(|view| {
            view.filter
                .files
                .first()
                .map_or(String::new(), |file| file.0.to_string())
        })
    };
    let choose = move |event| {
        let file = event_target_value(&event)
            .parse()
            .ok()
            .map(jejak_protocol::FileId);
        app.view.update(|view| {
            view.filter.files = file.into_iter().collect();
            view.at = None;
        });
    };
    view! {
        <Show when=move || { files() > 1 }>
            <select class="field" aria-label=app.text(Words::File) prop:value=chosen on:change=choose>
                <option value="">{app.text(Words::AllFiles)}</option>
                {move || {
                    (0..files() as u32)
                        .map(|file| {
                            let name = app.file_name(jejak_protocol::FileId(file));
                            view! { <option value=file.to_string()>{name}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </Show>
    }
}

#[component]
fn LevelMenu() -> impl IntoView {
    let app = App::expect();
    let chosen = move || {
        app.view.with(|view| {
            view.filter
                .level
                .as_ref()
                .map(wire_name)
                .unwrap_or_default()
        })
    };
    let choose = move |event| {
        let level = from_wire_name(&event_target_value(&event));
        app.view.update(|view| {
            view.filter.level = level;
            view.at = None;
        });
    };
    let levels = Level::ALL
        .into_iter()
        .skip(1)
        .map(|level| {
            view! {
                <option value=wire_name(&level)>{move || names::level_name(level, app.lang())}</option>
            }
        })
        .collect_view();
    view! {
        <select class="field" aria-label=app.text(Words::LevelAtLeast) prop:value=chosen on:change=choose>
            <option value="">{app.text(Words::AnyLevel)}</option>
            {levels}
        </select>
    }
}

#[component]
fn WrapButton() -> impl IntoView {
    let app = App::expect();
    view! {
        <button
            type="button"
            class="btn"
            aria-pressed=move || app.wraps.get().to_string()
            on:click=move |_| app.wraps.update(|wraps| *wraps = !*wraps)
        >
            {app.text(Words::Wrap)}
        </button>
    }
}
