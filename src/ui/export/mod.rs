//! The menu of ways out: files to keep or send, and paper.

use jejak_words::ui::Export as Words;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::export::{self, Kind};

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
    let menu = NodeRef::<html::Details>::new();
    let said = RwSignal::new(Said::default());
    let fold = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let save = move |kind: Kind| {
        fold();
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
        <details class="menu" node_ref=menu>
            <summary class="btn">{app.text(Words::Title)} " ▾"</summary>
            <ul class="menu-items">
                {item(Words::Markdown, Kind::Markdown)} {item(Words::Csv, Kind::Csv)}
                {item(Words::Json, Kind::Json)}
                <li>
                    <button
                        type="button"
                        class="menu-item"
                        on:click=move |_| {
                            fold();
                            print();
                        }
                    >
                        {app.text(Words::Print)}
                    </button>
                </li>
            </ul>
        </details>
    }
}

/// Opens the browser's own dialog for printing; what is printed is in print.css.
pub(crate) fn print() {
    // A browser without a printer dialog has no other way either.
    window().print().ok();
}
