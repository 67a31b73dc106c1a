//! What was said last, and the way back; it goes away by itself, and Ctrl+Z works without it.

use jejak_words::number;
use jejak_words::ui::{Marks as Words, marks};
use leptos::prelude::*;

use crate::app::App;
use crate::state::marks::Act;
use crate::ui::kit::icon::{Icon, Pictogram};

#[component]
pub(crate) fn Toast() -> impl IntoView {
    let app = App::expect();
    let text = move |act: Act| {
        let lang = app.lang();
        let words = match act {
            Act::Marked => Words::SaidMarked,
            Act::Unmarked => Words::SaidUnmarked,
            Act::Right => Words::SaidRight,
            Act::Wrong => Words::SaidWrong,
            Act::Unlabelled => Words::SaidUnlabelled,
            Act::Muted => Words::SaidMuted,
            Act::Unmuted => Words::SaidUnmuted,
            Act::Cleared => Words::SaidCleared,
            Act::Imported(it) => {
                let n = |n: usize| number::exact(n as u64, lang);
                return marks::imported(lang, &n(it.n_taken), &n(it.n_left));
            }
        };
        words.text(lang).to_owned()
    };
    view! {
        <div class="toast-place" role="status">
            {move || {
                app.said
                    .get()
                    .map(|act| {
                        view! {
                            <div class="toast">
                                <span>{move || text(act)}</span>
                                <button
                                    type="button"
                                    class="btn small"
                                    title="Ctrl+Z"
                                    on:click=move |_| {
                                        app.unsay();
                                    }
                                >
                                    {app.text(Words::Undo)}
                                </button>
                                <button
                                    type="button"
                                    class="btn bare small"
                                    aria-label=app.text(Words::Dismiss)
                                    title=app.text(Words::Dismiss)
                                    on:click=move |_| app.said.set(None)
                                >
                                    <Pictogram icon=Icon::Close />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}
