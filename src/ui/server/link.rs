//! A link that lets somebody in: the first admin, an invited person, a new password.

use jejak_protocol::server::{LinkOpened, LinkPurpose, LinkUse, Secret};
use jejak_words::ui::{Account, Door};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::role_words;
use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Fault};
use crate::ui::kit::form::{FaultNote, Field, Submit, Takes, fault_text};

/// First what the link is for, then the form; using it up is the last step.
#[component]
pub(super) fn LinkForm() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let opened = RwSignal::new(None::<Result<LinkOpened, Fault>>);
    let token = server.link.get_untracked().unwrap_or_default();
    spawn_local(async move {
        let answer = api::open_link(token).await;
        opened.try_set(Some(answer));
    });
    let drop_link = move |_| {
        server.link.set(None);
        server.ask();
    };
    view! {
        {move || match opened.get() {
            None => {
                view! { <p class="muted" role="status">{app.text(Door::LinkOpening)}</p> }
                    .into_any()
            }
            Some(Err(fault)) => {
                view! {
                    <div class="form-fault-place" role="alert">
                        <p class="form-fault">{move || fault_text(fault, app)}</p>
                    </div>
                    <p>
                        <button type="button" class="btn" on:click=drop_link>
                            {app.text(Door::Title)}
                        </button>
                    </p>
                }
                    .into_any()
            }
            Some(Ok(link)) => view! { <Choose link=link /> }.into_any(),
        }}
    }
}

#[component]
fn Choose(link: LinkOpened) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let name = RwSignal::new(link.name.clone().unwrap_or_default());
    let password = RwSignal::new(String::new());
    let again = RwSignal::new(String::new());
    let differs = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let is_reset = link.purpose == LinkPurpose::Reset;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        let typed = password.get_untracked();
        fault.set(None);
        differs.set(again.with_untracked(|again| *again != typed));
        if differs.get_untracked() {
            return;
        }
        waits.set(Some(Door::Asking));
        let body = LinkUse {
            token: server.link.get_untracked().unwrap_or_default(),
            name: name.get_untracked().trim().to_owned(),
            password: Secret::new(typed),
        };
        spawn_local(async move {
            let said = api::use_link(&body).await;
            waits.try_set(None);
            match said {
                Ok(()) => {
                    server.is_made.set(true);
                    server.link.set(None);
                    server.ask();
                }
                Err(error) => {
                    fault.try_set(Some(error));
                }
            }
        });
    };
    let (title, hint, label) = match link.purpose {
        LinkPurpose::Setup => (Door::SetupTitle, Door::SetupHint, Door::MakeAccount),
        LinkPurpose::Invitation => (Door::InvitedTitle, Door::InvitedHint, Door::MakeAccount),
        LinkPurpose::Reset => (Door::ResetTitle, Door::ResetHint, Door::SetPassword),
    };
    view! {
        <form class="form" on:submit=submit aria-labelledby="link-title">
            <h2 id="link-title">{app.text(title)}</h2>
            <p>{app.text(hint)}</p>
            <p class="muted">
                {app.text(Account::Role)} ": " {app.text(role_words(link.role))}
            </p>
            {match is_reset {
                true => view! { <p class="mono">{name.get_untracked()}</p> }.into_any(),
                false => {
                    view! {
                        <Field
                            label=Door::Name
                            takes=Takes::Name
                            value=name
                            id="name"
                            hint=Door::NameHint
                            is_first=true
                        />
                    }
                        .into_any()
                }
            }}
            <Field
                label=Door::NewPassword
                takes=Takes::NewPassword
                value=password
                id="new-password"
                hint=Door::PasswordHint
                is_first=is_reset
            />
            <Field label=Door::Again takes=Takes::NewPassword value=again id="again" />
            <div role="alert">
                <Show when=move || differs.get()>
                    <p class="form-fault">{app.text(Door::Differs)}</p>
                </Show>
            </div>
            <FaultNote fault=fault />
            <p class="form-acts">
                <Submit label=label waits=waits />
            </p>
        </form>
    }
}
