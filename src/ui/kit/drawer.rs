//! A panel at the side that does not take the page away: it gets the focus when it opens and gives
//! it back when it closes.

use jejak_words::ui::Frame;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{Icon, Pictogram};
use crate::app::App;

#[component]
pub(crate) fn Drawer(
    #[prop(into)] title: Signal<&'static str>,
    /// Closes it.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
    children: Children,
) -> impl IntoView {
    let app = App::expect();
    let heading = NodeRef::<html::H2>::new();
    let opener = document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let opener = StoredValue::new_local(opener);
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            heading.focus().ok();
        }
    });
    on_cleanup(move || {
        // The opener may have left the page meanwhile; then the focus stays with the page.
        if let Some(opener) = opener.try_get_value().flatten() {
            opener.focus().ok();
        }
    });
    view! {
        <aside class="drawer" aria-labelledby="drawer-title">
            <header class="drawer-head">
                <h2 id="drawer-title" tabindex="-1" node_ref=heading>
                    {title}
                </h2>
                <button
                    type="button"
                    class="btn bare"
                    aria-label=app.text(Frame::Close)
                    title=app.text(Frame::Close)
                    on:click=move |_| on_close()
                >
                    <Pictogram icon=Icon::Close />
                </button>
            </header>
            <div class="drawer-body" tabindex="0">{children()}</div>
        </aside>
    }
}
