//! Lines that are pasted instead of dropped.

use jejak_words::ui::Home as Words;
use leptos::html;
use leptos::prelude::*;

use crate::app::App;
use crate::intake;

#[component]
pub(super) fn Paste() -> impl IntoView {
    let app = App::expect();
    let area = NodeRef::<html::Textarea>::new();
    let is_empty = RwSignal::new(false);
    Effect::new(move || {
        if let Some(area) = area.get() {
            area.focus().ok();
        }
    });
    let read = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = area
            .get_untracked()
            .map(|area| area.value())
            .unwrap_or_default();
        is_empty.set(text.trim().is_empty());
        if is_empty.get_untracked() {
            return;
        }
        let name = Words::PasteName.text(app.lang());
        if let Some(given) = intake::from_text(&text, name) {
            app.open(vec![given].into(), app.source_zone.get_untracked());
        }
    };
    view! {
        <form class="paste" on:submit=read>
            <label for="paste-text">{app.text(Words::PasteLabel)}</label>
            <textarea
                id="paste-text"
                class="field mono"
                rows="8"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="paste-hint"
                node_ref=area
            ></textarea>
            <p id="paste-hint" class="muted">
                {move || {
                    let hint = if is_empty.get() { Words::PasteEmpty } else { Words::PasteHint };
                    hint.text(app.lang())
                }}
            </p>
            <p>
                <button type="submit" class="btn main">
                    {app.text(Words::PasteRead)}
                </button>
            </p>
        </form>
    }
}
