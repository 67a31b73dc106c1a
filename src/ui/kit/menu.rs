//! A menu that opens under its button, and closes as menus do: with Esc, with a press beside it, and when
//! the focus goes elsewhere.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlDetailsElement, HtmlElement, Node};

/// Its children are a `summary`, which is the button, and what opens under it.
#[component]
pub(crate) fn Menu(
    /// Of the whole, beside `menu`.
    #[prop(optional)]
    class: &'static str,
    /// Whether it is open; setting it to false closes it.
    #[prop(optional)]
    is_open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    // What it does may take it away; the browser tells of its lost focus and its closing after that.
    let open_node = move || {
        node.try_get_untracked()
            .flatten()
            .filter(|node| node.open())
    };
    let close = move || {
        is_open.try_set(false);
    };
    // Esc closes the menu, and nothing behind it.
    let escaped = move |event: ev::KeyboardEvent| {
        if event.key() != "Escape" {
            return;
        }
        if let Some(node) = open_node() {
            event.prevent_default();
            event.stop_propagation();
            close();
            focus_button(&node);
        }
    };
    let left = move |event: ev::FocusEvent| {
        // Nothing is focused when the window itself is left.
        if let Some(node) = open_node()
            && let Some(next) = event.related_target()
            && !holds(&node, &next)
        {
            close();
        }
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| {
        if let Some(node) = open_node()
            && let Some(target) = event.target()
            && !holds(&node, &target)
        {
            close();
        }
    });
    on_cleanup(move || pressed.remove());
    view! {
        <details
            class=format!("menu {class}")
            node_ref=node
            prop:open=move || is_open.get()
            on:keydown=escaped
            on:focusout=left
            on:toggle=move |_| {
                is_open.try_set(open_node().is_some());
            }
        >
            {children()}
        </details>
    }
}

fn holds(menu: &HtmlDetailsElement, target: &EventTarget) -> bool {
    menu.contains(target.dyn_ref::<Node>())
}

fn focus_button(menu: &HtmlDetailsElement) {
    let button = menu.query_selector("summary").ok().flatten();
    if let Some(button) = button.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        button.focus().ok();
    }
}
