//! A button that copies a text and says whether it could.

use jejak_words::Text;
use jejak_words::ui::Frame;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::app::App;

#[component]
pub(crate) fn CopyButton<L>(
    label: L,
    /// What is copied, asked for when the button is pressed.
    text: impl Fn() -> String + Send + Sync + 'static,
) -> impl IntoView
where
    L: Text + Send + Sync + 'static,
{
    let app = App::expect();
    let said = RwSignal::new(None::<Frame>);
    let copy = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        let promise = window().navigator().clipboard().write_text(&text());
        spawn_local(async move {
            let done = JsFuture::from(promise).await;
            said.try_set(Some(match done {
                Ok(_) => Frame::Copied,
                Err(_) => Frame::CopyFailed,
            }));
        });
    };
    view! {
        <button type="button" class="link" on:click=copy>
            {move || said.get().map_or_else(|| label.text(app.lang()), |it| it.text(app.lang()))}
        </button>
        <span class="hidden" role="status">
            {move || said.get().map(|it| it.text(app.lang()))}
        </span>
    }
}
