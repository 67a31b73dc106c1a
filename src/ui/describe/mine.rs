//! The formats that the person described: change, delete, take along, take in.

use jejak_words::ui::OwnFormat as Words;
use jejak_words::ui::own_format::imported;
use jejak_words::{number, visible};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::FileList;

use crate::app::{App, Described};
use crate::export;
use crate::state::own_formats::OwnFormats;
use crate::ui::kit::choose::ChooseFiles;

/// What was done last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Done {
    Imported(u64),
    NotImported,
    /// With the list before.
    Deleted(OwnFormats),
}

#[component]
pub(crate) fn Mine() -> impl IntoView {
    let app = App::expect();
    let done = RwSignal::new(None::<Done>);
    let is_empty = Memo::new(move |_| app.formats.with(|own| own.list().is_empty()));
    let save = move |_| {
        let text = app.formats.with_untracked(OwnFormats::to_text);
        // A browser that refuses the download says so itself.
        export::download(&text, "jejak-formats.json", "application/json").ok();
    };
    view! {
        <section class="mine" aria-labelledby="mine-title">
            <div class="mine-head">
                <h2 id="mine-title">{app.text(Words::Mine)}</h2>
                <span class="mine-acts">
                    <button
                        type="button"
                        class="btn small"
                        on:click=move |_| app.described.set(Some(Described::default()))
                    >
                        {app.text(Words::New)}
                    </button>
                    <Import done=done />
                    <Show when=move || !is_empty.get()>
                        <button type="button" class="btn small" on:click=save>
                            {app.text(Words::Export)}
                        </button>
                    </Show>
                </span>
            </div>
            <p class="muted">{app.text(Words::MineHint)}</p>
            <Show when=move || !app.formats_stored.get()>
                <p class="note" role="alert">{app.text(Words::NotStored)}</p>
            </Show>
            <DoneLine done=done />
            <ul class="mine-list">
                <For
                    each=move || app.formats.with(|own| own.list().to_vec())
                    key=|format| format.clone()
                    let:format
                >
                    <li>
                        <strong>{visible(&format.name).into_owned()}</strong>
                        <code class="mono mine-pattern">{visible(&format.pattern).into_owned()}</code>
                        <span class="mine-acts">
                            {
                                let own = format.clone();
                                view! {
                                    <button
                                        type="button"
                                        class="btn small"
                                        on:click=move |_| {
                                            app.described
                                                .set(
                                                    Some(Described {
                                                        replaces: Some(own.name.clone()),
                                                        format: own.clone(),
                                                        file: first_file(app),
                                                    }),
                                                );
                                        }
                                    >
                                        {app.text(Words::Edit)}
                                        <span class="hidden">" " {visible(&format.name).into_owned()}</span>
                                    </button>
                                }
                            }
                            <button
                                type="button"
                                class="btn small"
                                on:click=move |_| {
                                    let before = app
                                        .formats
                                        .try_update(|own| own.remove(&format.name));
                                    done.set(before.map(Done::Deleted));
                                }
                            >
                                {app.text(Words::Delete)}
                            </button>
                        </span>
                    </li>
                </For>
            </ul>
            <Show when=move || is_empty.get()>
                <p class="muted">{app.text(Words::None)}</p>
            </Show>
        </section>
    }
}

/// The file whose lines a change is tried on, while one is open.
fn first_file(app: App) -> Option<jejak_protocol::FileId> {
    let analysis = app.analysis()?;
    let files = &analysis.files;
    let own = files.iter().find(|file| {
        let id = &file.format.0;
        id.starts_with(jejak_protocol::CustomFormat::ID)
    });
    own.or(files.first()).map(|file| file.id)
}

#[component]
fn DoneLine(done: RwSignal<Option<Done>>) -> impl IntoView {
    let app = App::expect();
    let undo = move |_| {
        if let Some(Done::Deleted(before)) = done.get_untracked() {
            app.formats.set(before);
        }
        done.set(None);
    };
    let said = move || {
        let lang = app.lang();
        done.with(|done| match done {
            Some(Done::Imported(n)) => Some(imported(lang, &number::exact(*n, lang))),
            Some(Done::NotImported) => Some(Words::NotImported.text(lang).to_owned()),
            Some(Done::Deleted(_)) => Some(Words::Deleted.text(lang).to_owned()),
            None => None,
        })
    };
    view! {
        <p role="status">
            {said}
            <Show when=move || done.with(|done| matches!(done, Some(Done::Deleted(_))))>
                " "
                <button type="button" class="link" on:click=undo>
                    {app.text(Words::Undo)}
                </button>
            </Show>
        </p>
    }
}

#[component]
fn Import(done: RwSignal<Option<Done>>) -> impl IntoView {
    let app = App::expect();
    let take = move |files: FileList| {
        let Some(file) = files.get(0) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok();
            let text = text.and_then(|text| text.as_string()).unwrap_or_default();
            match OwnFormats::from_text(&text) {
                Some(other) => {
                    done.set(Some(Done::Imported(other.list().len() as u64)));
                    app.formats.update(|own| own.put_all(other));
                }
                None => done.set(Some(Done::NotImported)),
            }
        });
    };
    view! { <ChooseFiles label=app.text(Words::Import) on_chosen=take accept=".json" /> }
}
