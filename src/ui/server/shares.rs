//! What the account has shared: all that the server knows of it, and the way to delete it.

use jejak_protocol::server::ShareInfo;
use jejak_words::number;
use jejak_words::ui::Share as Words;
use leptos::prelude::*;

use super::sessions::Listed;
use crate::app::App;
use crate::server::api;
use crate::ui::kit::form::FaultNote;

#[component]
pub(super) fn SharesRoom() -> impl IntoView {
    let app = App::expect();
    let list = Listed::<ShareInfo>::new();
    list.load(api::shares());
    let row = move |share: ShareInfo| {
        let id = share.id.clone();
        let shown: String = share.id.0.chars().take(8).collect();
        let (created_at, expires_at) = (share.created_at, share.expires_at);
        let opens = if share.burns {
            Words::Once
        } else {
            Words::Often
        };
        let n_bytes = u64::from(share.n_bytes);
        let delete = move |_| {
            let id = id.clone();
            list.change(async move { api::delete_share(&id).await }, api::shares());
        };
        view! {
            <li class="thing">
                <span class="thing-main">
                    <strong class="mono">{shown}"…"</strong>
                    <span class="muted">
                        {app.text(Words::Made)} ": "
                        {move || app.say(|reader| reader.date_time(created_at))} " · "
                        {app.text(Words::Ends)} ": "
                        {move || app.say(|reader| reader.date_time(expires_at))} " · "
                        {app.text(Words::Opens)} ": " {app.text(opens)} " · "
                        {move || number::bytes(n_bytes, app.lang())}
                    </span>
                </span>
                <button type="button" class="btn small" on:click=delete>
                    {app.text(Words::Delete)}
                </button>
            </li>
        }
    };
    let is_empty = move || {
        list.items
            .with(|items| items.as_ref().is_some_and(Vec::is_empty))
    };
    view! {
        <section class="room-part" aria-labelledby="shares-title">
            <h2 id="shares-title">{app.text(Words::Mine)}</h2>
            <p class="muted">{app.text(Words::MineHint)}</p>
            <FaultNote fault=list.fault />
            <Show when=is_empty>
                <p>{app.text(Words::MineNone)}</p>
            </Show>
            <ul class="things">
                <For
                    each=move || list.items.get().unwrap_or_default()
                    key=|it| it.id.clone()
                    children=row
                />
            </ul>
        </section>
    }
}
