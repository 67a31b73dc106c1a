//! The one modal: it asks before something is lost.

use jejak_words::ui::Frame;
use leptos::html;
use leptos::prelude::*;

use crate::app::App;

/// Asks before the analysis is dropped. The browser keeps the focus within and takes Esc.
#[component]
pub(crate) fn ConfirmDiscard(
    on_confirm: impl Fn() + Copy + Send + Sync + 'static,
    on_keep: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let app = App::expect();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // Fails only when it is open already.
            dialog.show_modal().ok();
        }
    });
    view! {
        <dialog class="confirm" aria-labelledby="confirm-title" node_ref=dialog on:close=move |_| on_keep()>
            <h2 id="confirm-title">{app.text(Frame::DiscardTitle)}</h2>
            <p>{app.text(Frame::DiscardHint)}</p>
            <p class="confirm-acts">
                <button type="button" class="btn" on:click=move |_| on_keep()>
                    {app.text(Frame::KeepAnalysis)}
                </button>
                <button type="button" class="btn main" on:click=move |_| on_confirm()>
                    {app.text(Frame::DiscardConfirm)}
                </button>
            </p>
        </dialog>
    }
}
