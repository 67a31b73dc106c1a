//! A share that somebody sent: opened by a click, never by a mere look at the link.

use jejak_protocol::server::Secret;
use jejak_words::ui::{Door, Share as Words};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::share::{self, Unopened};
use crate::ui::kit::form::{Field, Submit, Takes, fault_text};

#[component]
pub(crate) fn OpenShare(link: Secret) -> impl IntoView {
    let app = App::expect();
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Unopened>);
    let waits = RwSignal::new(None::<Door>);
    let is_whole = share::is_whole(&link);
    let link = StoredValue::new(link);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if waits.get_untracked().is_some() {
            return;
        }
        fault.set(None);
        waits.set(Some(Door::Asking));
        let typed = Secret::new(password.get_untracked());
        spawn_local(async move {
            let opened = share::open(&link.get_value(), &typed).await;
            waits.try_set(None);
            match opened {
                Ok(opened) => app.show_shared(opened),
                Err(why) => {
                    fault.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <div class="room">
            <div class="room-body" data-scene="open-share">
                <form class="form" on:submit=submit aria-labelledby="open-title">
                    <h1 id="open-title">{app.text(Words::OpenTitle)}</h1>
                    <p>{app.text(if is_whole { Words::OpenHere } else { Words::OpenHint })}</p>
                    {(!is_whole)
                        .then(|| {
                            view! {
                                <Field
                                    label=Words::OpenPassword
                                    takes=Takes::SharePassword
                                    value=password
                                    id="share-password"
                                />
                            }
                        })}
                    <div role="alert">
                        {move || {
                            fault
                                .get()
                                .map(|why| {
                                    view! { <p class="form-fault">{unopened_text(why, app)}</p> }
                                })
                        }}
                    </div>
                    <p class="form-acts">
                        <Submit label=Words::Open waits=waits />
                        <button
                            type="button"
                            class="btn"
                            on:click=move |_| app.share_link.set(None)
                        >
                            {app.text(jejak_words::ui::Frame::Cancel)}
                        </button>
                    </p>
                </form>
            </div>
        </div>
    }
}

pub(crate) fn unopened_text(why: Unopened, app: App) -> String {
    match why {
        Unopened::Gone => Words::OpenGone.text(app.lang()).to_owned(),
        Unopened::Broken => Words::OpenBroken.text(app.lang()).to_owned(),
        Unopened::Server(fault) => fault_text(fault, app),
    }
}
