//! Where the account is signed in, and the browsers that it knows; each can be ended or forgotten.

use jejak_protocol::TimestampUs;
use jejak_protocol::server::{DeviceInfo, SessionInfo};
use jejak_words::ui::Account as Words;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Answer, Fault};
use crate::state::agent;
use crate::ui::kit::form::FaultNote;

/// A list from the server that is asked for again after each change of it.
pub(super) struct Listed<T: Send + Sync + 'static> {
    pub(super) items: RwSignal<Option<Vec<T>>>,
    pub(super) fault: RwSignal<Option<Fault>>,
    server: Server,
}

// Derived, these would ask `T` to be `Copy`.
impl<T: Send + Sync + 'static> Clone for Listed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Listed<T> {}

impl<T: Clone + Send + Sync + 'static> Listed<T> {
    pub(super) fn new() -> Self {
        Self {
            items: RwSignal::new(None),
            fault: RwSignal::new(None),
            server: Server::expect(),
        }
    }

    pub(super) fn load(self, ask: impl Future<Output = Answer<Vec<T>>> + 'static) {
        spawn_local(async move {
            match ask.await {
                Ok(items) => {
                    self.items.try_set(Some(items));
                }
                Err(fault) => self.refuse(fault),
            }
        });
    }

    /// Makes a change, and asks for the list again when it is made.
    pub(super) fn change(
        self,
        act: impl Future<Output = Answer<()>> + 'static,
        ask: impl Future<Output = Answer<Vec<T>>> + 'static,
    ) {
        self.fault.set(None);
        spawn_local(async move {
            match act.await {
                Ok(()) => self.load(ask),
                Err(fault) => self.refuse(fault),
            }
        });
    }

    fn refuse(self, fault: Fault) {
        self.fault.try_set(Some(fault));
        self.server.note(fault);
    }
}

/// `2 minutes ago`, with the exact moment as its title.
#[component]
pub(super) fn Ago(at: TimestampUs) -> impl IntoView {
    let app = App::expect();
    let now = TimestampUs((js_sys::Date::now() * 1000.0) as i64);
    let exact = move || app.say(|reader| reader.date_time(at));
    // Clocks differ by moments: nothing was seen in the future.
    let relative = move || app.say(|reader| reader.relative(at.min(now), now));
    view! { <span title=exact>{relative}</span> }
}

#[component]
pub(super) fn Sessions() -> impl IntoView {
    let app = App::expect();
    let list = Listed::<SessionInfo>::new();
    list.load(api::sessions());
    let n_others = move || {
        let others = |items: &Vec<SessionInfo>| items.iter().filter(|it| !it.is_this).count();
        list.items.with(|items| items.as_ref().map_or(0, others))
    };
    let end_others = move |_| list.change(api::end_other_sessions(), api::sessions());
    let row = move |session: SessionInfo| {
        let id = session.id;
        view! {
            <li class="thing">
                <span class="thing-main">
                    <strong>{agent::short(&session.agent)}</strong>
                    {session.is_this.then(|| view! { <em class="tag">{app.text(Words::ThisOne)}</em> })}
                    <span class="muted">
                        <span class="mono">{session.address}</span>
                        " · "
                        {app.text(Words::LastSeen)}
                        ": "
                        <Ago at=session.seen_at />
                        " · "
                        {app.text(Words::Since)}
                        ": "
                        <Ago at=session.created_at />
                    </span>
                </span>
                {(!session.is_this)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="btn small"
                                on:click=move |_| list.change(api::end_session(id), api::sessions())
                            >
                                {app.text(Words::End)}
                            </button>
                        }
                    })}
            </li>
        }
    };
    view! {
        <section class="room-part" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{app.text(Words::SessionsTitle)}</h2>
            <p class="muted">{app.text(Words::SessionsHint)}</p>
            <FaultNote fault=list.fault />
            <ul class="things">
                <For
                    each=move || list.items.get().unwrap_or_default()
                    key=|it| (it.id, it.seen_at)
                    children=row
                />
            </ul>
            <Show when=move || { n_others() > 0 }>
                <p class="form-acts">
                    <button type="button" class="btn" on:click=end_others>
                        {app.text(Words::EndOthers)}
                    </button>
                </p>
            </Show>
        </section>
    }
}

#[component]
pub(super) fn Devices() -> impl IntoView {
    let app = App::expect();
    let list = Listed::<DeviceInfo>::new();
    list.load(api::devices());
    let row = move |device: DeviceInfo| {
        let id = device.id;
        view! {
            <li class="thing">
                <span class="thing-main">
                    <strong>{agent::short(&device.agent)}</strong>
                    {device.is_this.then(|| view! { <em class="tag">{app.text(Words::ThisOne)}</em> })}
                    <span class="muted">
                        {app.text(Words::LastSeen)} ": " <Ago at=device.seen_at />
                    </span>
                </span>
                <button
                    type="button"
                    class="btn small"
                    on:click=move |_| list.change(api::forget_device(id), api::devices())
                >
                    {app.text(Words::Forget)}
                </button>
            </li>
        }
    };
    let is_empty = move || {
        list.items
            .with(|items| items.as_ref().is_some_and(Vec::is_empty))
    };
    view! {
        <section class="room-part" aria-labelledby="devices-title">
            <h2 id="devices-title">{app.text(Words::DevicesTitle)}</h2>
            <FaultNote fault=list.fault />
            <Show when=is_empty>
                <p class="muted">{app.text(Words::DevicesNone)}</p>
            </Show>
            <ul class="things">
                <For
                    each=move || list.items.get().unwrap_or_default()
                    key=|it| (it.id, it.seen_at)
                    children=row
                />
            </ul>
        </section>
    }
}
