//! Says of an open analysis that somebody shared it, and what that means.

use jejak_words::ui::Share as Words;
use leptos::prelude::*;

use crate::app::App;
use crate::state::run::Phase;

#[component]
pub(crate) fn SharedNote() -> impl IntoView {
    let app = App::expect();
    let has_burnt = move || app.has_burnt.get();
    view! {
        <Show when=move || app.phase.get() == Phase::Shared>
            <div class="banner">
                <p class="note">
                    {app.text(Words::IsShared)}
                    <Show when=has_burnt>" " {app.text(Words::OpenBurnt)}</Show>
                </p>
            </div>
        </Show>
    }
}
