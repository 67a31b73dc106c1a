//! Recovery codes, shown once: copied, saved, printed, and confirmed to be kept.

use jejak_protocol::server::Secret;
use jejak_words::ui::{Door, door};
use leptos::html;
use leptos::prelude::*;

use crate::app::App;
use crate::export;
use crate::server::Server;
use crate::ui::kit::copy::CopyButton;

#[component]
pub(super) fn CodesSheet() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let is_kept = RwSignal::new(false);
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            heading.focus().ok();
        }
    });
    let codes: Vec<String> = server.codes.with_untracked(|codes| {
        let codes = codes.iter().flat_map(|codes| &codes.codes);
        codes.map(Secret::expose).map(str::to_owned).collect()
    });
    let list = codes.clone();
    let text = StoredValue::new(codes.join("\n"));
    let whole = move || {
        let account = server.account().map(|account| account.name);
        let origin = window().location().origin().unwrap_or_default();
        let head = door::codes_head(app.lang(), &account.unwrap_or_default(), &origin);
        format!("{head}\n\n{}\n", text.get_value())
    };
    let download = move |_| {
        // A browser that refuses a download leaves copying and printing.
        export::download(&untrack(whole), "jejak-recovery-codes.txt", "text/plain").ok();
    };
    let finish = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_kept.get_untracked() {
            server.codes.set(None);
        }
    };
    view! {
        <form class="form codes-sheet" on:submit=finish aria-labelledby="codes-title">
            <h2 id="codes-title" tabindex="-1" node_ref=heading>
                {app.text(Door::CodesTitle)}
            </h2>
            <p>{app.text(Door::CodesHint)}</p>
            <ol class="codes">
                {list
                    .into_iter()
                    .map(|code| {
                        view! {
                            <li>
                                <code>{code}</code>
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            <p class="form-acts codes-acts">
                <CopyButton label=Door::CodesCopy text=move || text.get_value() />
                <button type="button" class="link" on:click=download>
                    {app.text(Door::CodesDownload)}
                </button>
                <button type="button" class="link" on:click=move |_| crate::ui::export::print()>
                    {app.text(Door::CodesPrint)}
                </button>
            </p>
            <label class="form-check">
                <input
                    type="checkbox"
                    prop:checked=move || is_kept.get()
                    on:change=move |event| is_kept.set(event_target_checked(&event))
                />
                <span>{app.text(Door::CodesKept)}</span>
            </label>
            <p class="form-acts">
                <button type="submit" class="btn main" disabled=move || !is_kept.get()>
                    {app.text(Door::CodesDone)}
                </button>
            </p>
        </form>
    }
}
