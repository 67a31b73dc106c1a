//! The command palette: one field that finds every command, view, incident and file.

mod commands;

use jejak_words::ui::Palette as Words;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use self::commands::{Act, Command, fitting};
use crate::app::App;

#[component]
pub(crate) fn CommandPalette() -> impl IntoView {
    let app = App::expect();
    let words = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let found = Memo::new(move |_| fitting(app, &words.get()));
    let input = NodeRef::<html::Input>::new();
    give_focus_back();
    Effect::new(move || {
        if let Some(input) = input.get() {
            input.focus().ok();
        }
    });
    let run = move |act: Act| {
        app.overlay.set(None);
        // After the palette has gone: it gives the focus back, and the command may move it on.
        request_animation_frame(move || commands::run(app, act));
    };
    let press = move |event: KeyboardEvent| {
        let n = found.with_untracked(Vec::len);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => active.set((at + 1) % n.max(1)),
            "ArrowUp" => active.set((at + n.max(1) - 1) % n.max(1)),
            "Home" => active.set(0),
            "End" => active.set(n.saturating_sub(1)),
            "Enter" => {
                let command = found.with_untracked(|found| found.get(at).cloned());
                if let Some(command) = command {
                    run(command.act);
                }
            }
            // Nothing else in here takes the focus.
            "Tab" => {}
            _ => return,
        }
        event.prevent_default();
        reveal(active.get_untracked());
    };
    let option = move |(i, command): (usize, Command)| {
        let act = command.act.clone();
        view! {
            <li
                id=option_id(i)
                class="palette-item"
                role="option"
                aria-selected=move || (active.get() == i).to_string()
                on:click=move |_| run(act.clone())
            >
                <span class="palette-group muted">{command.group.text(app.lang())}</span>
                <span class="palette-text">{command.text}</span>
                {(!command.key.is_empty()).then(|| view! { <kbd>{command.key}</kbd> })}
            </li>
        }
    };
    view! {
        <div class="palette-shade" on:click=move |_| app.overlay.set(None)></div>
        <section class="palette" role="dialog" aria-label=app.text(Words::Title)>
            <input
                type="text"
                class="palette-field"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=move || option_id(active.get())
                aria-label=app.text(Words::Find)
                placeholder=app.text(Words::Find)
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                prop:value=move || words.get()
                on:input=move |event| {
                    words.set(event_target_value(&event));
                    active.set(0);
                }
                on:keydown=press
            />
            <ul id="palette-list" class="palette-list" role="listbox" tabindex="-1" aria-label=app.text(Words::Title)>
                {move || found.get().into_iter().enumerate().map(option).collect_view()}
            </ul>
            <p class="palette-hint muted" role="status">
                {move || {
                    let is_empty = found.with(Vec::is_empty);
                    let said = if is_empty { Words::None } else { Words::Hint };
                    said.text(app.lang())
                }}
            </p>
        </section>
    }
}

fn option_id(i: usize) -> String {
    format!("palette-{i}")
}

fn reveal(i: usize) {
    request_animation_frame(move || {
        if let Some(item) = document().get_element_by_id(&option_id(i)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            item.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// To whatever had the focus when the calling component was made, when it goes.
fn give_focus_back() {
    let opener = document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let opener = StoredValue::new_local(opener);
    on_cleanup(move || {
        if let Some(opener) = opener.try_get_value().flatten() {
            opener.focus().ok();
        }
    });
}
