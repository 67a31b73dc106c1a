//! Setting up an authenticator: the password again, the picture, a code of it.

use jejak_protocol::server::{Secret, TotpOffer};
use jejak_words::ui::{Door, Frame};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::server::Server;
use crate::server::api::{self, Fault};
use crate::ui::kit::copy::CopyButton;
use crate::ui::kit::form::{FaultNote, Field, Submit, Takes};
use crate::ui::kit::qr::Qr;

#[component]
pub(super) fn Enrol(
    /// Nothing else can be done before it is over.
    is_first_time: bool,
    /// Called when the person would rather not.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let app = App::expect();
    let server = Server::expect();
    // Just typed at the door: asking twice in a minute helps nobody.
    let password = RwSignal::new(match is_first_time {
        true => server.password.get_untracked(),
        false => String::new(),
    });
    server.password.set(String::new());
    let code = RwSignal::new(String::new());
    let offer = RwSignal::new(None::<TotpOffer>);
    let fault = RwSignal::new(None::<Fault>);
    let waits = RwSignal::new(None::<Door>);
    let is_known = password.with_untracked(|password| !password.is_empty());
    let begin = move || {
        fault.set(None);
        waits.set(Some(Door::Asking));
        let typed = Secret::new(password.get_untracked());
        spawn_local(async move {
            let said = api::begin_totp(typed).await;
            waits.try_set(None);
            match said {
                Ok(made) => {
                    offer.try_set(Some(made));
                }
                Err(error) => {
                    fault.try_set(Some(error));
                    server.note(error);
                }
            }
        });
    };
    let confirm = move || {
        fault.set(None);
        waits.set(Some(Door::Asking));
        let typed = Secret::new(code.get_untracked().trim().replace(' ', ""));
        let again = Secret::new(password.get_untracked());
        spawn_local(async move {
            let said = api::confirm_totp(again, typed).await;
            waits.try_set(None);
            match said {
                Ok(codes) => {
                    server.codes.set(Some(codes));
                    server.ask();
                }
                Err(error) => {
                    code.try_set(String::new());
                    fault.try_set(Some(error));
                    server.note(error);
                }
            }
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        match offer.with_untracked(Option::is_some) {
            true => confirm(),
            false => begin(),
        }
    };
    let label = move || match offer.with(Option::is_some) {
        true => Door::EnrolDone,
        false => Door::EnrolBegin,
    };
    view! {
        <form class="form" on:submit=submit aria-labelledby="enrol-title">
            <h2 id="enrol-title">{app.text(Door::EnrolTitle)}</h2>
            <p>{app.text(Door::EnrolWhy)}</p>
            {move || match offer.get() {
                None if is_known => ().into_any(),
                None => {
                    view! {
                        <Field
                            label=Door::PasswordAgain
                            takes=Takes::Password
                            value=password
                            id="password-again"
                            is_first=true
                        />
                    }
                        .into_any()
                }
                Some(offer) => view! { <Offered offer=offer code=code /> }.into_any(),
            }}
            <FaultNote fault=fault />
            <p class="form-acts">
                {move || view! { <Submit label=label() waits=waits /> }}
                {on_cancel
                    .map(|cancel| {
                        view! {
                            <button type="button" class="btn" on:click=move |_| cancel.run(())>
                                {app.text(Frame::Cancel)}
                            </button>
                        }
                    })}
            </p>
        </form>
    }
}

/// What the server offers, shown once.
#[component]
fn Offered(offer: TotpOffer, code: RwSignal<String>) -> impl IntoView {
    let app = App::expect();
    let secret = offer.secret.expose().to_owned();
    let shown: Vec<String> = secret
        .as_bytes()
        .chunks(4)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect();
    view! {
        <p>{app.text(Door::EnrolScan)}</p>
        <Qr text=offer.uri.expose().to_owned() name=Signal::derive(app.text(Door::QrName)) />
        <p>{app.text(Door::EnrolType)}</p>
        <p class="secret-line">
            <code class="secret">{shown.join(" ")}</code>
            " "
            <CopyButton label=Frame::Copy text=move || secret.clone() />
        </p>
        <Field label=Door::EnrolCode takes=Takes::Code value=code id="enrol-code" is_first=true />
    }
}
