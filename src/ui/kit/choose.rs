//! A button that opens the browser's own chooser of files.

use leptos::html;
use leptos::prelude::*;
use web_sys::FileList;

/// Hands over what was chosen; nothing where the person changed their mind.
#[component]
pub(crate) fn ChooseFiles(
    label: impl Fn() -> &'static str + Send + Sync + 'static,
    on_chosen: impl Fn(FileList) + 'static,
    #[prop(default = "btn small")] class: &'static str,
    /// Endings that the chooser offers, as in HTML; all where there is none.
    #[prop(optional)]
    accept: Option<&'static str>,
    #[prop(optional)] is_multiple: bool,
    /// A whole folder is chosen.
    #[prop(optional)]
    is_folder: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] id: Option<&'static str>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let take = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(files) = input.files().filter(|files| files.length() > 0) {
            on_chosen(files);
        }
        // The same files can be chosen again.
        input.set_value("");
    };
    Effect::new(move || {
        if let Some(input) = input.get()
            && is_folder
        {
            // No catalogue of HTML has this attribute, though every browser knows it.
            input.set_attribute("webkitdirectory", "").ok();
        }
    });
    view! {
        <button type="button" class=class disabled=disabled on:click=open>
            {label}
        </button>
        <input
            type="file"
            class="hidden"
            id=id
            accept=accept
            multiple=is_multiple
            tabindex="-1"
            aria-hidden="true"
            node_ref=input
            on:change=take
        />
    }
}
