//! The own account: who, password, authenticator, sessions and known browsers.

use jejak_protocol::server::{Account, Secret, Standing};
use jejak_words::ui::{Account as Words, Door, Frame, door};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::enrol::Enrol;
use super::role_words;
use super::sessions::{Devices, Sessions};
use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Fault};
use crate::ui::kit::form::{FaultNote, Field, Submit, Takes};

#[component]
pub(super) fn AccountRoom() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let account = Memo::new(move |_| server.account());
    let sign_out = move |_| {
        spawn_local(async move {
            match api::sign_out().await {
                Ok(()) => {
                    server.is_made.set(false);
                    server.set_standing(Standing::Anonymous);
                }
                // Shows that the server cannot be reached, and the way to ask again.
                Err(fault) => server.known.set(crate::server::Known::Fault(fault)),
            }
        });
    };
    let who = move || {
        account.get().map(|account| {
            view! {
                <p>
                    {app.text(Words::SignedInAs)}
                    " "
                    <strong>{account.name}</strong>
                    " · "
                    {app.text(role_words(account.role))}
                </p>
            }
        })
    };
    view! {
        <section class="room-part room-who">
            {who}
            <button type="button" class="btn" on:click=sign_out>
                {app.text(Words::SignOut)}
            </button>
        </section>
        <Sessions />
        <Devices />
        {move || account.get().map(|account| view! { <Factor account=account /> })}
        <PasswordChange />
    }
}

#[component]
fn PasswordChange() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let is_done = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        fault.set(None);
        is_done.set(false);
        waits.set(Some(Door::Asking));
        let (old, chosen) = (
            Secret::new(current.get_untracked()),
            Secret::new(new.get_untracked()),
        );
        spawn_local(async move {
            let said = api::change_password(old, chosen).await;
            waits.try_set(None);
            current.try_set(String::new());
            match said {
                Ok(()) => {
                    new.try_set(String::new());
                    is_done.try_set(true);
                }
                Err(error) => {
                    fault.try_set(Some(error));
                    server.note(error);
                }
            }
        });
    };
    view! {
        <section class="room-part" aria-labelledby="password-title">
            <h2 id="password-title">{app.text(Words::PasswordTitle)}</h2>
            <p class="muted">{app.text(Words::PasswordHint)}</p>
            <form class="form" on:submit=submit>
                <Field label=Words::Current takes=Takes::Password value=current id="current" />
                <Field
                    label=Door::NewPassword
                    takes=Takes::NewPassword
                    value=new
                    id="new-password"
                    hint=Door::PasswordHint
                />
                <FaultNote fault=fault />
                <p class="form-done" role="status">
                    {move || is_done.get().then(|| Words::Changed.text(app.lang()))}
                </p>
                <p class="form-acts">
                    <Submit label=Words::Change waits=waits />
                </p>
            </form>
        </section>
    }
}

/// What is done with the authenticator; each asks for the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FactorAct {
    New,
    Codes,
    Remove,
}

#[component]
fn Factor(account: Account) -> impl IntoView {
    let app = App::expect();
    let act = RwSignal::new(None::<FactorAct>);
    let has = account.has_second_factor;
    let n_codes = u64::from(account.n_recovery_codes);
    let button = move |words: Words, which: FactorAct| {
        view! {
            <button
                type="button"
                class="btn"
                aria-pressed=move || (act.get() == Some(which)).to_string()
                on:click=move |_| {
                    act.update(|act| *act = (*act != Some(which)).then_some(which));
                }
            >
                {app.text(words)}
            </button>
        }
    };
    view! {
        <section class="room-part" aria-labelledby="factor-title">
            <h2 id="factor-title">{app.text(Words::FactorTitle)}</h2>
            <p class="muted">
                {app.text(if has { Words::FactorOn } else { Words::FactorOff })}
                {has.then(|| view! { " " {move || door::codes_left(n_codes, app.lang())} "." })}
            </p>
            <p class="form-acts">
                {button(if has { Words::FactorNew } else { Words::FactorSetUp }, FactorAct::New)}
                {has.then(|| button(Words::NewCodes, FactorAct::Codes))}
                {has.then(|| button(Words::FactorRemove, FactorAct::Remove))}
            </p>
            {move || match act.get() {
                None => ().into_any(),
                Some(FactorAct::New) => {
                    view! { <Enrol is_first_time=false on_cancel=move |()| act.set(None) /> }
                        .into_any()
                }
                Some(which) => view! { <Recheck which=which act=act /> }.into_any(),
            }}
        </section>
    }
}

/// New recovery codes or no authenticator, after the password.
#[component]
fn Recheck(which: FactorAct, act: RwSignal<Option<FactorAct>>) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        fault.set(None);
        waits.set(Some(Door::Asking));
        let typed = Secret::new(password.get_untracked());
        spawn_local(async move {
            let said = match which {
                FactorAct::Remove => api::remove_totp(typed).await.map(|()| None),
                _ => api::new_recovery_codes(typed).await.map(Some),
            };
            waits.try_set(None);
            password.try_set(String::new());
            match said {
                Ok(codes) => {
                    act.try_set(None);
                    server.codes.set(codes);
                    server.ask();
                }
                Err(error) => {
                    fault.try_set(Some(error));
                    server.note(error);
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=submit>
            {(which == FactorAct::Codes)
                .then(|| view! { <p class="muted">{app.text(Words::NewCodesHint)}</p> })}
            <Field
                label=Door::PasswordAgain
                takes=Takes::Password
                value=password
                id="recheck"
                is_first=true
            />
            <FaultNote fault=fault />
            <p class="form-acts">
                <Submit label=Words::Confirm waits=waits />
                <button type="button" class="btn" on:click=move |_| act.set(None)>
                    {app.text(Frame::Cancel)}
                </button>
            </p>
        </form>
    }
}
