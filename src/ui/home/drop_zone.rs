//! The whole window takes dropped files, in every view. With an analysis open, it asks first.

use gloo_events::{EventListener, EventListenerOptions};
use jejak_words::ui::Home as Words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::DragEvent;

use crate::app::App;
use crate::intake::{self, Intake};
use crate::ui::kit::confirm::ConfirmDiscard;

#[component]
pub(crate) fn DropZone() -> impl IntoView {
    let app = App::expect();
    let is_over = RwSignal::new(false);
    let was_empty = RwSignal::new(false);
    // Dropped, and waiting for an answer.
    let waiting = RwSignal::new_local(None::<Intake>);
    let listeners = StoredValue::new_local(vec![
        listen("dragenter", move |_| is_over.set(true)),
        listen("dragover", |_| {}),
        listen("dragleave", move |event| {
            // Leaving an inner element is not leaving the window.
            if event.related_target().is_none() {
                is_over.set(false);
            }
        }),
        listen("drop", move |event| {
            is_over.set(false);
            let Some(transfer) = event.data_transfer() else {
                return;
            };
            spawn_local(async move {
                let given = intake::from_drop(transfer).await;
                was_empty.set(given.files.is_empty());
                if !given.files.is_empty() && app.has_analysis() {
                    waiting.set(Some(given));
                } else {
                    app.open(given, app.source_zone.get_untracked());
                }
            });
        }),
    ]);
    on_cleanup(move || listeners.dispose());
    let confirm = move || {
        if let Some(given) = waiting.try_update(Option::take).flatten() {
            app.open(given, app.source_zone.get_untracked());
        }
    };
    view! {
        <Show when=move || is_over.get()>
            <div class="drop-now" aria-hidden="true">
                <p>{app.text(Words::DropNow)}</p>
            </div>
        </Show>
        <Show when=move || was_empty.get()>
            <p class="drop-empty" role="alert">
                {app.text(Words::NoFilesDropped)}
            </p>
        </Show>
        <Show when=move || waiting.with(Option::is_some)>
            <ConfirmDiscard on_confirm=confirm on_keep=move || waiting.set(None) />
        </Show>
    }
}

/// Listens on the window; the browser's own answer, to leave the page and open the file, is stopped.
fn listen(name: &'static str, hear: impl Fn(&DragEvent) + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), name, options, move |event| {
        event.prevent_default();
        if let Some(event) = event.dyn_ref() {
            hear(event);
        }
    })
}
