//! The list of records: a window onto all lines that fit, read again from the files as it moves.

pub(crate) mod line;

mod chips;
mod feed;
mod list;
mod pointed;
mod row;

use std::collections::HashMap;
use std::sync::Arc;

use jejak_protocol::{Level, RecordRef};
use jejak_words::names;
use jejak_words::ui::Records as Words;
use leptos::prelude::*;

use self::chips::FilterChips;
use self::list::{List, RowList, said};
use crate::app::App;
use crate::state::names::{from_wire_name, wire_name};

/// A menu with more files than this helps nobody: the commands find a file by its name.
const N_FILES_MAX: usize = 500;

/// Which incident a record is evidence of, for the records that an incident keeps.
#[derive(Clone, Copy)]
struct Evidence(Memo<Arc<HashMap<RecordRef, String>>>);

impl Evidence {
    fn of(app: App) -> Self {
        Self(Memo::new(move |_| {
            let analysis = app.analysis();
            let incidents = analysis.iter().flat_map(|it| it.incidents.iter());
            // By risk: the worst incident speaks for a line that several have; hence the reverse.
            let mut all: Vec<(RecordRef, String)> = incidents
                .flat_map(|it| it.evidence.lines.iter().map(|at| (*at, it.id.clone())))
                .collect();
            all.reverse();
            Arc::new(all.into_iter().collect())
        }))
    }

    fn incident_of(self, at: RecordRef) -> Option<String> {
        self.0.with(|all| all.get(&at).cloned())
    }
}

#[component]
pub(crate) fn RecordsView() -> impl IntoView {
    let app = App::expect();
    let list = List::new(app);
    provide_context(Evidence::of(app));
    view! {
        <div class="records">
            <div class="view-head">
                <h1>{app.text(Words::Title)}</h1>
                <span class="muted" role="status">{move || said(list)}</span>
                <span class="gap"></span>
                <FileMenu />
                <LevelMenu />
                <WrapButton />
            </div>
            <FilterChips />
            <RowList list=list />
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
        <Show when=move || { (2..=N_FILES_MAX).contains(&files()) }>
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
