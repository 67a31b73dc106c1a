//! The door: name and password with the proof of work, then the code.

use jejak_protocol::server::{Account, SecondStep, Secret, Standing};
use jejak_words::ui::Door;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::server::api::{self, Answer, Fault};
use crate::server::{Server, work};
use crate::ui::kit::form::{FaultNote, Field, Submit, Takes};

#[component]
pub(super) fn PasswordForm() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        fault.set(None);
        waits.set(Some(Door::Working));
        let (name, typed) = (name.get_untracked(), Secret::new(password.get_untracked()));
        spawn_local(async move {
            let said = enter(name, typed, waits).await;
            waits.try_set(None);
            match said {
                // The account's name and role come with the facts.
                Ok(next @ (SecondStep::Done | SecondStep::Enrol)) => {
                    if next == SecondStep::Enrol {
                        server.password.set(password.get_untracked());
                    }
                    server.ask();
                }
                Ok(SecondStep::Code) => server.set_standing(Standing::SecondFactor),
                Err(error) => {
                    password.try_set(String::new());
                    fault.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=submit aria-labelledby="door-title">
            <h2 id="door-title">{app.text(Door::Title)}</h2>
            <p class="muted">{app.text(Door::Why)}</p>
            <Show when=move || server.is_made.get()>
                <p class="form-done" role="status">{app.text(Door::Made)}</p>
            </Show>
            <Field label=Door::Name takes=Takes::Name value=name id="name" is_first=true />
            <Field label=Door::Password takes=Takes::Password value=password id="password" />
            <FaultNote fault=fault />
            <p class="form-acts">
                <Submit label=Door::Title waits=waits />
            </p>
            <p class="form-hint">{app.text(Door::WorkHint)}</p>
        </form>
    }
}

/// The proof of work first: the server hears no password without it.
async fn enter(
    name: String,
    password: Secret,
    waits: RwSignal<Option<Door>>,
) -> Answer<SecondStep> {
    let challenge = api::challenge().await?;
    let answer = work::solve(challenge).await;
    let answer = answer.map_err(|_| Fault::Unreachable)?;
    waits.try_set(Some(Door::Asking));
    Ok(api::sign_in(name, password, answer).await?.next)
}

/// Where the server asks a provider whose scripts this document does not run.
#[component]
pub(super) fn OtherDoor() -> impl IntoView {
    let app = App::expect();
    let href = move || format!("./sign-in?lang={}", app.lang().tag());
    view! {
        <div class="form">
            <h2>{app.text(Door::Title)}</h2>
            <p class="muted">{app.text(Door::Why)}</p>
            <p>{app.text(Door::OtherHint)}</p>
            <p class="form-acts">
                <a class="btn main" href=href>
                    {app.text(Door::Other)}
                </a>
            </p>
        </div>
    }
}

#[component]
pub(super) fn CodeForm() -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    let code = RwSignal::new(String::new());
    let remember = RwSignal::new(false);
    let is_recovery = RwSignal::new(false);
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        fault.set(None);
        waits.set(Some(Door::Asking));
        let typed = Secret::new(code.get_untracked().trim().replace(' ', ""));
        let (is_recovery, remember) = (is_recovery.get_untracked(), remember.get_untracked());
        spawn_local(async move {
            let said = api::second_step(is_recovery, typed, remember).await;
            waits.try_set(None);
            code.try_set(String::new());
            match said {
                Ok(passed) => welcome(server, passed.account),
                Err(error) => {
                    fault.try_set(Some(error));
                    // The session may have ended while the code was looked for.
                    server.note(error);
                }
            }
        });
    };
    let start_over = move |_| {
        spawn_local(async move {
            // Whatever comes of it, the door is what is wanted.
            api::sign_out().await.ok();
            server.set_standing(Standing::Anonymous);
        });
    };
    let turn = move |_| {
        code.set(String::new());
        fault.set(None);
        is_recovery.update(|it| *it = !*it);
    };
    view! {
        <form class="form" on:submit=submit aria-labelledby="code-title">
            <h2 id="code-title">{app.text(Door::CodeTitle)}</h2>
            {move || match is_recovery.get() {
                false => {
                    view! {
                        <p>{app.text(Door::CodeHint)}</p>
                        <Field label=Door::Code takes=Takes::Code value=code id="code" is_first=true />
                    }
                        .into_any()
                }
                true => {
                    view! {
                        <p>{app.text(Door::RecoveryHint)}</p>
                        <Field
                            label=Door::RecoveryCode
                            takes=Takes::RecoveryCode
                            value=code
                            id="recovery-code"
                            is_first=true
                        />
                    }
                        .into_any()
                }
            }}
            <label class="form-check">
                <input
                    type="checkbox"
                    prop:checked=move || remember.get()
                    on:change=move |event| remember.set(event_target_checked(&event))
                />
                <span>
                    {app.text(Door::Remember)}
                    <span class="form-hint">{app.text(Door::RememberHint)}</span>
                </span>
            </label>
            <FaultNote fault=fault />
            <p class="form-acts">
                <Submit label=Door::Continue waits=waits />
                <button type="button" class="btn" on:click=start_over>
                    {app.text(Door::StartOver)}
                </button>
            </p>
            <p>
                <button type="button" class="link" on:click=turn>
                    {move || {
                        if is_recovery.get() { Door::UseCode } else { Door::UseRecovery }
                            .text(app.lang())
                    }}
                </button>
            </p>
        </form>
    }
}

fn welcome(server: Server, account: Account) {
    server.set_standing(Standing::SignedIn { account });
}
