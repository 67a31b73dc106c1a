//! Right, wrong, mute, mark: what can be said of the open incident.

use jejak_protocol::Incident;
use jejak_words::ui::{IncidentText, Marks as Words};
use leptos::prelude::*;

use super::mute::MuteMenu;
use crate::app::App;
use crate::state::marks::Verdict;

#[component]
pub(crate) fn TeachBar(incident: Incident) -> impl IntoView {
    let app = App::expect();
    let incident = StoredValue::new(incident);
    let id = incident.with_value(|it| it.id.clone());
    let verdict = {
        let id = id.clone();
        Memo::new(move |_| app.marks.with(|marks| marks.verdict(&id)))
    };
    let is_marked = {
        let id = id.clone();
        Memo::new(move |_| app.marks.with(|marks| marks.is_marked(&id)))
    };
    let is_muted =
        Memo::new(move |_| incident.with_value(|it| app.marks.with(|marks| marks.is_muted(it))));
    let titled = move |words: Words, key: &'static str| {
        move || format!("{} ({key})", words.text(app.lang()))
    };
    let say = move |it: Verdict| {
        incident.with_value(|incident| {
            app.teach(|marks, now| marks.turn_verdict(incident, it, now));
        });
    };
    view! {
        <div class="teach">
            <button
                type="button"
                class="btn small teach-right"
                aria-pressed=move || (verdict.get() == Some(Verdict::Right)).to_string()
                title=titled(Words::RightHint, "y")
                on:click=move |_| say(Verdict::Right)
            >
                <span aria-hidden="true">"✓ "</span>
                {app.text(Words::Right)}
            </button>
            <button
                type="button"
                class="btn small teach-wrong"
                aria-pressed=move || (verdict.get() == Some(Verdict::Wrong)).to_string()
                title=titled(Words::WrongHint, "n")
                on:click=move |_| say(Verdict::Wrong)
            >
                <span aria-hidden="true">"✕ "</span>
                {app.text(Words::Wrong)}
            </button>
            <Show
                when=move || is_muted.get()
                fallback=move || view! { <MuteMenu incident=incident /> }
            >
                <button
                    type="button"
                    class="btn small"
                    title=titled(Words::Unmute, "x")
                    aria-pressed="true"
                    on:click=move |_| {
                        incident.with_value(|it| app.teach(|marks, _| marks.unmute(it)));
                    }
                >
                    {app.text(Words::Muted)}
                </button>
            </Show>
            <button
                type="button"
                class="btn small"
                aria-pressed=move || is_marked.get().to_string()
                title=move || format!("{} (m)", IncidentText::Mark.text(app.lang()))
                on:click=move |_| app.teach(|marks, _| marks.turn_marked(&id))
            >
                {move || {
                    let words = if is_marked.get() {
                        IncidentText::Marked
                    } else {
                        IncidentText::Mark
                    };
                    words.text(app.lang())
                }}
            </button>
        </div>
    }
}
