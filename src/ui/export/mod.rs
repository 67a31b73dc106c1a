//! The menu of ways out: files to keep or send, and paper.

use jejak_words::ui::Export as Words;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::export::{self, Kind};
use crate::ui::kit::menu::Menu;

/// What the last export came to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Said {
    #[default]
    Nothing,
    Preparing,
    Saved,
    Failed,
}

#[component]
pub(crate) fn ExportMenu() -> impl IntoView {
    let app = App::expect();
    let is_open = RwSignal::new(false);
    let said = RwSignal::new(Said::default());
    let save = move |kind: Kind| {
        is_open.set(false);
        said.set(Said::Preparing);
        spawn_local(async move {
            let is_saved = export::save(app, kind).await;
            said.try_set(if is_saved { Said::Saved } else { Said::Failed });
        });
    };
    let status = move || {
        let words = match said.get() {
            Said::Nothing => return "",
            Said::Preparing => Words::Preparing,
            Said::Saved => Words::Saved,
            Said::Failed => Words::Failed,
        };
        words.text(app.lang())
    };
    let item = move |words: Words, kind: Kind| {
        view! {
            <li>
                <button type="button" class="menu-item" on:click=move |_| save(kind)>
                    {app.text(words)}
                </button>
            </li>
        }
    };
    view! {
        <span class="muted export-said" role="status">
            {status}
        </span>
        <Menu is_open=is_open>
            <summary class="btn">{app.text(Words::Title)} " ▾"</summary>
            <ul class="menu-items">
                {item(Words::Markdown, Kind::Markdown)} {item(Words::Csv, Kind::Csv)}
                {item(Words::Json, Kind::Json)}
                <li>
                    <button
                        type="button"
                        class="menu-item"
                        on:click=move |_| {
                            is_open.set(false);
                            print();
                        }
                    >
                        {app.text(Words::Print)}
                    </button>
                </li>
            </ul>
        </Menu>
    }
}

/// Opens the browser's own dialog for printing; what is printed is in print.css.
pub(crate) fn print() {
    // A browser without a printer dialog has no other way either.
    window().print().ok();
}
